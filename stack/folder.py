"""The data folder: what lies where in it, who may enter it, and which stack holds it.

lock            held by the running launcher for as long as it lives
secrets.json    keys and passwords made for a demonstration; for its owner alone
stack.json      the running stack: its port, and every program with its pid
postgres/       the cluster of the embedded server        run/     sockets
nats/           the broker's streams                      logs/    one file a program
"""

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from stack.errors import AlreadyRunning, FolderUnusable

CHECKOUT: Final = Path(__file__).resolve().parent.parent
SYSTEM_FOLDER: Final = Path("/var/lib/covergraph")
LOG_BYTES_MAX: Final = 16 * 1024 * 1024
# Not the user's own temporary folder: its path may be long too, and differ between two commands on one stack.
SHORT_FOLDER: Final = Path("/tmp")  # noqa: S108 - who owns the folder made there is checked before each use
# A new stack fills about 250 MB; one that has its data needs room for logs and for the write-ahead log.
FREE_BYTES_NEW: Final = 512 * 1024 * 1024
FREE_BYTES_LATER: Final = 64 * 1024 * 1024
# The kernel keeps 108 bytes for the path of a Unix socket (macOS 104); the longest name below run/ takes 28.
RUN_PATH_BYTES_MAX: Final = 70


@dataclass(frozen=True, slots=True)
class Account:
    """A user that programs run as."""

    user: int
    group: int


def server_account() -> Account | None:
    """Return whom to run PostgreSQL as: itself refuses root, so under root it is nobody; None means ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return Account(65534, 65534)
    return Account(nobody.pw_uid, nobody.pw_gid)


@dataclass(frozen=True, slots=True)
class RunningProgram:
    """A program of the stack as noted in stack.json; `birth` tells it from a later process with the same pid."""

    name: str
    pid: int
    birth: str


@dataclass(frozen=True, slots=True)
class RunningStack:
    """What stack.json says. `databases` are those of the embedded server; given ones stay in the environment."""

    launcher: RunningProgram
    endpoint: str
    is_ready: bool
    databases: Mapping[str, str]
    broker_url: str
    programs: tuple[RunningProgram, ...]


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where one stack keeps everything it owns."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def broker(self) -> Path:
        return self.root / "nats"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def notes(self) -> Path:
        return self.root / "stack.json"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def unfinished_sample(self) -> Path:
        """Return the mark that says that the first rows are being stored, or were when everything was killed."""
        return self.root / "sample.unfinished"

    @property
    def run(self) -> Path:
        """Return the folder of the sockets: in here, or, when that path is too long for a socket, a short one."""
        inside = self.root / "run"
        if len(os.fsencode(inside)) <= RUN_PATH_BYTES_MAX:
            return inside
        mark = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return SHORT_FOLDER / f"covergraph-{os.geteuid()}-{mark}"

    @property
    def postgres_socket_folder(self) -> Path:
        return self.run / "pg"

    def socket(self, name: str) -> Path:
        """Return the socket that one subgraph listens on."""
        return self.run / f"{name}.sock"

    def log(self, name: str) -> Path:
        """Return the file that one program's output goes to."""
        return self.logs / f"{name}.log"

    def prepare(self) -> None:
        """Make the folders inside, or say why they cannot be made. The folder is held by then."""
        with sentences(self.root):
            self.check_space()
            for folder in (self.broker, self.logs, self.run):
                folder.mkdir(mode=0o700, exist_ok=True)
            self._own_run_folder()
            check_reachable(self.root, server_account())
            give(self.postgres_socket_folder, server_account())
            self._turn_logs()

    def check_space(self) -> None:
        """Refuse a disk that a database would fill at once."""
        needed = FREE_BYTES_LATER if self.postgres.exists() else FREE_BYTES_NEW
        free = shutil.disk_usage(self.existing).free
        if free < needed:
            raise FolderUnusable(
                f"Only {free // 2**20} MB are free at {self.root}, and a stack needs {needed // 2**20} MB to begin. "
                "Free some space or choose another disk with --data."
            )

    @property
    def existing(self) -> Path:
        """Return the folder itself, or, before it is made, the first above it that is there."""
        return next(parent for parent in (self.root, *self.root.parents) if parent.exists())

    def _turn_logs(self) -> None:
        """Set long logs aside, replacing those set aside before."""
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LOG_BYTES_MAX:
                log.replace(log.with_suffix(".log.1"))

    def _own_run_folder(self) -> None:
        """Refuse a socket folder that someone else put in our place; let the server's account pass through it."""
        found = self.run.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise FolderUnusable(f"{self.run} belongs to someone else. Choose a shorter path with --data.")
        self.run.chmod(0o711)

    def erase(self) -> None:
        """Delete what the stack keeps, for a fresh start; nothing that is not ours, and not what it logged."""
        with sentences(self.root):
            for folder in (self.postgres, self.broker):
                if folder.exists():
                    shutil.rmtree(folder)

    @contextlib.contextmanager
    def hold(self) -> Iterator[int]:
        """Hold the folder against other stacks while the block runs; yield the lock's descriptor."""
        with sentences(self.root):
            if not self.root.exists():
                self.root.mkdir(parents=True)
                # The server's account, where it is not ours, passes through here.
                self.root.chmod(0o711)
            handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not take(handle):
                raise AlreadyRunning(self._who_holds())
            yield handle
        finally:
            os.close(handle)

    def is_held(self) -> bool:
        """Tell whether a launcher holds the folder now."""
        try:
            handle = os.open(self.root / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            return not take(handle)
        finally:
            os.close(handle)

    def _who_holds(self) -> str:
        notes = self.read_notes()
        who = f" (process {notes.launcher.pid}, {notes.endpoint})" if notes else ""
        return (
            f"A stack is already running on {self.root}{who}. "
            f"Stop it with `./covergraph down --data {self.root}`, or give this one a folder of its own with --data."
        )

    def write_notes(self, running: RunningStack) -> None:
        """Write stack.json in one move, so that nobody reads half of it."""
        unfinished = self.notes.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(asdict(running), indent=1))
        unfinished.replace(self.notes)

    def read_notes(self) -> RunningStack | None:
        """Read stack.json; None when there is none, or none that can be read."""
        try:
            return _running_stack(json.loads(self.notes.read_text()))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _running_stack(notes: Any) -> RunningStack:
    return RunningStack(
        launcher=RunningProgram(**notes["launcher"]),
        endpoint=notes["endpoint"],
        is_ready=notes["is_ready"],
        databases=notes["databases"],
        broker_url=notes["broker_url"],
        programs=tuple(RunningProgram(**program) for program in notes["programs"]),
    )


def data_folder(given: Path | None) -> DataFolder:
    """Return the data folder asked for, else the usual one: in the checkout, unless nobody could not reach it there."""
    if given is not None:
        return DataFolder(given.expanduser().resolve())
    usual = CHECKOUT / ".covergraph"
    if unreachable_parent(usual, server_account()) is not None:
        return DataFolder(SYSTEM_FOLDER)
    return DataFolder(usual)


def turn(folder: DataFolder, name: str) -> int:
    """Open the lock that lets one process serve a name at a time; it is held until that process ends."""
    return os.open(folder.run / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)


def take(handle: int) -> bool:
    """Take the lock on an open file without waiting; tell whether we have it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def check_reachable(folder: Path, account: Account | None) -> None:
    """Refuse a folder that the server's account cannot reach."""
    closed = unreachable_parent(folder, account)
    if closed is not None:
        raise FolderUnusable(
            f"PostgreSQL never runs as root, so under root it runs as 'nobody', who may not enter {closed}. "
            f"Choose a folder that everyone can reach, such as --data {SYSTEM_FOLDER}."
        )


def unreachable_parent(folder: Path, account: Account | None) -> Path | None:
    """Return the first folder on the way that the account may not enter; None when there is none."""
    if account is None:
        return None
    for parent in reversed([folder, *folder.parents]):
        if parent.exists() and not _may_enter(parent.stat(), account):
            return parent
    return None


def _may_enter(found: os.stat_result, account: Account) -> bool:
    if found.st_uid == account.user:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.group:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def give(folder: Path, account: Account | None) -> None:
    """Make a folder that only the account (and root) can enter."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    if account is not None:
        os.chown(folder, account.user, account.group)


@contextlib.contextmanager
def sentences(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about the data folder into a sentence."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise FolderUnusable(
            f"{where}: {error.strerror}. Choose another folder with --data, or free this one."
        ) from error
