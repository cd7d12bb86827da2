"""The secrets of a stack: given by the environment, or, for a demonstration, made once in its data folder.

master key       wraps the keys that columns are sealed with; losing it loses what they hold
identity secret  the gateway signs with it to whom each request belongs; each subgraph knows only its own part
passwords        of the demonstration users, by role

What is made here begins with a mark, so that production mode knows it wherever it turns up.
"""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from stack.errors import SecretUnusable
from stack.folder import DataFolder, sentences
from stack.settings import IDENTITY_SECRET, MASTER_KEY, Settings

SECRET_BYTES: Final = 32
DEMO_MARK: Final = b"demo"
PASSWORD_BYTES: Final = 15


def provide(folder: DataFolder, settings: Settings) -> tuple[bytes, ...]:
    """Let this program and those it starts have the master key; return the identity secrets, the one that serves first.

    Given ones are taken; for a demonstration the folder keeps those that are not given.
    """
    made = {} if settings.is_production else _kept_in(folder)
    if made and not settings.has_master_key:
        os.environ[MASTER_KEY] = made["master_key"]
    return read_identity_secrets(settings.identity_secret_text() or made.get("identity_secret", ""))


def read_identity_secrets(text: str) -> tuple[bytes, ...]:
    """Read the identity secret, or two by a comma while it is replaced."""
    try:
        values = tuple(bytes.fromhex(each) for each in text.split(",") if each.strip())
    except ValueError:
        values = ()
    if text.strip() and not (values and all(len(each) == SECRET_BYTES for each in values)):
        raise SecretUnusable(
            f"{IDENTITY_SECRET} is not {SECRET_BYTES} bytes in hexadecimal. "
            f"Make one with: openssl rand -hex {SECRET_BYTES}"
        )
    return values


@contextmanager
def key_sentences() -> Iterator[None]:
    """Turn what is said of a master key that is missing or another into a sentence."""
    from shared_models.encryption import EncryptionError  # noqa: PLC0415 - heavy, and loaded by whoever seals

    try:
        yield
    except EncryptionError as error:
        raise SecretUnusable(
            f"What is sealed cannot be opened: {error}. Give the master key that these databases were written with, "
            f"by {MASTER_KEY} or by the folder's secrets.json."
        ) from error


def demo_passwords(folder: DataFolder) -> Mapping[str, str]:
    """Return the passwords of the demonstration users by role, as far as they were made."""
    passwords: Mapping[str, str] = _written_in(folder.secrets).get("demo_passwords", {})
    return passwords


def make_demo_passwords(folder: DataFolder, names: Iterable[str]) -> Mapping[str, str]:
    """Return a password for each of these roles; made where there is none yet, and kept."""
    kept = _kept_in(folder)
    passwords: dict[str, str] = dict(kept.get("demo_passwords", {}))
    for name in names:
        passwords.setdefault(name, secrets.token_urlsafe(PASSWORD_BYTES))
    if passwords != kept.get("demo_passwords"):
        _write(folder.secrets, kept | {"demo_passwords": passwords})
    return passwords


def is_demo(secret: bytes) -> bool:
    """Say whether a secret was made for a demonstration."""
    return secret.startswith(DEMO_MARK)


def _kept_in(folder: DataFolder) -> dict[str, Any]:
    """Return what the folder keeps; what is missing is made."""
    with sentences(folder.root):
        folder.root.mkdir(parents=True, exist_ok=True)
        kept = _written_in(folder.secrets)
        fresh = {name: _made() for name in ("master_key", "identity_secret") if name not in kept}
        if fresh:
            _write(folder.secrets, kept | fresh)
    # Read again: another command may have been first.
    return _written_in(folder.secrets)


def _made() -> str:
    return (DEMO_MARK + secrets.token_bytes(SECRET_BYTES - len(DEMO_MARK))).hex()


def _written_in(file: Path) -> dict[str, Any]:
    try:
        kept: dict[str, Any] = json.loads(file.read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise SecretUnusable(
            f"{file} cannot be read. Put it back from a copy: without its master key, what is sealed in the databases "
            "stays closed. To begin anew, delete it and run `./covergraph up --fresh`."
        ) from error
    return kept


def _write(file: Path, kept: Mapping[str, Any]) -> None:
    """Write the file in one move, for its owner alone; who comes second does not replace the keys of the first."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as writing:
        json.dump(kept, writing, indent=1)
    if file.exists():
        unfinished.replace(file)
        return
    try:
        os.link(unfinished, file)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
