"""Stands the whole of Covergraph up on one machine: databases, broker, eight services, one gateway.

cli           the command `covergraph`; imports the rest only when a subcommand needs it
settings      what the environment says: database and broker URLs
folder        the data folder: what lies where, who may enter it, who holds it
progress      what a person watching sees: lines with ticks, then a box
processes     starting programs and forked children so that none outlives its parent
up            how a stack comes up, in order
launcher      keeps programs running, restarts what dies, stops them in order
servers       which servers a stack has, given by URL or embedded; postgres and broker are the embedded ones
databases     the eight databases: made, checked, migrated
first_rows    the sample and the demonstration of a first start, from loading/ (importers) and seed/
applications  the nine applications; importing it imports everything
services      what runs in a child: one application on its addresses
showcase      the first query a newcomer runs
console       builds the GraphiQL page
alone, running, doctor, composing, planning, checks   what the commands beside `up` do
"""
