"""What a gateway serves around the page, at its smallest: the built files, a start document, a graph, one origin."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.asgi import GraphQL

from tests.serving import serving

# The policy that web/README.md gives; what it forbids, the browser complains of.
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@strawberry.type
class Member:
    """A person with cover."""

    member_number: str
    first_name: str


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    def member(self, member_number: str) -> Member | None:
        return Member(member_number=member_number, first_name="Wanjiru") if member_number == "MBR-7" else None

    @strawberry.field
    def authorization(self, info: strawberry.Info[Any, None]) -> str | None:
        answer: str | None = info.context["request"].headers.get("authorization")
        return answer


@strawberry.input
class LoginInput:
    """Who signs in."""

    email: str
    password: str
    otp: str | None = None


@strawberry.input
class RefreshTokenInput:
    """A refresh token to spend."""

    refresh_token: str


@strawberry.type
class Session:
    """What somebody who is signed in holds."""

    access_token: str
    refresh_token: str
    expires_at: str


@strawberry.type
class Refusal:
    """Why somebody is not signed in."""

    code: str
    message: str


@strawberry.type
class Payload:
    """A session, or why there is none."""

    session: Session | None
    errors: list[Refusal]


@strawberry.type
class Mutation:
    """How to sign in: everybody's password is the e-mail address turned round, and tokens are numbered."""

    @strawberry.mutation
    def login(self, info: strawberry.Info[Any, None], input: LoginInput) -> Payload:  # noqa: A002  # as the API names it
        desk: Desk = info.context["request"].app.state.desk
        if input.password != input.email[::-1]:
            return Payload(session=None, errors=[Refusal(code="INVALID_CREDENTIALS", message="wrong")])
        return desk.session(input.email)

    @strawberry.mutation
    def refresh_token(self, info: strawberry.Info[Any, None], input: RefreshTokenInput) -> Payload:  # noqa: A002  # the same
        desk: Desk = info.context["request"].app.state.desk
        return desk.session(input.refresh_token.partition(" ")[2])


@dataclass(slots=True)
class Desk:
    """How long tokens last, and how many there were."""

    token_seconds: int = 600
    tokens: int = 0

    def session(self, email: str) -> Payload:
        self.tokens += 1
        expires_at = (datetime.now(UTC) + timedelta(seconds=self.token_seconds)).isoformat()
        session = Session(access_token=f"{email}-{self.tokens}", refresh_token=f"spend {email}", expires_at=expires_at)
        return Payload(session=session, errors=[])


@dataclass(slots=True)
class Site:
    """What is served: which page, the document it is offered to open with (None: not found), and where."""

    page: Path
    start: dict[str, Any] | None
    address: str = ""
    desk: Desk = field(default_factory=Desk)

    def app(self) -> ASGIApp:
        """Make the ASGI application."""
        site = Starlette(
            routes=[
                Route("/", self._answer_page),
                Route("/graphiql.json", self._answer_start),
                Route("/graphql", GraphQL(strawberry.Schema(Query, Mutation), graphql_ide=None)),
                Mount("/assets", StaticFiles(directory=self.page / "assets")),
            ]
        )
        site.state.desk = self.desk
        return _with_policy(site)

    def _answer_page(self, _: Request) -> Response:
        return FileResponse(self.page / "index.html")

    def _answer_start(self, _: Request) -> Response:
        return JSONResponse(self.start, status_code=404 if self.start is None else 200)


@asynccontextmanager
async def serve(page: Path, start: dict[str, Any]) -> AsyncIterator[Site]:
    """Serve the page on a free port of this machine."""
    site = Site(page, start)
    async with serving(site.app()) as address:
        site.address = f"{address}/"
        yield site


def _with_policy(site: ASGIApp) -> ASGIApp:
    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = ((b"content-security-policy", POLICY.encode()), (b"x-content-type-options", b"nosniff"))
                message["headers"] = [*message["headers"], *policy]
            await send(message)

        await site(scope, receive, send_with_policy)

    return guarded
