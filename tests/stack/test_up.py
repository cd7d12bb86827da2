"""The newcomer's way: the commands themselves, on a folder of their own."""

import os
import re
import signal
from collections.abc import Iterator

import pytest

from stack.processes import wait_until
from stack.running import ask
from tests.stack.newcomer import PATIENCE_S, Started, a_started_stack

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def started() -> Iterator[Started]:
    with a_started_stack() as started:
        yield started


def test_the_printed_line_shows_a_member_whole(started: Started) -> None:
    answer = started.ask_shown_query()

    member = answer["data"]["member"]
    claims = [edge["node"] for edge in member["claims"]["edges"]]
    assert "errors" not in answer
    assert member["scheme"]["name"]
    assert len(claims) == 5
    assert all(claim["provider"]["legalName"] for claim in claims)
    assert member["wallet"]["available"] is not None


def test_what_up_says_is_steps_then_where_everything_is(started: Started) -> None:
    *steps, where = started.said.split("\nCovergraph is running\n")

    assert re.findall(r"^✓ (.*?)  \d+\.\d s$", steps[0], re.MULTILINE)[:2] == ["PostgreSQL and NATS", "Program loaded"]
    assert re.search(r"^Endpoint  http://127\.0\.0\.1:\d+/graphql$", where, re.MULTILINE)
    assert re.search(r"^GraphiQL  http://127\.0\.0\.1:\d+/", where, re.MULTILINE)


def test_a_killed_service_costs_its_own_fields_until_it_is_back(started: Started) -> None:
    killed = started.stack.pid_of("tokens")

    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: started.stack.pid_of("tokens") != killed, patience_s=PATIENCE_S)
    meanwhile = started.ask_shown_query()
    is_back = wait_until(
        lambda: ask(started.stack.folder.socket("tokens"), "/health/ready") == 200, patience_s=PATIENCE_S
    )
    afterwards = started.ask_shown_query()

    assert meanwhile["data"]["member"]["wallet"] is None
    assert meanwhile["data"]["member"]["scheme"]["name"]
    assert [error["path"] for error in meanwhile["errors"]] == [["member", "wallet"]]
    assert is_back
    assert "errors" not in afterwards


def test_status_and_doctor_find_a_running_stack_well(started: Started) -> None:
    status = started.stack.command("status")
    doctor = started.stack.command("doctor")

    assert status.returncode == 0, status.stdout
    assert re.findall(r"^✓ (\w+)", status.stdout, re.MULTILINE) == [
        *("postgres", "broker", "core", "crm", "claims", "providers"),
        *("finance", "tokens", "schemes", "analytics", "gateway"),
    ]
    assert doctor.returncode == 0, doctor.stdout
    assert "✗" not in doctor.stdout


def test_a_service_that_the_stack_serves_is_not_served_twice(started: Started) -> None:
    second = started.stack.command("serve", "tokens")

    assert second.returncode == 1
    assert second.stderr.startswith("tokens is being served on ")


def test_a_later_start_keeps_the_data_and_loads_nothing(started: Started) -> None:
    before = started.ask_shown_query()

    down = started.stack.command("down")
    again = Started(started.stack, started.stack.up())

    assert down.stdout == f"Stopped the stack on {started.stack.folder.root}.\n"
    assert "rows stored" in started.said
    assert "rows stored" not in again.said
    assert again.ask_shown_query() == before
    started.said = again.said
