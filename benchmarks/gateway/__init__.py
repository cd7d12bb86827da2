"""Our gateway beside others, in one run on one machine: `python -m benchmarks.gateway`.

In the order they run: `world` is a federated shop and `subgraphs` answers for it; `replay` serves those answers faster
than any gateway asks for them; `workloads` says what is asked; `gateways` starts ours and, from the lock in `peers/`,
the others; `load` asks and times; `compare` makes sure that all answer the same and measures them in turn; `report`
prints the table.
"""
