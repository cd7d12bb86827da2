"""What a person watching a command sees."""

import io
import os

import pytest

from stack.progress import Message, Piped, Terminal, perform, receive, send, step


def test_away_from_a_terminal_progress_is_plain_lines() -> None:
    output = io.StringIO()
    progress = Terminal(output)

    with step(progress, "Databases") as running:
        progress.advance(1, 8, "migrated")
        running.title = "8 databases"
    progress.note("a note")
    progress.box("Running", (("Endpoint", "http://h/graphql"), ("Data", "/d")), "curl -s x")

    lines = output.getvalue().splitlines()
    assert lines == [
        "✓ 8 databases  0.0 s",
        "  a note",
        "",
        "Running",
        "Endpoint  http://h/graphql",
        "Data      /d",
        "",
        "curl -s x",
        "",
    ]


def test_a_step_that_fails_gets_no_tick() -> None:
    output = io.StringIO()

    with pytest.raises(ValueError, match="no"), step(Terminal(output), "Databases"):
        raise ValueError("no")

    assert output.getvalue() == ""


def test_progress_goes_through_a_pipe_as_it_was_made() -> None:
    output = io.StringIO()
    reading, writing = os.pipe()
    piped = Piped(writing)

    piped.note("over there")
    piped.box("Running", (("Data", "/d"),), "curl")
    send(writing, "ready")
    os.close(writing)
    *messages, last = receive(reading)
    for message in messages:
        assert isinstance(message, Message)
        perform(message, Terminal(output))

    assert last == "ready"
    assert output.getvalue() == "  over there\n\nRunning\nData  /d\n\ncurl\n\n"


def test_a_reader_that_has_gone_away_does_not_hurt_the_writer() -> None:
    reading, writing = os.pipe()
    os.close(reading)

    Piped(writing).note("anyone?")

    os.close(writing)
