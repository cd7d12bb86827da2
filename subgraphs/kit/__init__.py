"""What all eight services need and none owns, in the order a request meets it.

app          the ASGI application: /graphql, liveness, readiness
vouching     nobody is answered whom the gateway does not vouch for
schema       a domain's types and queries become a federation schema with our extensions
policy       who may see what, one table a domain; guarding puts it on the schema, access holds it row by row
entities     what another service's key stands for here
context      what one request carries: who asks, its transaction, its loaders, its day
transaction  one read transaction a request, opened by the first statement

             asking
selection    which columns of a type the operation needs
nodes        API types that are read from rows
reading      one by key, a page, children of many parents: each one statement however many ask
lists        a list as one line of a type
paging       Relay connections with keyset cursors
filters      filter inputs that become conditions
values       value types every schema shares: Money, DateSpan, Address
sealed       fields of columns that are encrypted
scalars      how dates, instants, numbers and codes are read from clients

             ordering
orders       a mutation: its input is read, a service carries it out, the payload tells the outcome
inputs       bounds of what orders take
writing      who writes, when, and the one transaction to write in
idempotency  orders with a key are carried out once
approvals    orders that take two persons
numbers      numbers that people read
refusals     why an order is not carried out, as a value; usererrors is how a client reads it

             behind the requests
events/      what happened is told to other services, and dealt with by them
workers      what a service does by itself, again and again; upkeep is what all do: months ahead, old keys
parts        modules that a domain may have, found where they are
audit/       what a request leaves in the audit log
graph        facts of other domains, asked of the graph as the service itself; breaker lets it rest
errors       what a client may be told
logs         how a service logs
"""
