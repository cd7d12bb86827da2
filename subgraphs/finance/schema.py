"""Finance's schema, assembled."""

from subgraphs.finance.mutations import Mutation
from subgraphs.finance.policy import POLICY
from subgraphs.finance.queries import Query
from subgraphs.finance.types.invoices import Company, Enrolment, Member
from subgraphs.finance.types.ledger import FinancialAccount, TokenWallet
from subgraphs.finance.types.payments import Agent, Claim, CommissionTransaction, Provider, TokenPurchase
from subgraphs.kit.schema import make_schema

schema = make_schema(
    Query,
    types=(
        Agent,
        Claim,
        CommissionTransaction,
        Company,
        Enrolment,
        FinancialAccount,
        Member,
        Provider,
        TokenPurchase,
        TokenWallet,
    ),
    mutation=Mutation,
    policy=POLICY,
)
