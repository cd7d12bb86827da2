"""Field sets of @key, @requires and @provides must fit the types they are about.

https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/directives
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gateway.composition.fieldsets import FieldSet, FieldSetError, OnType, Select, field_set_text, read_field_set
from gateway.composition.findings import Finding, finding
from gateway.composition.schema import COMPOSITE, Element, Field, Kind, Subgraph, Type, Use
from gateway.composition.typerefs import NonNull, named

INTERFACE_KEYS_SINCE: Final = (2, 3)
ARTICLES: Final = {Kind.INTERFACE: "an interface", Kind.UNION: "a union"}


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is wrong in a field set; `suffix` completes the code."""

    suffix: str
    message: str


def check_field_sets(subgraph: Subgraph) -> Iterator[Finding]:
    """Yield what is wrong with every field set of a subgraph."""
    for each in subgraph.types.values():
        if each.kind not in {Kind.OBJECT, Kind.INTERFACE}:
            continue
        for use in each.all("key"):
            yield from _check_key(subgraph, each, use)
        for field in each.fields.values():
            for use in field.all("requires"):
                yield from _check_requires(subgraph, each, field, use)
            for use in field.all("provides"):
                yield from _check_provides(subgraph, each, field, use)


def _check_key(subgraph: Subgraph, owner: Type, use: Use) -> Iterator[Finding]:
    if owner.kind is Kind.INTERFACE and subgraph.version < INTERFACE_KEYS_SINCE:
        message = f'@key on interface "{owner.name}" needs federation v2.3 or later'
        yield finding("KEY_UNSUPPORTED_ON_INTERFACE", message, owner.name, nodes=[(subgraph.name, use.node)])
        return
    yield from _report(subgraph, owner, use, owner)


def _check_requires(subgraph: Subgraph, owner: Type, field: Field, use: Use) -> Iterator[Finding]:
    if owner.kind is Kind.INTERFACE:
        message = f'@requires cannot be used on "{field.coordinate}", a field of an interface'
        code = "REQUIRES_UNSUPPORTED_ON_INTERFACE"
        yield finding(code, message, field.coordinate, nodes=[(subgraph.name, use.node)])
        return
    yield from _report(subgraph, field, use, owner)


def _check_provides(subgraph: Subgraph, owner: Type, field: Field, use: Use) -> Iterator[Finding]:
    place = [(subgraph.name, use.node)]
    if owner.kind is Kind.INTERFACE:
        message = f'@provides cannot be used on "{field.coordinate}", a field of an interface'
        yield finding("PROVIDES_UNSUPPORTED_ON_INTERFACE", message, field.coordinate, nodes=place)
        return
    target = subgraph.types.get(named(field.type))
    if target is None or target.kind not in COMPOSITE:
        message = f'@provides cannot be used on "{field.coordinate}": its type "{field.type}" has no fields to provide'
        yield finding("PROVIDES_ON_NON_OBJECT_FIELD", message, field.coordinate, nodes=place)
        return
    yield from _report(subgraph, field, use, target)


def _report(subgraph: Subgraph, element: Element, use: Use, target: Type) -> Iterator[Finding]:
    """Check one field set against the type it selects from, and report each problem."""
    try:
        text = field_set_text(use.arguments.get("fields"))
        shown = f'(fields: "{text}")'
        walk = _Walk(subgraph, use.name)
        problems = list(walk.fields(target, read_field_set(text, allow_directives=True), is_below_external=False))
        problems += _directives_in(text)
    except FieldSetError as error:
        shown = "" if error.suffix == "INVALID_FIELDS_TYPE" else f'(fields: "{text}")'
        problems = [_Problem(error.suffix, str(error))]
    for problem in dict.fromkeys(problems):
        message = f'@{use.name}{shown} on "{element.coordinate}" in subgraph "{subgraph.name}": {problem.message}'
        code = f"{use.name.upper()}_{problem.suffix}"
        yield finding(code, message, element.coordinate, nodes=[(subgraph.name, use.node)])


def _directives_in(text: str) -> list[_Problem]:
    try:
        read_field_set(text)
    except FieldSetError as error:
        return [_Problem(error.suffix, str(error))]
    return []


@dataclass(frozen=True, slots=True)
class _Walk:
    """Walks a field set along the types of its subgraph."""

    subgraph: Subgraph
    directive: str

    def fields(self, owner: Type, items: FieldSet, *, is_below_external: bool) -> Iterator[_Problem]:
        for item in items:
            match item:
                case OnType():
                    yield from self._condition(owner, item, is_below_external=is_below_external)
                case Select(name="__typename"):
                    continue
                case Select():
                    yield from self._field(owner, item, is_below_external=is_below_external)

    def _condition(self, owner: Type, item: OnType, *, is_below_external: bool) -> Iterator[_Problem]:
        target = self.subgraph.types.get(item.name)
        if target is None or target.kind not in COMPOSITE:
            yield _Problem(
                "INVALID_FIELDS", f'"{item.name}" is not an object type, interface or union of this subgraph'
            )
        elif owner.kind is Kind.OBJECT and not self._shapes(owner) & self._shapes(target):
            # Which objects an abstract type has is for all subgraphs together to say.
            yield _Problem("INVALID_FIELDS", f'no "{owner.name}" can be a "{item.name}"')
        else:
            yield from self.fields(target, item.sub, is_below_external=is_below_external)

    def _shapes(self, declared: Type) -> frozenset[str]:
        return self.subgraph.possible(declared.name) | {declared.name}

    def _field(self, owner: Type, item: Select, *, is_below_external: bool) -> Iterator[_Problem]:
        field = owner.fields.get(item.name)
        if field is None:
            advice = "" if self.directive == "key" else " (declare it, @external if another subgraph resolves it)"
            yield _Problem("INVALID_FIELDS", f'"{owner.name}" has no field "{item.name}"{advice}')
            return
        target = self.subgraph.types.get(named(field.type))
        is_composite = target is not None and target.kind in COMPOSITE
        yield from self._arguments(field, item)
        yield from self._comparable(field, target)
        if is_composite and not item.sub:
            yield _Problem(
                "INVALID_FIELDS", f'"{field.coordinate}" of type "{field.type}" needs a selection of its fields'
            )
        elif not is_composite and item.sub:
            yield _Problem("INVALID_FIELDS", f'"{field.coordinate}" of type "{field.type}" has no fields to select')
        is_external = is_below_external or self._is_external(owner, field)
        if not item.sub and not is_external and self.directive != "key":
            yield self._not_external(field)
        if target is not None and is_composite:
            yield from self.fields(target, item.sub, is_below_external=is_external)

    def _arguments(self, field: Field, item: Select) -> Iterator[_Problem]:
        if self.directive != "requires":
            if field.arguments:
                yield _Problem("FIELDS_HAS_ARGS", f'"{field.coordinate}" cannot be part of it, as it has arguments')
            return
        given = dict(item.arguments)
        for name in given:
            if name not in field.arguments:
                yield _Problem("INVALID_FIELDS", f'"{field.coordinate}" has no argument "{name}"')
        for name, argument in field.arguments.items():
            if isinstance(argument.type, NonNull) and argument.default is None and name not in given:
                yield _Problem("INVALID_FIELDS", f'"{argument.coordinate}" is required and not given')

    def _comparable(self, field: Field, target: Type | None) -> Iterator[_Problem]:
        """Refuse what cannot be part of a key: two values of unlike types could not be compared."""
        if self.directive == "key" and target is not None and target.kind in {Kind.INTERFACE, Kind.UNION}:
            message = (
                f'"{field.coordinate}" of type "{field.type}", which is {ARTICLES[target.kind]}, cannot be in a key'
            )
            yield _Problem("FIELDS_SELECT_INVALID_TYPE", message)

    def _is_external(self, owner: Type, field: Field) -> bool:
        if field.is_external:
            return True
        implementations = (self.subgraph.types[name] for name in self.subgraph.implementations(owner.name))
        return owner.kind is Kind.INTERFACE and any(
            field.name in each.fields and each.fields[field.name].is_external for each in implementations
        )

    def _not_external(self, field: Field) -> _Problem:
        if field.is_key_of_extension:
            why = "it is part of the key of an extension, so this subgraph has it although it is marked @external"
        else:
            why = "this subgraph resolves it already, as it is not marked @external"
        return _Problem("FIELDS_MISSING_EXTERNAL", f'"{field.coordinate}" should not be part of it: {why}')
