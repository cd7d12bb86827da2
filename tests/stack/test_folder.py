"""The data folder: who holds it, who reaches it, what is kept."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from stack.errors import AlreadyRunning, FolderUnusable
from stack.folder import (
    LOG_BYTES_MAX,
    Account,
    DataFolder,
    RunningProgram,
    RunningStack,
    check_reachable,
    data_folder,
    unreachable_parent,
)

SOMEONE = Account(user=54321, group=54321)


def test_a_folder_is_held_by_one_stack_at_a_time(folder: DataFolder) -> None:
    with folder.hold():
        assert folder.is_held()
        with pytest.raises(AlreadyRunning, match="A stack is already running on"), folder.hold():
            pass

    assert not folder.is_held()


def test_notes_are_read_as_they_were_written(folder: DataFolder) -> None:
    notes = RunningStack(
        launcher=RunningProgram("launcher", 7, "1"),
        endpoint="http://127.0.0.1:8000/graphql",
        is_ready=True,
        databases={"core": "postgresql://postgres@/core"},
        broker_url="nats://127.0.0.1:4222",
        programs=(RunningProgram("core", 8, "2"),),
    )

    folder.write_notes(notes)

    assert folder.read_notes() == notes
    assert stat.S_IMODE(folder.notes.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", '{"launcher": {"name": "launcher"}}'])
def test_notes_that_cannot_be_read_are_no_notes(folder: DataFolder, text: str) -> None:
    folder.notes.write_text(text)

    assert folder.read_notes() is None


def test_sockets_of_a_deep_folder_lie_where_a_socket_path_fits(tmp_path: Path) -> None:
    deep = DataFolder(tmp_path / ("d" * 100))

    assert len(os.fsencode(deep.socket("analytics"))) < 100
    assert deep.run != DataFolder(tmp_path / ("e" * 100)).run


def test_a_socket_folder_of_someone_else_is_refused(folder: DataFolder, tmp_path: Path) -> None:
    folder.run.symlink_to(tmp_path)

    with pytest.raises(FolderUnusable, match="belongs to someone else"):
        folder.prepare()


def test_a_closed_folder_on_the_way_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)

    found = unreachable_parent(closed / "data", SOMEONE)

    assert found is not None
    assert found in (closed, *closed.parents)
    with pytest.raises(FolderUnusable, match="Choose a folder that everyone can reach, such as --data /var/lib"):
        check_reachable(closed / "data", SOMEONE)


def test_without_another_account_every_folder_is_reachable(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)

    assert unreachable_parent(closed, None) is None


def test_a_file_in_the_way_is_a_sentence(folder: DataFolder) -> None:
    (folder.root / "file").touch()

    with (
        pytest.raises(FolderUnusable, match=r"Not a directory. Choose another folder with --data"),
        DataFolder(folder.root / "file" / "data").hold(),
    ):
        pass


def test_a_fresh_start_keeps_what_is_not_the_stacks(folder: DataFolder) -> None:
    folder.prepare()
    folder.postgres.mkdir()
    mine = folder.root / "notes-of-mine.txt"
    mine.touch()

    folder.erase()

    assert mine.exists()
    assert not folder.postgres.exists()


def test_the_folder_asked_for_is_taken(tmp_path: Path) -> None:
    assert data_folder(tmp_path / "a" / ".." / "b") == DataFolder(tmp_path / "b")


def test_a_long_log_is_set_aside_before_the_next_start(folder: DataFolder) -> None:
    folder.prepare()
    with folder.log("core").open("wb") as log:
        log.truncate(LOG_BYTES_MAX + 1)
    folder.log("crm").write_text("short\n")

    folder.prepare()

    assert sorted(path.name for path in folder.logs.iterdir()) == ["core.log.1", "crm.log"]


def test_a_full_disk_stops_a_new_stack_sooner_than_one_that_has_its_data(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folder.root)._replace(free=100 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    with pytest.raises(FolderUnusable, match=r"Only 100 MB are free at .*, and a stack needs 512 MB to begin"):
        folder.check_space()
    folder.postgres.mkdir()

    folder.check_space()
