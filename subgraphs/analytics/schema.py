"""Analytics' schema, assembled."""

from subgraphs.analytics.queries import Query
from subgraphs.analytics.types.models import Member
from subgraphs.kit.schema import make_schema

schema = make_schema(Query, types=(Member,))
