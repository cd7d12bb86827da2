"""What a caller has shown: enough to judge every rule, and nothing else of who they are."""

from dataclasses import dataclass
from typing import Final

from gateway.supergraph.access import AccessRule, Alternatives


@dataclass(frozen=True, slots=True)
class Grants:
    """A login or none, the scopes and the names of policies that hold."""

    is_authenticated: bool = False
    scopes: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()

    def meet(self, rule: AccessRule) -> bool:
        """Tell whether a rule is met: its login, one of its sets of scopes, one of its sets of policies."""
        return (
            (self.is_authenticated or not rule.is_authenticated)
            and _has_one(self.scopes, rule.scopes)
            and _has_one(self.policies, rule.policies)
        )

    @property
    def denial(self) -> tuple[str, str]:
        """What is said, and the code, where something is denied."""
        if self.is_authenticated:
            return "You may not ask for this.", "FORBIDDEN"
        return "Sign in to ask for this.", "UNAUTHENTICATED"


NOTHING_SHOWN: Final = Grants()


def _has_one(held: frozenset[str], alternatives: Alternatives) -> bool:
    return not alternatives or any(one <= held for one in alternatives)
