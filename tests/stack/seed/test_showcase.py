"""The member a newcomer is shown."""

from stack.seed.showcase import showcase_member
from tests.conftest import NewDatabase
from tests.stack.loading.stored import rows
from tests.stack.seed.conftest import Seeded


async def test_the_member_shown_is_employed_covered_and_has_claims_and_a_wallet(seeded: Seeded) -> None:
    number = await showcase_member(seeded.urls)

    ((member, company, status),) = await rows(
        seeded.urls["core"], f"SELECT id, company_id, status FROM members WHERE member_number = '{number}'"
    )
    ((claims,),) = await rows(seeded.urls["claims"], f"SELECT count(*) FROM claims WHERE member_id = '{member}'")
    wallet = f"SELECT available > 0 FROM organization_token_wallets WHERE organization_id = '{company}'"
    cover = f"SELECT true FROM member_enrolments WHERE member_id = '{member}' AND span @> CURRENT_DATE"
    assert status == "active"
    assert claims >= 5
    assert await rows(seeded.urls["tokens"], wallet) == [(True,)]
    assert await rows(seeded.urls["schemes"], cover) == [(True,)]


async def test_the_same_member_is_shown_each_time(seeded: Seeded) -> None:
    assert await showcase_member(seeded.urls) == await showcase_member(seeded.urls)


async def test_where_nobody_has_a_whole_answer_nobody_is_shown(seeded: Seeded, new_database: NewDatabase) -> None:
    without_wallets = {**seeded.urls, "tokens": await new_database("tokens")}

    assert await showcase_member(without_wallets) is None
