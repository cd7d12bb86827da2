"""Finance: what is owed and paid, by whom and to whom, and the ledger that records it.

Owns        PaymentTransaction, PremiumInvoice, FinancialAccount, LedgerTransaction, CommissionPayment, FinancialReport
Adds to     Member, Company (core): invoices, payments, what is open · Claim (claims): payments, payable, ledger ·
            Provider (providers): payments, remittances · Enrolment (schemes): invoices · Agent, CommissionTransaction
            (crm): what was paid · TokenWallet, TokenPurchase (tokens): ledger, payment
Refers to   GroupPolicy (schemes)
Emits       invoice.*, payment.*, premium.collected, premium.lapsed, ledger.posted
Follows     company_period.*, policy.*, enrolment.*, card.*, claim.adjudicated, claim.payment_requested, claim.reversed,
            commission.*, token.*
"""
