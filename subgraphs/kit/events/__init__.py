"""How what happens in one service is told to the others, and dealt with once by each ([events](docs/events.md)).

outbox    what happened, stored in the transaction that did it
relay     numbers it after commit and carries it to the broker
streams   where in the broker it goes
follow    what a domain does about the events of others, as its `reactions.py` says
follower  takes them in order and has each dealt with in one transaction; pulling takes the messages
inbox     remembers what was dealt with
duty      one process of a service is on duty, and begins again after a failure
backbone  the tasks behind a service that do all this
"""
