"""What an import found and did: per file, per table, with a reason for every row that was refused.

ImportRefused        a file cannot be used; no database was touched
LoadInterrupted      a database did not take its rows; the next load completes it

Reasons name columns and ids, never a name, a birthday or an amount of anybody.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from stack.errors import StackError

SHOWN_PER_FILE: Final = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a file or one of its lines."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.reason}"


class ImportRefused(StackError):
    """The files cannot be imported as they are; no database was touched."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        listed = "\n".join(f"  {finding}" for finding in self.findings)
        return f"Nothing was imported, for these files cannot be used as they are:\n{listed}"


class LoadInterrupted(StackError):
    """A database did not take its rows; those that others took stay, and the next load completes them."""

    def __init__(self, domain: str, reason: str) -> None:
        super().__init__(domain, reason)
        self.domain = domain
        self.reason = reason

    def __str__(self) -> str:
        return (
            f"The database of {self.domain} {self.reason} It stored nothing; what the others stored stays."
            " The same again completes it."
        )


@dataclass(slots=True)
class FileReport:
    """What became of the rows of one file; the refusals beyond the first few are only counted."""

    name: str
    read: int = 0
    loaded: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[Finding] = field(default_factory=list)
    unknown_columns: tuple[str, ...] = ()

    def refuse(self, line: int, reason: str) -> None:
        """Note that a row is left out, and why."""
        self.refused += 1
        if len(self.refusals) < SHOWN_PER_FILE:
            self.refusals.append(Finding(self.name, line, reason))

    @property
    def unused(self) -> int:
        """Return how many sound rows stand for nothing of their own in our tables."""
        return self.read - self.loaded - self.unchanged - self.refused


@dataclass(slots=True)
class Report:
    """What one import did."""

    sample: UUID
    files: dict[str, FileReport]
    stored: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rows_read(self) -> int:
        """Return the rows of all files."""
        return sum(file.read for file in self.files.values())

    @property
    def rows_refused(self) -> int:
        """Return the rows that were left out."""
        return sum(file.refused for file in self.files.values())

    @property
    def rows_stored(self) -> int:
        """Return the rows that are new in our tables."""
        return self.stored.total()

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{'file':<24}{'read':>9}{'loaded':>9}{'unchanged':>11}{'not used':>10}{'refused':>9}"
        for file in self.files.values():
            counts = f"{file.loaded:>9,}{file.unchanged:>11,}{file.unused:>10,}{file.refused:>9,}"
            yield f"{file.name:<24}{file.read:>9,}{counts}"
        yield ""
        yield f"{'table':<36}{'new':>9}{'unchanged':>11}"
        for table in sorted(self.stored | self.unchanged):
            yield f"{table:<36}{self.stored[table]:>9,}{self.unchanged[table]:>11,}"
        yield ""
        for file in self.files.values():
            if file.unknown_columns:
                yield f"{file.name}: columns nobody knows, left aside: {', '.join(file.unknown_columns)}"
            yield from (f"refused: {finding}" for finding in file.refusals)
            if file.refused > len(file.refusals):
                yield f"refused: {file.refused - len(file.refusals):,} more rows of {file.name}"
        yield from self.notes
        yield (
            f"{self.rows_read:,} rows read, {self.rows_refused:,} refused, {self.rows_stored:,} stored"
            f" in {self.seconds:.1f} s (sample {self.sample})"
        )
