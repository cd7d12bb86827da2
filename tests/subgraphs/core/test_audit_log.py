"""The audit log in the API: for who audits, page by page, and for nobody else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from shared_models.audit import AuditAction
from shared_models.identity import Principal, Role
from subgraphs.kit.audit.journal import Journal
from tests.principals import a_principal
from tests.subgraphs.service import Service

AUDITOR = a_principal(Role.AUDITOR)
COMPANY = UUID(int=4_711)
QUERY = """
query ($first: Int, $after: String, $filter: AuditFilter) {
  auditLog(first: $first, after: $after, filter: $filter) {
    edges { cursor node { actor actorRoles action entityType entityId number address } }
    pageInfo { hasNextPage }
    totalCount
  }
}
"""


@pytest.fixture
async def somebody(core: Service) -> str:
    """Three changes of one company by somebody who did nothing before, and a refusal."""
    somebody = Principal(str(uuid4()), frozenset({Role.SYSTEM_ADMIN}))
    journal = Journal(somebody, "r1", "10.0.0.9")
    for _ in range(3):
        journal.note(AuditAction.UPDATE, "Company", COMPANY, changes={"status": ["prospect", "active"]})
    journal.note(AuditAction.DENIAL, "Member")
    async with core.owner.begin() as connection:
        await journal.write(connection)
    return somebody.subject


async def test_an_auditor_reads_the_log_page_by_page(core: Service, somebody: str) -> None:
    auditor = core.as_(AUDITOR)
    about = {"entityId": str(COMPANY), "actor": somebody}

    first = (await auditor.ask(QUERY, first=2, filter=about))["auditLog"]
    rest = (await auditor.ask(QUERY, first=2, filter=about, after=first["edges"][-1]["cursor"]))["auditLog"]

    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    assert (len(first["edges"]), len(rest["edges"]), rest["pageInfo"]["hasNextPage"]) == (2, 1, False)
    assert rest["edges"][0]["node"] == {
        "actor": somebody,
        "actorRoles": ["system_admin"],
        "action": "UPDATE",
        "entityType": "Company",
        "entityId": str(COMPANY),
        "number": None,
        "address": "10.0.0.9",
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"action": "DENIAL"}, 1),
        ({"entityType": "Company"}, 3),
        ({"occurredBefore": (datetime.now(UTC) - timedelta(days=1)).isoformat()}, 0),
        ({"actor": "nobody"}, 0),
    ],
)
async def test_rows_are_found_by_what_is_asked(core: Service, somebody: str, asked: dict[str, str], found: int) -> None:
    count = "query ($filter: AuditFilter) { auditLog(filter: $filter) { totalCount } }"

    data = await core.as_(AUDITOR).ask(count, filter={"actor": somebody, **asked})

    assert data["auditLog"]["totalCount"] == found


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR, Role.SYSTEM_ADMIN}))
async def test_nobody_else_reads_it(core: Service, role: Role) -> None:
    _, code = await core.as_(a_principal(role)).refusal("{ auditLog { totalCount } }")

    assert code == "FORBIDDEN"
