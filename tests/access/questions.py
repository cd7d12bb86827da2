"""One type of one row asked for all its fields at once, in several ways of writing it, and what came of each field."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from tests.access.world import Party, World
from tests.subgraphs.service import Service


class Outcome(Enum):
    """What came of asking for a field."""

    SEEN = "seen"
    DENIED = "denied"
    HIDDEN = "no such row"
    FAILED = "failed in another way"


class Writing(Enum):
    """A way of writing one question; a denial must not depend on it."""

    PLAIN = "plain"
    ALIASED = "under another name"
    FRAGMENT = "in a named fragment"
    NESTED = "in fragments of fragments, under conditions"
    TWICE = "twice, once beside something permitted"


DENIALS: Final = {"FORBIDDEN", "UNAUTHENTICATED"}

# Types that are no entities: from which entity, and by which fields.
WAYS: Final = {
    "ClaimDiagnosis": ("Claim", ("diagnoses",)),
    "ClaimLineResult": ("ClaimAdjudicationResult", ("lines",)),
    "ClaimAdjustment": ("ClaimAdjudicationResult", ("lines", "adjustments")),
    "FraudReview": ("FraudDetectionResult", ("review",)),
    "ClaimAppeal": ("Claim", ("appeals",)),
    "MemberConsent": ("Member", ("consents",)),
}
TABLES: Final = {
    "User": "users",
    "Company": "companies",
    "CompanyPeriod": "company_periods",
    "Member": "members",
    "MemberDocument": "member_documents",
    "OnboardingSession": "onboarding_sessions",
    "CardTemplate": "card_templates",
    "MemberCard": "member_cards",
    "BreakGlassGrant": "break_glass_grants",
    "Claim": "claims",
    "ClaimLine": "claim_lines",
    "Preauthorization": "preauthorizations",
    "ClaimAdjudicationResult": "claim_adjudication_results",
    "ExplanationOfBenefit": "explanation_of_benefits",
    "BenefitUtilization": "benefit_utilization",
    "FraudDetectionResult": "fraud_detection_results",
    "MedicalNecessityValidation": "medical_necessity_validations",
}
NO_ROW: Final = UUID(int=0)


@dataclass(frozen=True)
class Asker:
    """Asks a service of the world."""

    service: Service
    world: World

    async def outcomes(
        self, role: str, kind: str, relation: str, names: Iterable[str], writing: Writing = Writing.PLAIN
    ) -> dict[str, Outcome]:
        """Ask somebody's question for fields of a row; return what came of each."""
        names = list(names)
        principal = self.world.principal(role)
        if kind == "Query":
            return await self._of_root(principal, names)
        document, variables, path = self._question(kind, relation, names, writing)
        result = await self.service.as_(principal).run(document, variables)
        return {name: outcome_of(result, path, ALIASES[writing].format(name)) for name in names}

    async def _of_root(self, principal: Any, names: list[str]) -> dict[str, Outcome]:
        found = {}
        for name in names:
            result = await self.service.as_(principal).run(f"{{ {self._root_field(name)} }}", {})
            found[name] = outcome_of(result, (), name)
        return found

    def _root_field(self, name: str) -> str:
        kind = self._kind("Query")
        one = str(self.world.own.member)
        given = {"member": "id", "company": "id", "memberCard": "id", "onboardingSession": "id", "claim": "id"}
        given |= {"preauthorization": "id", "adjudicationRuns": "claimId", "benefitUtilization": "memberId"}
        arguments = f'({given[name]}: "{one}")' if name in given else ""
        return f"{name}{arguments}{below(kind, name)}"

    def _kind(self, name: str) -> GraphQLObjectType:
        kind = self.service.schema._schema.type_map[name]  # Strawberry has no public way
        assert isinstance(kind, GraphQLObjectType)
        return kind

    def _question(
        self, kind: str, relation: str, names: list[str], writing: Writing
    ) -> tuple[str, dict[str, Any], tuple[str, ...]]:
        fields = {name: name + below(self._kind(kind), name) for name in names}
        selection, fragments = _written(kind, fields, writing)
        entity, way = WAYS.get(kind, (kind, ()))
        if kind == "ProcedureCode":
            search = "nothing is called that" if relation == "no row" else "helps"
            root = f'procedureCodes(filter: {{search: "{search}"}})'
            return (
                f"{{ {root} {{ edges {{ node {{ {selection} }} }} }} }} {fragments}",
                {},
                ("procedureCodes", "edges", "node"),
            )
        for step in reversed(way):
            selection = f"{step} {{ {selection} }}"
        document = (
            "query ($given: [_Any!]!) { _entities(representations: $given)"
            f" {{ ... on {entity} {{ {selection} }} }} }} {fragments}"
        )
        return document, {"given": [self._representation(entity, relation)]}, ("_entities", *way)

    def _representation(self, entity: str, relation: str) -> dict[str, str]:
        if entity == "DiagnosisCode":
            code = "none" if relation == "no row" else "J06.9"
            return {"__typename": entity, "codeSystem": "ICD10CM", "code": code}
        return {"__typename": entity, "id": str(self._id(entity, relation))}

    def _id(self, entity: str, relation: str) -> UUID:
        if relation == "no row":
            return NO_ROW
        party: Party = getattr(self.world, relation)
        if entity == "Provider":
            return party.provider
        if entity == "Period":
            return self.world.codes["periods"]
        if self.service.name == "claims" and entity in ("Member", "Company"):
            return party.member if entity == "Member" else party.company
        return party.keys[TABLES[entity]]


ALIASES: Final = dict.fromkeys(Writing, "{}") | {Writing.ALIASED: "other_{}", Writing.TWICE: "again_{}"}


def _written(kind: str, fields: dict[str, str], writing: Writing) -> tuple[str, str]:
    """Return a selection and the fragments it spreads."""
    plain = " ".join(fields.values())
    match writing:
        case Writing.PLAIN:
            return plain, ""
        case Writing.ALIASED:
            return " ".join(f"other_{name}: {text}" for name, text in fields.items()), ""
        case Writing.FRAGMENT:
            return "...Asked", f"fragment Asked on {kind} {{ {plain} }}"
        case Writing.NESTED:
            inner = f"... on {kind} @include(if: true) {{ ... @skip(if: false) {{ {plain} }} }}"
            return (
                "__typename ...Outer",
                f"fragment Outer on {kind} {{ ...Inner }} fragment Inner on {kind} {{ {inner} }}",
            )
        case Writing.TWICE:
            again = " ".join(f"again_{name}: {text}" for name, text in fields.items())
            return f"__typename {plain} {again}", ""


def below(kind: GraphQLObjectType, name: str) -> str:
    """Return the least selection that a field needs."""
    return "" if is_leaf_type(get_named_type(kind.fields[name].type)) else " { __typename }"


def outcome_of(result: Any, path: tuple[str, ...], key: str) -> Outcome:
    """Say what came of a field below a path."""
    codes = {_plain(error.path): (error.extensions or {}).get("code") for error in result.errors or () if error.path}
    at: Any = result.data
    for length, step in enumerate(path, 1):
        code = codes.get(path[:length])
        if code is not None:
            return Outcome.DENIED if code in DENIALS else Outcome.FAILED
        if isinstance(at, list):
            at = at[0] if at else None
        if at is None:
            return Outcome.HIDDEN
        at = at[step]
    if isinstance(at, list):
        at = at[0] if at else None
    code = codes.get((*path, key))
    if code is not None:
        assert at is None or at[key] is None, "an error has no value beside it"
        return Outcome.DENIED if code in DENIALS else Outcome.FAILED
    return Outcome.HIDDEN if at is None else Outcome.SEEN


def _plain(path: Iterable[Any]) -> tuple[str, ...]:
    return tuple(step for step in path if isinstance(step, str))
