"""Tokens are given without a price, by a system_admin and for a reason."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from shared_models.access import user_id_of
from shared_models.audit import AuditAction
from shared_models.tokens import PurchaseOrigin, PurchaseStatus, TokenPurchase, WalletStatus
from subgraphs.kit.idempotency import once
from subgraphs.kit.refusals import ErrorCode, Refused
from subgraphs.kit.writing import Writer
from subgraphs.tokens.service.accounts import NO_WALLET, open_account
from subgraphs.tokens.service.credits import credit, purchase_number


async def grant_tokens(writer: Writer, *, key: str, wallet_id: UUID, tokens: int, reason: str) -> UUID | Refused:
    """Give a wallet tokens, once for a key; return the purchase that stands for them."""
    async with writer.transaction() as db:

        async def do() -> dict[str, Any] | Refused:
            account = await open_account(db, writer, wallet_id)
            if account is None:
                return NO_WALLET
            if account.row.status is WalletStatus.CLOSED:
                return Refused(ErrorCode.WALLET_SUSPENDED, "The wallet is closed: nothing can be credited to it.")
            purchase = TokenPurchase(
                purchase_number=purchase_number(writer),
                wallet_id=wallet_id,
                origin=PurchaseOrigin.GRANT,
                tokens=tokens,
                unit_price=Decimal(0),
                amount=Decimal(0),
                currency=account.row.currency,
                status=PurchaseStatus.COMPLETED,
                requested_by=user_id_of(writer.journal.principal),
                completed_at=writer.now,
                created_at=writer.now,
                created_by=user_id_of(writer.journal.principal),
            )
            db.add(purchase)
            await db.flush()
            await credit(account, purchase, key)
            changes = {"tokens": tokens}
            writer.journal.note(AuditAction.CREATE, "TokenPurchase", purchase.id, changes=changes, reason=reason)
            return {"purchase_id": str(purchase.id)}

        order = {"wallet": wallet_id, "tokens": tokens, "reason": reason}
        scope = f"grantTokens:{writer.actor.subject}"
        kept = await once(db, scope=scope, key=key, order=order, now=writer.now, do=do)
    return kept if isinstance(kept, Refused) else UUID(kept["purchase_id"])
