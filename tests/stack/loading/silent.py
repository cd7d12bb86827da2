"""A progress that nobody watches."""


class Silent:
    """Takes what is reported and keeps the titles that were ticked."""

    def __init__(self) -> None:
        self.ticked: list[str] = []

    def begin(self, title: str) -> None:
        pass

    def advance(self, done: int, total: int, unit: str) -> None:
        assert 0 <= done <= total, unit

    def finish(self, title: str, seconds: float) -> None:
        assert seconds >= 0
        self.ticked.append(title)

    def note(self, text: str) -> None:
        pass

    def box(self, title: str, lines: tuple[tuple[str, str], ...], command: str) -> None:
        pass
