"""What signing people in takes beyond the database: the hasher, the signing keys, who issues and for whom."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

from joserfc import jwt
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from shared_models.base import new_id
from shared_models.encryption import Keyring
from shared_models.identity import Principal
from subgraphs.core.service.hashing import Hasher
from subgraphs.core.service.keys import ALGORITHM, SigningKeys

TOKEN_TYPE: Final = "at+jwt"  # noqa: S105  # RFC 9068's name of the type


class IssuerSettings(BaseSettings):
    """Who issues access tokens, and whom they are for."""

    model_config = SettingsConfigDict(env_prefix="COVERGRAPH_TOKEN_", env_ignore_empty=True, extra="ignore")

    issuer: str = "covergraph"
    audience: str = "covergraph"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token, and when it ends."""

    text: str = field(repr=False)
    expires_at: datetime


@dataclass(slots=True)
class Desk:
    """Where people sign in: one a process and database."""

    settings: IssuerSettings = field(default_factory=IssuerSettings)
    hasher: Hasher = field(default_factory=Hasher)
    keys: SigningKeys = field(default_factory=SigningKeys)

    async def issue(
        self,
        session: AsyncSession,
        keyring: Keyring,
        principal: Principal,
        *,
        epoch: int,
        now: datetime,
        lifetime: timedelta,
    ) -> AccessToken:
        """Return an access token for a principal (RFC 9068)."""
        signer = await self.keys.signer(session, keyring, now)
        issued, expires_at = int(now.timestamp()), now + lifetime
        claims: dict[str, Any] = {
            "iss": self.settings.issuer,
            "aud": self.settings.audience,
            "iat": issued,
            "nbf": issued,
            "exp": int(expires_at.timestamp()),
            "jti": new_id().hex,
            "epoch": epoch,
            **principal.claims(),
        }
        header = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": signer.kid}
        return AccessToken(jwt.encode(header, claims, signer.key, [ALGORITHM]), expires_at)


_DESKS: Final[WeakKeyDictionary[AsyncEngine, Desk]] = WeakKeyDictionary()


def desk_of(engine: AsyncEngine) -> Desk:
    """Return the desk of a database; made when it is first asked for, in the process that serves."""
    desk = _DESKS.get(engine)
    if desk is None:
        desk = _DESKS[engine] = Desk()
    return desk
