"""The closed choices of finance's columns."""

from enum import StrEnum


class PaymentDirection(StrEnum):
    """Whether money comes in or goes out."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class PaymentPurpose(StrEnum):
    """What a payment is for."""

    PREMIUM = "premium"
    CLAIM_PAYMENT = "claim_payment"
    COMMISSION = "commission"
    TOKEN_PURCHASE = "token_purchase"  # noqa: S105  # tokens are credits here, not credentials
    CARD_FEE = "card_fee"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


class CounterpartyType(StrEnum):
    """Who is on the other side of a payment."""

    MEMBER = "member"
    COMPANY = "company"
    PROVIDER = "provider"
    AGENT = "agent"


class PaymentMethodKind(StrEnum):
    """How a payment moves."""

    CARD = "card"
    BANK_TRANSFER = "bank_transfer"
    DIRECT_DEBIT = "direct_debit"
    MOBILE_MONEY = "mobile_money"
    CHEQUE = "cheque"
    CASH = "cash"
    WALLET = "wallet"
    INTERNAL = "internal"


class PaymentStatus(StrEnum):
    """pending → processing → completed or failed; pending → cancelled; completed → partially_refunded → refunded."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class InstrumentKind(StrEnum):
    """What a stored means of payment is."""

    CARD = "card"
    BANK_ACCOUNT = "bank_account"
    MOBILE_MONEY = "mobile_money"


class InstrumentStatus(StrEnum):
    """active → expired or removed."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REMOVED = "removed"


class BillTo(StrEnum):
    """Who is asked to pay an invoice."""

    COMPANY = "company"
    MEMBER = "member"


class InvoiceKind(StrEnum):
    """What an invoice asks for; a credit note gives back."""

    PREMIUM = "premium"
    ADJUSTMENT = "adjustment"
    CARD_FEE = "card_fee"
    CREDIT_NOTE = "credit_note"


class InvoiceStatus(StrEnum):
    """draft → issued → partially_paid → paid; open → overdue → written_off; draft → cancelled; issued → credited."""

    DRAFT = "draft"
    ISSUED = "issued"
    PARTIALLY_PAID = "partially_paid"
    PAID = "paid"
    OVERDUE = "overdue"
    WRITTEN_OFF = "written_off"
    CANCELLED = "cancelled"
    CREDITED = "credited"


class InvoiceItem(StrEnum):
    """What one line of an invoice is."""

    PREMIUM = "premium"
    RIDER = "rider"
    PRORATION = "proration"
    DISCOUNT = "discount"
    TAX = "tax"
    FEE = "fee"
    CREDIT = "credit"


class FinancialAccountKind(StrEnum):
    """Where money is held."""

    BANK = "bank"
    TRUST = "trust"
    ESCROW = "escrow"
    GATEWAY = "gateway"
    PETTY_CASH = "petty_cash"


class FinancialAccountStatus(StrEnum):
    """active ↔ frozen → closed."""

    ACTIVE = "active"
    FROZEN = "frozen"
    CLOSED = "closed"


class LedgerAccountType(StrEnum):
    """The five kinds of ledger accounts."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    REVENUE = "revenue"
    EXPENSE = "expense"


class LedgerAccountStatus(StrEnum):
    """active → closed."""

    ACTIVE = "active"
    CLOSED = "closed"


class FiscalPeriodStatus(StrEnum):
    """open ↔ soft_closed → closed; a soft-closed one still takes what is journalled by hand."""

    OPEN = "open"
    SOFT_CLOSED = "soft_closed"
    CLOSED = "closed"


class LedgerSide(StrEnum):
    """The two sides of the ledger."""

    DEBIT = "debit"
    CREDIT = "credit"


class LedgerKind(StrEnum):
    """What happened that the ledger records."""

    INVOICE_ISSUED = "invoice_issued"
    PREMIUM_RECEIVED = "premium_received"
    PREMIUM_EARNED = "premium_earned"
    CLAIM_ADJUDICATED = "claim_adjudicated"
    CLAIM_PAID = "claim_paid"
    CLAIM_REVERSED = "claim_reversed"
    COMMISSION_EARNED = "commission_earned"
    COMMISSION_PAID = "commission_paid"
    COMMISSION_CLAWBACK = "commission_clawback"
    TOKENS_PURCHASED = "tokens_purchased"
    TOKENS_CONSUMED = "tokens_consumed"
    TOKENS_EXPIRED = "tokens_expired"
    CARD_FEE = "card_fee"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    REFUND_PAID = "refund_paid"
    MANUAL_JOURNAL = "manual_journal"
    REVERSAL = "reversal"


class PartyType(StrEnum):
    """Whom a ledger entry concerns."""

    MEMBER = "member"
    COMPANY = "company"
    PROVIDER = "provider"
    AGENT = "agent"
    WALLET = "wallet"


class CommissionPaymentStatus(StrEnum):
    """draft → approved → paid or failed; open ones → cancelled."""

    DRAFT = "draft"
    APPROVED = "approved"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PayableKind(StrEnum):
    """What is owed."""

    CLAIM = "claim"
    COMMISSION = "commission"
    REFUND = "refund"


class PayableStatus(StrEnum):
    """open → scheduled → paid or failed; failed → scheduled; open ↔ held; what is not paid → cancelled."""

    OPEN = "open"
    HELD = "held"
    SCHEDULED = "scheduled"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


class FinancialReportType(StrEnum):
    """What a financial report shows."""

    TRIAL_BALANCE = "trial_balance"
    INCOME_STATEMENT = "income_statement"
    BALANCE_SHEET = "balance_sheet"
    CASH_FLOW = "cash_flow"
    PREMIUM_REGISTER = "premium_register"
    CLAIMS_PAID = "claims_paid"
    AGED_RECEIVABLES = "aged_receivables"
    AGED_PAYABLES = "aged_payables"


class ReconciliationStatus(StrEnum):
    """Whether a line of a bank statement was found among the payments, or is in dispute."""

    MATCHED = "matched"
    DISPUTED = "disputed"
