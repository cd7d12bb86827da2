"""Look-up by equality in sealed columns: a keyed digest of the value in its normal form, cut to 128 bits.

Never of values of which there are few, such as birth dates: whoever counts equal digests would know them.
"""

import hmac
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

DIGEST_BYTES: Final = 16


class Form(StrEnum):
    """What a value is, and so which spellings of it are the same."""

    EMAIL = "email"
    PHONE = "phone"
    CODE = "code"


def normal(value: str, form: Form) -> str:
    """Return the one spelling that all spellings of a value share."""
    return _NORMALISE[form](unicodedata.normalize("NFKC", value).casefold())


def digest(key: bytes, value: str, form: Form) -> bytes:
    """Return what stands in the look-up column for a value."""
    return hmac.digest(key, normal(value, form).encode(), "sha256")[:DIGEST_BYTES]


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _letters_and_digits(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


_NORMALISE: Final[Mapping[Form, Callable[[str], str]]] = {
    Form.EMAIL: _without_spaces,
    Form.PHONE: _digits,
    Form.CODE: _letters_and_digits,
}
