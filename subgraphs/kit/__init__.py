"""What all eight services need and none owns, in the order a request meets it.

app          the ASGI application: /graphql, liveness, readiness
schema       a domain's types and queries become a federation schema with our extensions
entities     what another service's key stands for here
context      what one request carries: its transaction, its loaders, its day
transaction  one read transaction a request, opened by the first statement
selection    which columns of a type the operation needs
nodes        API types that are read from rows
reading      one by key, a page, children of many parents: each one statement however many ask
paging       Relay connections with keyset cursors
filters      filter inputs that become conditions
values       value types every schema shares: Money, DateSpan, Address
sealed       fields of columns that are encrypted
scalars      how dates, instants, numbers and codes are read from clients
errors       what a client may be told
idempotency  orders with a key are carried out once
outbox       what happened, stored with what it happened to; relay carries it to the broker, streams says where
follow       what is done about the events of others; follower does it, inbox remembers it, pulling takes messages
backbone     the tasks behind a service that do so, each on duty in one process at a time
graph        facts of other domains, asked of the graph as the service itself; breaker lets it rest
logs         how a service logs
"""
