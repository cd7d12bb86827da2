"""What a client sees of claims.

asking       filters and orders of the lists
references   entities of other domains that claims points at
codes        DiagnosisCode, ProcedureCode
results      ClaimAdjudicationResult line by line, ExplanationOfBenefit, BenefitUtilization
explaining   a decision told step by step
reviews      FraudDetectionResult, MedicalNecessityValidation, ClaimAppeal
claims       Claim, ClaimLine, Preauthorization; what claims adds to Member, Company and Provider

Nouns refer to one another across these modules. The last one is loaded first: it imports the others, and what they
take from it they look up only when all are there.
"""

from subgraphs.claims.types import claims

__all__ = ["claims"]
