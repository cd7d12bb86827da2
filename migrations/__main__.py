"""`python -m migrations DOMAIN "what changes"`: begin a revision from what the models have and the database has not.

The database is the one `--url` names, or the domain's variable; it must stand at the newest revision.
"""

import argparse
import asyncio
import os

from migrations.run import head_of, write_revision
from subgraphs.registry import SUBGRAPHS, subgraph


def main() -> None:
    """Read the arguments and write the revision."""
    parser = argparse.ArgumentParser(prog="python -m migrations", description=__doc__)
    parser.add_argument("domain", choices=[row.name for row in SUBGRAPHS])
    parser.add_argument("message", help="what changes, in the present tense")
    parser.add_argument("--url", help="the database to compare with; the domain's variable by default")
    arguments = parser.parse_args()
    variable = subgraph(arguments.domain).database_variable
    url = arguments.url or os.environ.get(variable)
    if url is None:
        parser.error(f"give --url or set {variable}")
    number = f"{int(head_of(arguments.domain)) + 1:04}"
    asyncio.run(write_revision(arguments.domain, url, arguments.message, rev_id=number))


if __name__ == "__main__":
    main()
