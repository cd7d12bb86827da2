"""Epochs: a user who logs out, or whose roles change, begins a new one, and tokens of those before are refused.

The issuer tells the epochs that changed lately, as `{"<subject>": number}`: lately enough that tokens of before could
still be held. So a subject that is not named may use any token.
"""

from collections.abc import Mapping
from typing import Final

import orjson
import structlog

from gateway.server.authentication.sources import Source, SourceFailed

_SUBJECTS_MAX: Final = 100_000

log = structlog.get_logger("gateway.authentication")


class Epochs:
    """The epochs of subjects as last told; while the issuer is away, those told before hold on."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._told: Mapping[str, int] = {}
        self._is_away = False

    async def refresh(self) -> None:
        """Ask the issuer."""
        try:
            self._told = read_epochs(await self._source.fetch())
        except (SourceFailed, ValueError) as error:
            if not self._is_away:
                log.warning("no epochs from the issuer", source=self._source.name, why=str(error))
            self._is_away = True
        else:
            self._is_away = False

    def is_over(self, subject: str, epoch: object) -> bool:
        """Tell whether a subject has begun an epoch after the token's; a token without one is of the first."""
        begun = self._told.get(subject)
        return begun is not None and (epoch if type(epoch) is int else 0) < begun


def read_epochs(document: bytes) -> dict[str, int]:
    """Read what the issuer tells; raises ValueError when it is something else."""
    told = orjson.loads(document)
    if not isinstance(told, dict) or len(told) > _SUBJECTS_MAX or not all(type(each) is int for each in told.values()):
        raise ValueError("not epochs by subject")
    return told
