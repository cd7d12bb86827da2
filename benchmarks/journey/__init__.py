"""A claim's journey on a stack of its own: what the drill and the benchmark of adjudication share.

stack    a stack on a folder of its own, begun and ended
bills    claims to submit, the same ones every time
door     the endpoint as a client meets it, tried again while something is away
rest     waiting until it has come to its end
state    what the databases hold when all is done: counted, and as rows that two runs can be compared by
paying   finance pays what is owed
killing  processes killed at random moments, each in its turn
"""
