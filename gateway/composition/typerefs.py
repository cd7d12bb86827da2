"""References to types as values: a name, a list of, a non-null of; and which may stand for which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode


@dataclass(frozen=True, slots=True)
class Named:
    """A type by name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of something."""

    of: "TypeRef"

    def __str__(self) -> str:
        return f"[{self.of}]"


@dataclass(frozen=True, slots=True)
class NonNull:
    """Something that is never null."""

    of: "Named | ListOf"

    def __str__(self) -> str:
        return f"{self.of}!"


TypeRef: TypeAlias = Named | ListOf | NonNull


def read_type(node: TypeNode, renamed: Callable[[str], str] = str) -> TypeRef:
    """Read a type reference from its syntax, giving each name its name in the composed schema."""
    match node:
        case NonNullTypeNode(type=inner):
            of = read_type(inner, renamed)
            assert not isinstance(of, NonNull), "the grammar has no double exclamation mark"
            return NonNull(of)
        case ListTypeNode(type=inner):
            return ListOf(read_type(inner, renamed))
        case NamedTypeNode(name=name):
            return Named(renamed(name.value))
        case _:
            raise TypeError(f"not a type reference: {node!r}")


def named(ref: TypeRef) -> str:
    """Return the name at the bottom of a reference."""
    while not isinstance(ref, Named):
        ref = ref.of
    return ref.name


def nullable(ref: TypeRef) -> Named | ListOf:
    """Return the reference without its outermost non-null."""
    return ref.of if isinstance(ref, NonNull) else ref


def is_list(ref: TypeRef) -> bool:
    """Whether the reference is a list, null or not."""
    return isinstance(nullable(ref), ListOf)


def is_subtype(sub: TypeRef, of: TypeRef, is_member: Callable[[str, str], bool]) -> bool:
    """Whether every value of `sub` is one of `of`; `is_member(object, abstract)` knows interfaces and unions."""
    match sub, of:
        case (NonNull(of=inner), NonNull(of=outer)):
            return is_subtype(inner, outer, is_member)
        case (NonNull(of=inner), _):
            return is_subtype(inner, of, is_member)
        case (ListOf(of=inner), ListOf(of=outer)):
            return is_subtype(inner, outer, is_member)
        case (Named(name=inner_name), Named(name=outer_name)):
            return inner_name == outer_name or is_member(inner_name, outer_name)
        case _:
            return False
