"""`python -m stack`: the command covergraph, where no script of that name is installed."""

from stack.cli import main

main()
