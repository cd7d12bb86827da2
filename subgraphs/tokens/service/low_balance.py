"""Notice is given of a wallet that runs low: once, until the balance was well above again."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from shared_models.tokens import LowBalanceKind, LowBalanceRule, TokenWallet
from subgraphs.kit.writing import Author
from subgraphs.tokens.rules.low_balance import Turn, Watch


async def look_at_balance(db: AsyncSession, author: Author, wallet: TokenWallet) -> list[LowBalanceKind]:
    """Fire the rules of a locked wallet that hold now, arm those that may fire again; return the kinds that fired."""
    rules = sa.select(LowBalanceRule).where(col(LowBalanceRule.wallet_id) == wallet.id, col(LowBalanceRule.is_active))
    fired = []
    for rule in (await db.execute(rules)).scalars():
        match Watch(rule.kind, rule.value, rule.armed).look(wallet.available, wallet.reference_balance):
            case Turn.FIRES:
                rule.armed, rule.last_fired_at = False, author.now
                fired.append(rule.kind)
            case Turn.IS_ARMED_AGAIN:
                rule.armed = True
            case Turn.STAYS:
                continue
        rule.version += 1
        rule.updated_at = author.now
    await db.flush()
    return fired
