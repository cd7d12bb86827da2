"""What is kept stays within its bounds."""

from gateway.preparation.kept import Kept


def test_what_was_not_used_for_longest_goes_first() -> None:
    kept: Kept[str, int] = Kept(entries_max=2, bytes_max=100)
    kept.put("a", 1, size=1)
    kept.put("b", 2, size=1)

    kept.get("a")
    kept.put("c", 3, size=1)

    assert [kept.get(key) for key in "abc"] == [1, None, 3]


def test_bytes_are_bounded_and_counted_through_replacement() -> None:
    kept: Kept[str, int] = Kept(entries_max=10, bytes_max=10)
    kept.put("a", 1, size=4)
    kept.put("a", 2, size=5)
    kept.put("b", 3, size=5)

    assert (len(kept), kept.bytes) == (2, 10)

    kept.put("c", 4, size=1)

    assert (kept.get("a"), kept.get("b"), kept.get("c"), kept.bytes) == (None, 3, 4, 6)


def test_what_is_larger_than_all_room_is_not_kept() -> None:
    kept: Kept[str, int] = Kept(entries_max=10, bytes_max=10)
    kept.put("a", 1, size=4)

    kept.put("b", 2, size=11)

    assert (kept.get("a"), kept.get("b"), kept.bytes) == (1, None, 4)
