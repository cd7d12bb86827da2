"""A text is read: measured against the limits, parsed, validated, priced; what is wrong with it is raised."""

from typing import Final

from graphql import DocumentNode, OperationDefinitionNode

from gateway.authorisation import Requirements, touched_rules
from gateway.operation import (
    NOTHING_LIFTED,
    Lifted,
    Signatures,
    certify,
    choose_operation,
    condition_variables,
    lift,
    operation_head,
    parse_document,
    validate_document,
)
from gateway.operation.cost import Cost, Estimator
from gateway.preparation.text import Text
from gateway.server.limits import check_operation, check_text
from gateway.server.settings import Limits, Settings
from gateway.supergraph import Supergraph

# How long a list is taken to be where the schema speaks of costs, but not of this list's.
_LIST_SIZE: Final = 10


class Reader:
    """Reads texts by one supergraph's API schema."""

    def __init__(self, supergraph: Supergraph, settings: Settings, requirements: Requirements) -> None:
        self._schema = supergraph.api_schema
        self._settings = settings
        self._requirements = requirements
        self._signatures = Signatures(supergraph.api_schema)
        self._estimator = _estimator(supergraph, settings.limits)

    def read(self, query: str, operation_name: str | None) -> Text:
        """Read one operation of a document; the text that is returned has no plans yet."""
        check_text(query, self._settings.limits)
        document = parse_document(query)
        operation = choose_operation(document, operation_name)
        check_operation(document, operation, self._settings.limits)
        lifted = self._validate(document, operation)
        return Text(
            query,
            operation_name,
            head=operation_head(query, operation),
            conditions=tuple(sorted(condition_variables(document))),
            lifted=lifted,
            cost=self._estimate(document, operation),
            touched=touched_rules(document, operation, self._schema, self._requirements),
            document=document,
        )

    def _validate(self, document: DocumentNode, operation: OperationDefinitionNode) -> Lifted:
        """Refuse a document that is not valid; of one that is certainly valid, lift the literals."""
        certificate = certify(document, self._signatures) if self._settings.is_validation_fast else None
        if certificate is None:
            validate_document(document, self._schema)
            return NOTHING_LIFTED
        return lift(operation, certificate) if self._settings.lifts_literals else NOTHING_LIFTED

    def _estimate(self, document: DocumentNode, operation: OperationDefinitionNode) -> Cost | None:
        """Refuse an operation that costs too much; return its cost where that depends on variables."""
        if self._estimator is None:
            return None
        cost = self._estimator.estimate(document, operation)
        if cost.varies:
            return cost
        cost.check({})
        return None


def _estimator(supergraph: Supergraph, limits: Limits) -> Estimator | None:
    """Return what estimates operations; None where the schema says nothing of costs and the settings do not either."""
    prices, list_size = supergraph.prices, limits.list_size
    if list_size is None and not prices.weights and not prices.sizes:
        return None
    return Estimator(
        supergraph.api_schema,
        prices,
        cost_max=limits.cost,
        page_size=limits.page_size,
        list_size=_LIST_SIZE if list_size is None else list_size,
    )
