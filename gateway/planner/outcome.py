"""What running a plan leaves: the merged tree and the errors, each at its place in the tree.

The executor makes it, the response is shaped from it; it stands here because neither knows the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

TreePath: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class TreeError:
    """An error at a place of the merged tree: canonical keys and list indices, not yet the client's names."""

    message: str
    path: TreePath
    extensions: Mapping[str, Any]


@dataclass(slots=True)
class Outcome:
    """The merged tree of all answers (empty when nothing answered) and the errors found on the way."""

    data: dict[str, Any] = field(default_factory=dict)
    errors: list[TreeError] = field(default_factory=list)
