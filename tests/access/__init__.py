"""Who may see what, said a second time and by hand, and asked of each layer alone and of all together.

expected      the table, from the security design and the roles of each query; a file a service; no policy of the code
world         rows of everything, one family's own and another's, and somebody for each role; a file a service
questions     one field of one row, asked in several ways, and what came of it
layers        what each layer alone lets through
"""
