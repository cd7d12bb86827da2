"""Every write of claims: one function a use case, one transaction each.

facts         what other services know of a claim, asked of the graph
standing      a claim goes from one state to the next; the only place that sets one
filing        claims come in
drafts        claims are written down first
estimating    what would be paid, and what a cover would do
documents     what comes with a claim
preauthorizations  promises that are asked for, given and used up
desk          who works on which claim, what is put aside; what every order of an officer begins with
judging       claims are decided by hand
rerunning     claims are decided by the engine again
taking_back   claims are taken back by two, and replaced
reviews       what looked like fraud is looked into
appeals       decisions are contested
necessity     rules of medical necessity are written
codes         lists of diagnoses are stored

adjudication/  what deciding a claim takes, each in one transaction, and taking it back
"""
