"""The order of a plan: each request starts when those it waits for are done, and nothing waits for anything else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from gateway.executor.program import Job, Program

Perform: TypeAlias = Callable[[Job], Awaitable[None]]


async def in_order(program: Program, perform: Perform) -> None:
    """Perform all jobs of a program, those side by side that do not wait for each other."""
    if len(program.jobs) == 1:
        await perform(program.jobs[0])
    elif program.jobs:
        first, *others = program.starts
        async with asyncio.TaskGroup() as group:
            order = _Order(program, perform, group)
            order.start(others)
            await order.follow(first)


class _Order:
    """One run of a program: for each job, how many others it still waits for."""

    __slots__ = ("_group", "_perform", "_program", "_waits")

    def __init__(self, program: Program, perform: Perform, group: asyncio.TaskGroup) -> None:
        self._program = program
        self._perform = perform
        self._group = group
        self._waits = [len(job.request.after) for job in program.jobs]

    def start(self, indices: list[int]) -> None:
        for index in indices:
            self._group.create_task(self.follow(index))

    async def follow(self, index: int) -> None:
        """Do one job and those it sets free: the first of them in this task, the others in tasks of their own."""
        while True:
            job = self._program.jobs[index]
            await self._perform(job)
            free = self._release(job)
            if not free:
                return
            self.start(free[1:])
            index = free[0]

    def _release(self, job: Job) -> list[int]:
        free = []
        for index in job.dependants:
            self._waits[index] -= 1
            if not self._waits[index]:
                free.append(index)
        return free
