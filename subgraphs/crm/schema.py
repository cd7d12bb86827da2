"""Crm's schema, assembled."""

from subgraphs.crm.policy import POLICY
from subgraphs.crm.queries import Query
from subgraphs.crm.types.sales import Company, InsuranceScheme, Member
from subgraphs.kit.schema import make_schema

schema = make_schema(Query, types=(Company, InsuranceScheme, Member), policy=POLICY)
