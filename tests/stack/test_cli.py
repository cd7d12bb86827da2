"""The command as people type it: help, faults in a sentence, plans."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stack.addresses import TcpAddress
from stack.folder import CHECKOUT, DataFolder


def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "stack", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    script = (
        "import sys, typer.testing, stack.cli\n"
        "print(typer.testing.CliRunner().invoke(stack.cli.app, ['--help']).stdout)\n"
        "print(sorted({'sqlalchemy', 'strawberry', 'graphql', 'uvicorn', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True)

    for command in ("up", "down", "status", "doctor", "serve", "migrate", "compose", "plan", "test", "check"):
        assert f"│ {command} " in done.stdout
    assert done.stdout.endswith("\n[]\n")


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["serve", "billing"], {}, "There is no subgraph named 'billing'; there are core, crm, claims,"),
        (["migrate", "billing"], {}, "There is no subgraph named 'billing'; there are core, crm, claims,"),
        (["up"], {"CORE_DATABASE_URL": "mysql://u:secret@h/d"}, "CORE_DATABASE_URL: mysql:// is not PostgreSQL"),
        (["serve", "core"], {}, "There is no database for core: set CORE_DATABASE_URL, or start the stack"),
        (["plan", "-", "--supergraph", "/no/such.graphql"], {}, "/no/such.graphql: No such file or directory."),
        (["plan", "-", "--variables", "{"], {}, "--variables is not JSON"),
    ],
)
def test_a_fault_is_one_sentence_and_exit_code_1(
    folder: DataFolder, arguments: list[str], environment: dict[str, str], sentence: str
) -> None:
    done = run(*arguments, COVERGRAPH_DATA=str(folder.root), **environment)

    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


@pytest.mark.parametrize("way", [[], ["--detach"]])
def test_up_on_a_port_in_use_says_so_and_leaves_nothing_running(folder: DataFolder, way: list[str]) -> None:
    with TcpAddress("127.0.0.1", 0).open() as taken:
        taken.listen()
        port = taken.getsockname()[1]

        done = run("up", "--data", str(folder.root), "--port", str(port), *way)

    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} of 127.0.0.1 is in use by another program.")
    assert not folder.is_held()


def test_where_nothing_runs_down_is_content_and_status_is_not(folder: DataFolder) -> None:
    down = run("down", "--data", str(folder.root))
    status = run("status", "--data", str(folder.root))

    assert (down.returncode, down.stdout) == (0, f"Nothing is running on {folder.root}.\n")
    assert status.returncode == 1
    assert status.stdout.startswith(f"Nothing is running on {folder.root}.")


def test_plan_prints_the_plan_of_an_operation(tmp_path: Path) -> None:
    supergraph = tmp_path / "supergraph.graphql"
    supergraph.write_text(SUPERGRAPH)

    done = run("plan", "-", "--supergraph", str(supergraph), stdin="{ answer }")

    assert done.returncode == 0, done.stderr
    assert 'Fetch(service: "deep")' in done.stdout


def test_plan_of_what_is_no_operation_is_a_sentence(tmp_path: Path) -> None:
    supergraph = tmp_path / "supergraph.graphql"
    supergraph.write_text(SUPERGRAPH)

    done = run("plan", "-", "--supergraph", str(supergraph), stdin="{ question }")

    assert done.returncode == 1
    assert "question" in done.stderr


SUPERGRAPH = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
{ query: Query }
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE
directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: String,
  external: Boolean, override: String, usedOverridden: Boolean) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE
directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false,
  resolvable: Boolean! = true, isInterfaceObject: Boolean! = false)
  repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR
directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar join__FieldSet
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph { DEEP @join__graph(name: "deep", url: "http://127.0.0.1:4001/graphql") }
type Query @join__type(graph: DEEP) { answer: Int }
"""
