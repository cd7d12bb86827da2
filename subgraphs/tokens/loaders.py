"""Reads of tokens that are more than a row by its key or a list below a parent."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from shared_models import tokens as tables
from subgraphs.kit.context import Info
from subgraphs.kit.filters import includes
from subgraphs.kit.nodes import columns_of
from subgraphs.tokens.types import TokenRate


async def rates_on(info: Info, day: date) -> list[TokenRate]:
    """Return what each operation costs on a day, by name."""
    statement = (
        sa.select(*columns_of(info, TokenRate, "operation"))
        .where(includes(tables.TokenRate.span, day))
        .order_by(col(tables.TokenRate.operation))
    )
    return [TokenRate.from_row(row) for row in await info.context.transaction.rows(statement)]
