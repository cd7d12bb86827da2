"""What is denied to those who meet some of the rules."""

from gateway.authorisation.requirements import Requirements


class Denied:
    """Denies whatever asks for more than the rules in `held`; implements `gateway.operation.normalise.Denials`."""

    __slots__ = ("_lacking", "_requirements")

    def __init__(self, requirements: Requirements, held: int) -> None:
        self._requirements = requirements
        self._lacking = ~held

    def is_denied(self, type_name: str, field: str) -> bool:
        """Tell whether a field must not be read where it stands in a selection on the type."""
        return self._requirements.of(type_name, field).rules & self._lacking != 0

    def denied_members(self, type_name: str, field: str) -> frozenset[str]:
        """Name the object types that the field may return and that must not be shown."""
        members = self._requirements.of(type_name, field).members
        return frozenset(name for name, rules in members if rules & self._lacking)
