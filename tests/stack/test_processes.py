"""Children: what they give back, when they die, how they are told apart."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stack.folder import CHECKOUT
from stack.processes import birth, describe_exit, last_words, spawn, stop, wait_until

PATIENCE_S = 30


def run_forking(body: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run code that forks in a process of its own: pytest's has threads."""
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from stack.errors import PortTaken, ServerFailed\n"
        "from stack.processes import in_child\n"
        "from stack.progress import Terminal\n"
        f"log = Path({str(tmp_path / 'log')!r})\n"
    )
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script + body],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_child_gives_back_its_result_and_its_progress(tmp_path: Path) -> None:
    done = run_forking(
        "def work(progress):\n"
        "    progress.note('working')\n"
        "    return {'pid': os.getpid()}\n"
        "result = in_child(work, Terminal(), log=log)\n"
        "print(result['pid'] != os.getpid())\n",
        tmp_path,
    )

    assert done.stdout == "  working\nTrue\n", done.stderr


def test_a_refusal_in_a_child_is_one_here(tmp_path: Path) -> None:
    done = run_forking(
        "def work(progress):\n"
        "    raise PortTaken('taken')\n"
        "try:\n"
        "    in_child(work, Terminal(), log=log)\n"
        "except PortTaken as error:\n"
        "    print(error)\n",
        tmp_path,
    )

    assert done.stdout == "taken\n", done.stderr


def test_a_child_that_breaks_leaves_its_traceback_in_the_log_it_names(tmp_path: Path) -> None:
    done = run_forking(
        "def work(progress):\n"
        "    raise ValueError('broken')\n"
        "try:\n"
        "    in_child(work, Terminal(), log=log)\n"
        "except ServerFailed as error:\n"
        "    print(error)\n",
        tmp_path,
    )

    assert done.stdout == f"A step ended without an answer. Its log {tmp_path}/log ends: ValueError: broken\n"
    assert "Traceback" in (tmp_path / "log").read_text()


def test_a_signal_that_comes_while_a_child_is_made_still_stops_us(tmp_path: Path) -> None:
    done = run_forking(
        "import signal\n"
        "from stack.errors import StopRequested\n"
        "from stack.launcher import signals\n"
        "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "try:\n"
        "    with signals():\n"
        "        in_child(lambda progress: None, Terminal(), log=log)\n"
        "except StopRequested as stop:\n"
        "    print(stop.exit_code)\n",
        tmp_path,
    )

    assert done.stdout == "130\n", done.stderr


def test_a_signal_ends_a_child_that_is_being_made_without_its_parents_clean_up(tmp_path: Path) -> None:
    done = run_forking(
        "import signal\n"
        "from stack.launcher import signals\n"
        "os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "us = os.getpid()\n"
        "with signals():\n"
        "    try:\n"
        "        in_child(lambda progress: None, Terminal(), log=log)\n"
        "    except ServerFailed:\n"
        "        print('refused', flush=True)\n"
        "    finally:\n"
        "        print(os.getpid() == us, flush=True)\n",
        tmp_path,
    )

    assert done.stdout == "refused\nTrue\n", done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals the children of a dead parent")
def test_a_program_dies_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from stack.processes import spawn\n"
        f"child = spawn(['sleep', '600'], log=Path({str(tmp_path / 'log')!r}), death_signal=signal.SIGTERM)\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    parent = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    child = int(parent.stdout)

    assert parent.returncode == -signal.SIGKILL
    assert wait_until(lambda: birth(child) is None, patience_s=PATIENCE_S)


def test_a_program_that_does_not_listen_is_killed_in_the_end(tmp_path: Path) -> None:
    log = tmp_path / "log"
    deaf = spawn(
        ["sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 600; done"], log=log, death_signal=signal.SIGKILL
    )
    wait_until(lambda: log.read_text() == "deaf\n", patience_s=PATIENCE_S)

    stop([(deaf, signal.SIGTERM)], patience_s=0.2)

    assert deaf.poll() == -signal.SIGKILL
    os.killpg(deaf.pid, signal.SIGKILL)


def test_a_process_has_the_same_birth_until_it_is_gone() -> None:
    process = subprocess.Popen(["sleep", "600"])

    alive = birth(process.pid)
    process.kill()
    zombie = birth(process.pid) if wait_until(lambda: birth(process.pid) is None, patience_s=PATIENCE_S) else alive
    process.wait()

    assert alive is not None
    assert zombie is None


def test_waiting_ends_with_the_process_that_is_waited_for() -> None:
    assert not wait_until(lambda: False, alive=lambda: False, patience_s=PATIENCE_S)


@pytest.mark.parametrize(("code", "said"), [(-9, "ended by SIGKILL"), (-15, "ended by SIGTERM"), (3, "exited with 3")])
def test_an_exit_is_said_in_words(code: int, said: str) -> None:
    assert describe_exit(code) == said


def test_last_words_are_the_last_line_that_says_something(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("first\nlast\n\n")

    assert last_words(log) == f"Its log {log} ends: last"
    assert last_words(tmp_path / "none") == f"Its log is {tmp_path / 'none'}."
