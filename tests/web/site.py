"""What a gateway serves around the page, at its smallest: the built files, a start document, a graph, one origin."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
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


@dataclass(slots=True)
class Site:
    """What is served: which page, the document it is offered to open with (None: not found), and where."""

    page: Path
    start: dict[str, Any] | None
    address: str = ""

    def app(self) -> ASGIApp:
        """Make the ASGI application."""
        site = Starlette(
            routes=[
                Route("/", self._answer_page),
                Route("/graphiql.json", self._answer_start),
                Route("/graphql", GraphQL(strawberry.Schema(Query), graphql_ide=None)),
                Mount("/assets", StaticFiles(directory=self.page / "assets")),
            ]
        )
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
