"""Processes killed with SIGKILL at random moments: each in its turn, again and again."""

import asyncio
import os
import random
import signal
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.journey.stack import notes_of
from stack.folder import DataFolder
from stack.processes import is_alive


@dataclass
class Killer:
    """Kills one process after the other: services with their relays and workers, gateway, broker, database."""

    folder: DataFolder
    chance: random.Random
    pause_s: tuple[float, float] = (3.0, 9.0)
    killed: Counter[str] = field(default_factory=Counter)

    async def run(self) -> None:
        """Kill for ever; what is down already is passed over."""
        while True:
            names = [each.name for each in notes_of(self.folder).programs]
            self.chance.shuffle(names)
            for name in names:
                await asyncio.sleep(self.chance.uniform(*self.pause_s))
                self._kill(name)

    def _kill(self, name: str) -> None:
        program = next((each for each in notes_of(self.folder).programs if each.name == name), None)
        if program is not None and is_alive(program):
            os.kill(program.pid, signal.SIGKILL)
            self.killed[name] += 1
