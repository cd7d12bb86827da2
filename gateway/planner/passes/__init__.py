"""The rewrites between the recursion and the printed plan, one a file, in the order they run.

contexts   a step that takes values from context waits for those who bring them
waves      when each step can run at the earliest
postpone   a step that nobody waits for runs later where that saves a request
join       all steps of one wave to one subgraph become one request
"""
