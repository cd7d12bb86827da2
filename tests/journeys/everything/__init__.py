"""Operations that ask for everything, made from the API schema alone, with arguments found in earlier answers.

answers     what answers held, and where they break the schema
arguments   every field in all its variants
questions   operations of a size that the gateway lets through

A node is an object with an id, or one whose fields take arguments: it is opened at one place of the graph, where each
of its fields is asked in all its variants. Other objects (connections, edges, money) are selected whole wherever they
are met, and of a node below the opened one only its id.
"""
