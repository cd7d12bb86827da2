"""Every write of claims: one function a use case, one transaction each.

facts         what other services know of a claim, asked of the graph
standing      a claim goes from one state to the next; the only place that sets one
filing        claims come in
drafts        claims are written down first
documents     what comes with a claim
"""
