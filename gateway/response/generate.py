"""The fast path of shaping: Python source written for one selection, compiled once and run for every answer.

For each object selection one function is written that builds its dictionary in a single display, each value checked in
place. Nullable nulls are ordinary; anything else that is not as the types say (a null too many, a value of another
kind, an unknown runtime type) raises `Irregular`, and the whole answer goes the slow way (`gateway.response.project`),
which knows what to do about it. So this module holds no rule of its own: it recognises answers on which no rule acts.

Only names that this module makes up and `repr` of strings go into the source: nothing a client wrote is ever code.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn, TypeAlias

from graphql import GraphQLEnumType, GraphQLSchema, is_abstract_type, is_composite_type

from gateway.operation.selection import ClientField, ClientSelection
from gateway.response.project import possible_type_names

Shape: TypeAlias = Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]]


class Irregular(Exception):
    """The tree holds something the fast path does not handle."""


# What reading a value of another kind than expected raises: a missing key, an attribute that is not there, and so on.
IRREGULAR: Final = (Irregular, KeyError, TypeError, AttributeError)

_TESTS: Final = {
    "Int": "type({first}) is int and -2147483648 <= {name} <= 2147483647",
    "Float": "type({first}) is float or type({name}) is int",
    "String": "type({first}) is str",
    "Boolean": "type({first}) is bool",
    "ID": "type({first}) is str",
}


def generate_shape(client: ClientSelection, root_type: str, schema: GraphQLSchema) -> Shape:
    """Compile the function that shapes regular trees of one operation; it raises one of `IRREGULAR` for others."""
    writer = _Writer(schema)
    root = writer.root(client, root_type)
    source = "\n".join(writer.lines)
    exec(compile(source, "<shape>", "exec"), writer.scope)  # noqa: S102  (our own source: see the module's words)
    shape: Shape = writer.scope[root]
    return shape


def _fields_of(field: ClientField, type_name: str) -> ClientSelection:
    return tuple(sub for sub in field.sub if sub.on is None or type_name in sub.on)


def _irregular() -> NoReturn:
    raise Irregular


class _Writer:
    """Writes functions; equal selections of equal kind share one."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.lines: list[str] = []
        self.scope: dict[str, Any] = {"irregular": _irregular}
        self._written: dict[tuple[ClientSelection, str | None], str] = {}
        self._names = 0

    def root(self, client: ClientSelection, root_type: str) -> str:
        parts = []
        for field in client:
            if field.on is not None and root_type not in field.on:
                continue
            if field.name in {"__schema", "__type"}:
                parts.append(f"{field.response!r}: ready[{field.response!r}]")
            else:
                parts.append(self._part(field, repr(root_type)))
        return self._function("d, ready", parts)

    def _object(self, fields: ClientSelection, type_name: str | None) -> str:
        """Write the function for objects of one selection; `type_name` None: the type is read from the object."""
        known = self._written.get((fields, type_name))
        if known is None:
            runtime_type = "d['__typename']" if type_name is None else repr(type_name)
            parts = [self._part(field, runtime_type) for field in fields]
            known = self._written[fields, type_name] = self._function("d", parts)
        return known

    def _function(self, parameters: str, parts: list[str]) -> str:
        name = self._name("object")
        self.lines.append(f"def {name}({parameters}):")
        if not any("d.get(" in part or "d[" in part for part in parts):
            self.lines.append("    if type(d) is not dict: irregular()")  # nothing read below would tell
        self.lines.append(f"    return {{{', '.join(parts)}}}")
        return name

    def _abstract(self, field: ClientField) -> str:
        """Write the function that looks at an object's type and hands it to the function for that type."""
        functions: dict[str, str] = {}
        for type_name in sorted(possible_type_names(self.schema, field.type_name)):
            functions[type_name] = self._object(_fields_of(field, type_name), None)
        name = self._name("abstract")
        table = ", ".join(f"{type_name!r}: {function}" for type_name, function in functions.items())
        self.lines += [f"by_type_{name} = {{{table}}}", f"def {name}(d): return by_type_{name}[d['__typename']](d)"]
        return name

    def _part(self, field: ClientField, runtime_type: str) -> str:
        if field.name == "__typename":
            return f"{field.response!r}: {runtime_type}"
        read = f"d[{field.key!r}]" if field.wrapping.startswith("!") else f"d.get({field.key!r})"
        return f"{field.response!r}: {self._value(field, field.wrapping, read)}"

    def _value(self, field: ClientField, wrapping: str, read: str) -> str:
        """Write the expression for the value that the expression `read` reads; it is evaluated once."""
        is_nullable = not wrapping.startswith("!")
        wrapping = wrapping.removeprefix("!")
        name = read if read.isidentifier() else self._name("v")
        first = name if name == read else f"({name} := {read})"
        if wrapping.startswith("["):
            item = self._name("i")
            good = f"[{self._value(field, wrapping[1:], item)} for {item} in {name}]"
            test = "type({first}) is list"
        elif is_composite_type(self.schema.type_map.get(field.type_name)):
            function = self._object_function(field)
            return f"(None if {first} is None else {function}({name}))" if is_nullable else f"{function}({read})"
        else:
            good, test = name, self._leaf_test(field)
        if is_nullable:
            # The usual case first: most nullable values are not null.
            return f"({good} if {test.format(first=first, name=name)} else None if {name} is None else irregular())"
        return f"({good} if {test.format(first=first, name=name)} else irregular())"

    def _object_function(self, field: ClientField) -> str:
        if is_abstract_type(self.schema.type_map[field.type_name]):
            return self._abstract(field)
        return self._object(_fields_of(field, field.type_name), field.type_name)

    def _leaf_test(self, field: ClientField) -> str:
        """Write the test that a leaf's value passes; `first` reads the value, `name` names what was read."""
        if field.type_name in _TESTS:
            return _TESTS[field.type_name]
        leaf_type = self.schema.type_map.get(field.type_name)
        if not isinstance(leaf_type, GraphQLEnumType):
            return "{first} is not None"
        members = self._name("members")
        self.scope[members] = frozenset(leaf_type.values)
        return f"{{first}} in {members}"

    def _name(self, kind: str) -> str:
        self._names += 1
        return f"{kind}{self._names}"
