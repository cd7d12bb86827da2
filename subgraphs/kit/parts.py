"""Parts that a domain may have: `reactions.py`, `workers.py`, `routes.py`."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any


def part_of(package: str, module: str, name: str, default: Any) -> Any:
    """Return what a module of a domain declares under a name; the default where the domain has no such module."""
    path = f"{package}.{module}"
    return default if find_spec(path) is None else getattr(import_module(path), name)
