"""Folders of Synthea files for tests: small cuts of real ones, to be changed and written."""

import csv
import gzip
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final

from stack.seed import SAMPLE

OLDER: Final = Path(__file__).parent / "older"

# By what is special about them: all are patients of ma112.
SPOUSE: Final = "7b6c7c54"
CHILD: Final = "a1a1b706"
UNINSURED: Final = "700fcba8"
TWICE_INSURED: Final = "7944efc1"
DUAL: Final = "9b5e0a46"
DEAD: Final = "8cef0aac"
OF_HUMANA: Final = "27e4ad3f"

PATIENT_COLUMN: Final = {
    "patients": "Id",
    "payer_transitions": "PATIENT",
    "encounters": "PATIENT",
    "conditions": "PATIENT",
    "procedures": "PATIENT",
    "immunizations": "PATIENT",
    "medications": "PATIENT",
    "claims": "PATIENTID",
}
Rows = list[list[str]]


class Folder:
    """The files of a sample as rows, header first."""

    def __init__(self, files: dict[str, Rows]) -> None:
        self.files = files

    def column(self, file: str, name: str) -> int:
        return self.files[file][0].index(name)

    def set(self, file: str, row: int, name: str, value: str) -> None:
        """Write a field; the first row after the header is row 1, which stands on line 2."""
        self.files[file][row][self.column(file, name)] = value

    def get(self, file: str, row: int, name: str) -> str:
        return self.files[file][row][self.column(file, name)]

    def values(self, file: str, name: str) -> list[str]:
        place = self.column(file, name)
        return [row[place] for row in self.files[file][1:]]

    def first(self, file: str, holds: Callable[[dict[str, str]], bool]) -> int:
        """Return the first row of a file that `holds`."""
        header, *rows = self.files[file]
        return next(n for n, row in enumerate(rows, 1) if holds(dict(zip(header, row, strict=True))))

    def write(self, path: Path) -> Path:
        path.mkdir(exist_ok=True)
        for name, rows in self.files.items():
            with gzip.open(path / f"{name}.csv.gz", "wt", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows(rows)
        return path


def cut(*patients: str) -> Folder:
    """Return a cut of ma112: these patients, with whom they met, and all payers."""
    return Folder({name: [list(row) for row in rows] for name, rows in _cut(patients).items()})


@cache
def _cut(patients: tuple[str, ...]) -> dict[str, Rows]:
    files: dict[str, Rows] = {}
    for name, column in PATIENT_COLUMN.items():
        header, *rows = _read(name)
        place = header.index(column)
        files[name] = [header, *(row for row in rows if row[place].startswith(patients))]
    for name, column in (("organizations", "ORGANIZATION"), ("providers", "PROVIDER")):
        header, *encounters = files["encounters"]
        met = {row[header.index(column)] for row in encounters}
        files[name] = _only(_read(name), met)
    files["payers"] = _read("payers")
    return files


def _only(rows: Iterable[list[str]], ids: set[str]) -> Rows:
    header, *rest = rows
    return [header, *(row for row in rest if row[0] in ids)]


@cache
def _read(name: str) -> Rows:
    with gzip.open(SAMPLE / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))
