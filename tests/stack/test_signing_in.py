"""As whom one may ask a demonstration, from the command line."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stack.errors import NoToken, NotRunning
from stack.folder import DataFolder, RunningProgram, RunningStack
from stack.signing_in import accounts, token
from tests.serving import serving

PASSWORDS = {"member": "pw-member", "system_admin": "pw-admin", "service": "pw-service"}


@dataclass
class Door:
    """A door that answers every mutation the same, and remembers what it was asked."""

    answer: Any
    asked: list[Any] = field(default_factory=list)

    async def respond(self, request: Request) -> Response:
        self.asked.append((await request.json())["variables"]["input"])
        return JSONResponse(self.answer)


@pytest.fixture
def demo(folder: DataFolder) -> DataFolder:
    """A folder on which a demonstration was started."""
    folder.secrets.write_text(json.dumps({"demo_passwords": PASSWORDS}))
    return folder


@asynccontextmanager
async def running(folder: DataFolder, answer: Any) -> AsyncIterator[Door]:
    """Let a door answer as the stack of the folder."""
    door = Door(answer)
    async with serving(Starlette(routes=[Route("/graphql", door.respond, methods=["POST"])])) as address:
        with folder.hold():
            launcher = RunningProgram("launcher", 1, "")
            folder.write_notes(RunningStack(launcher, f"{address}/graphql", True, {}, "", ()))
            yield door


def let_in(**made: str) -> Any:
    return {"data": {"done": {"made": made, "errors": []}}}


def refused(code: str, message: str) -> Any:
    return {"data": {"done": {"made": None, "errors": [{"code": code, "message": message}]}}}


async def test_a_role_signs_in_by_its_password(demo: DataFolder) -> None:
    async with running(demo, let_in(accessToken="a.b.c")) as door:
        found = await asyncio.to_thread(token, demo, "member", None)

    assert found == "a.b.c"
    assert door.asked == [{"email": "member@demo.example", "password": "pw-member"}]


async def test_a_code_goes_along(demo: DataFolder) -> None:
    async with running(demo, let_in(accessToken="a.b.c")) as door:
        await asyncio.to_thread(token, demo, "system_admin", "123456")

    assert door.asked == [{"email": "system_admin@demo.example", "password": "pw-admin", "otp": "123456"}]


async def test_a_machine_signs_in_by_its_credentials(demo: DataFolder) -> None:
    async with running(demo, let_in(accessToken="a.b.c")) as door:
        await asyncio.to_thread(token, demo, "service", None)

    assert door.asked == [{"clientId": "demo", "clientSecret": "pw-service"}]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            refused("SECOND_FACTOR_REQUIRED", "Send a code."),
            "member@demo.example is not let in: Send a code. Say its code with --otp.",
        ),
        (refused("RATE_LIMITED", "Too many."), "member@demo.example is not let in: Too many."),
    ],
)
async def test_who_is_not_let_in_reads_why(demo: DataFolder, answer: Any, sentence: str) -> None:
    async with running(demo, answer):
        with pytest.raises(NoToken) as error:
            await asyncio.to_thread(token, demo, "member", None)

    assert str(error.value) == sentence


async def test_a_door_that_answers_nothing_is_named(demo: DataFolder) -> None:
    async with running(demo, {"data": None, "errors": [{"message": "core did not answer"}]}):
        with pytest.raises(NoToken, match="answers: core did not answer"):
            await asyncio.to_thread(token, demo, "member", None)


def test_a_role_that_is_none_is_told_which_there_are(demo: DataFolder) -> None:
    with pytest.raises(NoToken, match="There is no role doctor; there are member, system_admin, service"):
        token(demo, "doctor", None)


def test_without_a_running_stack_there_is_no_token(demo: DataFolder) -> None:
    with pytest.raises(NotRunning, match="No stack is running on"):
        token(demo, "member", None)


def test_without_a_demonstration_there_are_no_users(folder: DataFolder) -> None:
    with pytest.raises(NoToken, match="No demonstration has been started on"):
        accounts(folder)


def test_production_knows_no_users_of_a_demonstration(demo: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERGRAPH_ENV", "production")

    with pytest.raises(NoToken, match="COVERGRAPH_ENV=production knows no demonstration users"):
        accounts(demo)
