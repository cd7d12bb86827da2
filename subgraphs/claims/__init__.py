"""Claims: what was billed for whose care, what was decided about it, and how much of each limit is used.

Owns        Claim, ClaimLine, ClaimAdjudicationResult, ExplanationOfBenefit, BenefitUtilization, DiagnosisCode,
            Preauthorization, FraudDetectionResult, MedicalNecessityValidation, NecessityRule
Adds to     Member (claims, benefitUtilization, explanationsOfBenefits, preauthorizations), Company, Provider (claims)
Refers to   User (core), Agent (crm), MedicalPersonnel (providers), Enrolment, SchemeVersion, BenefitCategory (schemes),
            PredictiveModel (analytics)
Emits       claim.*, eob.issued
Follows     claim.submitted, payment.completed, payment.failed, token.spend_refused, enrolment.changed,
            enrolment.terminated
"""
