"""Reach subgraphs: HTTP/1.1 over TCP, TLS or a unix socket, on connections that are kept.

target      a subgraph's address and the bytes that open every request to it
connection  one connection: a request out, an answer in, one at a time
pool        the connections to one subgraph: kept, limited, waited for
failures    why calls fail, logged without a flood
client      the `Send` that the executor is given: deadline, one retry of reads, answers that cannot be used

Our own rather than a library's, because here a gateway spends its time: a kept connection costs a parser call and a
future. It speaks just what subgraphs speak: POST, no redirects, no cookies, no proxies, no compression.
"""

from gateway.server.subgraph_client.client import SubgraphClient
from gateway.server.subgraph_client.target import Target, TargetError, read_target

__all__ = ["SubgraphClient", "Target", "TargetError", "read_target"]
