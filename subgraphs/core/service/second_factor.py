"""One-time codes of a second factor (TOTP, RFC 6238): six digits, each for one step of half a minute."""

import hmac
from datetime import datetime
from typing import Final

import pyotp

ISSUER: Final = "Covergraph"
STEP_S: Final = 30
# A clock may be off by one step.
STEPS_AROUND: Final = (0, -1, 1)


def new_secret() -> str:
    """Return a secret of 160 bits, in the base32 that authenticators take."""
    return pyotp.random_base32()


def address_of(secret: str, email: str) -> str:
    """Return the address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to, None when it is of no step around now."""
    codes = pyotp.TOTP(secret, interval=STEP_S)
    step = int(now.timestamp()) // STEP_S
    for around in STEPS_AROUND:
        if hmac.compare_digest(codes.at((step + around) * STEP_S), code):
            return step + around
    return None
