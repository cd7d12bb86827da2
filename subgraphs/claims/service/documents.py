"""What is known of a document that comes with a claim. Its bytes are kept by an object store, under a random name."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.claims import ClaimDocument, ClaimDocumentType, ClaimStatus, DocumentFormat
from subgraphs.claims.service.standing import NO_CLAIM, locked_claim
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer

STORED_ALREADY: Final = Refused(ErrorCode.ALREADY_EXISTS, "This document is stored already.", ("input", "sha256"))
CANCELLED: Final = Refused(
    ErrorCode.INVALID_TRANSITION, "A claim that was cancelled takes no documents.", ("input", "claimId")
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as who uploaded it tells of it."""

    document_type: ClaimDocumentType
    file_name: str
    storage_key: str
    mime_type: DocumentFormat
    size_bytes: int
    sha256: bytes


async def add_document(writer: Writer, upload: Upload, *, claim_id: UUID) -> UUID | Refused:
    """Store what is known of a document; return its id."""
    async with writer.transaction() as db:
        claim = await locked_claim(db, claim_id)
        if claim is None:
            return NO_CLAIM
        if claim.status is ClaimStatus.CANCELLED:
            return CANCELLED
        row = {
            "id": new_id(),
            "created_at": writer.now,
            "updated_at": writer.now,
            "created_by": user_id_of(writer.actor),
            "claim_id": claim.id,
            "document_type": upload.document_type,
            "file_name": upload.file_name,
            "storage_key": upload.storage_key,
            "mime_type": upload.mime_type,
            "size_bytes": upload.size_bytes,
            "sha256": upload.sha256,
        }
        stored = insert(ClaimDocument).values(row).on_conflict_do_nothing().returning(col(ClaimDocument.id))
        document_id = await db.scalar(stored)
        if document_id is None:
            return STORED_ALREADY
        changes = {"claim": str(claim.id), "type": upload.document_type.value}
        writer.journal.note(AuditAction.CREATE, "ClaimDocument", document_id, changes=changes)
        return document_id
