"""What a client may be told when a request cannot be served.

GraphQLError
  BadInput          an argument makes no sense; the message names it
  Unavailable       the database did not answer
  NotThere          what an object refers to was deleted, or is hidden
  Forbidden         the field is not for this principal
  Unauthenticated   the field is for somebody who is signed in
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


class NotThere(GraphQLError):
    """What an object refers to was deleted, or is hidden: nobody can tell which."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the {what} of this object is not there", extensions={"code": "NOT_FOUND"})


class Forbidden(GraphQLError):
    """The field is not for this principal."""

    def __init__(self) -> None:
        super().__init__("this is not for you to see", extensions={"code": "FORBIDDEN"})


class Unauthenticated(GraphQLError):
    """The field is for somebody who is signed in."""

    def __init__(self) -> None:
        super().__init__("sign in to see this", extensions={"code": "UNAUTHENTICATED"})
