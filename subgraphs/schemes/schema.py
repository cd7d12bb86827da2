"""Schemes' schema, assembled."""

from subgraphs.kit.schema import make_schema
from subgraphs.schemes.policy import POLICY
from subgraphs.schemes.queries import Query
from subgraphs.schemes.types.cover import Company, Member
from subgraphs.schemes.types.schemes import PremiumQuote, Provider
from subgraphs.schemes.types.terms import SchemeBenefit, SchemeRider

schema = make_schema(Query, types=(Company, Member, PremiumQuote, Provider, SchemeBenefit, SchemeRider), policy=POLICY)
