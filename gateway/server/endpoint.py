"""/graphql: an HTTP request in, a GraphQL response out. A bare ASGI callable: each layer would cost as much again."""

import asyncio
import hashlib
import itertools
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeAlias

import orjson
import structlog

from gateway.errors import BadRequest, GatewayError
from gateway.pipeline import Pipeline
from gateway.response import Answer
from gateway.server.admission import Admission
from gateway.server.authentication.bearer import Authentication
from gateway.server.cors import Cors
from gateway.server.denials import Denials
from gateway.server.leaving import Attended
from gateway.server.media import Media, negotiate
from gateway.server.rates import Addresses, RateLimit
from gateway.server.refusal import METHODS, Headers, Refusal, method_not_allowed
from gateway.server.request import ClientGone, GraphQLRequest, Message, Receive, Scope, read_get, read_post
from gateway.server.settings import Settings
from gateway.server.sharing import Sharing
from gateway.server.vouching import ASKING, Asking

Send: TypeAlias = Callable[[Message], Awaitable[None]]

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_PREFLIGHT_HEADERS: Final = (b"x-require-preflight", b"graphql-require-preflight", b"apollo-require-preflight")
_FIXED_HEADERS: Final = {
    media: ((b"content-type", media.value), (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
    for media in Media
}
_MESSAGE_MAX: Final = 500
_OK: Final = 200
_BAD_REQUEST: Final = 400

log = structlog.get_logger("gateway.graphql")


class Endpoint:
    """Serves GraphQL over HTTP (https://graphql.github.io/graphql-over-http/)."""

    def __init__(
        self,
        pipeline: Pipeline,
        settings: Settings,
        *,
        sharing: Sharing | None = None,
        authentication: Authentication | None = None,
        denials: Denials | None = None,
    ) -> None:
        self._pipeline = pipeline
        self._sharing = sharing
        self._authentication = authentication
        self._denials = denials
        self._settings = settings
        self._limits = settings.limits
        self._cors = Cors(settings)
        self._admission = Admission(settings.limits)
        self._rates = None if settings.rates is None else RateLimit(settings.rates)
        self._addresses = Addresses(settings.rates.trusted_proxies if settings.rates else ())
        self._request_prefix = secrets.token_hex(6)
        self._request_numbers = itertools.count(1)

    @property
    def in_work(self) -> int:
        return self._admission.in_work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        media, extra = Media.JSON, self._cors.headers(headers.get(b"origin"))
        request_id = self._request_id(headers)
        request: GraphQLRequest | None = None
        asking = Asking(request_id=request_id.decode())
        started = time.perf_counter()
        try:
            if scope["method"] == "OPTIONS":
                await self._answer_options(headers, send)
                return
            media = _negotiate(scope["headers"], headers)
            self._check_head(scope)
            await self._identify(asking, scope, headers)
            request = await self._read(scope, headers, receive)
            answer = await self._work(request, asking, receive)
            status = self._settings.partial_status if answer.has_errors and media is not Media.JSON else _OK
            body = answer.body
            if answer.denied:
                self._tell_denial(asking, answer.denied)
        except ClientGone:
            return
        except Refusal as refusal:
            status, extra = refusal.status, (*extra, *refusal.headers)
            body = _error_body([_error(str(refusal), refusal.code)])
        except GatewayError as error:
            status = _OK if media is Media.JSON else _BAD_REQUEST
            body = _error_body(_errors_of(error))
        except Exception:
            # The last net: nothing of the cause goes to the client, all of it to the log.
            log.exception("the gateway failed", request_id=asking.request_id)
            status, body = 500, _error_body([_error("The gateway failed to answer.", "INTERNAL", request_id)])
        await _write(send, status, media, body, (*extra, (b"x-request-id", request_id)))
        if self._settings.logs_requests:
            _log_answer(asking, request, status, len(body), time.perf_counter() - started)

    async def _read(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> GraphQLRequest:
        method = scope["method"]
        if method == "POST":
            return await read_post(headers, receive, self._limits)
        if method == "GET":
            if b"cookie" in headers and not any(name in headers for name in _PREFLIGHT_HEADERS):
                message = "a GET that bears a cookie needs the header x-require-preflight"
                raise Refusal(403, "CSRF_REFUSED", message)
            return read_get(scope["query_string"], self._limits)
        raise method_not_allowed(method)

    def _check_head(self, scope: Scope) -> None:
        lines = scope["headers"]
        if len(lines) > self._limits.head_lines:
            message = f"head lines: at most {self._limits.head_lines} allowed, found {len(lines)}"
            raise Refusal(431, "HEAD_TOO_LARGE", message)
        size = sum(len(name) + len(value) for name, value in lines)
        if size > self._limits.head_bytes:
            message = f"head bytes: at most {self._limits.head_bytes} allowed, found {size}"
            raise Refusal(431, "HEAD_TOO_LARGE", message)

    async def _identify(self, asking: Asking, scope: Scope, headers: Mapping[bytes, bytes]) -> None:
        """Find out who asks and from where, and count the request; a bad token counts for its address."""
        asking.address = self._addresses.of(scope.get("client"), headers.get(b"x-forwarded-for"))
        try:
            if self._authentication is not None and b"authorization" in headers:
                asking.caller = await self._authentication.caller(scope["headers"])
        finally:
            if self._rates is not None:
                self._rates.check(asking.caller.subject or None, asking.address)

    async def _work(self, request: GraphQLRequest, asking: Asking, receive: Receive) -> Answer:
        ASKING.set(asking)
        with Attended(receive, lambda: self._may_stop(request, asking)):
            async with self._admission:
                try:
                    async with asyncio.timeout(self._limits.operation_seconds):
                        return await self._pipeline.answer(request, asking.caller.grants)
                except TimeoutError:
                    message = f"operation: not complete within {self._limits.operation_seconds:g} seconds"
                    raise Refusal(504, "OPERATION_TIMEOUT", message) from None

    def _tell_denial(self, asking: Asking, fields: tuple[str, ...]) -> None:
        log.info("denied", request_id=asking.request_id, subject=asking.caller.subject or None, fields=fields)
        if self._denials is not None:
            self._denials.note(asking, fields)

    async def _may_stop(self, request: GraphQLRequest, asking: Asking) -> bool:
        """Wait until nobody else needs the work for a request; an order is carried out whoever listens."""
        if self._pipeline.is_order(request):
            return False
        if self._sharing is not None:
            await self._sharing.settled(asking)
        return True

    async def _answer_options(self, headers: Mapping[bytes, bytes], send: Send) -> None:
        is_preflight = b"access-control-request-method" in headers
        told = self._cors.preflight_headers(headers.get(b"origin")) if is_preflight else ((b"allow", METHODS),)
        await send({"type": "http.response.start", "status": 204, "headers": list(told)})
        await send({"type": "http.response.body", "body": b""})

    def _request_id(self, headers: Mapping[bytes, bytes]) -> bytes:
        given = headers.get(b"x-request-id")
        if given is not None and _REQUEST_ID.fullmatch(given):
            return given
        return f"{self._request_prefix}-{next(self._request_numbers)}".encode()


def _negotiate(lines: list[tuple[bytes, bytes]], headers: Mapping[bytes, bytes]) -> Media:
    if b"accept" not in headers:
        return Media.JSON
    accept = headers[b"accept"]
    if len(lines) != len(headers):
        accept = b",".join(value for name, value in lines if name == b"accept")
    media = negotiate(accept)
    if media is None:
        message = "this gateway answers application/graphql-response+json and application/json"
        raise Refusal(406, "NOT_ACCEPTABLE", message)
    return media


def _log_answer(asking: Asking, request: GraphQLRequest | None, status: int, size: int, seconds: float) -> None:
    """Write a line about an answer: what was asked is told by name and digest, never by text or variables."""
    log.info(
        "answered",
        request_id=asking.request_id,
        subject=asking.caller.subject or None,
        operation=None if request is None else request.operation_name,
        digest=None if request is None else hashlib.sha256(request.query.encode()).hexdigest()[:16],
        status=status,
        bytes=size,
        milliseconds=round(seconds * 1000, 3),
    )


async def _write(send: Send, status: int, media: Media, body: bytes, extra: Headers) -> None:
    headers = [*_FIXED_HEADERS[media], (b"content-length", b"%d" % len(body)), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _errors_of(error: GatewayError) -> list[dict[str, Any]]:
    if not isinstance(error, BadRequest):
        return [_error(str(error), error.code)]
    entries = []
    for cause in error.errors:
        entry: dict[str, Any] = {"message": _cut(cause.message)}
        if cause.locations:
            entry["locations"] = [{"line": place.line, "column": place.column} for place in cause.locations]
        entry["extensions"] = {"code": error.code}
        entries.append(entry)
    return entries


def _cut(message: str) -> str:
    """Shorten a message that repeats what the client sent: a name may be as long as a document."""
    return message if len(message) <= _MESSAGE_MAX else f"{message[:_MESSAGE_MAX]}…"


def _error(message: str, code: str, request_id: bytes | None = None) -> dict[str, Any]:
    extensions = {"code": code} if request_id is None else {"code": code, "requestId": request_id.decode()}
    return {"message": message, "extensions": extensions}


def _error_body(errors: list[dict[str, Any]]) -> bytes:
    return orjson.dumps({"errors": errors})
