"""What to ask of the examples: documents to paste, and tabs of the GraphiQL page."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from shared_models import core
from shared_models.base import table_of
from stack.seed.example.cases import A
from stack.seed.reading import read_rows

CLAIM: Final = Path(__file__).parent / "claim.graphql"
ESTIMATES: Final = Path(__file__).parent / "estimates.graphql"
MEMBERS: Final = table_of(core.Member)


async def example_documents(urls: Mapping[str, str]) -> tuple[str, ...]:
    """Return what to ask where the examples are stored; nothing where they are not."""
    is_there = await read_rows(urls["core"], sa.select(MEMBERS.c.id).where(MEMBERS.c.id == A.member_id))
    return (CLAIM.read_text(), ESTIMATES.read_text()) if is_there else ()
