"""Core's schema, assembled."""

from subgraphs.core.mutations import Mutation
from subgraphs.core.policy import POLICY
from subgraphs.core.queries import Query
from subgraphs.core.types import User
from subgraphs.kit.schema import make_schema

schema = make_schema(Query, types=(User,), mutation=Mutation, policy=POLICY)
