"""An operation as the rest of the gateway reads it: fragments inlined, conditions decided, fields in canonical form."""

from dataclasses import dataclass
from enum import Enum

from gateway.operation.selection import ClientSelection, Selection


class OperationKind(Enum):
    """The three kinds of operation; the value is the keyword."""

    QUERY = "query"
    MUTATION = "mutation"
    SUBSCRIPTION = "subscription"


@dataclass(frozen=True, slots=True)
class VariableDefinition:
    """A client variable; `declaration` is its type as printed in an operation, with the default if it has one."""

    name: str
    declaration: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document: what the client wants to see, and what has to be fetched for it."""

    kind: OperationKind
    name: str | None
    root_type: str
    client: ClientSelection
    selection: Selection
    variables: tuple[VariableDefinition, ...] = ()
