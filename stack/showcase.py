"""The first query a newcomer runs: one member, across five services."""

import json
import shlex
from pathlib import Path
from typing import Final

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


def query_for(member_number: str | None) -> str:
    """Return the query about that member."""
    return QUERY % json.dumps(member_number) if member_number else EMPTY_QUERY


def curl_line(endpoint: str, member_number: str | None) -> str:
    """Return a shell line that asks the query."""
    body = json.dumps({"query": " ".join(query_for(member_number).split())})
    return f"curl -s {endpoint} -H 'content-type: application/json' -d {shlex.quote(body)}"


def write_page_start(file: Path, member_number: str | None) -> None:
    """Write what the GraphiQL page opens with."""
    file.write_text(json.dumps({"query": query_for(member_number)}))
