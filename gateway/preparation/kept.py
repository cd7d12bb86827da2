"""Values that are kept as long as there is room for them."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values by key, bounded in number and in bytes; the one that was not used for longest goes first."""

    def __init__(self, *, entries_max: int, bytes_max: int) -> None:
        self._entries_max = entries_max
        self._bytes_max = bytes_max
        self._bytes = 0
        self._entries: OrderedDict[Key, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def bytes(self) -> int:
        return self._bytes

    def get(self, key: Key) -> Value | None:
        entry = self._entries.get(key)
        if entry is None:
            return None
        self._entries.move_to_end(key)
        return entry[0]

    def put(self, key: Key, value: Value, *, size: int) -> None:
        """Keep a value; one that is larger than the whole is not kept."""
        self._bytes -= self._entries.pop(key, (None, 0))[1]
        if size > self._bytes_max:
            return
        self._entries[key] = value, size
        self._bytes += size
        while self._bytes > self._bytes_max or len(self._entries) > self._entries_max:
            _, (_, dropped) = self._entries.popitem(last=False)
            self._bytes -= dropped
