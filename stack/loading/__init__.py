"""Importers of other systems' data: a folder of Synthea CSV files becomes rows of our databases.

Everything is read and checked before any database is touched; then each database gets its rows in one transaction. Ids
are derived from the data, so loading the same folder again changes nothing, and completes what was interrupted.

report      what was read, refused and stored
reader      a file, compressed or not, into rows with their line
fields      what a field may hold
records     what the files become
layout      which files and columns there are, and how they are read into records
sample      all files together: references checked, claims paired with what they bill
identity    our ids, derived from the sample
plans       what payers pay, which the files do not say
rows/       records into rows: core, schemes, providers, claims
sealing     values that are stored encrypted
writing     rows into a database, by COPY
loader      `load`, which does all of it
"""
