"""Every write of tokens.

accounts     a wallet opened to be moved: locked, its lots at hand; what is booked becomes rows, what is told an event
wallets      wallets are opened, suspended and reactivated
holds        tokens are set aside, then captured, released, or given back when their time is over
spending     tokens are spent at once: by a service, or for what happened, at the price of the day
credits      what was paid or granted becomes a lot of its wallet
purchases    tokens are bought, credited once they are paid, cancelled, and paid back
grants       tokens are given without a price
offers       packages and rates
low_balance  notice is given of a wallet that runs low
"""
