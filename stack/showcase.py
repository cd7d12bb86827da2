"""The first query a newcomer runs, one member across five services, and as whom."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from stack.folder import DataFolder, data_folder

QUERY: Final = """\
{
  member(memberNumber: %s) {
    memberNumber
    firstName
    lastName
    scheme { name schemeCode }
    claims(first: 5) {
      edges {
        node {
          claimNumber
          status
          billed { amount currency }
          planPaid { amount }
          provider { legalName }
        }
      }
      pageInfo { hasNextPage }
    }
    wallet { available held }
  }
}
"""
# What answers on a stack that holds no member yet.
EMPTY_QUERY: Final = "{ __typename }\n"


HOST: Final = "demo.example"
MACHINE_ROLE: Final = "service"
MACHINE: Final = "demo"


@dataclass(frozen=True, slots=True)
class Account:
    """A role of the demonstration, and what it signs in with: e-mail and password, or a machine's name and secret."""

    role: str
    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FirstRows:
    """What a newcomer asks about, as whom, and what else there is to ask."""

    member: str | None
    accounts: tuple[Account, ...]
    examples: tuple[str, ...] = ()


def name_of(role: str) -> str:
    """Return by which name the demonstration signs in as a role."""
    return MACHINE if role == MACHINE_ROLE else f"{role}@{HOST}"


def query_for(member_number: str | None) -> str:
    """Return the query about that member."""
    return QUERY % json.dumps(member_number) if member_number else EMPTY_QUERY


def curl_line(endpoint: str, member_number: str | None, folder: DataFolder) -> str:
    """Return a shell line that asks the query, as the member it is about."""
    body = json.dumps({"query": " ".join(query_for(member_number).split())})
    line = f"curl -s {endpoint} -H 'content-type: application/json' -d {shlex.quote(body)}"
    if member_number is None:
        return line
    data = "" if folder == data_folder(None) else f" --data {shlex.quote(str(folder.root))}"
    return f'{line} -H "authorization: Bearer $(./covergraph token member{data})"'


def sign_ins(accounts: Sequence[Account]) -> list[tuple[str, str]]:
    """Return what a person may sign in with, as names and values."""
    widest = max((len(each.name) for each in accounts), default=0)
    return [
        ("Sign in" if not number else "", f"{each.name:<{widest}}  {each.password}")
        for number, each in enumerate(accounts)
    ]


def write_page_start(file: Path, first: FirstRows) -> None:
    """Write what the GraphiQL page opens with, in its tabs, and as whom it may ask: the member first."""
    people = [
        {"role": each.role, "email": each.name, "password": each.password}
        for each in first.accounts
        if "@" in each.name
    ]
    examples = [{"query": each} for each in first.examples]
    file.touch(mode=0o600)
    file.write_text(json.dumps({"query": query_for(first.member), "examples": examples, "accounts": people}))
