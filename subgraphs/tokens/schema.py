"""Tokens' schema, assembled."""

from subgraphs.kit.schema import make_schema
from subgraphs.tokens.mutations import Mutation
from subgraphs.tokens.policy import POLICY
from subgraphs.tokens.queries import Query
from subgraphs.tokens.types import Company, Member, Provider

schema = make_schema(Query, mutation=Mutation, types=(Member, Company, Provider), policy=POLICY)
