"""The walls between rooms, and what every room promises: held by reading the source."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from subgraphs.registry import SUBGRAPHS

ROOT = Path(__file__).resolve().parent.parent
OURS = ("gateway", "subgraphs", "shared_models", "migrations", "stack", "tests", "benchmarks")
DOMAINS = tuple(row.name for row in SUBGRAPHS)

COMMON_TABLES = (
    "shared_models.access",
    "shared_models.address",
    "shared_models.approvals",
    "shared_models.audit",
    "shared_models.base",
    "shared_models.connection",
    "shared_models.encryption",
    "shared_models.events",
    "shared_models.identity",
    "shared_models.locks",
    "shared_models.money",
    "shared_models.partitions",
    "shared_models.triggers",
)
PURE_ROOMS = ("operation", "supergraph", "composition", "authorisation", "planner", "response")
NETWORK = ("asyncio", "aiohttp", "starlette", "uvicorn", "socket", "ssl", "sqlmodel", "sqlalchemy", "httptools")
DATABASE = ("sqlalchemy", "sqlmodel", "asyncpg", "strawberry", "asyncio")
DOMAIN_FILES = {"__init__", "types", "queries", "schema"}
DOMAIN_FILES_OF_SOME = {
    "asks.graphql",
    "loaders",
    "mutations",
    "policy",
    "reactions",
    "routes",
    "rules",
    "service",
    "subscriptions",
    "workers",
}
STANDARD_ONLY = ("shared_models/money.py",)


def _sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module is not None
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def _below(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def _offences(folder: str, *, forbidden: tuple[str, ...], but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _sources(folder)
        for name in sorted(_imports(path))
        if _below(name, *forbidden) and not _below(name, *but)
    ]


def test_tables_know_no_code_of_ours_and_no_framework_of_the_api() -> None:
    forbidden = ("gateway", "subgraphs", "stack", "migrations", "tests", "strawberry", "starlette", "graphql")

    assert _offences("shared_models", forbidden=forbidden) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_domain_knows_another(domain: str) -> None:
    others = tuple(other for other in DOMAINS if other != domain)
    tables = tuple(f"shared_models.{other}" for other in others)
    code = tuple(f"subgraphs.{other}" for other in others)

    assert _offences(f"shared_models/{domain}", forbidden=tables) == []
    assert _offences(f"subgraphs/{domain}", forbidden=(*tables, *code, "gateway", "stack", "migrations", "tests")) == []
    assert _offences(f"migrations/{domain}", forbidden=(*tables, "subgraphs", "gateway", "stack")) == []


def test_the_kit_knows_no_domain() -> None:
    forbidden = ("shared_models", *(f"subgraphs.{domain}" for domain in DOMAINS), "gateway", "stack", "tests")

    assert _offences("subgraphs/kit", forbidden=forbidden, but=COMMON_TABLES) == []


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_pure_rooms_of_the_gateway_import_only_rooms_before_them(room: str) -> None:
    later = tuple(f"gateway.{other}" for other in PURE_ROOMS[PURE_ROOMS.index(room) + 1 :])
    outside = (
        "gateway.server",
        "gateway.executor",
        "gateway.preparation",
        "gateway.pipeline",
        "subgraphs",
        "shared_models",
        "stack",
    )

    assert _offences(f"gateway/{room}", forbidden=(*later, *outside, *NETWORK)) == []


def test_the_executor_knows_no_network() -> None:
    forbidden = ("gateway", "aiohttp", "starlette", "uvicorn", "socket", "httptools", "subgraphs", "shared_models")
    but = ("gateway.executor", "gateway.planner.plan", "gateway.planner.outcome", "gateway.operation", "gateway.errors")

    assert _offences("gateway/executor", forbidden=forbidden, but=but) == []


def test_the_gateway_knows_no_domain() -> None:
    forbidden = ("subgraphs", "shared_models", "stack", "migrations", "tests")

    assert _offences("gateway", forbidden=forbidden, but=("shared_models.identity",)) == []


def test_rules_are_pure() -> None:
    impure = re.compile(r"\basync\b|\bnow\(\)|\btoday\(\)")
    offences = [
        f"{path.relative_to(ROOT)}"
        for path in _sources("subgraphs")
        if "rules" in {part.removesuffix(".py") for part in path.relative_to(ROOT).parts}
        and (any(_below(name, *DATABASE) for name in _imports(path)) or impure.search(path.read_text()))
    ]

    assert offences == []


def test_nobody_imports_the_stack_but_tests() -> None:
    rooms = ("gateway", "subgraphs", "shared_models", "migrations")

    assert [offence for room in rooms for offence in _offences(room, forbidden=("stack", "tests"))] == []


@pytest.mark.parametrize("file", STANDARD_ONLY)
def test_what_rules_and_gateway_load_needs_only_the_standard_library(file: str) -> None:
    third_party = ("sqlalchemy", "sqlmodel", "pydantic", "strawberry", "graphql", "orjson", "shared_models")

    assert [name for name in _imports(ROOT / file) if _below(name, *third_party)] == []


def test_every_domain_has_files_of_the_same_names() -> None:
    for domain in DOMAINS:
        found = {path.name.removesuffix(".py") for path in (ROOT / "subgraphs" / domain).iterdir()} - {"__pycache__"}

        assert found >= DOMAIN_FILES, domain
        assert found <= DOMAIN_FILES | DOMAIN_FILES_OF_SOME, domain


@pytest.mark.parametrize("domain", DOMAINS)
def test_migrations_of_a_domain_come_one_after_the_other(domain: str) -> None:
    files = sorted((ROOT / "migrations" / domain / "versions").glob("0*.py"))

    said = [re.findall(r'^(?:down_)?revision = (?:"(\d+)"|None)$', file.read_text(), re.MULTILINE) for file in files]

    numbers = [file.name[:4] for file in files]
    assert numbers == [f"{place:04}" for place in range(1, len(files) + 1)]
    assert said == [[number, before] for number, before in zip(numbers, ["", *numbers], strict=False)]


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _sources(*OURS)
        if path.stat().st_size and ast.get_docstring(ast.parse(path.read_text())) is None
    ]

    assert silent == []


def test_money_never_meets_a_binary_float() -> None:
    offences = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _sources("shared_models", "subgraphs")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"\bfloat\(", line)
    ]

    assert [each for each in offences if not each.startswith("shared_models/connection.py")] == []


def test_no_file_names_a_machine_or_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    suspicious = re.compile(r"/work/|/root/|registry\.npmjs|files\.pythonhosted|pypi\.org/simple")
    offences = []
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".gz", ".png"} or path == Path(__file__) or not path.is_file():
            continue
        if suspicious.search(path.read_text(errors="replace")):
            offences.append(name)

    assert offences == []
