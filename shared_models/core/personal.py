"""What core's columns tell about persons."""

from collections.abc import Mapping
from typing import Final

from shared_models.personal import Personal, about

PERSONAL: Final[Mapping[str, Personal]] = {
    "companies": about(
        pii="contact_person contact_email contact_phone tax_id",
        rest="company_code name registration_number client_type industry address country billing_frequency currency "
        "employer_contribution_rate experience_rating_enabled status registration_expires_on",
    ),
    "members": about(
        pii="member_number user_id principal_id dependent_type employee_number first_name middle_name last_name "
        "date_of_birth sex marital_status national_id passport email phone address died_on",
        phi="has_disability",
        rest="company_id member_type grade country status enrolled_on terminated_on suspended_on suspension_reason "
        "erased_at",
    ),
    "member_documents": about(
        pii="member_id document_number file_name storage_key sha256",
        phi="rejection_reason",
        rest="document_type mime_type size_bytes status verified_by verified_at expires_on",
    ),
    "member_cards": about(
        pii="member_id card_number pin_hash qr_nonce",
        rest="template_id card_type status issued_on expires_on replaces_card_id issue_reason fee_amount currency "
        "block_reason",
    ),
    "member_consents": about(pii="member_id", rest="consent_type granted"),
    "onboarding_sessions": about(
        pii="member_id token_hash", rest="status current_step progress started_at expires_at completed_at"
    ),
    "provider_member_links": about(pii="member_id", phi="provider_id seen_until"),
    "notifications": about(pii="recipient_id params dedupe_key", rest="recipient_type channel template_code status"),
    "users": about(
        pii="email password_hash mfa_secret",
        rest="status mfa_confirmed_at mfa_step last_login_at token_epoch epoch_changed_at is_demo",
    ),
    "user_roles": about(pii="user_id scope_id", rest="role scope_type granted_at granted_by"),
    "login_attempts": about(pii="account address", rest="occurred_at succeeded_at"),
    "refresh_tokens": about(
        pii="user_id token_hash client",
        rest="family_id methods issued_at expires_at family_expires_at used_at retried_at revoked_at successor_id",
    ),
    "signing_keys": about(rest="kid status public_jwk private_key current_from current_until"),
    "break_glass_grants": about(
        pii="user_id member_id",
        phi="case_id reason",
        rest="expires_at review_due_at reviewed_at reviewed_by",
    ),
}
