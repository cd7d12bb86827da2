"""One Alembic history per database.

env         what Alembic runs: one domain's metadata against one connection
run         upgrade, downgrade, compare: what the commands and the tests call
<domain>    the domain's history, oldest first, in `versions/`
"""
