"""What one may ask schemes."""

from datetime import date

import strawberry

from subgraphs.kit.context import Info
from subgraphs.kit.errors import BadInput
from subgraphs.kit.lists import all_nodes
from subgraphs.kit.nodes import ID, as_uuid
from subgraphs.kit.paging import Connection
from subgraphs.kit.reading import find
from subgraphs.schemes.loaders import benefits_by_category, version_on
from subgraphs.schemes.types.asking import (
    BenefitCategoryFilter,
    BenefitCategoryOrder,
    EnrolmentFilter,
    EnrolmentOrder,
    GroupPolicyFilter,
    GroupPolicyOrder,
    InsuranceSchemeFilter,
    InsuranceSchemeOrder,
    SchemeVersionFilter,
    SchemeVersionOrder,
)
from subgraphs.schemes.types.cover import Enrolment, GroupPolicy
from subgraphs.schemes.types.schemes import InsuranceScheme, SchemeVersion
from subgraphs.schemes.types.terms import BenefitCategory, BenefitComparison, SchemeBenefit

COMPARED_MAX = 10


@strawberry.type
class Query:
    """Schemes' part of the root."""

    @strawberry.field(description="One scheme, by id or by code.")
    async def insurance_scheme(
        self, info: Info, id: ID | None = None, scheme_code: str | None = None
    ) -> InsuranceScheme | None:
        return await find(info, InsuranceScheme, id=id, scheme_code=scheme_code)

    @strawberry.field
    async def scheme_version(self, info: Info, id: ID) -> SchemeVersion | None:
        return await find(info, SchemeVersion, id=id)

    @strawberry.field(description="The version of a scheme that is in force on a day.")
    async def scheme_version_on(self, info: Info, scheme_id: ID, date: date) -> SchemeVersion | None:
        return await version_on(info, SchemeVersion, as_uuid(scheme_id, "schemeId"), date)

    @strawberry.field(description="What schemes pay for, side by side, on a day, today by default.")
    async def compare_schemes(self, info: Info, ids: list[ID], as_of: date | None = None) -> list[BenefitComparison]:
        if not 1 <= len(ids) <= COMPARED_MAX:
            raise BadInput(f"ids: give between 1 and {COMPARED_MAX}")
        schemes = [as_uuid(each, "ids") for each in ids]
        found = await benefits_by_category(info, SchemeBenefit, schemes, as_of or info.context.today)
        return [
            BenefitComparison(category_id=category, benefits=[benefits.get(scheme) for scheme in schemes])
            for category, benefits in found.items()
        ]

    @strawberry.field
    async def enrolment(self, info: Info, id: ID) -> Enrolment | None:
        return await find(info, Enrolment, id=id)

    @strawberry.field(description="One policy, by id or by number.")
    async def group_policy(
        self, info: Info, id: ID | None = None, policy_number: str | None = None
    ) -> GroupPolicy | None:
        return await find(info, GroupPolicy, id=id, policy_number=policy_number)

    insurance_schemes: Connection[InsuranceScheme] = all_nodes(
        lambda: InsuranceScheme, filtered_by=InsuranceSchemeFilter, order=InsuranceSchemeOrder.CODE_ASC
    )
    scheme_versions: Connection[SchemeVersion] = all_nodes(
        lambda: SchemeVersion, filtered_by=SchemeVersionFilter, order=SchemeVersionOrder.START_DESC
    )
    benefit_categories: Connection[BenefitCategory] = all_nodes(
        lambda: BenefitCategory, filtered_by=BenefitCategoryFilter, order=BenefitCategoryOrder.CODE_ASC
    )
    enrolments: Connection[Enrolment] = all_nodes(
        lambda: Enrolment, filtered_by=EnrolmentFilter, order=EnrolmentOrder.START_DESC
    )
    group_policies: Connection[GroupPolicy] = all_nodes(
        lambda: GroupPolicy, filtered_by=GroupPolicyFilter, order=GroupPolicyOrder.NUMBER_ASC
    )
