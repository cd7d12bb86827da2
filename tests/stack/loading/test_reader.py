"""Files into rows: however they are written, and all the ways in which they are broken."""

import gzip
from pathlib import Path

import pytest

from stack.loading.reader import LINE_BYTES_MAX, Unreadable, find_file, read_rows

TEXT = "Id,NAME\n1,Solís\n2,Núñez\n"


def compressed(path: Path, data: bytes) -> Path:
    path.write_bytes(gzip.compress(data))
    return path


def plain(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def fault_of(path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        list(read_rows(path))
    return str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="as Synthea writes it"),
        pytest.param(TEXT.encode("utf-8-sig"), id="with a byte order mark"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="with line ends of Windows"),
        pytest.param(TEXT.removesuffix("\n").encode(), id="without the last line end"),
    ],
)
@pytest.mark.parametrize("write", [compressed, plain])
def test_rows_are_the_same_however_the_file_is_written(tmp_path: Path, data: bytes, write: object) -> None:
    path = compressed(tmp_path / "x.csv.gz", data) if write is compressed else plain(tmp_path / "x.csv", data)

    rows = list(read_rows(path))

    assert rows == [(1, ["Id", "NAME"]), (2, ["1", "Solís"]), (3, ["2", "Núñez"])]


def test_the_line_of_a_row_is_where_it_begins_whatever_lines_are_quoted_or_empty(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.csv", b'a,b\n1,"two\nlines"\n\n2,x\n')

    rows = list(read_rows(path))

    assert rows == [(1, ["a", "b"]), (2, ["1", "two\nlines"]), (5, ["2", "x"])]


def test_half_a_compressed_file_is_refused_with_the_line_it_ends_on(tmp_path: Path) -> None:
    path = compressed(tmp_path / "x.csv.gz", "".join(f"{n},{n**5}\n" for n in range(50_000)).encode())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    fault = fault_of(path)

    assert fault.startswith("x.csv.gz, line ")
    assert fault.endswith("the compressed file ends here, cut off")


def test_half_a_plain_file_is_refused_with_the_row_it_ends_in(tmp_path: Path) -> None:
    assert (
        fault_of(plain(tmp_path / "x.csv", b"a,b,c\n1,2,3\n4,5"))
        == "x.csv, line 3: the file ends in the middle of this row"
    )


def test_a_file_that_is_not_compressed_as_its_name_says_is_refused(tmp_path: Path) -> None:
    assert fault_of(plain(tmp_path / "x.csv.gz", b"a,b\n")) == (
        "x.csv.gz, line 1: is not a sound gzip file: Not a gzipped file (b'a,')"
    )


def test_a_compressed_file_with_a_flipped_byte_is_refused(tmp_path: Path) -> None:
    path = compressed(tmp_path / "x.csv.gz", "".join(f"{n},{n**5}\n" for n in range(1_000)).encode())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)

    assert "x.csv.gz, line " in fault_of(path)
    assert "is not a sound gzip file" in fault_of(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Id,NAME\n1,Solís\n".encode("latin-1"), "line 2: is not UTF-8: byte 0xed"),
        ("Id,NAME\n".encode("utf-16"), "line 1: is not UTF-8: byte 0xff"),
    ],
)
def test_another_encoding_is_refused_with_the_line_and_byte(tmp_path: Path, data: bytes, reason: str) -> None:
    assert fault_of(plain(tmp_path / "x.csv", data)) == f"x.csv, {reason}"


def test_quotes_that_never_end_are_refused_with_the_row_they_begin_in(tmp_path: Path) -> None:
    assert fault_of(plain(tmp_path / "x.csv", b'a,b\n1,2\n3,"x\n4,5\n')) == (
        "x.csv, line 3: is not CSV: unexpected end of data"
    )


def test_a_line_without_an_end_is_not_read_into_memory(tmp_path: Path) -> None:
    path = compressed(tmp_path / "x.csv.gz", b"a" * (LINE_BYTES_MAX * 3))

    assert fault_of(path) == "x.csv.gz, line 1: is not CSV: a line of more than 1,048,576 bytes"


def test_a_file_that_may_not_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()

    assert fault_of(tmp_path / "x.csv") == "x.csv: cannot be read: Is a directory"


def test_a_file_is_found_compressed_or_not_but_not_both(tmp_path: Path) -> None:
    nowhere = find_file(tmp_path, "x")
    path = plain(tmp_path / "x.csv", b"a\n")
    found = find_file(tmp_path, "x")
    compressed(tmp_path / "x.csv.gz", b"a\n")

    with pytest.raises(Unreadable, match=r"x\.csv\.gz: x\.csv is there too; keep one of them"):
        find_file(tmp_path, "x")

    assert nowhere is None
    assert found == path
