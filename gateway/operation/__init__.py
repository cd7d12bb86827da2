"""Client text becomes a small immutable selection tree.

reading     parse, validate, choose the operation       variables   coerce what the client sent
certify     valid for certain, in one walk              values      literals and variables at their places
signatures  what that walk asks of a schema             lift        literals become variables
conditions  @skip and @include                          normalise   fragments inlined, fields canonical
selection   the one selection form                      canonical   printed arguments and keys
merge       the union of selections                     operation   the result
cost        what an operation costs by estimation
"""

from gateway.operation.certify import Certificate, certify
from gateway.operation.conditions import condition_variables
from gateway.operation.lift import NOTHING_LIFTED, Lifted, lift
from gateway.operation.normalise import normalise
from gateway.operation.operation import Operation, OperationKind, VariableDefinition
from gateway.operation.reading import (
    choose_operation,
    operation_head,
    parse_and_validate,
    parse_document,
    validate_document,
)
from gateway.operation.selection import ClientField, ClientSelection, Field, Selection
from gateway.operation.signatures import Signatures
from gateway.operation.variables import coerce_variables

__all__ = [
    "NOTHING_LIFTED",
    "Certificate",
    "ClientField",
    "ClientSelection",
    "Field",
    "Lifted",
    "Operation",
    "OperationKind",
    "Selection",
    "Signatures",
    "VariableDefinition",
    "certify",
    "choose_operation",
    "coerce_variables",
    "condition_variables",
    "lift",
    "normalise",
    "operation_head",
    "parse_and_validate",
    "parse_document",
    "validate_document",
]
