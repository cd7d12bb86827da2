"""Deciding a claim: each is decided in one transaction, with all that follows from it; and what takes it back.

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
