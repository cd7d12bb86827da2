"""Our ids for what a sample holds: the same data, from whatever folder, is the same sample and gets the same ids."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

NAMESPACE: Final = UUID("6f1a4c5e-2f0b-5d1c-9a77-5b0c3a6c2d11")
# Who wrote the rows: the importer, and another that approved the terms it wrote.
IMPORTER: Final = uuid5(NAMESPACE, "importer")
APPROVER: Final = uuid5(NAMESPACE, "approver of imported terms")


def shared_id(table: str, name: str) -> UUID:
    """Return the id of a row that all samples share."""
    return uuid5(NAMESPACE, f"{table}:{name}")


@dataclass(frozen=True, slots=True)
class Identity:
    """A sample, known by the ids of its patients."""

    sample: UUID

    def id(self, table: str, source_id: str) -> UUID:
        """Return our id of a row."""
        return uuid5(self.sample, f"{table}:{source_id}")

    def reference(self, source_id: str) -> str:
        """Return a code of the source that no other sample uses."""
        return f"SYNTHEA-{self.sample.hex[:8]}-{source_id}"


def identity_of(patients: Iterable[str]) -> Identity:
    """Derive the sample from the ids of its patients, in whatever order."""
    digest = hashlib.sha256("\n".join(sorted(patients)).encode())
    return Identity(uuid5(NAMESPACE, digest.hexdigest()))
