"""An HTTP request into a GraphQL request, or a refusal that says what is wrong with it."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

import orjson

from gateway.server.media import is_json_body
from gateway.server.refusal import Refusal, malformed
from gateway.server.settings import Limits

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]

_PARAMETERS_MAX: Final = 20
# From here on a number may not fit into 64 bits, and orjson would round it without a word.
_LONG_NUMBER: Final = re.compile(rb"[0-9]{19}")
# The closing quote is optional: else each quote of an unclosed string would be searched to the end of the body.
_JSON_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"{}[]"))


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client asks: the parameters of GraphQL over HTTP, whatever way they came."""

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]
    is_safe_method: bool


class ClientGone(Exception):
    """The client closed the connection before its request was whole; nobody is left to answer."""


async def read_post(headers: Mapping[bytes, bytes], receive: Receive, limits: Limits) -> GraphQLRequest:
    """Read the request that a POST carries."""
    _check_body_head(headers, limits)
    body = await _read_body(receive, limits)
    return _from_parameters(read_json(body, limits), is_safe_method=False)


def read_get(query_string: bytes, limits: Limits) -> GraphQLRequest:
    """Read the request that the URL of a GET carries."""
    if len(query_string) > limits.body_bytes:
        raise Refusal(414, "URI_TOO_LONG", f"URL: at most {limits.body_bytes} bytes allowed; use POST")
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS_MAX
        )
    except UnicodeError:
        raise malformed("the URL's parameters are not UTF-8") from None
    except ValueError:
        raise malformed(f"the URL has more than {_PARAMETERS_MAX} parameters") from None
    parameters: dict[str, Any] = {}
    for name, value in pairs:
        if name in parameters:
            raise malformed(f"the URL gives the parameter {name[:40]!r} twice")
        parameters[name] = value
    for name in ("variables", "extensions"):
        if parameters.get(name):
            parameters[name] = read_json(parameters[name].encode(), limits, what=f"the parameter {name!r}")
        else:
            parameters.pop(name, None)
    parameters["operationName"] = parameters.get("operationName") or None
    return _from_parameters(parameters, is_safe_method=True)


def _check_body_head(headers: Mapping[bytes, bytes], limits: Limits) -> None:
    if not is_json_body(headers.get(b"content-type", b"")):
        raise Refusal(415, "UNSUPPORTED_MEDIA_TYPE", "send the body as content-type: application/json, in UTF-8")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise Refusal(415, "UNSUPPORTED_MEDIA_TYPE", "compressed request bodies are not accepted")
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length[:20]) > limits.body_bytes:
        raise _too_large(limits)


async def _read_body(receive: Receive, limits: Limits) -> bytes:
    chunks: list[bytes] = []
    size, is_open = 0, True
    try:
        async with asyncio.timeout(limits.body_seconds):
            while is_open:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                chunks.append(message.get("body", b""))
                size += len(chunks[-1])
                if size > limits.body_bytes:
                    raise _too_large(limits)
                is_open = message.get("more_body", False)
    except TimeoutError:
        raise _too_slow(limits) from None
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(limits: Limits) -> Refusal:
    message = f"body: at most {limits.body_bytes} bytes allowed"
    return Refusal(413, "BODY_TOO_LARGE", message, ((b"connection", b"close"),))


def _too_slow(limits: Limits) -> Refusal:
    message = f"body: not complete within {limits.body_seconds:g} seconds"
    return Refusal(408, "BODY_TOO_SLOW", message, ((b"connection", b"close"),))


def read_json(body: bytes, limits: Limits, *, what: str = "the body") -> Any:
    """Parse JSON that a stranger wrote; too deep, too long a number, or no JSON at all is refused."""
    if not body:
        raise malformed(f"{what} is empty; expected a JSON object with a 'query'")
    _check_depth(body, limits, what)
    has_long_number = _LONG_NUMBER.search(body) is not None
    try:
        return _read_exactly(body, limits, what) if has_long_number else orjson.loads(body)
    except ValueError:
        raise malformed(f"{what} is not JSON in UTF-8", code="INVALID_JSON") from None


def _check_depth(body: bytes, limits: Limits, what: str) -> None:
    if body.count(b"{") + body.count(b"[") <= limits.json_depth:
        return
    depth = deepest = 0
    for byte in _JSON_STRING.sub(b"", body).translate(None, delete=_NOT_BRACKETS):
        if byte in b"{[":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    if deepest > limits.json_depth:
        raise malformed(f"{what}: JSON depth: at most {limits.json_depth} allowed, found {deepest}")


def _read_exactly(body: bytes, limits: Limits, what: str) -> Any:
    """Parse with the standard library, which keeps integers of any length whole."""

    def integer(digits: str) -> int:
        if len(digits) > limits.number_digits:
            raise malformed(f"{what}: number digits: at most {limits.number_digits} allowed, found {len(digits)}")
        return int(digits)

    def constant(name: str) -> Any:
        raise ValueError(name)

    return json.loads(body, parse_int=integer, parse_constant=constant)


def _from_parameters(parameters: Any, *, is_safe_method: bool) -> GraphQLRequest:
    if type(parameters) is list:
        raise malformed("batches of operations are not accepted; send one JSON object", code="BATCH_NOT_ACCEPTED")
    if type(parameters) is not dict:
        raise malformed("the body is not a JSON object")
    query, operation_name = parameters.get("query"), parameters.get("operationName")
    variables, extensions = parameters.get("variables"), parameters.get("extensions")
    if query is None and type(extensions) is dict and "persistedQuery" in extensions:
        # The word by which clients know to send the text instead.
        raise malformed("PersistedQueryNotSupported", code="PERSISTED_QUERY_NOT_SUPPORTED")
    if type(query) is not str:
        raise malformed("the parameter 'query' is missing or not a string")
    if operation_name is not None and type(operation_name) is not str:
        raise malformed("the parameter 'operationName' is not a string")
    if variables is not None and type(variables) is not dict:
        raise malformed("the parameter 'variables' is not an object")
    if extensions is not None and type(extensions) is not dict:
        raise malformed("the parameter 'extensions' is not an object")
    return GraphQLRequest(query, operation_name, variables or {}, is_safe_method)
