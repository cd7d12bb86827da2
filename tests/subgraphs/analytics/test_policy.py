"""Who sees what of analytics: officers their field, owners their reports, and few a person's risk."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from shared_models.analytics import MetricCategory, Visibility
from shared_models.audit import AUDIT_LOG
from shared_models.identity import NOBODY, Principal, Role
from tests.principals import (
    AUDITOR,
    FINANCE,
    OFFICER,
    USER,
    a_member,
    a_principal,
    a_provider,
    an_admin,
    an_agent,
    an_employer,
)
from tests.subgraphs.analytics.builders import (
    a_dashboard,
    a_metric,
    a_model,
    a_point,
    a_report,
    a_risk_score,
    a_widget,
    an_alert,
    an_execution,
    an_instance,
)
from tests.subgraphs.service import Service

CATEGORIES = {
    Role.CLAIMS_OFFICER: {"CLAIMS", "MEMBERS", "PROVIDERS", "SYSTEM"},
    Role.FINANCE_OFFICER: {"CLAIMS", "FINANCE", "SALES", "TOKENS"},
    Role.AUDITOR: {each.name for each in MetricCategory},
    Role.SYSTEM_ADMIN: {each.name for each in MetricCategory},
}
OUTSIDERS = [
    (a_member(uuid4()), "FORBIDDEN"),
    (an_employer(uuid4()), "FORBIDDEN"),
    (a_provider(uuid4()), "FORBIDDEN"),
    (an_agent(uuid4()), "FORBIDDEN"),
    (NOBODY, "UNAUTHENTICATED"),
]


async def answer(service: Service, principal: Principal, query: str, **variables: Any) -> tuple[Any, list[Any]]:
    """Return the data somebody gets, and where and why they get none."""
    result = await service.as_(principal).run(query, variables)
    errors = [(error.path, (error.extensions or {}).get("code")) for error in result.errors or ()]
    return result.data, errors


@pytest.mark.parametrize("role", CATEGORIES)
async def test_metrics_and_what_hangs_on_them_are_seen_by_category(analytics: Service, role: Role) -> None:
    metrics = [a_metric(metric_code=f"{role}.{each}", category=each) for each in MetricCategory]
    alerts = [an_alert(each) for each in metrics]
    instances = [an_instance(each, 1) for each in alerts]
    await analytics.store(*metrics, *(a_point(each, 1, 5) for each in metrics), *alerts, *instances)
    service = analytics.as_(a_principal(role))

    listed = await service.ask(
        """query ($codes: [String!]) {
             metrics(filter: {codeIn: $codes}) { edges { node { category points { value } } } } }""",
        codes=[each.metric_code for each in metrics],
    )
    found = await service.entities(
        "... on Metric { category } ... on Alert { metric { category } } ... on AlertInstance { alert { id } }",
        [
            {"__typename": type(each).__name__, "id": each.id}
            for row in zip(metrics, alerts, instances, strict=True)
            for each in row
        ],
    )
    series = {
        each.category.name: await service.ask(
            "query ($code: String!) { metricSeries(code: $code) { points { value } } }", code=each.metric_code
        )
        for each in metrics
    }

    nodes = [edge["node"] for edge in listed["metrics"]["edges"]]
    assert {node["category"] for node in nodes} == CATEGORIES[role]
    assert all(len(node["points"]) == 1 for node in nodes)
    assert len([each for each in found if each is not None]) == 3 * len(CATEGORIES[role])
    assert {name for name, each in series.items() if each["metricSeries"]} == CATEGORIES[role]


@pytest.mark.parametrize(("principal", "code"), OUTSIDERS)
async def test_who_is_no_officer_sees_no_figures(analytics: Service, principal: Principal, code: str) -> None:
    query = """{ metrics { totalCount } metricSeries(code: "x") { granularity } dashboards { totalCount }
      reports { totalCount } reportExecutions { totalCount } alerts { totalCount } alertInstances { totalCount }
      predictiveModels { totalCount } }"""

    data, errors = await answer(analytics, principal, query)

    assert set(data.values()) == {None}
    assert {each for _, each in errors} == {code}


SHARED = [
    ({"visibility": Visibility.PUBLIC}, {Role.CLAIMS_OFFICER, Role.FINANCE_OFFICER}),
    ({"visibility": Visibility.ROLE, "allowed_roles": ["finance_officer"]}, {Role.FINANCE_OFFICER}),
    # Roles that stand on a private one allow nothing.
    ({"visibility": Visibility.PRIVATE, "allowed_roles": ["finance_officer"]}, set()),
    ({"visibility": Visibility.PRIVATE, "owner_id": UUID(USER)}, {Role.CLAIMS_OFFICER, Role.FINANCE_OFFICER}),
]


@pytest.mark.parametrize(("values", "seen_by"), SHARED)
async def test_reports_and_dashboards_are_seen_by_owner_role_or_all(
    analytics: Service, values: dict[str, Any], seen_by: set[Role]
) -> None:
    report, dashboard = a_report(**values), a_dashboard(**values)
    run, widget = an_execution(report, 1), a_widget(dashboard, x=0, y=0)
    await analytics.store(report, dashboard, run, widget)

    for role in (Role.CLAIMS_OFFICER, Role.FINANCE_OFFICER, Role.AUDITOR, Role.SYSTEM_ADMIN):
        found = await analytics.as_(a_principal(role)).entities(
            """... on Report { executions { totalCount } } ... on Dashboard { widgets { title } }
               ... on ReportExecution { status }""",
            [{"__typename": type(each).__name__, "id": each.id} for each in (report, dashboard, run)],
        )

        whole = [{"executions": {"totalCount": 1}}, {"widgets": [{"title": "At 0, 0"}]}, {"status": "COMPLETED"}]
        is_seen = role in seen_by or role in (Role.AUDITOR, Role.SYSTEM_ADMIN)
        assert found == (whole if is_seen else [None, None, None])


async def test_a_widget_shows_the_metrics_of_ones_field(analytics: Service) -> None:
    claims = a_metric(metric_code="widget.members", category=MetricCategory.MEMBERS)
    money = a_metric(metric_code="widget.finance", category=MetricCategory.FINANCE)
    dashboard = a_dashboard(visibility=Visibility.PUBLIC, slug="both-fields")
    widget = a_widget(dashboard, x=0, y=0, metric_codes=["widget.members", "widget.finance"])
    await analytics.store(claims, money, dashboard, widget)
    query = '{ dashboard(slug: "both-fields") { widgets { metrics { code } } } }'

    decided, _ = await answer(analytics, OFFICER, query)
    kept, _ = await answer(analytics, FINANCE, query)

    assert decided["dashboard"]["widgets"] == [{"metrics": [{"code": "widget.members"}]}]
    assert kept["dashboard"]["widgets"] == [{"metrics": [{"code": "widget.finance"}]}]


RISK = """query ($id: ID!, $of: [_Any!]!) { memberRisk(memberId: $id) { band model { kind } }
  _entities(representations: $of) { ... on Member { risk { score } } } }"""


async def test_risk_is_for_who_decides_who_audits_and_in_an_emergency(analytics: Service) -> None:
    model = a_model()
    member, stranger = uuid4(), uuid4()
    await analytics.store(model, a_risk_score(model, member_id=member))
    of = [{"__typename": "Member", "id": str(member)}]
    seen = {"memberRisk": {"band": "HIGH", "model": {"kind": "COST"}}, "_entities": [{"risk": {"score": "0.710000"}}]}

    for principal in (OFFICER, AUDITOR, an_admin(break_glass=member)):
        assert await answer(analytics, principal, RISK, id=member, of=of) == (seen, [])
    assert await answer(analytics, an_admin(break_glass=stranger), RISK, id=member, of=of) == (
        {"memberRisk": None, "_entities": [{"risk": None}]},
        [],
    )
    for denied in (FINANCE, an_admin(), *(each for each, code in OUTSIDERS if code == "FORBIDDEN"), a_member(member)):
        data, errors = await answer(analytics, denied, RISK, id=member, of=of)
        assert data == {"memberRisk": None, "_entities": [{"risk": None}]}
        assert errors == [(["memberRisk"], "FORBIDDEN"), (["_entities", 0, "risk"], "FORBIDDEN")]


async def test_a_risk_that_is_read_is_noted_under_its_row(analytics: Service) -> None:
    reader = a_principal(Role.CLAIMS_OFFICER, subject=str(uuid4()))
    model, member = a_model(), uuid4()
    score = a_risk_score(model, member_id=member)
    await analytics.store(model, score)

    await analytics.as_(reader).ask("query ($id: ID!) { memberRisk(memberId: $id) { band } }", id=member)

    async with analytics.owner.connect() as connection:
        log = AUDIT_LOG.c
        noted = (await connection.execute(sa.select(log.entity_id).where(log.actor == reader.subject))).all()
    assert noted == [(score.id,)]
