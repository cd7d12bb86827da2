"""`covergraph token ROLE` and `covergraph users`: as whom one may ask a running demonstration."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from stack.errors import NoToken, NotRunning
from stack.folder import DataFolder
from stack.secrets import demo_passwords
from stack.settings import Settings
from stack.showcase import MACHINE_ROLE, Account, name_of

PATIENCE_S: Final = 10
LOGIN: Final = """\
mutation ($input: LoginInput!) {
  done: login(input: $input) { made: session { accessToken } errors { code message } }
}
"""
MACHINE_LOGIN: Final = """\
mutation ($input: ServiceTokenInput!) {
  done: serviceToken(input: $input) { made: token { accessToken } errors { code message } }
}
"""
# What listens everywhere is reached here.
EVERYWHERE: Final[Mapping[str | None, str]] = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  # nothing is bound


def accounts(folder: DataFolder) -> tuple[Account, ...]:
    """Return what the demonstration on that folder signs in with; raises NoToken where there is none."""
    if Settings().is_production:
        raise NoToken("COVERGRAPH_ENV=production knows no demonstration users. Sign in with the mutation `login`.")
    passwords = demo_passwords(folder)
    if not passwords:
        raise NoToken(f"No demonstration has been started on {folder.root}. Start one with `./covergraph up`.")
    return tuple(Account(role, name_of(role), password) for role, password in passwords.items())


def token(folder: DataFolder, role: str, otp: str | None) -> str:
    """Sign in as the demonstration's user of a role; return the access token."""
    known = {each.role: each for each in accounts(folder)}
    if role not in known:
        raise NoToken(f"There is no role {role}; there are {', '.join(known)}.")
    notes = folder.read_notes() if folder.is_held() else None
    if notes is None or not notes.is_ready:
        raise NotRunning(f"No stack is running on {folder.root}. Start one with `./covergraph up`.")
    account = known[role]
    if role == MACHINE_ROLE:
        said = _ask(notes.endpoint, MACHINE_LOGIN, clientId=account.name, clientSecret=account.password)
    else:
        code = {} if otp is None else {"otp": otp}
        said = _ask(notes.endpoint, LOGIN, email=account.name, password=account.password, **code)
    for error in said["errors"]:
        hint = " Say its code with --otp." if error["code"] == "SECOND_FACTOR_REQUIRED" else ""
        raise NoToken(f"{account.name} is not let in: {error['message']}{hint}")
    text: str = said["made"]["accessToken"]
    return text


def _ask(endpoint: str, query: str, **values: str) -> Any:
    """Return what a mutation answers; raises NoToken when it is not answered."""
    body = json.dumps({"query": query, "variables": {"input": values}}).encode()
    request = urllib.request.Request(reachable(endpoint), body, {"content-type": "application/json"})  # noqa: S310  # http
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310  # the same
            said = json.load(answer)
    except (OSError, http.client.HTTPException, ValueError, urllib.error.URLError) as error:
        raise NoToken(f"{endpoint} does not answer ({error}). Look with `./covergraph status`.") from error
    if said.get("data") is None or said["data"].get("done") is None:
        raise NoToken(f"{endpoint} answers: {said['errors'][0]['message']}.")
    return said["data"]["done"]


def reachable(endpoint: str) -> str:
    """Return the endpoint as this machine reaches it."""
    parts = urlsplit(endpoint)
    host = EVERYWHERE.get(parts.hostname)
    return endpoint if host is None else urlunsplit(parts._replace(netloc=f"{host}:{parts.port}"))
