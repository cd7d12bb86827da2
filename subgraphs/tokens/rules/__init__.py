"""What tokens decides, as pure functions.

wallet       a wallet as a value, and the steps that move its tokens
states       which status of a wallet, hold, purchase or package follows which
purchases    what a purchase credits, and what of it can be paid back
rates        where a new rate stands among those of its operation
low_balance  when a wallet is low, and when a rule that gave notice may do so again
"""
