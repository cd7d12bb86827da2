"""Finance: what is owed and paid, by whom and to whom, and the ledger that records it.

Owns        PaymentTransaction, PremiumInvoice, FinancialAccount, FiscalPeriod, LedgerTransaction, CommissionPayment,
            FinancialReport
Adds to     Member, Company (core): invoices, payments, what is open · Claim (claims): payments, payable, ledger ·
            Provider (providers): payments, remittances · Enrolment (schemes): invoices · Agent, CommissionTransaction
            (crm): what was paid · TokenWallet, TokenPurchase (tokens): ledger, payment
Refers to   GroupPolicy (schemes)
Emits       payment.completed, payment.failed, ledger.posted
Follows     claim.adjudicated, claim.payment_requested, claim.reversed · provider.suspended, provider.sanctioned,
            provider.activated · token.spent, token.expired
"""
