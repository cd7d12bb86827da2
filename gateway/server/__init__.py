"""The only room of the gateway that knows HTTP.

app               the ASGI application: `Gateway`, made from a supergraph and settings
endpoint          /graphql: a bare ASGI callable, because the hot path pays for every layer
request           an HTTP request into a GraphQL request, or a refusal
media             which of our two media types a client accepts
cors              which origins may ask, and what they are told
admission         how many operations are in work, how many wait
rates             how often a caller may ask
leaving           a client that left: its work ends
authentication    who asks: access tokens, the issuer's keys
vouching          what subgraphs are told of who asks
limits            how large an operation may be, measured before it is validated
sharing           equal subgraph requests in flight are sent once
chunking          long lists of representations go in pieces
subgraph_client   the way to the subgraphs
pages             what else is served: health, the schema, the GraphiQL page
refusal           requests that end before GraphQL begins
serving           how uvicorn serves it: limits on a request's head, drain at the end
settings          everything that can be set, with its default
configuration     settings from a file
environment       what the environment adds, and what production refuses
"""
