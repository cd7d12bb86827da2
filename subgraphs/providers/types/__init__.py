"""What a client sees of providers.

asking      filters and orders of the lists
fees        FeeSchedule and its items
standing    ProviderStatusEvent, OpeningHours
providers   Provider, MedicalInstitution, MedicalPersonnel, networks, contracts, credentials; what is added to
            InsuranceScheme
"""
