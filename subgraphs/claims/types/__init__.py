"""What a client sees of claims.

asking       filters and orders of the lists
references   entities of other domains that claims points at
codes        DiagnosisCode, ProcedureCode
results      ClaimAdjudicationResult line by line, ExplanationOfBenefit, BenefitUtilization
reviews      FraudDetectionResult, MedicalNecessityValidation, ClaimAppeal
claims       Claim, ClaimLine, Preauthorization; what claims adds to Member, Company and Provider
"""
