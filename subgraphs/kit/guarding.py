"""A domain's policy is put on its schema: rules for the gateway into the SDL, a guard onto every field.

A type or field of the schema that the policy does not name, or one it names that is not there, ends the build.
"""

import copy
from collections.abc import Iterator
from typing import Any, Final

from graphql import GraphQLObjectType
from strawberry.annotation import StrawberryAnnotation
from strawberry.federation import Schema
from strawberry.federation.schema_directives import Authenticated
from strawberry.federation.schema_directives import Policy as RequiresPolicy
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition, StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from subgraphs.kit.access import guarded
from subgraphs.kit.paging import Connection, Edge, PageInfo
from subgraphs.kit.policy import ANY_ROLE, PUBLIC, SIGNED_IN, FieldRule, Policy, TypeRule, role_behind
from subgraphs.kit.values import Address, DateSpan, Money

# What the kit itself adds to schemas: they say no more than the field that returns them.
OURS: Final = frozenset({Address, Connection, DateSpan, Edge, Money, PageInfo})
FEDERATION: Final = frozenset({"_entities", "_service"})


class PolicyGap(Exception):
    """A schema and its policy do not name the same types and fields."""


def declare(policy: Policy) -> None:
    """Say in the definitions of the types what the gateway shall ask for, and which fields may be refused."""
    for kind, rule in policy.by_kind.items():
        if not rule.is_value:
            definition = get_object_definition(kind, strict=True)
            definition.fields = [_declared(each, rule) for each in definition.fields]


def guard(schema: Schema, policy: Policy) -> None:
    """Put a guard on each field of the schema."""
    # By name: Strawberry makes another class of the root, with the fields that federation adds.
    rules = {get_object_definition(each, strict=True).name: rule for each, rule in policy.by_kind.items()}
    gaps: list[str] = []
    for kind in schema._schema.type_map.values():  # noqa: SLF001  # Strawberry has no public way
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("_"):
            gaps += _guard_type(kind, rules.get(kind.name))
    if gaps:
        raise PolicyGap(f"types and fields that the policy and the schema do not share: {', '.join(sorted(gaps))}")


def _guard_type(kind: GraphQLObjectType, rule: TypeRule | None) -> Iterator[str]:
    definition = kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
    assert isinstance(definition, StrawberryObjectDefinition)
    generic = definition.concrete_of.origin if definition.concrete_of else definition.origin
    if generic in OURS or (rule is not None and rule.is_value):
        return
    if rule is None:
        yield kind.name
        return
    if rule.rows is None and hasattr(definition.origin, "source") and not rule.is_open:
        yield f"{kind.name} (its rows)"
    names = kind.fields.keys() - FEDERATION
    yield from (f"{kind.name}.{name}" for name in names ^ rule.fields.keys())
    for name in names & rule.fields.keys():
        resolve = kind.fields[name].resolve
        assert resolve is not None, "Strawberry gives each field a resolver"
        kind.fields[name].resolve = guarded(rule.fields[name], resolve)


def _declared(field: StrawberryField, rule: TypeRule) -> StrawberryField:
    # Types that inherit a field share it, but not its rule.
    declared = copy.copy(field)
    known = rule.fields.get(field.graphql_name or to_camel_case(field.python_name))
    if known is None:
        return declared
    declared.directives = [*declared.directives, *_directives(known)]
    if known.is_narrow and not isinstance(field.type, StrawberryOptional):
        declared.type_annotation = StrawberryAnnotation(StrawberryOptional(of_type=field.type))
    return declared


def _directives(rule: FieldRule) -> list[Any]:
    if rule.audience is PUBLIC:
        return []
    if rule.audience is ANY_ROLE or SIGNED_IN in rule.grants:
        return [Authenticated()]
    roles = sorted({role_behind(grant) for grant in rule.grants})
    return [RequiresPolicy(policies=[[role] for role in roles])] if roles else []
