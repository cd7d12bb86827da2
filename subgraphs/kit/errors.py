"""What a client may be told when a request cannot be served.

GraphQLError
  BadInput          an argument makes no sense; the message names it
  Unavailable       the database did not answer
Everything else is a fault of ours: the client reads "internal error", the log has the cause.
"""

from graphql import GraphQLError


class BadInput(GraphQLError):
    """An argument makes no sense."""

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": "BAD_USER_INPUT"})


class Unavailable(GraphQLError):
    """Something this service depends on did not answer."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} did not answer", extensions={"code": "DEPENDENCY_UNAVAILABLE"})
