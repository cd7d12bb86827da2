"""Tables and closed choices of the eight domains: one file or folder per domain, and what they have in common.

base      column bundles, column types, constraints and triggers every domain builds its tables from
money     amounts with their currency
<domain>  the domain's tables; shared between the tools of one domain (subgraph, migrations, seed, tests), never between
          domains
"""
