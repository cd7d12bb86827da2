"""The root script, from copies of it in checkouts of their own."""

import os
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

from stack.folder import CHECKOUT


def script_in(root: Path) -> Any:
    """Return the root script, loaded from a copy that lies in a checkout of its own."""
    copy = root / "covergraph"
    shutil.copy(CHECKOUT / "covergraph", copy)
    (root / "requirements.lock").write_text("typer==1\n")
    (root / "pyproject.toml").write_text("[project]\n")
    spec = spec_from_loader("covergraph_script", SourceFileLoader("covergraph_script", str(copy)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def an_environment(script: Any) -> None:
    """Make a `.venv` whose Python only says what it was asked."""
    programs = script.VENV / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text('#!/bin/sh\necho "asked: $@"\n')
    (programs / "python").chmod(0o755)
    script.STAMP.write_text(script.wanted_stamp())


def test_from_any_folder_the_command_gets_the_arguments(tmp_path: Path) -> None:
    an_environment(script_in(tmp_path))

    done = subprocess.run(
        [sys.executable, tmp_path / "covergraph", "up", "--port", "1"],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout == "asked: -P -m stack up --port 1\n"
    assert done.stderr == ""


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_change_of_what_is_locked_makes_the_environment_stale(tmp_path: Path, changed: str) -> None:
    script = script_in(tmp_path)
    an_environment(script)
    before = script.is_current()

    (tmp_path / changed).write_text("changed")

    assert before
    assert not script.is_current()


def test_an_environment_whose_python_is_gone_is_stale(tmp_path: Path) -> None:
    script = script_in(tmp_path)
    an_environment(script)

    script.PYTHON.unlink()
    script.PYTHON.symlink_to("/no/such/python")

    assert not script.is_current()


def test_settings_of_pip_are_handed_to_uv_unless_uv_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = script_in(tmp_path)
    for variable, _ in script.PIP_SETTINGS.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels /more")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://extra.example/simple")
    monkeypatch.setenv("UV_INDEX", "https://own.example/simple")
    monkeypatch.setenv("SSL_CERT_FILE", "/certificates.pem")
    pip = script.BOOT / "bin" / "pip"
    pip.parent.mkdir(parents=True)
    pip.write_text(f"#!/bin/sh\nexec '{_python_with_pip()}' -m pip \"$@\"\n")
    pip.chmod(0o755)

    assert script.index_settings() == {
        "UV_DEFAULT_INDEX": "https://index.example/simple",
        "UV_FIND_LINKS": "/wheels,/more",
    }


def _python_with_pip() -> str:
    python = Path(sys.base_prefix) / "bin" / "python3"
    if subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        pytest.skip("no pip beside this Python, so nothing to be asked for its settings")
    return str(python)


@pytest.mark.parametrize(
    ("said", "advised"),
    [
        ("error: Failed to fetch: https://x/simple/rich", "The package index did not answer."),
        ("ERROR: No matching distribution found for uv", "The package index did not answer."),
        ("error: No space left on device (os error 28)", "The disk is full."),
        ("error: Permission denied (os error 13)", "cannot be written to. Run this as the owner of both."),
        ("No module named pip", "Install its venv package (Debian: python3-venv), or uv."),
        ("something new", "To start over, delete"),
    ],
)
def test_what_a_tool_complains_of_becomes_advice(tmp_path: Path, said: str, advised: str) -> None:
    assert advised in script_in(tmp_path).advice(said)


def test_a_tool_that_is_not_there_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    script_in(tmp_path)
    broken = tmp_path / ".boot" / "bin"
    broken.mkdir(parents=True)
    (broken / "uv").write_text("#!/bin/sh\necho 'error: Failed to fetch the index' >&2\nexit 2\n")
    (broken / "uv").chmod(0o755)

    done = subprocess.run(
        [sys.executable, tmp_path / "covergraph", "up"],
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "The package index did not answer." in done.stderr
    assert "Traceback" not in done.stderr


def test_an_interrupt_while_the_command_loads_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n")

    done = subprocess.run(
        [sys.executable, "-m", "stack", "status"],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 130
    assert done.stderr == ""
