"""Tokens' schema, assembled."""

from subgraphs.kit.schema import make_schema
from subgraphs.tokens.policy import POLICY
from subgraphs.tokens.queries import Query
from subgraphs.tokens.types import Company, Member, Provider

schema = make_schema(Query, types=(Member, Company, Provider), policy=POLICY)
