"""Why a gateway request can fail.

GatewayError
  SupergraphError      the supergraph cannot be read or asks for what we do not support
  CompositionError     the schemas do not fit together; carries findings
  BadRequest           the client's text is not a valid operation; carries GraphQL errors
  LimitExceeded        too deep, too costly, too slow; carries limit and measured
  PlanningError        no path of subgraphs answers a field; carries the field and why
  FetchFailed          a subgraph did not answer; carries subgraph and code
"""

from collections.abc import Sequence

from graphql import GraphQLError


class GatewayError(Exception):
    """Base of everything the gateway raises on purpose."""

    code = "INTERNAL"


class SupergraphError(GatewayError):
    """The supergraph cannot be served: unreadable, or it requires a feature that is not supported."""

    code = "INVALID_SUPERGRAPH"


class CompositionError(GatewayError):
    """The subgraph schemas do not compose; `findings` lists every reason."""

    code = "COMPOSITION_FAILED"

    def __init__(self, findings: Sequence[object]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = tuple(findings)


class BadRequest(GatewayError):
    """The client's document or variables are not a valid operation; `errors` says where."""

    def __init__(self, errors: Sequence[GraphQLError], *, code: str) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = tuple(errors)
        self.code = code


class LimitExceeded(GatewayError):
    """The operation is larger than a limit allows; says which, and what was measured."""

    def __init__(self, limit: str, *, allowed: float, measured: float | None, code: str = "GRAPHQL_LIMIT") -> None:
        found = "" if measured is None else f", found {measured:g}"
        super().__init__(f"{limit}: at most {allowed:g} allowed{found}")
        self.limit = limit
        self.allowed = allowed
        self.measured = measured
        self.code = code


class PlanningError(GatewayError):
    """No chain of subgraphs reaches a field of a valid operation."""

    code = "PLANNING_FAILED"

    def __init__(self, coordinate: str, why: str) -> None:
        super().__init__(f"{coordinate} cannot be reached: {why}")
        self.coordinate = coordinate


class FetchFailed(GatewayError):
    """A subgraph request brought no usable answer: network, status, size, time or form."""

    def __init__(self, subgraph: str, why: str, *, code: str = "SUBGRAPH_UNAVAILABLE") -> None:
        super().__init__(f"'{subgraph}' {why}")
        self.subgraph = subgraph
        self.why = why
        self.code = code
