"""What orders about claims that come in take."""

from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

import strawberry

from shared_models.claims import (
    ClaimCategory,
    ClaimDocumentType,
    ClaimSource,
    ClaimType,
    CodeSystem,
    DiagnosisCodeSystem,
    DiagnosisRole,
    DocumentFormat,
)
from subgraphs.claims.rules.bill import Line, Procedure
from subgraphs.claims.rules.filing import DIAGNOSES_MAX, LINES_MAX, TOTAL_MAX, FiledDiagnosis, Filing, billed_as
from subgraphs.claims.service.documents import Upload
from subgraphs.claims.service.filing import Submission
from subgraphs.claims.types import asking  # noqa: F401  # the closed choices become enums of the API there
from subgraphs.kit import inputs
from subgraphs.kit.inputs import AS_IT_IS, CURRENCY, DAY, IDEMPOTENCY_KEY, INPUT, Many, Number, Text, Whole, bounded
from subgraphs.kit.nodes import ID
from subgraphs.kit.scalars import CurrencyCode

BATCH_MAX: Final = 100
_CODE: Final = r"[A-Za-z0-9][A-Za-z0-9./-]*"
PROCEDURE_CODE: Final = Text(longest=20, pattern=_CODE, form="a code")
DIAGNOSIS_CODE: Final = Text(longest=18, pattern=_CODE, form="a code")
MODIFIER: Final = Text(longest=8, pattern=r"[A-Za-z0-9]+", form="letters and digits")
EXTERNAL_REF: Final = Text(longest=100)
UNITS: Final = Number(least=Decimal(0), most=Decimal("999999.999"), places=3, is_more=True)
# How fine an amount may be is told by its currency, which is a rule of the claim.
AMOUNT: Final = Number(least=Decimal(0), most=TOTAL_MAX, places=4)
DOCUMENT_BYTES_MAX: Final = 10 * 2**20
FILE_NAME: Final = Text(longest=255, pattern=r"[^/\\\\]+", form="a name without slashes")
STORAGE_KEY: Final = Text(longest=200, shortest=16, pattern=r"[A-Za-z0-9_-]+", form="letters, digits, - and _")
SHA256: Final = Text(longest=64, shortest=64, pattern=r"[0-9a-f]+", form="64 hexadecimal digits")
POINTERS: Final = Many(Whole(1, DIAGNOSES_MAX), longest=DIAGNOSES_MAX)


@strawberry.input(description="A diagnosis; lines point at its place in the list, from 1 on.")
class ClaimDiagnosisInput:
    """A diagnosis."""

    code_system: DiagnosisCodeSystem
    code: str = bounded(DIAGNOSIS_CODE)
    role: DiagnosisRole

    def read(self) -> FiledDiagnosis:
        """Return it as the rules see it."""
        return FiledDiagnosis(self.code_system, self.code, self.role)


@strawberry.input(description="One item of a claim. It comes to units times unitPrice, rounded half up.")
class ClaimLineInput:
    """One item of a claim."""

    procedure_code: str = bounded(PROCEDURE_CODE)
    code_system: CodeSystem
    modifier: str | None = bounded(MODIFIER, default=None)
    service_date: date = bounded(DAY)
    units: Decimal = bounded(UNITS)
    unit_price: Decimal = bounded(AMOUNT)
    diagnosis_pointers: list[int] = bounded(POINTERS, description="Places of diagnoses; none stands for all.")
    other_payer_paid: Decimal | None = bounded(AMOUNT, default=None, description="What another insurer paid of it.")

    def read(self, line_no: int, currency: str) -> Line:
        """Return it as the rules see it."""
        line = Line(
            line_no,
            Procedure(self.code_system, self.procedure_code),
            self.service_date,
            self.units,
            self.unit_price,
            billed=Decimal(0),
            modifier=self.modifier,
            diagnosis_pointers=tuple(self.diagnosis_pointers),
            other_payer_paid=self.other_payer_paid or Decimal(0),
        )
        return billed_as(line, currency)


@strawberry.input
class ClaimInput:
    """A claim as somebody sends it in."""

    member_id: ID = bounded(inputs.ID)
    provider_id: ID = bounded(inputs.ID)
    personnel_id: ID | None = bounded(inputs.ID, default=None, description="Who gave the care.")
    claim_type: ClaimType
    category: ClaimCategory
    currency: CurrencyCode = bounded(CURRENCY)
    service_from: date = bounded(DAY)
    service_to: date = bounded(DAY)
    is_emergency: bool | None = False
    accident_date: date | None = bounded(DAY, default=None)
    preauthorization_id: ID | None = bounded(inputs.ID, default=None)
    external_ref: str | None = bounded(EXTERNAL_REF, default=None, description="What the provider calls it.")
    diagnoses: list[ClaimDiagnosisInput] = bounded(Many(INPUT, longest=DIAGNOSES_MAX))
    lines: list[ClaimLineInput] = bounded(Many(INPUT, longest=LINES_MAX))

    def filing(self, source: ClaimSource = ClaimSource.PORTAL) -> Filing:
        """Return it as the rules see it."""
        return Filing(
            member_id=UUID(self.member_id),
            provider_id=UUID(self.provider_id),
            claim_type=self.claim_type,
            category=self.category,
            currency=self.currency,
            service_from=self.service_from,
            service_to=self.service_to,
            lines=tuple(each.read(line_no, self.currency) for line_no, each in enumerate(self.lines, 1)),
            diagnoses=tuple(each.read() for each in self.diagnoses),
            personnel_id=_id(self.personnel_id),
            is_emergency=bool(self.is_emergency),
            accident_date=self.accident_date,
            preauthorization_id=_id(self.preauthorization_id),
            external_ref=self.external_ref,
            source=source,
        )


@strawberry.input(description="A claim, to be decided and paid.")
class SubmitClaimInput(ClaimInput):
    """A claim to be decided and paid."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY)

    def submission(self, source: ClaimSource = ClaimSource.PORTAL) -> Submission:
        """Return it as the service takes it."""
        return Submission(self.filing(source), self.idempotency_key)


@strawberry.input(description="A claim that is not sent in: what would be paid?")
class EstimateClaimInput(ClaimInput):
    """A claim that is not sent in."""


@strawberry.input(
    description="Up to 100 claims. Each is taken in or refused for itself, and once, by a key of its own."
)
class SubmitClaimBatchInput:
    """Claims to be decided and paid."""

    claims: list[SubmitClaimInput] = bounded(Many(AS_IT_IS, longest=BATCH_MAX, shortest=1))


@strawberry.input(description="A claim to be written down; it may have no lines yet.")
class CreateClaimDraftInput(ClaimInput):
    """A claim to be written down."""


@strawberry.input(description="A draft, written anew as a whole.")
class UpdateClaimDraftInput(ClaimInput):
    """A draft, written anew."""

    claim_id: ID = bounded(inputs.ID)
    expected_version: int


@strawberry.input
class CancelClaimDraftInput:
    """A draft to drop."""

    claim_id: ID = bounded(inputs.ID)
    expected_version: int


@strawberry.input
class SubmitClaimDraftInput:
    """A draft to send in."""

    idempotency_key: str = bounded(IDEMPOTENCY_KEY)
    claim_id: ID = bounded(inputs.ID)
    expected_version: int


@strawberry.input(description="What is known of a document that the object store has taken.")
class AddClaimDocumentInput:
    """A document."""

    claim_id: ID = bounded(inputs.ID)
    document_type: ClaimDocumentType
    file_name: str = bounded(FILE_NAME)
    storage_key: str = bounded(STORAGE_KEY, description="The random name the object store keeps it under.")
    mime_type: DocumentFormat
    size_bytes: int = bounded(Whole(1, DOCUMENT_BYTES_MAX))
    sha256: str = bounded(SHA256, description="The digest of its content, in hexadecimal.")

    def upload(self) -> Upload:
        """Return it as the service takes it."""
        return Upload(
            document_type=self.document_type,
            file_name=self.file_name,
            storage_key=self.storage_key,
            mime_type=self.mime_type,
            size_bytes=self.size_bytes,
            sha256=bytes.fromhex(self.sha256),
        )


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
