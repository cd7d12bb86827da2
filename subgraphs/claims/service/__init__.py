"""Every write of claims: one function a use case, one transaction each.

standing      a claim goes from one state to the next; the only place that sets one
filing        claims come in
"""
