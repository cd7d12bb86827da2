"""A file into rows with their line: CSV in UTF-8, compressed by gzip or not.

A fault of the file as a whole is raised as `Unreadable`; a fault of one row is for the caller, who knows the columns.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from stack.loading.report import Finding

LINE_BYTES_MAX: Final = 1 << 20
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Unreadable(Exception):
    """A file that cannot be used at all."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def find_file(folder: Path, name: str) -> Path | None:
    """Return where the file is, compressed or not; None when there is none."""
    found = [path for path in (folder / f"{name}.csv.gz", folder / f"{name}.csv") if path.is_file()]
    if len(found) > 1:
        raise Unreadable(Finding(found[0].name, None, f"{found[1].name} is there too; keep one of them"))
    return found[0] if found else None


def read_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on, the header first; empty lines are passed over."""
    line = 1
    try:
        with _opened(path) as stream:
            lines = _Lines(stream)
            rows = csv.reader(lines, strict=True)
            width = 0
            for row in rows:
                if row:
                    width = width or len(row)
                    if len(row) != width and not lines.is_whole:
                        raise Unreadable(Finding(path.name, line, "the file ends in the middle of this row"))
                    yield line, row
                line = rows.line_num + 1
    except UnicodeDecodeError as error:
        raise Unreadable(
            Finding(path.name, lines.number, f"is not UTF-8: byte 0x{error.object[error.start]:02x}")
        ) from error
    except EOFError as error:
        raise Unreadable(Finding(path.name, lines.number + 1, "the compressed file ends here, cut off")) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise Unreadable(Finding(path.name, line, f"is not a sound gzip file: {error}")) from error
    except csv.Error as error:
        raise Unreadable(Finding(path.name, line, f"is not CSV: {error}")) from error
    except OSError as error:
        raise Unreadable(Finding(path.name, None, f"cannot be read: {error.strerror or error}")) from error


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    if path.suffix != ".gz":
        with path.open("rb") as plain:
            yield plain
        return
    with gzip.open(path, "rb") as compressed:
        yield cast("BinaryIO", compressed)


class _Lines:
    """The lines of a stream as text, with the number of the newest and whether it ended as lines do."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.number = 0
        self.is_whole = True

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LINE_BYTES_MAX)
        if not line:
            raise StopIteration
        self.number += 1
        if self.number == 1:
            line = line.removeprefix(BYTE_ORDER_MARK)
        self.is_whole = line.endswith(b"\n")
        if not self.is_whole and len(line) == LINE_BYTES_MAX:
            raise csv.Error(f"a line of more than {LINE_BYTES_MAX:,} bytes")
        return line.decode()
