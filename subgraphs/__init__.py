"""Eight domain services, one folder each, with the same files in each.

registry     the eight rows: name, database variable, package
kit          what all eight need and none owns
<domain>     types (what a client sees), queries (asks), loaders (every read), schema (assembles)
"""
