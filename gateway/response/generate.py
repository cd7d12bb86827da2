"""The fast path of shaping: Python source written for one selection, compiled once and run for every answer.

For each object selection one function is written that reads each value, checks them all in one expression, and builds
the dictionary in a single display. Where the tree's object holds just what is asked, in the order asked, it is the
answer itself and none is built.

Nullable nulls are ordinary; anything else that is not as the types say (a null too many, a value of another kind, an
unknown runtime type) raises `Irregular`, and the whole answer goes the slow way (`gateway.response.project`), which
knows what to do about it. So this module holds no rule of its own: it recognises answers on which no rule acts.

Only names that this module makes up and `repr` of strings go into the source: nothing a client wrote is ever code.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeAlias

import orjson
from graphql import GraphQLEnumType, GraphQLSchema, is_abstract_type, is_composite_type

from gateway.operation.selection import ClientField, ClientSelection
from gateway.response.project import possible_type_names

Shape: TypeAlias = Callable[[dict[str, Any], Mapping[str, Any]], dict[str, Any]]


class Irregular(Exception):
    """The tree holds something the fast path does not handle."""


# What reading a value of another kind than expected raises: a missing key, an attribute that is not there, and so on.
IRREGULAR: Final = (Irregular, KeyError, TypeError, AttributeError)

_TESTS: Final = {
    # Python compares with small numbers much faster than with those of more than 30 bits.
    "Int": "type({0}) is int and (-1073741824 < {0} < 1073741824 or -2147483648 <= {0} <= 2147483647)",
    "Float": "(type({0}) is float or type({0}) is int)",
    "String": "type({0}) is str",
    "Boolean": "type({0}) is bool",
    "ID": "type({0}) is str",
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


def _keys_as_parsed(names: list[str]) -> tuple[str, ...]:
    """Return the names as the strings that the parser makes of them; it keeps them, so that comparing is a glance."""
    return tuple(orjson.loads(orjson.dumps(dict.fromkeys(names))))


def _irregular() -> NoReturn:
    raise Irregular


@dataclass(slots=True)
class _Body:
    """The body of one function: statements that read, tests on what was read, and the names and values that result.

    `is_kept` while each value is what the object itself has under that name; `same` tells so of objects below.
    """

    parameters: str
    reads: list[str] = dataclasses.field(default_factory=list)
    tests: list[str] = dataclasses.field(default_factory=list)
    same: list[str] = dataclasses.field(default_factory=list)
    names: list[str] = dataclasses.field(default_factory=list)
    values: list[str] = dataclasses.field(default_factory=list)
    is_kept: bool = True

    def add(self, field: ClientField, value: str, *, is_kept: bool = False) -> None:
        self.names.append(field.response)
        self.values.append(value)
        self.is_kept = self.is_kept and is_kept


class _Writer:
    """Writes functions; equal selections of equal kind share one."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.lines: list[str] = []
        self.scope: dict[str, Any] = {"irregular": _irregular}
        self._written: dict[tuple[ClientSelection, str | None], str] = {}
        self._names = 0

    def root(self, client: ClientSelection, root_type: str) -> str:
        body = _Body("d, ready")
        for field in client:
            if field.on is not None and root_type not in field.on:
                continue
            if field.name in {"__schema", "__type"}:
                body.add(field, f"ready[{field.response!r}]")
            else:
                self._field(field, repr(root_type), body)
        return self._function(body)

    def _object(self, fields: ClientSelection, type_name: str | None) -> str:
        """Write the function for objects of one selection; `type_name` None: the type is read from the object."""
        known = self._written.get((fields, type_name))
        if known is None:
            body = _Body("d")
            for field in fields:
                self._field(field, "d['__typename']" if type_name is None else repr(type_name), body)
            known = self._written[fields, type_name] = self._function(body)
        return known

    def _field(self, field: ClientField, runtime_type: str, body: "_Body") -> None:
        """Write how the value of one field is read, what it must be, and what becomes of it."""
        if field.name == "__typename":
            body.add(field, runtime_type, is_kept=runtime_type == "d['__typename']")
            return
        is_nullable = not field.wrapping.startswith("!")
        wrapping, name = field.wrapping.removeprefix("!"), self._name("v")
        body.reads.append(f"{name} = d.get({field.key!r})" if is_nullable else f"{name} = d[{field.key!r}]")
        if wrapping.startswith("["):
            body.add(field, self._value(field, field.wrapping, name))
        elif is_composite_type(self.schema.type_map.get(field.type_name)):
            shaped = self._name("s")
            body.reads.append(f"{shaped} = {self._value(field, field.wrapping, name)}")
            body.same.append(f"{shaped} is {name}")
            body.add(field, shaped, is_kept=field.response == field.key)
        else:
            test = self._leaf_test(field).format(name)
            body.tests.append(f"({name} is None or {test})" if is_nullable else test)
            body.add(field, name, is_kept=field.response == field.key)

    def _function(self, body: "_Body") -> str:
        name = self._name("object")
        self.lines += [f"def {name}({body.parameters}):", *(f"    {line}" for line in body.reads)]
        if not body.reads:
            self.lines.append("    if type(d) is not dict: irregular()")  # nothing read above would tell
        if body.tests:
            self.lines.append(f"    if not ({' and '.join(body.tests)}): irregular()")
        if body.is_kept and body.values:
            keys = f"keys_{name}"
            self.scope[keys] = _keys_as_parsed(body.names)
            self.lines.append(f"    if {' and '.join([*body.same, f'tuple(d) == {keys}'])}: return d")
        parts = (f"{response!r}: {value}" for response, value in zip(body.names, body.values, strict=True))
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

    def _value(self, field: ClientField, wrapping: str, name: str) -> str:
        """Write the expression that shapes the value of the variable `name`."""
        is_nullable = not wrapping.startswith("!")
        wrapping = wrapping.removeprefix("!")
        if wrapping.startswith("["):
            item = self._name("i")
            good = f"[{self._value(field, wrapping[1:], item)} for {item} in {name}]"
            test = f"type({name}) is list"
        elif is_composite_type(self.schema.type_map.get(field.type_name)):
            shaped = f"{self._object_function(field)}({name})"
            return f"(None if {name} is None else {shaped})" if is_nullable else shaped
        else:
            good, test = name, self._leaf_test(field).format(name)
        if is_nullable:
            # The usual case first: most nullable values are not null.
            return f"({good} if {test} else None if {name} is None else irregular())"
        return f"({good} if {test} else irregular())"

    def _object_function(self, field: ClientField) -> str:
        if is_abstract_type(self.schema.type_map[field.type_name]):
            return self._abstract(field)
        return self._object(_fields_of(field, field.type_name), field.type_name)

    def _leaf_test(self, field: ClientField) -> str:
        """Write the test that a leaf's value passes, the value's name left open."""
        if field.type_name in _TESTS:
            return _TESTS[field.type_name]
        leaf_type = self.schema.type_map.get(field.type_name)
        if not isinstance(leaf_type, GraphQLEnumType):
            return "{0} is not None"
        members = self._name("members")
        self.scope[members] = frozenset(leaf_type.values)
        return f"{{0}} in {members}"

    def _name(self, kind: str) -> str:
        self._names += 1
        return f"{kind}{self._names}"
