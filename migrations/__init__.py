"""One Alembic history per database.

env         what Alembic runs: one domain's metadata against one connection
comparison  what Alembic must know to compare a database with the models
operations  what migrations do beyond Alembic's own operations
run         upgrade, downgrade, compare: what the commands and the tests call
<domain>    the domain's history, oldest first, in `versions/`
"""
