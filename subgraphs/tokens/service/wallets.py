"""Wallets are opened for organisations, suspended, and made active again; each says when it counts as low."""

from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.base import new_id
from shared_models.tokens import LowBalanceKind, LowBalanceRule, OrganizationType, TokenWallet, WalletStatus
from subgraphs.kit.refusals import ErrorCode, Refused, version_conflict
from subgraphs.kit.writing import Author, Writer
from subgraphs.tokens.rules import states
from subgraphs.tokens.service.accounts import NO_WALLET, open_account

TOO_LARGE: Final = Refused(
    ErrorCode.VALIDATION, "A fraction of the balance is at most 1: 0.2 is 20 %.", ("input", "value")
)


async def open_wallet(
    db: AsyncSession, author: Author, *, kind: OrganizationType, organization_id: UUID, currency: str
) -> None:
    """Open the wallet of an organisation, empty; one that has a wallet keeps it as it is."""
    wallet_id = new_id()
    opened = (
        insert(TokenWallet)
        .values(
            id=wallet_id,
            organization_type=kind,
            organization_id=organization_id,
            currency=currency,
            created_at=author.now,
            updated_at=author.now,
        )
        .on_conflict_do_nothing(index_elements=["organization_type", "organization_id"])
        .returning(col(TokenWallet.id))
    )
    if (await db.execute(opened)).scalar_one_or_none() is not None:
        author.journal.note(AuditAction.CREATE, "TokenWallet", wallet_id)


async def suspend_wallet(writer: Writer, *, wallet_id: UUID, expected_version: int, reason: str) -> UUID | Refused:
    """Let nothing be spent from a wallet; what was held before can be captured. Return the wallet."""
    return await _become(writer, wallet_id, expected_version, WalletStatus.SUSPENDED, reason)


async def reactivate_wallet(writer: Writer, *, wallet_id: UUID, expected_version: int) -> UUID | Refused:
    """Let tokens of a wallet be spent again; return the wallet."""
    return await _become(writer, wallet_id, expected_version, WalletStatus.ACTIVE, None)


async def _become(
    writer: Writer, wallet_id: UUID, expected_version: int, status: WalletStatus, reason: str | None
) -> UUID | Refused:
    async with writer.transaction() as db:
        wallet = (
            await db.execute(sa.select(TokenWallet).where(col(TokenWallet.id) == wallet_id).with_for_update())
        ).scalar_one_or_none()
        if wallet is None:
            return NO_WALLET
        refused = version_conflict("The wallet", wallet.version, expected_version) or states.may_become(
            states.WALLET, "wallet", wallet.status, status, "walletId"
        )
        if refused is not None:
            return refused
        changes = {"status": [wallet.status, status]}
        writer.journal.note(AuditAction.TRANSITION, "TokenWallet", wallet.id, changes=changes, reason=reason)
        wallet.status, wallet.suspension_reason = status, reason
        wallet.version += 1
        wallet.updated_at, wallet.updated_by = writer.now, user_id_of(writer.journal.principal)
    return wallet_id


async def set_low_balance_rule(
    writer: Writer, *, wallet_id: UUID, kind: LowBalanceKind, value: Decimal, is_active: bool
) -> UUID | Refused:
    """Say when a wallet counts as low, in tokens or as a fraction, and give notice if it is; return the rule."""
    if kind is LowBalanceKind.PERCENTAGE and value > 1:
        return TOO_LARGE
    async with writer.transaction() as db:
        account = await open_account(db, writer, wallet_id)
        if account is None:
            return NO_WALLET
        found = sa.select(LowBalanceRule).where(
            col(LowBalanceRule.wallet_id) == wallet_id, col(LowBalanceRule.kind) == kind
        )
        rule = (await db.execute(found.limit(1))).scalar_one_or_none()
        if rule is None:
            rule = LowBalanceRule(wallet_id=wallet_id, kind=kind, value=value, created_at=writer.now)
            rule.created_by = user_id_of(writer.journal.principal)
            db.add(rule)
        else:
            rule.version += 1
        rule.value, rule.is_active, rule.armed = value, is_active, True
        rule.updated_at, rule.updated_by = writer.now, user_id_of(writer.journal.principal)
        await db.flush()
        changes = {"kind": kind, "value": str(value), "is_active": is_active}
        writer.journal.note(AuditAction.UPDATE, "LowBalanceRule", rule.id, changes=changes)
        await account.look()
    return rule.id
