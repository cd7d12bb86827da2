"""The master key: 32 bytes from outside, which wrap the data keys that lie in the databases.

`COVERGRAPH_MASTER_KEY` holds it in hexadecimal or base64, or `COVERGRAPH_MASTER_KEY_FILE` names the file that does.
While a master key is replaced there are two, separated by a comma: the first wraps, both unwrap.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared_models.encryption.errors import BadMasterKey

MASTER_KEY_VARIABLE: Final = "COVERGRAPH_MASTER_KEY"
MASTER_KEY_FILE_VARIABLE: Final = "COVERGRAPH_MASTER_KEY_FILE"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """Bytes that print as dots."""

    revealed: bytes

    def __repr__(self) -> str:
        return "Secret(••••)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The key that wraps, and those that wrapped before it."""

    keys: tuple[Secret, ...]

    def wrap(self, data_key: Secret, about: bytes) -> bytes:
        """Return a data key as it may be stored, bound to what it is about."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.keys[0].revealed).encrypt(nonce, data_key.revealed, about)

    def unwrap(self, wrapped: bytes, about: bytes) -> Secret:
        """Return the data key; raises BadMasterKey when none of the keys wrapped it, or not about that."""
        for key in self.keys:
            try:
                return Secret(AESGCM(key.revealed).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], about))
            except InvalidTag:
                continue
        raise BadMasterKey(f"the master key does not unwrap {about.decode()}: it is another, or the row was moved")


def read_master_key(environment: Mapping[str, str] = os.environ) -> MasterKey | None:
    """Return what the environment says, None where it says nothing; raises BadMasterKey when it is none."""
    text = environment.get(MASTER_KEY_VARIABLE, "")
    if not text and (named := environment.get(MASTER_KEY_FILE_VARIABLE)):
        try:
            text = Path(named).read_text()
        except OSError as error:
            raise BadMasterKey(f"{MASTER_KEY_FILE_VARIABLE}: the file cannot be read: {error.strerror}") from None
    return MasterKey(tuple(_key(each.strip()) for each in text.split(","))) if text.strip() else None


def _key(text: str) -> Secret:
    try:
        key = bytes.fromhex(text) if len(text) == 2 * KEY_BYTES else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadMasterKey(f"{MASTER_KEY_VARIABLE} is not {KEY_BYTES} bytes in hexadecimal or base64")
    return Secret(key)
