"""Every write of claims: one function a use case, one transaction each.

facts         what other services know of a claim, asked of the graph
standing      a claim goes from one state to the next; the only place that sets one
filing        claims come in
drafts        claims are written down first
documents     what comes with a claim
desk          who works on which claim, what is put aside; what every order of an officer begins with
reviews       what looked like fraud is looked into
appeals       decisions are contested
"""
