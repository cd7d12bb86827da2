"""Providers' schema, assembled."""

from subgraphs.kit.schema import make_schema
from subgraphs.providers.policy import POLICY
from subgraphs.providers.queries import Query
from subgraphs.providers.types.providers import InsuranceScheme

schema = make_schema(Query, types=(InsuranceScheme,), policy=POLICY)
