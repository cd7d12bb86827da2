"""Every write of finance. A function is one use case, or what several share, in the transaction it is given.

ledger     postings into the ledger: the only place that writes there
periods    the books are opened and closed
journals   what is journalled by hand
claims     what claims owe: booked, asked for, taken back
payables   what is owed: moved from state to state, scheduled, held
batch      what is scheduled is given to the bank
payments   what the bank says became of it
wallets    what wallets spend, or lose
sealing    postings get their place in the replay order
"""
