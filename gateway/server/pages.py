"""What is served beside /graphql: health, the schema, the GraphiQL page and its files."""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gateway.server.settings import Settings
from gateway.supergraph import Supergraph

# Vite names its files by their content: what such a name means never changes.
_FOR_EVER: Final = "public, max-age=31536000, immutable"
# The editor writes its theme into style elements; fonts and squiggles lie in GraphiQL's style sheet (web/README.md).
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_HEADERS: Final = {
    "cache-control": "no-cache",
    "content-security-policy": _POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_NO_PAGE: Final = """A GraphQL gateway. Ask at /graphql, by POST or GET; the schema stands at /schema.graphql.

There is a page to ask from, GraphiQL, but it is not built here. Build it in the checkout with
    cd web && npm ci --ignore-scripts && npm run build
and start the gateway with --page web/dist
"""


def routes(supergraph: Supergraph, settings: Settings) -> list[BaseRoute]:
    """Return what the application serves beside the endpoint."""
    schema = supergraph.api_sdl

    async def serve_schema(_: Request) -> Response:
        return PlainTextResponse(schema, headers={"cache-control": "no-cache", "x-content-type-options": "nosniff"})

    served: list[BaseRoute] = [
        Route("/health", _alive),
        Route("/health/ready", _alive),
    ]
    if settings.allows_introspection:
        served.append(Route("/schema.graphql", serve_schema))
    if settings.page_start is not None:
        served.append(Route("/graphiql.json", _file_route(settings.page_start)))
    return served + _page_routes(settings.page_folder)


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


def _file_route(file: Path) -> Callable[[Request], Response]:
    def serve_file(_: Request) -> Response:
        if not file.is_file():
            return JSONResponse({"errors": [_NOT_FOUND]}, status_code=404)
        return FileResponse(file, media_type="application/json", headers={"cache-control": "no-cache"})

    return serve_file


def _page_routes(folder: Path | None) -> list[BaseRoute]:
    """Serve the page from its folder; looked at for each request, because it may be built while the gateway serves."""

    def serve_page(_: Request) -> Response:
        index = None if folder is None else folder / "index.html"
        if index is None or not index.is_file():
            return PlainTextResponse(_NO_PAGE, headers={"cache-control": "no-store"})
        return FileResponse(index, headers=_PAGE_HEADERS)

    if folder is None:
        return [Route("/", serve_page)]

    mimetypes.add_type("text/javascript", ".js")  # some systems think otherwise, and nosniff makes browsers believe it
    return [
        Route("/", serve_page),
        Mount("/assets", _HashedFiles(directory=folder / "assets", check_dir=False)),
    ]


class _HashedFiles(StaticFiles):
    """Files whose names hold a hash of their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = _FOR_EVER
        response.headers["x-content-type-options"] = "nosniff"
        return response


_NOT_FOUND: Final = {"message": "There is nothing here; ask at /graphql.", "extensions": {"code": "NOT_FOUND"}}


async def not_found(_: Request, __: Exception) -> Response:
    """Answer for a path that is not served."""
    return JSONResponse({"errors": [_NOT_FOUND]}, status_code=404)
