"""A folder that the database server's account may enter, which pytest's own temporary folders are not under root."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack.folder import DataFolder


@pytest.fixture
def folder() -> Iterator[DataFolder]:
    """Give the data folder of one stack, empty."""
    with tempfile.TemporaryDirectory(prefix="covergraph-stack-", ignore_cleanup_errors=True) as root:
        Path(root).chmod(0o755)
        yield DataFolder(Path(root))
