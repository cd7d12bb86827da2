"""The direct way: from the subgraphs' bytes to the client's bytes, with nothing built in between that nobody asked for.

Of most operations everything is known beforehand: each object's type, which fields it will have, which request brings
each of them. So each object of the client's answer gets a class of its own (`msgspec.Struct`), its fields named and
ordered as the client asked. Parsing a subgraph's answer then makes these very objects, and checks each value's type on
the way, in C. What is left to do in Python is to hand the fields of entities over to the objects that wait for them,
and writing the answer is writing the first object.

This way holds no rule about what is wrong. Whatever is not exactly as the types say (an error, a null too many, a
value of another kind) ends it, and the operation is executed the ordinary way, beginning with the answers that are
here already. Plans it does not cover at all (abstract types, keys with keys in them, orders, ...) always go that way.

positions  plan and client selection into positions: every place where objects stand, and who brings its fields
types      a class for each position and a decoder for each request
source     the Python that hands fields over, written for one plan
flight     one run: ask, parse, hand over, write
direct     when it is worth its while: from the third use on, and not where it keeps failing
recorded   a `Send` that remembers, for the ordinary way to begin with
"""

from gateway.executor.direct.direct import Direct, Routes
from gateway.executor.direct.recorded import Recorded

__all__ = ["Direct", "Recorded", "Routes"]
