"""Which passwords are too easy to guess.

What counts is length and that nobody else would try it first: no rules about kinds of characters (NIST SP 800-63B).
"""

import re
from typing import Final

from subgraphs.kit.refusals import ErrorCode, Refused

LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 128
DIFFERENT_MIN: Final = 5
_RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")
# What people lengthen until a form is content; a password of these and of digits, signs and years alone is no secret.
_COMMON: Final = """
    password passwort passphrase secret letmein welcome hello admin administrator root user login master access
    changeme change default test demo guest iloveyou love monkey dragon football baseball soccer princess sunshine
    superman batman summer winter spring autumn january february march april may june july august september october
    november december monday friday company hospital medical health insurance covergraph coverage member doctor
    nurse patient qwerty qwertz azerty asdf abc trustno one two three four five
"""
_COMMON_WORDS: Final = re.compile("|".join(sorted(_COMMON.split(), key=len, reverse=True)))
_LOOKALIKES: Final = str.maketrans("0134578@$!", "oleastbasi")


def weakness(password: str, email: str) -> Refused | None:
    """Say what makes a password too weak for this user, None when nothing does."""
    reason = _reason(password, email)
    return None if reason is None else Refused(ErrorCode.WEAK_PASSWORD, reason)


def _reason(password: str, email: str) -> str | None:
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        return f"A password has {LENGTH_MIN} to {LENGTH_MAX} characters."
    plain = password.casefold()
    if len(set(plain)) < DIFFERENT_MIN:
        return f"A password has {DIFFERENT_MIN} different characters or more."
    if _is_about(plain, email):
        return "A password does not hold the e-mail address or its name."
    if _is_common(plain):
        return "This password is made of what everybody tries first: take words of your own."
    return None


def _is_about(plain: str, email: str) -> bool:
    name, _, host = email.casefold().partition("@")
    parts = [name, host.partition(".")[0], *re.split(r"[._+-]", name)]
    return any(len(part) >= 4 and part in plain for part in parts)  # noqa: PLR2004  # shorter parts are in many words


def _is_common(plain: str) -> bool:
    """Say whether nothing is left of a password without common words, runs of keys, repetitions, digits and signs."""
    return any(len(_rest(text)) < DIFFERENT_MIN for text in (plain, plain.translate(_LOOKALIKES)))


def _rest(text: str) -> str:
    text = _COMMON_WORDS.sub(" ", text)
    for run in _RUNS:
        for direction in (run, run[::-1]):
            text = _without_parts_of(direction, text)
    return "".join(dict.fromkeys(each for each in text if each.isalpha()))


def _without_parts_of(run: str, text: str) -> str:
    """Take out what is part of a run, four characters or more."""
    for length in range(len(run), 3, -1):
        for start in range(len(run) - length + 1):
            text = text.replace(run[start : start + length], " ")
    return text
