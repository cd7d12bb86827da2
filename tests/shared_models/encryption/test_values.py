"""Values under keys: what opens, where, and what is told when it does not."""

from pathlib import Path
from uuid import UUID

import pytest

from shared_models.encryption import CannotOpen, Form, MasterKey, Secret, read_master_key
from shared_models.encryption.blind import normal
from shared_models.encryption.errors import BadMasterKey
from shared_models.encryption.keys import DataKey, key_id_of

ADA = UUID("0197a000-0000-7000-8000-000000000001")
BOB = UUID("0197a000-0000-7000-8000-000000000002")
KEY = DataKey(7, Secret(bytes(32)))
SEALED = KEY.seal(b"999-12-3456", table="members", column="national_id", row_id=ADA)


def test_a_value_opens_in_the_place_it_was_sealed_for() -> None:
    opened = KEY.open(SEALED, table="members", column="national_id", row_id=ADA)

    assert opened == b"999-12-3456"


@pytest.mark.parametrize(
    ("table", "column", "row_id"),
    [("members", "national_id", BOB), ("members", "passport", ADA), ("leads", "national_id", ADA)],
    ids=["another row", "another column", "another table"],
)
def test_a_value_that_was_moved_does_not_open_and_is_not_told(table: str, column: str, row_id: UUID) -> None:
    with pytest.raises(CannotOpen) as refusal:
        KEY.open(SEALED, table=table, column=column, row_id=row_id)

    assert str(refusal.value) == (
        f"{table}.{column} of row {row_id}: the value was changed, or was sealed for another place"
    )
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize("place", [5, 17, len(SEALED) - 1], ids=["nonce", "text", "tag"])
def test_a_value_with_one_bit_changed_does_not_open(place: int) -> None:
    changed = SEALED[:place] + bytes([SEALED[place] ^ 1]) + SEALED[place + 1 :]

    with pytest.raises(CannotOpen):
        KEY.open(changed, table="members", column="national_id", row_id=ADA)


def test_bytes_that_were_never_sealed_are_refused() -> None:
    for junk in (b"", b"\x01", b"999-12-3456", b"\x02" + SEALED[1:]):
        with pytest.raises(CannotOpen, match="not a sealed value"):
            key_id_of(junk)


def test_the_same_value_is_sealed_differently_each_time() -> None:
    again = KEY.seal(b"999-12-3456", table="members", column="national_id", row_id=ADA)

    assert again != SEALED
    assert len(again) == len(SEALED) == 1 + 4 + 12 + 11 + 16


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (Form.EMAIL, "Ada@Example.org", " ada@example.ORG "),
        (Form.PHONE, "+1 (555) 010-0199", "15550100199"),
        (Form.CODE, "999-12-3456", "999 12 3456"),
        (Form.CODE, "X87\uff18", "x878"),  # a full-width digit, as some keyboards type it
    ],
)
def test_spellings_of_one_value_have_one_digest(form: Form, one: str, other: str) -> None:
    digests = {KEY.digest(value, form, table="members", column="email") for value in (one, other)}

    assert len(digests) == 1


def test_values_that_differ_have_digests_that_differ() -> None:
    assert normal("a-b@example.org", Form.EMAIL) != normal("ab@example.org", Form.EMAIL)


def test_the_digest_of_a_value_is_another_in_each_column_and_under_each_key() -> None:
    other_key = DataKey(7, Secret(bytes(range(32))))

    digests = {
        KEY.digest("ada@example.org", Form.EMAIL, table="members", column="email"),
        KEY.digest("ada@example.org", Form.EMAIL, table="users", column="email"),
        KEY.digest("ada@example.org", Form.EMAIL, table="members", column="phone"),
        other_key.digest("ada@example.org", Form.EMAIL, table="members", column="email"),
    }

    assert len(digests) == 4
    assert {len(digest) for digest in digests} == {1 + 4 + 16}


def test_keys_print_as_dots() -> None:
    for shown in (KEY, Secret(b"hush"), MasterKey((Secret(b"hush"),))):
        assert "hush" not in f"{shown} {shown!r}"
        assert "\\x00" not in f"{shown} {shown!r}"
        assert "••••" in f"{shown}"


def test_a_master_key_is_read_in_hexadecimal_or_base64_and_from_a_file(tmp_path: Path) -> None:
    in_hex = {"COVERGRAPH_MASTER_KEY": "00" * 32}
    in_base64 = {"COVERGRAPH_MASTER_KEY": "A" * 43 + "="}
    file = tmp_path / "key"
    file.write_text("00" * 32 + "\n")

    read = [read_master_key(each) for each in (in_hex, in_base64, {"COVERGRAPH_MASTER_KEY_FILE": str(file)})]

    assert read == [MasterKey((Secret(bytes(32)),))] * 3
    assert read_master_key({}) is None


@pytest.mark.parametrize("text", ["short", "zz" * 32, "00" * 31, "A" * 44])
def test_what_is_no_master_key_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(BadMasterKey) as refusal:
        read_master_key({"COVERGRAPH_MASTER_KEY": text})

    assert text not in str(refusal.value)


def test_a_wrapped_key_belongs_to_one_service_and_one_master_key() -> None:
    master, other = MasterKey((Secret(bytes(32)),)), MasterKey((Secret(bytes(range(32))),))
    wrapped = master.wrap(Secret(b"k" * 32), b"data key 1 of core")

    assert master.unwrap(wrapped, b"data key 1 of core") == Secret(b"k" * 32)
    with pytest.raises(BadMasterKey):
        master.unwrap(wrapped, b"data key 1 of crm")
    with pytest.raises(BadMasterKey):
        other.unwrap(wrapped, b"data key 1 of core")


def test_while_a_master_key_is_replaced_both_unwrap_and_the_first_wraps() -> None:
    former, next_one = Secret(bytes(32)), Secret(bytes(range(32)))
    both = MasterKey((next_one, former))
    wrapped_before = MasterKey((former,)).wrap(Secret(b"k" * 32), b"about")

    assert both.unwrap(wrapped_before, b"about") == Secret(b"k" * 32)
    assert MasterKey((next_one,)).unwrap(both.wrap(Secret(b"k" * 32), b"about"), b"about") == Secret(b"k" * 32)
