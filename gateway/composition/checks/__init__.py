"""Checks: what one subgraph must keep to by itself (`subgraph` lists them), and what only the whole shows (`whole`).

Each check is a generator of findings over frozen values; none knows of another.
"""
