"""Run a plan: ask the subgraphs, in the plan's order, and merge what they answer into one tree.

program     a plan compiled once: request bytes prepared, dependants known
writers     who brings what to which place of the tree
order       start each request when those it waits for are done
run         ask and merge; the clear way, and the oracle of the direct one
direct      a shorter way for plans of plain objects: the subgraphs' bytes into the client's, typed
walk        from the tree's root along a plan's path to the objects it names
represent   objects into `_entities` representations, each sent once
columns     the fast path of walking, representing and merging, for all objects of a call together
contexts    calls with values that ancestors hold: one request for each set of values
answer      the bytes of a subgraph's answer into data and errors, whatever they hold
merge       an answer's data into the tree
blame       failures and subgraph errors onto the places of the tree they concern
left_out    what is not asked because something was lost before
send        the function a run is given to reach subgraphs: nothing here knows a network
"""

from gateway.executor.program import Program, compile_plan
from gateway.executor.run import execute
from gateway.executor.send import Send

__all__ = ["Program", "Send", "compile_plan", "execute"]
