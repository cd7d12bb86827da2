"""What other services know of a claim: one question to the graph, and its answer as the rules see it.

An answer is whole or it is none: what is missing in one is never taken for a no. Null says that there is nobody, or
that there is no limit; a field that is not there at all says that the answer is not ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

from shared_models.claims import ClaimCategory, CodeSex, CodeSystem, NetworkTier
from subgraphs.claims.rules.bill import Procedure
from subgraphs.claims.rules.snapshot import (
    ALWAYS,
    AccumulatorYear,
    Assignment,
    Benefit,
    CompanyCover,
    Contract,
    CostShareOrder,
    Days,
    Enrolment,
    Exclusion,
    ExclusionKind,
    FamilyMode,
    InNetwork,
    Membership,
    OutOfPocketMode,
    Person,
    PreExisting,
    Provider,
    Rate,
    Rounding,
    ServiceRule,
    Standing,
    Terms,
    Version,
)
from subgraphs.kit.graph import Graph
from subgraphs.kit.refusals import ErrorCode, Refused

OPERATION: Final = "AdjudicationFacts"
AWAY: Final = Refused(
    ErrorCode.DEPENDENCY_UNAVAILABLE, "The services that know the cover do not answer now. Ask again in a moment."
)

# How a member, or a company's period of cover, stands; what has ended says by its days until when it held.
STANDINGS: Final[Mapping[str, Standing]] = {
    "PENDING": Standing.PENDING,
    "DRAFT": Standing.PENDING,
    "ACTIVE": Standing.ACTIVE,
    "SUSPENDED": Standing.SUSPENDED,
    "LAPSED": Standing.LAPSED,
    "EXPIRED": Standing.ENDED,
    "TERMINATED": Standing.ENDED,
    "DECEASED": Standing.ENDED,
    "ENDED": Standing.ENDED,
}
SEXES: Final[Mapping[str, CodeSex | None]] = {
    "MALE": CodeSex.MALE,
    "FEMALE": CodeSex.FEMALE,
    "OTHER": None,
    "UNKNOWN": None,
}


class UnexpectedAnswer(Exception):
    """The graph answered with something else than what was asked."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What core, schemes and providers know of a claim.

    `membership` and `provider` are None where nobody is known by the id.
    """

    membership: Membership | None
    enrolments: tuple[Enrolment, ...]
    provider: Provider | None
    pre_existing: tuple[PreExisting, ...] = ()
    company_id: UUID | None = None


async def ask_facts(
    graph: Graph, *, member_id: UUID, provider_id: UUID, service_from: date, service_to: date, codes: Iterable[str]
) -> Facts:
    """Ask the graph for all that a claim is decided on; raises GraphFailure where there is no answer."""
    first, last = sorted((service_from, service_to))
    variables = {
        "memberId": str(member_id),
        "providerId": str(provider_id),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "codes": sorted(set(codes)),
    }
    return read_facts(await graph.ask(OPERATION, variables), first)


def read_facts(answer: Mapping[str, Any], day: date) -> Facts:
    """Read an answer; riders are those that are held on the day, the first of the services."""
    try:
        return _facts(answer, day)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise UnexpectedAnswer(f"{OPERATION}: the answer is not what was asked ({error!r})") from error


def _facts(answer: Mapping[str, Any], day: date) -> Facts:
    member, provider, year = answer["member"], answer["provider"], answer["benefitYear"]
    if member is None:
        return Facts(None, (), None if provider is None else _provider(provider, frozenset()))
    benefit_year = None if year is None else _days(year["span"])
    credits_ = tuple((each["category"]["code"], each["days"]) for each in member["waitingCredits"])
    enrolments = tuple(_enrolment(each, day, credits_, benefit_year) for each in member["enrolmentsAround"])
    currencies = frozenset(each.version.currency for each in enrolments)
    return Facts(
        _membership(member),
        enrolments,
        None if provider is None else _provider(provider, currencies),
        tuple(
            PreExisting(each["codeSystem"], each["codePrefix"], _days(each["span"]))
            for each in member["priorConditions"]
        ),
        None if member["companyId"] is None else UUID(member["companyId"]),
    )


# From core


def _membership(member: Mapping[str, Any]) -> Membership:
    principal = member["principal"]
    return Membership(
        _person(member),
        principal=None if principal is None else _person(principal),
        max_age=member["ageLimit"],
        is_group=member["companyId"] is not None,
        company_covers=tuple(_company_cover(each) for each in member["companyPeriods"]),
    )


def _person(member: Mapping[str, Any]) -> Person:
    return Person(
        UUID(member["id"]),
        date.fromisoformat(member["dateOfBirth"]),
        SEXES[member["sex"]],
        standing=STANDINGS[member["status"]],
        enrolled_on=_day(member["enrolledOn"]),
        suspended_on=_day(member["suspendedOn"]),
        terminated_on=_day(member["terminatedOn"]),
        died_on=_day(member["diedOn"]),
    )


def _company_cover(period: Mapping[str, Any]) -> CompanyCover:
    return CompanyCover(
        _days(period["span"]), STANDINGS[period["status"]], period["graceDays"], _day(period["lapsedOn"])
    )


# From schemes


def _enrolment(
    enrolment: Mapping[str, Any], day: date, waiting_credits: tuple[tuple[str, int], ...], benefit_year: Days | None
) -> Enrolment:
    held = [each["rider"] for each in enrolment["riders"] if day in _days(each["span"])]
    version = _version(enrolment["schemeVersion"])
    return Enrolment(
        UUID(enrolment["id"]),
        _days(enrolment["span"]),
        version,
        riders=frozenset(each["riderCode"] for each in held),
        rider_benefits=tuple(_rider_benefit(each) for each in held if _adds_benefit(each)),
        waiting_credits=waiting_credits + _waived(version, held),
        benefit_year=benefit_year,
    )


def _adds_benefit(rider: Mapping[str, Any]) -> bool:
    return rider["riderType"] == "ADDITIONAL_BENEFIT" and rider["category"] is not None


def _waived(version: Version, riders: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, int], ...]:
    """Return the waiting that riders waive: of one category, or of all."""
    kinds = [each["category"] for each in riders if each["riderType"] == "WAITING_WAIVER"]
    codes = {each["code"] for each in kinds if each is not None}
    return tuple(
        (each.category, each.waiting_days)
        for each in version.benefits
        if each.waiting_days and (None in kinds or each.category in codes)
    )


def _rider_benefit(rider: Mapping[str, Any]) -> Benefit:
    # A rider says no shares: what it covers is paid in full, wherever it is done, up to its limit.
    return Benefit(
        rider["category"]["code"],
        Terms(),
        Terms(),
        rider_id=UUID(rider["id"]),
        annual_limit=_amount(rider["limit"]),
        waiting_days=rider["waitingDays"],
    )


def _version(version: Mapping[str, Any]) -> Version:
    rules = version["serviceRules"]
    return Version(
        UUID(version["id"]),
        version["currency"],
        individual_deductible=_required(version["individualDeductible"]),
        family_deductible=_amount(version["familyDeductible"]),
        individual_oop_max=_amount(version["individualOopMax"]),
        family_oop_max=_amount(version["familyOopMax"]),
        annual_limit=_amount(version["annualLimit"]),
        lifetime_limit=_amount(version["lifetimeLimit"]),
        oop_mode=OutOfPocketMode[version["oopMode"]],
        cost_share_order=CostShareOrder[version["costShareOrder"]],
        family_mode=FamilyMode[version["familyMode"]],
        accumulate_on=AccumulatorYear[version["accumulateOn"]],
        rounding=Rounding[version["rounding"]],
        filing_limit_days=version["filingLimitDays"],
        appeal_days=version["appealDays"],
        non_network_reference_rate=Decimal(version["nonNetworkReferenceRate"]),
        benefits=tuple(_benefit(each) for each in version["benefits"]),
        parents=_parents(each["category"] for each in rules),
        service_rules=tuple(_service_rule(each) for each in rules),
        exclusions=tuple(_exclusion(each) for each in version["exclusions"]),
        networks=tuple(_network(each) for each in version["networks"]),
    )


def _benefit(benefit: Mapping[str, Any]) -> Benefit:
    return Benefit(
        benefit["category"]["code"],
        _terms(benefit, "in"),
        _terms(benefit, "out") if benefit["outCovered"] else None,
        is_covered=benefit["isCovered"],
        benefit_id=UUID(benefit["id"]),
        annual_limit=_amount(benefit["annualLimit"]),
        lifetime_limit=_amount(benefit["lifetimeLimit"]),
        per_visit_limit=_amount(benefit["perVisitLimit"]),
        visit_limit_count=benefit["visitLimitCount"],
        waiting_days=benefit["waitingDays"],
        waiting_waived_for_accident=benefit["waitingWaivedForAccident"],
        requires_preauth=benefit["requiresPreauth"],
        preauth_threshold=_amount(benefit["preauthThreshold"]),
        counts_to_oop=benefit["countsToOop"],
        network_required=benefit["networkRequired"],
    )


def _terms(benefit: Mapping[str, Any], side: str) -> Terms:
    return Terms(
        _required(benefit[f"{side}Copay"]),
        Decimal(benefit[f"{side}Coinsurance"]),
        deductible_applies=benefit[f"{side}DeductibleApplies"],
    )


def _parents(categories: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Return each category with the next wider one."""
    chains = [[each["code"], *each["widerCodes"]] for each in categories]
    pairs = {narrow: wide for chain in chains for narrow, wide in pairwise(chain)}
    return tuple(sorted(pairs.items()))


def _service_rule(rule: Mapping[str, Any]) -> ServiceRule:
    system, category = rule["codeSystem"], rule["claimCategory"]
    return ServiceRule(
        rule["category"]["code"],
        rule["priority"],
        system=None if system is None else CodeSystem(system),
        code_prefix=rule["codePrefix"],
        service_category=rule["serviceCategory"],
        claim_category=None if category is None else ClaimCategory(category),
        place_of_service=rule["placeOfService"],
    )


def _exclusion(exclusion: Mapping[str, Any]) -> Exclusion:
    return Exclusion(
        ExclusionKind[exclusion["kind"]],
        exclusion["codeSystem"],
        exclusion["codePrefix"],
        exclusion["reason"],
        exclusion["waivedByRiderCode"],
    )


def _network(network: Mapping[str, Any]) -> InNetwork:
    return InNetwork(
        UUID(network["network"]["id"]),
        NetworkTier[network["tier"]],
        _required(network["copayDelta"]),
        Decimal(network["coinsuranceDelta"]),
        network["priority"],
    )


# From providers


def _provider(provider: Mapping[str, Any], currencies: frozenset[str]) -> Provider:
    return Provider(
        UUID(provider["id"]),
        active=_active(provider["status"], provider["statusEvents"]),
        is_sanctioned=provider["status"] == "SANCTIONED",
        license_expires_on=_day(provider["licenseExpiresOn"]),
        assignments=tuple(
            Assignment(UUID(each["networkId"]), _days(each["span"])) for each in provider["assignmentsBetween"]
        ),
        contracts=tuple(_contract(each, currencies) for each in provider["contractsBetween"]),
        reference_rates=_rates(provider["referenceRates"], currencies),
    )


def _active(status: str, events: Sequence[Mapping[str, Any]]) -> tuple[Days, ...]:
    """Return the days on which a provider was active; one whose status never changed always had the one it has."""
    if not events:
        return (ALWAYS,) if status == "ACTIVE" else ()
    changes = [date.fromisoformat(each["effectiveOn"]) for each in events]
    statuses = [events[0]["formerStatus"], *(each["status"] for each in events)]
    periods = zip(statuses, [None, *changes], [*changes, None], strict=True)
    return tuple(Days(start, end) for each, start, end in periods if each == "ACTIVE" and start != end)


def _contract(contract: Mapping[str, Any], currencies: frozenset[str]) -> Contract:
    network, percent = contract["networkId"], contract["percentOfCharge"]
    return Contract(
        _days(contract["span"]),
        None if network is None else UUID(network),
        None if percent is None else Decimal(percent),
        _rates(contract["rates"], currencies),
    )


def _rates(items: Iterable[Mapping[str, Any]], currencies: frozenset[str]) -> tuple[Rate, ...]:
    """Return the prices in a currency that cover is in: in another one there is no price."""
    return tuple(_rate(each) for each in items if each["unitRate"]["currency"] in currencies)


def _rate(item: Mapping[str, Any]) -> Rate:
    procedure = Procedure(CodeSystem[item["codeSystem"]], item["procedureCode"])
    return Rate(procedure, Decimal(item["exactRate"]), item["modifier"])


# Values


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _days(span: Mapping[str, Any]) -> Days:
    return Days(_day(span["from"]), _day(span["to"]))


def _amount(money: Mapping[str, Any] | None) -> Decimal | None:
    return None if money is None else _required(money)


def _required(money: Mapping[str, Any]) -> Decimal:
    return Decimal(money["amount"])
