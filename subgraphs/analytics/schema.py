"""Analytics' schema, assembled."""

from subgraphs.analytics.policy import POLICY
from subgraphs.analytics.queries import Query
from subgraphs.analytics.types.claims import Claim
from subgraphs.analytics.types.models import Member
from subgraphs.kit.schema import make_schema

schema = make_schema(Query, types=(Claim, Member), policy=POLICY)
