"""The keys of tests: one master key for a run, and rows whose sealed columns hold what a test says."""

from typing import Final

from shared_models.encryption import Keyring, MasterKey, Secret

MASTER_KEY: Final = MasterKey((Secret(bytes(range(32))),))


def a_keyring(service: str = "test", master: MasterKey | None = MASTER_KEY) -> Keyring:
    """Return a keyring that has learned nothing yet."""
    return Keyring(service, master)
