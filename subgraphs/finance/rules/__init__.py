"""What finance decides, from facts alone.

ledger     what each kind of event does to which accounts: the table to read first   (rules 12.8)
periods    on which day something is posted
journal    what may be journalled by hand
claims     what becomes of a claim's debt when its result is taken back              (rules 12.16)
payables   what is owed: its states, when it is due, what is withheld of it
payments   attempts to pay: their states, how many, and from which sum on two persons decide
"""
