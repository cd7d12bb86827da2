"""One line with all that is known for it: what every gate and every price looks at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from shared_models.claims import NetworkTier
from subgraphs.claims.rules.bill import Bill, Line
from subgraphs.claims.rules.snapshot import (
    Benefit,
    Contract,
    Enrolment,
    InNetwork,
    KnownCode,
    Membership,
    Preauthorization,
    Provider,
    ServiceRule,
    Snapshot,
    Version,
)
from subgraphs.claims.rules.usage import Usage

_BEST_FIRST = (NetworkTier.PREFERRED, NetworkTier.STANDARD, NetworkTier.BASIC)


@dataclass(frozen=True)
class Case:
    """One line of a bill under the cover of its day. `decided` are the lines before it that were not denied."""

    bill: Bill
    line: Line
    snapshot: Snapshot
    membership: Membership
    provider: Provider
    enrolment: Enrolment
    usage: Usage
    decided: tuple[Line, ...] = ()

    @property
    def day(self) -> date:
        return self.line.service_date

    @property
    def version(self) -> Version:
        return self.enrolment.version

    @cached_property
    def procedure_code(self) -> KnownCode | None:
        """The procedure's entry in its code list on the day."""
        wanted = self.line.procedure
        return next(
            (
                each
                for each in self.snapshot.procedure_codes
                if each.code == wanted.code and each.system == wanted.system and self.day in each.span
            ),
            None,
        )

    @cached_property
    def category(self) -> str | None:
        """The kind of care, by the rule of the highest priority that fits."""
        fitting = [rule for rule in self.version.service_rules if self._fits(rule)]
        return max(fitting, key=lambda rule: rule.priority).category if fitting else None

    @cached_property
    def benefit(self) -> Benefit | None:
        """The benefit for the kind of care: the version's, else a rider's, else that of the kind above."""
        parents = dict(self.version.parents)
        category, seen = self.category, set()
        while category is not None and category not in seen:
            seen.add(category)
            for benefits in (self.version.benefits, self.enrolment.rider_benefits):
                found = next((each for each in benefits if each.category == category), None)
                if found is not None:
                    return found
            category = parents.get(category)
        return None

    @cached_property
    def network(self) -> tuple[InNetwork, Contract] | None:
        """The best tier among the version's networks where the provider stands and has a contract on the day."""
        return best_network(self.version, self.provider, self.day)

    @cached_property
    def preauthorization(self) -> Preauthorization | None:
        """The promise that covers the line: for the procedure, this provider, the day, and units that are left."""
        wanted = self.line.procedure
        before = sum((each.units for each in self.decided if each.procedure == wanted), Decimal(0))
        return next(
            (
                each
                for each in self.snapshot.preauthorizations
                if each.procedure == wanted
                and each.provider_id == self.bill.provider_id
                and self.day in each.span
                and each.units_left >= before + self.line.units
            ),
            None,
        )

    @property
    def is_in_network(self) -> bool:
        return self.network is not None

    @property
    def tier(self) -> NetworkTier | None:
        return None if self.network is None else self.network[0].tier

    @property
    def visit(self) -> tuple[str, date]:
        """What counts as one visit: a kind of care at this provider on a day."""
        assert self.benefit is not None, "asked after the gate that finds it"
        return self.benefit.category, self.day

    def _fits(self, rule: ServiceRule) -> bool:
        line, code = self.line, self.procedure_code
        return (
            rule.system in {None, line.procedure.system}
            and (rule.code_prefix is None or line.procedure.code.startswith(rule.code_prefix))
            and (rule.service_category is None or (code is not None and code.service_category == rule.service_category))
            and rule.claim_category in {None, self.bill.category}
            and rule.place_of_service in {None, line.place_of_service}
        )


def best_network(version: Version, provider: Provider, day: date) -> tuple[InNetwork, Contract] | None:
    """Return the best tier among a version's networks where a provider stands and has a contract on a day."""
    found: list[tuple[int, int, int, InNetwork, Contract]] = []
    for network in version.networks:
        contract = _contract(network, provider, day)
        if contract is not None:
            found.append((_BEST_FIRST.index(network.tier), -network.priority, len(found), network, contract))
    return min(found, key=lambda each: each[:3])[3:] if found else None


def _contract(network: InNetwork, provider: Provider, day: date) -> Contract | None:
    stands = any(each.network_id == network.network_id and day in each.span for each in provider.assignments)
    if not stands:
        return None
    fitting = [
        each for each in provider.contracts if day in each.span and each.network_id in {None, network.network_id}
    ]
    return max(fitting, key=lambda each: each.network_id is not None) if fitting else None
