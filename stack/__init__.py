"""Stands the whole of Covergraph up on one machine: databases, broker, eight services, one gateway.

cli          the command `covergraph`; imports the rest only when a subcommand needs it
settings     what the environment says: database and broker URLs
folder       the data folder: what lies where, who may enter it, who holds it
progress     what a person watching sees: lines with ticks, then a box
processes    starting programs and forked children so that none outlives its parent
postgres     the embedded PostgreSQL server
broker       the embedded NATS server
databases    the eight databases: where they are, whether they answer, migrations
services     what runs in a child: one subgraph, or the gateway
launcher     keeps all of them running, restarts what dies, stops them in order
up           the order in which a stack comes up
doctor       looks for what could be wrong, a sentence each
console      builds the GraphiQL page
loading/     importers of other systems' data
seed/        the sample and the demonstration rows
"""
