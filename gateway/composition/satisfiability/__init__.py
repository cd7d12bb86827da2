"""Satisfiability: whether the subgraphs can answer every query of the API schema.

`views` says what each subgraph resolves, `reach` what can be had at a position once every hop is made, `walk` goes
through the API schema from its roots, `reasons` explains what cannot be had and prints a query that shows it.
"""
