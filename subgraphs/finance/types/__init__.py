"""What a client sees of finance.

asking      filters and orders of the lists
ledger      LedgerAccount, FinancialAccount, LedgerTransaction, LedgerEntry, TrialBalanceRow, AccountStatement,
            FinancialReport; what finance adds to TokenWallet
payments    PaymentTransaction, Payable, Remittance, CommissionPayment, BankStatementLine; what finance adds to Claim,
            Provider, Agent, CommissionTransaction and TokenPurchase
invoices    PremiumInvoice, InvoiceLine, PaymentAllocation; what finance adds to Member, Company and Enrolment
"""
