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

              deciding, each claim in one transaction
deciding      a claim that came in is decided, or waits for who does not answer
bills         a stored claim as the rules see it
families      claims of one family are decided one after the other
own_facts     what claims itself knows for a decision
snapshots     all facts together, frozen with the result, read again for a replay
suspicions    what makes a claim suspicious
runs          what was decided is stored, with all that follows from it
result_rows   the rows of a run: lines, adjustments, what was necessary, what suspicious
counters      how used up limits are: entries, and their exact negatives
eobs          what the member is told
payments      what finance is asked to pay, and what came of it
reversals     a decided claim is taken back
candidates    claims that may come out otherwise today
replays       a stored run comes out the same
"""
