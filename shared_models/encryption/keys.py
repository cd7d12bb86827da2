"""One data key: what it seals, opens and digests.

Bytes of a sealed value: 1 for the version of this format, 4 for the key's id, 12 for the nonce, then the text with its
tag. The data key itself touches no value: one key for values and one for the digests of each column come from it.
"""

import os
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared_models.encryption.blind import Form, digest
from shared_models.encryption.errors import CannotOpen
from shared_models.encryption.master import KEY_BYTES, NONCE_BYTES, Secret

FORMAT: Final = b"\x01"
ID_BYTES: Final = 4
HEAD_BYTES: Final = len(FORMAT) + ID_BYTES
_CONTEXT: Final = b"covergraph field 1"


def head(key_id: int) -> bytes:
    """Return how everything begins that was made with a key: sealed values and digests."""
    return FORMAT + key_id.to_bytes(ID_BYTES, "big")


def key_id_of(made: bytes) -> int:
    """Return the id of the key that a sealed value or a digest was made with."""
    if len(made) <= HEAD_BYTES or made[:1] != FORMAT:
        raise CannotOpen("not a sealed value")
    return int.from_bytes(made[1:HEAD_BYTES], "big")


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key of one service."""

    id: int
    secret: Secret
    _cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cipher", AESGCM(_derived(self.secret, b"values")))

    def seal(self, value: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
        """Return the value sealed for its place."""
        nonce = os.urandom(NONCE_BYTES)
        return head(self.id) + nonce + self._cipher.encrypt(nonce, value, _place(table, column, row_id))

    def open(self, sealed: bytes, *, table: str, column: str, row_id: UUID) -> bytes:
        """Return a sealed value; raises CannotOpen when it is not the one that was sealed for this place."""
        text = HEAD_BYTES + NONCE_BYTES
        try:
            return self._cipher.decrypt(sealed[HEAD_BYTES:text], sealed[text:], _place(table, column, row_id))
        except (InvalidTag, ValueError):
            raise CannotOpen(
                f"{table}.{column} of row {row_id}: the value was changed, or was sealed for another place"
            ) from None

    def digest(self, value: str, form: Form, *, table: str, column: str) -> bytes:
        """Return the look-up digest of a value of a column."""
        return head(self.id) + digest(_digest_key(self, table, column), value, form)


@cache
def _digest_key(key: DataKey, table: str, column: str) -> bytes:
    return _derived(key.secret, f"digests {table}.{column}".encode())


def _derived(secret: Secret, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=_CONTEXT + b" " + purpose).derive(secret.revealed)


def _place(table: str, column: str, row_id: UUID) -> bytes:
    return b"%s %s.%s " % (_CONTEXT, table.encode(), column.encode()) + row_id.bytes
