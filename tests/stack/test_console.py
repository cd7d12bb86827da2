"""A small page stands for the real one: no packages, and a build script that npm runs like any other."""

import json
import shutil
from pathlib import Path

import pytest

from stack.console import build_console

BUILD = """
import { cpSync, mkdirSync } from "node:fs";
const target = process.argv[process.argv.indexOf("--outDir") + 1];
mkdirSync(target, { recursive: true });
cpSync("index.html", `${target}/index.html`);
"""

needs_node = pytest.mark.skipif(shutil.which("npm") is None, reason="no Node.js on PATH")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    web = tmp_path / "web"
    web.mkdir()
    package = {"name": "page", "version": "1.0.0", "type": "module", "scripts": {"build": "node src/build.js"}}
    lock = {"name": "page", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": package}}
    (web / "package.json").write_text(json.dumps(package))
    (web / "package-lock.json").write_text(json.dumps(lock))
    (web / "index.html").write_text("first")
    (web / "src").mkdir()
    (web / "src" / "build.js").write_text(BUILD)
    return tmp_path


@needs_node
def test_a_missing_page_is_built(root: Path) -> None:
    reports: list[str] = []

    page = build_console(root, reports.append)

    assert page == root / "web" / "dist"
    assert (root / "web" / "dist" / "index.html").read_text() == "first"
    assert reports == ["Building GraphiQL, once; this takes about half a minute."]


@needs_node
def test_a_page_whose_sources_are_the_same_is_left_alone(root: Path) -> None:
    build_console(root, lambda _: None)
    reports: list[str] = []

    page = build_console(root, reports.append)

    assert page == root / "web" / "dist"
    assert reports == []


@needs_node
def test_a_page_whose_sources_changed_is_built_again(root: Path) -> None:
    build_console(root, lambda _: None)
    (root / "web" / "index.html").write_text("second")

    build_console(root, lambda _: None)

    assert (root / "web" / "dist" / "index.html").read_text() == "second"


@needs_node
def test_a_failed_build_says_why_and_leaves_the_old_page(root: Path) -> None:
    build_console(root, lambda _: None)
    (root / "web" / "src" / "build.js").write_text("throw new Error('the sources are broken')")
    reports: list[str] = []

    page = build_console(root, reports.append)

    assert page is None
    assert reports[-1] == (
        f"GraphiQL is not built: its sources do not build. See why with: cd {root / 'web'} && npm run build"
    )
    assert (root / "web" / "dist" / "index.html").read_text() == "first"


@needs_node
def test_packages_that_cannot_be_had_are_named_as_the_reason(root: Path) -> None:
    (root / "web" / "package-lock.json").unlink()
    reports: list[str] = []

    page = build_console(root, reports.append)

    assert page is None
    assert reports[-1].startswith("GraphiQL is not built: npm could not install its packages (npm error code EUSAGE).")


def test_a_release_serves_the_page_it_ships(tmp_path: Path) -> None:
    shipped = tmp_path / "web" / "dist"
    shipped.mkdir(parents=True)
    (shipped / "index.html").write_text("shipped")
    reports: list[str] = []

    page = build_console(tmp_path, reports.append)

    assert page == shipped
    assert reports == []


@pytest.mark.parametrize("version", ["v18.20.4", "v21.7.3", "v22.11.0"])
def test_a_node_too_old_counts_as_none(root: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    programs = root / "programs"
    programs.mkdir()
    for name in ("node", "npm"):
        (programs / name).write_text(f"#!/bin/sh\necho {version}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr("sys.executable", str(programs / "python"))
    reports: list[str] = []

    page = build_console(root, reports.append)

    assert page is None
    assert reports[-1] == (
        "GraphiQL is not built: it takes Node.js 20.19 or newer, or uv to fetch one. Install either, then try again."
    )
