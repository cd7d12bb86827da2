"""Providers: who gives care, where, under which contracts and for which networks.

Owns        Provider, MedicalInstitution, MedicalPersonnel, ProviderNetwork, ProviderNetworkAssignment, ProviderContract
Adds to     InsuranceScheme (networks)
Refers to   InsuranceScheme (schemes)
Emits       provider.*, network.*, contract.*
Follows     nothing
"""
