"""What is kept of a text, and what it takes to keep it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from graphql import DocumentNode, OperationDefinitionNode, OperationType

from gateway.executor import Program
from gateway.executor.direct import Direct
from gateway.operation import Lifted
from gateway.operation.cost import Cost
from gateway.response import Shaper, Withheld

# What is kept costs about so many bytes: for itself, for each character of a text whose syntax tree is needed again,
# and for each byte of a plan's requests. (Measured; a text of ten fields comes to 40 KB, one of a hundred to 120.)
_TEXT_BYTES: Final = 30_000
_TREE_BYTES_PER_CHARACTER: Final = 450
_PLAN_BYTES_PER_REQUEST_BYTE: Final = 30

# What decides which plan of a text a request runs: labels of overrides, rules it meets, values of its conditions.
Deciding: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """All that is known of an operation before its variables: what is asked, of whom, and how the answer looks.

    `withheld` are the parts of the answer that the caller may not see.
    """

    program: Program
    shaper: Shaper
    direct: Direct | None
    withheld: tuple[Withheld, ...]
    is_introspection: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A valid operation as it is kept: its head, and a plan for each outcome of what decides plans.

    That is override labels, @skip and @include, and of the rules of access it touches those that the caller meets.
    `document` is kept only where it is needed again: for all these, for labels drawn anew, and for introspection.
    A text whose `cost` depends on variables is kept, and planned, when it was first asked with some that are allowed.
    """

    query: str
    operation_name: str | None
    head: OperationDefinitionNode
    conditions: tuple[str, ...]
    lifted: Lifted
    cost: Cost | None
    touched: int
    document: DocumentNode | None
    variants: dict[Deciding, Prepared] = field(default_factory=dict)
    introspected: dict[Deciding, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str | None]:
        """What names the text."""
        return self.query, self.operation_name

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.head.operation

    def size(self) -> int:
        """Estimate the bytes that keeping this takes."""
        tree = 0 if self.document is None else len(self.query) * _TREE_BYTES_PER_CHARACTER
        return _TEXT_BYTES + tree + sum(program_size(variant.program) for variant in self.variants.values())


def program_size(program: Program) -> int:
    """Estimate the bytes that keeping a program takes."""
    return program.size * _PLAN_BYTES_PER_REQUEST_BYTE
