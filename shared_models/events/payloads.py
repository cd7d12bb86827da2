"""What each type of event says beside the id of its aggregate: ids, codes, days and amounts, each as a string.

One registry for the whole house, because a payload is a contract between services: fields are only ever added, and
without being required; what breaks is a new type with the suffix `.v2`. No names of persons, no clinical text: a code
is one word, so that a sentence cannot pass for one. What begins a type, up to the point, is its aggregate.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, TypeAlias
from uuid import UUID

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

BYTES_MAX: Final = 256 * 1024


class UnknownEvent(KeyError):
    """A type that the registry does not have."""


class BadPayload(ValueError):
    """Data that do not have the shape of their type."""


def _as_text(value: object) -> object:
    match value:
        case UUID() | int() if not isinstance(value, bool):
            return str(value)
        case Decimal():
            return format(value, "f")
        case date() | datetime():
            return value.isoformat()
        case _:
            return value


def _same_id(text: str) -> str:
    return str(UUID(text))


Text = BeforeValidator(_as_text)
Id: TypeAlias = Annotated[str, Text, AfterValidator(_same_id)]
Code: TypeAlias = Annotated[str, Text, Field(pattern=r"^[A-Za-z0-9_.:/#+-]{1,64}$")]
Amount: TypeAlias = Annotated[str, Text, Field(pattern=r"^-?\d{1,15}(\.\d{1,8})?$")]
Count: TypeAlias = Annotated[str, Text, Field(pattern=r"^-?\d{1,19}$")]
Day: TypeAlias = Annotated[str, Text, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
Instant: TypeAlias = Annotated[str, Text, Field(pattern=r"^\d{4}-\d\d-\d\dT[0-9:.+Z-]{5,30}$")]
Digest: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Codes: TypeAlias = Annotated[list[Code], Field(max_length=100)]


class Payload(BaseModel):
    """The data of one type. Strict where it is made; what a newer publisher adds, a reader lets pass."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Span(BaseModel):
    """A period of days, half-open; without an end it goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: Day
    end: Day | None = None


class Total(BaseModel):
    """One account's part of a posting."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: Code
    debit: Amount
    credit: Amount


_KINDS: Final[Mapping[str, Any]] = {
    "id": Id,
    "code": Code,
    "amount": Amount,
    "count": Count,
    "day": Day,
    "instant": Instant,
    "digest": Digest,
    "codes": Codes,
    "span": Span,
    "totals": Annotated[list[Total], Field(max_length=1_000)],
}

# One line a type: its fields, each with its kind; a question mark lets it be left out.
_COMPANY: Final = "client_type:code country:code currency:code status:code"
_PERIOD: Final = "company_id:id period_id:id? span:span grace_days:count?"
_MEMBER: Final = "company_id:id? principal_id:id? role:code? effective_on:day? status:code?"
_CARD: Final = "member_id:id company_id:id? fee:amount? currency:code? reason:code? replaced_card_id:id?"
_OPPORTUNITY: Final = "lead_id:id? quote_id:id? company_id:id? scheme_id:id? agent_id:id? lives:count? reason:code?"
_COMMISSION: Final = "agent_id:id amount:amount currency:code period:code? policy_id:id? invoice_id:id?"
_PROVIDER: Final = "effective_on:day status:code? reason:code?"
_NETWORK: Final = "network_id:id provider_id:id? tier:code? span:span?"
_CONTRACT: Final = "provider_id:id network_id:id? span:span?"
_VERSION: Final = "scheme_id:id span:span content_hash:digest? version_no:count?"
_POLICY: Final = (
    "company_id:id scheme_version_id:id? span:span quote_id:id? cancelled_on:day? premium:amount? currency:code?"
)
_ENROLMENT: Final = (
    "member_id:id version_id:id span:span policy_id:id? company_id:id? annual_premium:amount? currency:code? "
    "status:code?"
)
_CLAIM: Final = (
    "member_id:id provider_id:id billed:amount currency:code service_from:day company_id:id? category:code? "
    "claim_number:code?"
)
_RESULT: Final = (
    "result_id:id run_no:count outcome:code billed:amount allowed:amount plan_paid:amount member_amount:amount "
    "currency:code member_id:id? provider_id:id? service_from:day? replaces_result_id:id?"
)
_REQUEST: Final = "payee_type:code? payee_id:id amount:amount currency:code result_id:id member_id:id?"
_INVOICE: Final = (
    "bill_to_type:code bill_to_id:id total:amount paid:amount? currency:code span:span? policy_id:id? company_id:id? "
    "due_on:day?"
)
_PAYMENT: Final = (
    "purpose:code source_type:code source_id:id amount:amount currency:code paid_at:instant? attempt:count? "
    "reason:code? claim_id:id?"
)
_TOKENS: Final = (
    "organization_type:code? organization_id:id? tokens:count available_after:count? operation:code? "
    "reference_type:code? reference_id:id? amount:amount? currency:code? purchase_id:id? reason:code?"
)
_ALERT: Final = "metric:code value:amount? severity:code? entity_type:code? entity_id:id?"

_TYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "core": {
        "company.created": _COMPANY,
        "company.status_changed": _COMPANY,
        **dict.fromkeys(("company_period.activated", "company_period.lapsed", "company_period.ended"), _PERIOD),
        **{
            f"member.{each}": _MEMBER
            for each in ("created", "updated", "activated", "suspended", "terminated", "deceased", "erased")
        },
        "member.onboarding_completed": "session_id:id company_id:id?",
        **dict.fromkeys(("card.issued", "card.blocked", "card.replaced"), _CARD),
    },
    "crm": {
        "lead.converted": "opportunity_id:id? company_id:id?",
        "opportunity.won": f"{_OPPORTUNITY} country:code? currency:code? client_type:code?",
        "opportunity.lost": _OPPORTUNITY,
        "agent.assigned": "company_id:id? member_id:id? span:span",
        **dict.fromkeys(("commission.earned", "commission.clawed_back", "commission.approved"), _COMMISSION),
    },
    "claims": {
        "claim.submitted": _CLAIM,
        "claim.pended": "reasons:codes",
        "claim.appealed": "appeal_id:id",
        "claim.fraud_flagged": "reasons:codes score_band:code",
        "claim.adjudicated": _RESULT,
        "claim.payment_requested": _REQUEST,
        "claim.reversed": "result_id:id amount:amount currency:code? payee_id:id? member_amount:amount? reason:code?",
        "eob.issued": "eob_number:code claim_id:id? member_id:id? result_id:id?",
        "utilization.updated": "member_id:id accumulator:code used:amount limit:amount? currency:code? span:span?",
    },
    "providers": {
        **{f"provider.{each}": _PROVIDER for each in ("activated", "suspended", "sanctioned", "terminated")},
        "network.assignment_changed": _NETWORK,
        **dict.fromkeys(("contract.activated", "contract.terminated"), _CONTRACT),
    },
    "finance": {
        **dict.fromkeys(("invoice.issued", "invoice.paid", "invoice.overdue"), _INVOICE),
        "premium.lapsed": "policy_id:id? company_id:id? invoice_id:id? span:span?",
        "premium.collected": "policy_id:id invoice_id:id net_amount:amount currency:code paid_at:instant",
        **dict.fromkeys(("payment.completed", "payment.failed", "payment.refunded"), _PAYMENT),
        "ledger.posted": "kind:code currency:code totals:totals source_type:code? source_id:id?",
    },
    "tokens": {
        "token.purchase_requested": "purchase_id:id amount:amount currency:code payment_method_id:id?",
        **{
            f"token.{each}": _TOKENS
            for each in (
                "credited",
                "spent",
                "spend_refused",
                "expired",
                "refunded",
                "low_balance",
                "topup_blocked",
                "subscription_past_due",
            )
        },
    },
    "schemes": {
        **dict.fromkeys(("scheme.version_activated", "scheme.version_superseded"), _VERSION),
        **dict.fromkeys(("policy.bound", "policy.renewed", "policy.cancelled"), _POLICY),
        **dict.fromkeys(("enrolment.created", "enrolment.changed", "enrolment.terminated"), _ENROLMENT),
    },
    "analytics": {
        **dict.fromkeys(("alert.fired", "alert.resolved"), _ALERT),
        "risk.scored": "entity_type:code entity_id:id score:amount band:code? model_version:code?",
    },
}
# What each service tells of itself.
_EVERYBODY: Final = {"audit.head_sealed": "number:count hash:digest"}


def _payload(event_type: str, fields: str) -> type[Payload]:
    declared: dict[str, Any] = {}
    for each in fields.split():
        name, _, kind = each.partition(":")
        annotation = _KINDS[kind.removesuffix("?")]
        declared[name] = (annotation | None, None) if kind.endswith("?") else (annotation, ...)
    return create_model(event_type, __base__=Payload, **declared)


PAYLOADS: Final[Mapping[str, type[Payload]]] = {
    event_type: _payload(event_type, fields)
    for types in (*_TYPES.values(), _EVERYBODY)
    for event_type, fields in types.items()
}
# Which aggregates a service publishes events of.
AGGREGATES: Final[Mapping[str, frozenset[str]]] = {
    service: frozenset(event_type.partition(".")[0] for event_type in (*types, *_EVERYBODY))
    for service, types in _TYPES.items()
}


def told_by(service: str) -> tuple[str, ...]:
    """Return the types of events that a service tells of its own domain."""
    return tuple(_TYPES[service])


def checked(event_type: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an event as it is stored; raises UnknownEvent, or BadPayload which names no value."""
    payload = payload_of(event_type)
    unknown = sorted(set(data) - set(payload.model_fields))
    if unknown:
        raise BadPayload(f"{event_type} has no {', '.join(unknown)}")
    try:
        stored = payload.model_validate(dict(data)).model_dump(mode="json", exclude_none=True)
    except ValidationError as error:
        wrong = sorted({".".join(str(part) for part in each["loc"]) for each in error.errors()})
        raise BadPayload(f"{event_type}: {', '.join(wrong)}: not as the registry has it") from None
    size = len(orjson.dumps(stored))
    if size > BYTES_MAX:
        raise BadPayload(f"{event_type} takes {size} bytes, and an event ends at {BYTES_MAX}")
    return stored


def read_payload(event_type: str, data: Mapping[str, Any]) -> Payload:
    """Return the data of an event that came, with what this service does not know left out; raises as `checked`."""
    try:
        return payload_of(event_type).model_validate(dict(data))
    except ValidationError:
        raise BadPayload(f"{event_type}: not as the registry has it") from None


def payload_of(event_type: str) -> type[Payload]:
    """Return the shape of a type's data; raises UnknownEvent."""
    try:
        return PAYLOADS[event_type]
    except KeyError:
        raise UnknownEvent(event_type) from None
