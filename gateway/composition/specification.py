"""What the federation specifications define: which directive exists since which version, with what arguments.

A directive's definition is kept as a template; `{FieldSet}` and its like stand for the local names of the types
federation defines, because a schema may import them under any name.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

Version: TypeAlias = tuple[int, int]

SPECIFICATIONS: Final = "https://specs.apollo.dev/"
FEDERATION: Final = f"{SPECIFICATIONS}federation"
LINK: Final = f"{SPECIFICATIONS}link"
JOIN: Final = f"{SPECIFICATIONS}join"
NEWEST: Final[Version] = (2, 14)
FIRST: Final[Version] = (1, 0)


@dataclass(frozen=True, slots=True)
class Definition:
    """One federation directive: its definition from a version on."""

    since: Version
    template: str


ANYWHERE: Final = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE"
    " | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
AUTHORISED: Final = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"

DIRECTIVES: Final[dict[str, Definition]] = {
    "key": Definition((2, 0), "(fields: {FieldSet}!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE"),
    "requires": Definition((2, 0), "(fields: {FieldSet}!) on FIELD_DEFINITION"),
    "provides": Definition((2, 0), "(fields: {FieldSet}!) on FIELD_DEFINITION"),
    "external": Definition((2, 0), "(reason: String) on OBJECT | FIELD_DEFINITION"),
    "extends": Definition((2, 0), " on OBJECT | INTERFACE"),
    "shareable": Definition((2, 0), " repeatable on OBJECT | FIELD_DEFINITION"),
    "override": Definition((2, 0), "(from: String!, label: String) on FIELD_DEFINITION"),
    "tag": Definition((2, 0), f"(name: String!) repeatable on {ANYWHERE} | SCHEMA"),
    "inaccessible": Definition((2, 0), f" on {ANYWHERE}"),
    "composeDirective": Definition((2, 1), "(name: String) repeatable on SCHEMA"),
    "interfaceObject": Definition((2, 3), " on OBJECT"),
    "authenticated": Definition((2, 5), f" on {AUTHORISED}"),
    "requiresScopes": Definition((2, 5), f"(scopes: [[{{Scope}}!]!]!) on {AUTHORISED}"),
    "policy": Definition((2, 6), f"(policies: [[{{Policy}}!]!]!) on {AUTHORISED}"),
    "context": Definition((2, 8), "(name: String!) repeatable on INTERFACE | OBJECT | UNION"),
    "fromContext": Definition((2, 8), "(field: {ContextFieldValue}) on ARGUMENT_DEFINITION"),
    "cost": Definition(
        (2, 9),
        "(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR",
    ),
    "listSize": Definition(
        (2, 9),
        "(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],"
        " requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION",
    ),
    "cacheTag": Definition((2, 12), "(format: String!) repeatable on OBJECT | INTERFACE | FIELD_DEFINITION"),
}

TYPES: Final[dict[str, Version]] = {
    "FieldSet": (2, 0),
    "Scope": (2, 5),
    "Policy": (2, 6),
    "ContextFieldValue": (2, 8),
}

# Directives of federation 1, which knows no @link: they are always there under these names.
VERSION_1_DIRECTIVES: Final = frozenset({"key", "requires", "provides", "external", "extends", "tag"})

# Specifications of their own whose directives federation re-exports: (name of the specification, directives).
SEPARATE: Final[dict[str, tuple[str, ...]]] = {
    "tag": ("tag",),
    "inaccessible": ("inaccessible",),
    "authenticated": ("authenticated",),
    "requiresScopes": ("requiresScopes",),
    "policy": ("policy",),
    "context": ("context", "fromContext"),
    "cost": ("cost", "listSize"),
    "cacheTag": ("cacheTag",),
}
# Specifications that ask a gateway for what this one does not do, and what that is.
UNSUPPORTED: Final[dict[str, str]] = {"connect": "connectors to REST services", "source": "connectors to REST services"}
SEPARATE_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "requiresScopes": ("Scope",),
    "policy": ("Policy",),
    "context": ("ContextFieldValue",),
}
