"""What analytics adds to claims."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shared_models.identity import Principal
from tests.principals import AUDITOR, FINANCE, OFFICER, a_member, a_provider, an_admin
from tests.subgraphs.analytics.builders import a_claim_fact
from tests.subgraphs.analytics.told import NOON
from tests.subgraphs.service import Service

TURNAROUND = "... on Claim { turnaroundHours }"


async def test_a_turnaround_counts_from_submission_to_the_first_final_decision(analytics: Service) -> None:
    decided = a_claim_fact(submitted_at=NOON, first_decided_at=NOON + timedelta(minutes=80))
    waiting = a_claim_fact(submitted_at=NOON)
    imported = a_claim_fact(first_decided_at=NOON)
    await analytics.store(decided, waiting, imported)

    found = await analytics.entities(
        TURNAROUND,
        [
            {"__typename": "Claim", "id": each}
            for each in (decided.claim_id, waiting.claim_id, imported.claim_id, uuid4())
        ],
    )

    assert [each["turnaroundHours"] for each in found] == ["1.33", None, None, None]
    assert len(analytics.statements) == 1


@pytest.mark.parametrize("principal", [OFFICER, AUDITOR])
async def test_who_decides_and_who_audits_sees_it(analytics: Service, principal: Principal) -> None:
    fact = a_claim_fact(submitted_at=NOON, first_decided_at=NOON + timedelta(hours=2))
    await analytics.store(fact)

    [found] = await analytics.as_(principal).entities(TURNAROUND, [{"__typename": "Claim", "id": fact.claim_id}])

    assert found == {"turnaroundHours": "2.00"}


@pytest.mark.parametrize("principal", [FINANCE, an_admin(), a_member(uuid4()), a_provider(uuid4())])
async def test_others_do_not(analytics: Service, principal: Principal) -> None:
    query = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on Claim { turnaroundHours } } }"

    result = await analytics.as_(principal).run(query, {"of": [{"__typename": "Claim", "id": str(uuid4())}]})

    assert result.data == {"_entities": [{"turnaroundHours": None}]}
    assert [(error.extensions or {})["code"] for error in result.errors] == ["FORBIDDEN"]
