"""The ledger as a client sees it, and what finance adds to wallets."""

from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import sqlalchemy as sa
import strawberry
from strawberry import Private
from strawberry.scalars import JSON

from shared_models import finance as tables
from shared_models.finance import (
    FinancialAccountKind,
    FinancialAccountStatus,
    FinancialReportType,
    FiscalPeriodStatus,
    LedgerAccountStatus,
    LedgerAccountType,
    LedgerKind,
    LedgerSide,
    PartyType,
)
from subgraphs.finance.types.asking import LedgerEntryFilter, LedgerOrder, LedgerTransactionFilter
from subgraphs.kit.context import Info
from subgraphs.kit.lists import SIZED_PAGE, Size, below
from subgraphs.kit.nodes import ID, Node, Source, Stub, reads
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import Link, all_of, find, find_owner, page
from subgraphs.kit.scalars import CurrencyCode, Long
from subgraphs.kit.schema import expose
from subgraphs.kit.values import DateSpan, Money, days, money, money_of

expose(FinancialAccountKind, FinancialAccountStatus, FinancialReportType, PartyType)


@strawberry.federation.type(
    keys=["id"], description="Days for which the books are closed together; days of no period are open."
)
class FiscalPeriod(Node):
    """Days for which the books are closed together."""

    source: ClassVar = Source(tables.FiscalPeriod)

    id: ID
    span: DateSpan = days("span")
    status: FiscalPeriodStatus
    version: int


@strawberry.type(description="An account of the chart.")
class LedgerAccount(Node):
    """An account of the chart."""

    source: ClassVar = Source(tables.LedgerAccount)

    parent_id: Private[UUID | None]

    id: ID
    code: str
    name: str
    type: LedgerAccountType
    normal_side: LedgerSide = strawberry.field(description="The side on which the account grows.")
    currency: CurrencyCode
    is_postable: bool = strawberry.field(description="Whether entries go to it, and not to accounts below it.")
    status: LedgerAccountStatus

    @strawberry.field(metadata=reads("parent_id"))
    async def parent(self, info: Info) -> "LedgerAccount | None":
        return None if self.parent_id is None else await find(info, LedgerAccount, id=self.parent_id)

    @strawberry.field(metadata=reads("id"), description="What its entries add up to, one row a currency.")
    async def balances(self, info: Info) -> "list[LedgerBalance]":
        return await all_of(info, LedgerBalance, "ledger_account_id", self.id, order=("currency",))


@strawberry.type(description="What the entries of an account add up to in one currency.")
class LedgerBalance(Node):
    """What the entries of an account add up to in one currency."""

    source: ClassVar = Source(tables.LedgerBalance)

    debit_total: Money = money("debit_total")
    credit_total: Money = money("credit_total")


@strawberry.federation.type(keys=["id"], description="Where money is held; what is in it, the ledger says.")
class FinancialAccount(Node):
    """Where money is held."""

    source: ClassVar = Source(tables.FinancialAccount)

    ledger_account_id: Private[UUID]

    id: ID
    account_code: str
    name: str
    kind: FinancialAccountKind
    bank_name: str | None
    currency: CurrencyCode
    status: FinancialAccountStatus

    @strawberry.field(metadata=reads("ledger_account_id"))
    async def ledger_account(self, info: Info) -> LedgerAccount:
        return await find_owner(info, LedgerAccount, self.ledger_account_id)


@strawberry.federation.type(keys=["id"], description="Something that happened, recorded once, debits equal to credits.")
class LedgerTransaction(Node):
    """Something that happened, recorded once, debits equal to credits."""

    source: ClassVar = Source(tables.LedgerTransaction)

    reverses_id: Private[UUID | None]

    id: ID
    position: Long | None = strawberry.field(description="Its place in the replay order; null until it is sealed.")
    kind: LedgerKind
    source_type: str
    source_id: ID
    description: str
    entry_date: date
    currency: CurrencyCode
    created_at: datetime

    @strawberry.field(metadata=reads("reverses_id"), description="The transaction that this one takes back.")
    async def reverses(self, info: Info) -> "LedgerTransaction | None":
        return None if self.reverses_id is None else await find(info, LedgerTransaction, id=self.reverses_id)

    @strawberry.field(metadata=reads("id"))
    async def entries(self, info: Info) -> "list[LedgerEntry]":
        return await all_of(info, LedgerEntry, "ledger_transaction_id", self.id, order=("line_no",))


@strawberry.type(description="One side of a transaction.")
class LedgerEntry(Node):
    """One side of a transaction."""

    source: ClassVar = Source(tables.LedgerEntry)

    ledger_transaction_id: Private[UUID]
    ledger_account_id: Private[UUID]

    id: ID
    line_no: int
    entry_date: date
    side: LedgerSide
    amount: Money = money("amount")
    party_type: PartyType | None = strawberry.field(description="Whom the entry concerns.")
    party_id: ID | None
    memo: str | None

    @strawberry.field(metadata=reads("ledger_account_id"))
    async def account(self, info: Info) -> LedgerAccount:
        return await find_owner(info, LedgerAccount, self.ledger_account_id)

    @strawberry.field(metadata=reads("ledger_transaction_id"))
    async def transaction(self, info: Info) -> LedgerTransaction:
        return await find_owner(info, LedgerTransaction, self.ledger_transaction_id)


@strawberry.federation.type(keys=["id"])
class TokenWallet(Stub):
    """An organisation's prepaid operating credits; tokens tells about them."""

    id: ID

    ledger_transactions: "Connection[LedgerTransaction]" = below(
        lambda: LedgerTransaction,
        Link(tables.LedgerEntry, "party_id", "ledger_transaction_id", fixed=(("party_type", PartyType.WALLET),)),
        filtered_by=LedgerTransactionFilter,
        order=LedgerOrder.ENTRY_DATE_DESC,
        description="What the ledger records of the wallet, newest first.",
    )


@strawberry.type(description="What the entries of an account add up to on a day.")
class TrialBalanceRow:
    """What the entries of an account add up to on a day."""

    ledger_account_id: Private[UUID]

    debit: Money
    credit: Money
    balance: Money = strawberry.field(description="Debit less credit; over all rows of a currency it is zero.")

    @classmethod
    def from_row(cls, row: sa.Row[Any]) -> Self:
        """Make an object of the totals that were read."""
        return cls(
            ledger_account_id=row.ledger_account_id,
            debit=money_of(row.debit, row.currency),
            credit=money_of(row.credit, row.currency),
            balance=money_of(row.debit - row.credit, row.currency),
        )

    @strawberry.field
    async def account(self, info: Info) -> LedgerAccount:
        return await find_owner(info, LedgerAccount, self.ledger_account_id)


@strawberry.type(description="What happened on an account where money is held, and what was in it before and after.")
class AccountStatement:
    """What happened on an account where money is held."""

    account_id: Private[UUID]
    entries_of: Private[tuple[sa.ColumnElement[bool], ...]]

    opening: Money
    closing: Money

    @strawberry.field
    async def account(self, info: Info) -> FinancialAccount:
        return await find_owner(info, FinancialAccount, self.account_id)

    @strawberry.field(description="What moved the account within the span, oldest first.", directives=[SIZED_PAGE])
    def entries(
        self,
        info: Info,
        *,
        first: Size = None,
        after: str | None = None,
        last: Size = None,
        before: str | None = None,
        filter: LedgerEntryFilter | None = None,
        order_by: LedgerOrder = LedgerOrder.ENTRY_DATE_ASC,
    ) -> Connection[LedgerEntry]:
        return page(
            info,
            LedgerEntry,
            first=first,
            after=after,
            last=last,
            before=before,
            matching=filter,
            order=order_by,
            where=self.entries_of,
        )


def _checksum(self: Any) -> str:
    digits: str = self.checksum.hex()
    return digits


@strawberry.federation.type(keys=["id"], description="A report as it was computed, as of a position of the ledger.")
class FinancialReport(Node):
    """A report as it was computed, as of a position of the ledger."""

    source: ClassVar = Source(tables.FinancialReport)

    id: ID
    report_type: FinancialReportType
    span: DateSpan = days("span")
    currency: CurrencyCode
    parameters: JSON
    ledger_position: Long = strawberry.field(description="The last transaction of the ledger that is in it.")
    content: JSON
    created_at: datetime

    checksum: str = strawberry.field(
        resolver=_checksum,
        metadata=reads("checksum"),
        description="Hexadecimal; the same position and parameters give the same one.",
    )
