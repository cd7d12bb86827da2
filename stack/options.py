"""Options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Where the stack keeps its databases, streams and logs. Default: .covergraph in the checkout.",
        envvar="COVERGRAPH_DATA",
    ),
]
