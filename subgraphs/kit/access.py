"""What the policy comes to for the principal of one request, and the guard on every field that asks it.

A verdict is made once per field and request, at the first question, and looked up from then on: most are yes or no for
all rows. Only who holds several roles whose relations differ needs the row: then the statement that reads it brings
along, for each role that opens the field, whether its relation holds (`LABEL` and the grant).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from graphql import GraphQLError, GraphQLResolveInfo

from shared_models.access import Grant
from shared_models.base import table_of
from shared_models.identity import Principal
from subgraphs.kit.errors import Forbidden, Unauthenticated
from subgraphs.kit.policy import (
    ANY,
    ANY_ROLE,
    PUBLIC,
    ROW,
    FieldRule,
    Policy,
    Relation,
    Rows,
    TypeRule,
    grants_of,
)

# Yes, no, or for the rows on which one of these labels holds.
Verdict: TypeAlias = bool | frozenset[str]

LABEL: Final = "seen_as_"
# Under this label a statement brings the id along that a read of health data is noted under.
IDENTIFYING: Final = "noted_as"


class Access(dict[FieldRule, Verdict]):
    """What one principal may see of a domain: the verdict on each field."""

    def __init__(self, policy: Policy, principal: Principal) -> None:
        super().__init__()
        self._policy = policy
        self._principal = principal
        self._grants = grants_of(principal)
        self._visible: dict[tuple[type[Any], bool], tuple[sa.ColumnElement[bool], ...]] = {}

    def __missing__(self, rule: FieldRule) -> Verdict:
        verdict = self[rule] = self._decide(rule)
        return verdict

    def refusal(self) -> GraphQLError:
        """Return the error of a denied field; it tells nothing of the row."""
        return Forbidden() if self._principal.is_signed_in else Unauthenticated()

    def visible(self, kind: type[Any], *, counting: bool = False) -> tuple[sa.ColumnElement[bool], ...]:
        """Return the conditions on the rows of a type that the principal may see, or count."""
        known = self._visible.get((kind, counting))
        if known is None:
            known = self._visible[kind, counting] = tuple(self._conditions(kind, counting=counting))
        return known

    def counts_unseen(self, kind: type[Any]) -> bool:
        """Say whether the principal may count rows of a type without seeing them."""
        rule = self._rule(kind)
        return bool(rule.counted_by & self._grants) and ANY not in self._held(rule.rows or {}).values()

    def labels(self, kind: type[Any], fields: Iterable[str]) -> list[sa.ColumnElement[Any]]:
        """Return what a statement must bring along so that fields of its rows can be judged."""
        rule = self._rule(kind)
        if not rule.rows:
            return []
        asked = [rule.fields[name] for name in fields if name in rule.fields]
        verdicts = (self[each] for each in asked)
        labels = sorted({label for verdict in verdicts if isinstance(verdict, frozenset) for label in verdict})
        table = table_of(kind.source.model)
        judged: list[sa.ColumnElement[Any]] = [
            rule.rows[label.removeprefix(LABEL)].holds(table, self._principal).label(label) for label in labels
        ]
        if any(each.audience.purpose for each in asked):
            judged.append(next(iter(table.primary_key.columns)).label(IDENTIFYING))
        return judged

    def may_see(self, kind: type[Any], name: str) -> bool:
        """Say whether a field may be seen on some row at least, and so whether its columns are read."""
        rule = self._rule(kind)
        return rule.is_value or self[rule.fields[name]] is not False

    def ask(self, kind: type[Any], columns: Mapping[str, Iterable[str]], fields: Iterable[str]) -> None:
        """Refuse a question by fields, or by columns with the fields that tell of each, if they are not all visible."""
        rule = self._rule(kind)
        for column, tellers in columns.items():
            rules = [rule.fields[name] for name in tellers]
            rules += [rule.asked_by[column]] if column in rule.asked_by else []
            if not any(self[each] is True for each in rules):
                raise self.refusal()
        if not all(self[rule.fields[name]] is True for name in fields):
            raise self.refusal()

    def _rule(self, kind: type[Any]) -> TypeRule:
        return self._policy.by_kind[kind]

    def _decide(self, rule: FieldRule) -> Verdict:
        if rule.audience is PUBLIC:
            return True
        if rule.audience is ANY_ROLE:
            return self._principal.is_signed_in
        if rule.rows is None:
            return rule.audience is ROW or bool(rule.grants & self._grants)
        held = self._held(rule.rows)
        mine = held.keys() & rule.grants
        if not mine:
            return False
        if mine == held.keys() or any(held[grant] is ANY for grant in mine):
            return True
        return frozenset(LABEL + grant for grant in mine)

    def _held(self, rows: Rows) -> dict[Grant, Relation]:
        """Return the relations that can hold for the principal."""
        return {
            grant: relation
            for grant, relation in rows.items()
            if grant in self._grants and relation.may_hold(self._principal)
        }

    def _conditions(self, kind: type[Any], *, counting: bool) -> Iterable[sa.ColumnElement[bool]]:
        yield from kind.source.kept
        rule = self._rule(kind)
        if rule.rows is None or (counting and self.counts_unseen(kind)):
            return
        relations = list(self._held(rule.rows).values())
        if ANY not in relations:
            table = table_of(kind.source.model)
            yield sa.or_(sa.false(), *(each.holds(table, self._principal) for each in relations))


def guarded(rule: FieldRule, resolve: Callable[..., Any]) -> Callable[..., Any]:
    """Return a resolver that asks first whether the field may be seen on this row, and notes that it was."""
    coordinate, purpose = rule.coordinate, rule.audience.purpose

    def guard(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        verdict = info.context.access[rule]
        if verdict is True or (verdict and any(source.__dict__.get(label) for label in verdict)):
            if purpose:
                info.context.journal.note_read(coordinate, entity_of(source), purpose)
            return resolve(source, info, **arguments)
        info.context.journal.note_denial(coordinate)
        raise info.context.access.refusal()

    guard.__wrapped__ = resolve  # type: ignore[attr-defined]  # the convention for what a function stands before
    return guard


def entity_of(source: Any) -> UUID | None:
    """Return what a read of health data is noted under: the row, or, for a part of a claim, what it is a part of."""
    key = source.__dict__.get(IDENTIFYING)
    return key if isinstance(key, UUID) else None
