"""The claims schema, assembled."""

from subgraphs.claims.mutations import Mutation
from subgraphs.claims.policy import POLICY
from subgraphs.claims.queries import Query
from subgraphs.claims.types.claims import Company, Member, Provider
from subgraphs.kit.schema import make_schema

schema = make_schema(Query, mutation=Mutation, types=(Company, Member, Provider), policy=POLICY)
