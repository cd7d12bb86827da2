"""A sample's records into rows, domain by domain: what design calls the mapping of Synthea.

No database, no clock: the same sample gives the same rows.

ids         the ids that several domains name
cover       coverage rows into spans of cover, and the cover of a day
core        companies and their periods, members
schemes     schemes with their terms, policies, enrolments
providers   the network, providers with their places and contracts, personnel
claims      claims with lines, diagnoses and the result their source computed
"""
