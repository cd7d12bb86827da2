"""@inaccessible must leave an API schema that is whole: https://specs.apollo.dev/inaccessible/v0.2."""

from collections.abc import Iterator, Mapping

from graphql import EnumValueNode, ListValueNode, ObjectValueNode, ValueNode

from gateway.composition.findings import Finding, finding
from gateway.composition.merging.context import Context
from gateway.composition.merging.merge import Merged
from gateway.composition.schema import Element, Field, InputValue, Kind, Type
from gateway.composition.typerefs import NonNull, named


def check_inaccessible(context: Context, merged: Merged) -> Iterator[Finding]:
    """Yield what remains in the API schema although it depends on something that does not."""
    check = _Check(context, merged)
    for each in merged.types.values():
        if each.has("inaccessible"):
            if each.name == "Query":
                message = 'The query root "Query" is @inaccessible, which leaves nothing to ask'
                yield check.found("QUERY_ROOT_TYPE_INACCESSIBLE", message, each)
        else:
            yield from check.type(each)
    for name, composed in merged.composed.items():
        for argument in composed.definition.arguments.values():
            if argument.has("inaccessible"):
                message = f'"{argument.coordinate}" cannot be @inaccessible: schemas apply the directive, not clients'
                places = [(g.name, g.directives[name].node) for g in context.subgraphs.values() if name in g.directives]
                yield finding("DISALLOWED_INACCESSIBLE", message, argument.coordinate, nodes=places)


class _Check:
    def __init__(self, context: Context, merged: Merged) -> None:
        self._context = context
        self._types = merged.types

    def found(self, code: str, message: str, element: Element) -> Finding:
        """Report at every place where a subgraph declares the type the element belongs to."""
        type_name, _, rest = element.coordinate.partition(".")
        places = []
        for graph, each in self._context.types(type_name).items():
            member = rest.partition("(")[0]
            part = each.fields.get(member) or each.inputs.get(member) or each.values.get(member)
            places.append((graph, part.node if part else each.node))
        return finding(code, message, element.coordinate, nodes=places)

    def type(self, each: Type) -> Iterator[Finding]:
        yield from self._children(each)
        for value in each.inputs.values():
            yield from self._input(value)
        for field in each.fields.values():
            yield from self._implemented(each, field)
            if field.has("inaccessible"):
                continue
            yield from self._reference(field, named(field.type))
            for argument in field.arguments.values():
                yield from self._input(argument)

    def _children(self, each: Type) -> Iterator[Finding]:
        children: list[Element] = [*each.fields.values(), *each.inputs.values(), *each.values.values()]
        children += [self._types[name] for name in each.members if name in self._types]
        if each.kind is not Kind.SCALAR and children and all(child.has("inaccessible") for child in children):
            part = {Kind.UNION: "members", Kind.ENUM: "values"}.get(each.kind, "fields")
            message = f'"{each.name}" is in the API schema, but all its {part} are @inaccessible'
            yield self.found("ONLY_INACCESSIBLE_CHILDREN", message, each)

    def _reference(self, element: Element, type_name: str) -> Iterator[Finding]:
        target = self._types.get(type_name)
        if target is not None and target.has("inaccessible"):
            message = (
                f'Type "{type_name}" is @inaccessible, but "{element.coordinate}" in the API schema is of that type'
            )
            yield self.found("REFERENCED_INACCESSIBLE", message, element)

    def _input(self, value: InputValue) -> Iterator[Finding]:
        if value.has("inaccessible"):
            if isinstance(value.type, NonNull) and value.default is None:
                message = f'"{value.coordinate}" is @inaccessible, but required: clients could not give it'
                yield self.found("REQUIRED_INACCESSIBLE", message, value)
            return
        yield from self._reference(value, named(value.type))
        for hidden in self._hidden_in(value.default, named(value.type)):
            message = f'The default of "{value.coordinate}" uses "{hidden}", which is @inaccessible'
            yield self.found("DEFAULT_VALUE_USES_INACCESSIBLE", message, value)

    def _hidden_in(self, value: ValueNode | None, type_name: str) -> Iterator[str]:
        declared = self._types.get(type_name)
        if value is None or declared is None:
            return
        match value:
            case ListValueNode(values=values):
                for item in values:
                    yield from self._hidden_in(item, type_name)
            case EnumValueNode(value=name):
                if name in declared.values and declared.values[name].has("inaccessible"):
                    yield declared.values[name].coordinate
            case ObjectValueNode(fields=fields):
                for each in fields:
                    part = declared.inputs.get(each.name.value)
                    if part is None:
                        continue
                    if part.has("inaccessible"):
                        yield part.coordinate
                    yield from self._hidden_in(each.value, named(part.type))
            case _:
                return

    def _implemented(self, owner: Type, field: Field) -> Iterator[Finding]:
        """Look for fields and arguments that an accessible interface promises and this type hides."""
        for name in owner.interfaces:
            interface = self._types.get(name)
            promised = interface.fields.get(field.name) if interface else None
            if interface is None or interface.has("inaccessible") or promised is None or promised.has("inaccessible"):
                continue
            pairs: Mapping[str, tuple[Element, Element | None]] = {
                field.coordinate: (field, promised),
                **{each.coordinate: (each, promised.arguments.get(n)) for n, each in field.arguments.items()},
            }
            for element, counterpart in pairs.values():
                if element.has("inaccessible") and counterpart is not None and not counterpart.has("inaccessible"):
                    message = (
                        f'"{element.coordinate}" is @inaccessible, but implements "{counterpart.coordinate}", which is'
                        " in the API schema"
                    )
                    yield self.found("IMPLEMENTED_BY_INACCESSIBLE", message, element)
