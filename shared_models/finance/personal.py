"""What finance's columns tell about persons."""

from collections.abc import Mapping
from typing import Final

from shared_models.personal import Personal, about

PERSONAL: Final[Mapping[str, Personal]] = {
    "payment_methods": about(
        pii="owner_id gateway_token last4", rest="owner_type kind gateway expires_on is_default status"
    ),
    "payment_transactions": about(
        pii="counterparty_id gateway_reference gateway_payload",
        rest="transaction_number direction purpose counterparty_type claim_id amount currency method payment_method_id "
        "account_id status gateway failure_code initiated_at completed_at refunds_payment_id "
        "refunds_payment_initiated_at source_type source_id",
    ),
    "payment_keys": about(
        pii="gateway_reference",
        rest="source_type source_id purpose attempt payment_id payment_initiated_at gateway failed_at",
    ),
    "premium_invoices": about(
        pii="member_id",
        rest="invoice_number bill_to_type company_id policy_id kind billing_span issued_on due_on currency subtotal "
        "discount tax total paid_amount status dunning_level credits_invoice_id",
    ),
    "invoice_lines": about(
        pii="member_id enrolment_id description",
        rest="invoice_id line_no item quantity unit_amount amount currency",
    ),
    # The insurer's own accounts, sealed because money lies in them.
    "financial_accounts": about(
        rest="account_code name kind bank_name account_number currency ledger_account_id status"
    ),
}
