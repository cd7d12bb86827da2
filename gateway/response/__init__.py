"""From the merged tree to exactly what the client asked: its order, its aliases, its nulls, its errors.

shape       the way in: the fast path where nothing is wrong, the slow one where something is
generate    the fast path: Python source per selection, compiled once; gives up at the first irregular value
project     the slow path, and the fast one's oracle: every rule of the specification, one value at a time
leaves      which values a leaf type admits
withhold    null and an error where the caller may not read
places      where in the client's answer an error of the tree belongs
answer      the JSON that goes out, bounded in size
introspect  `__schema` and `__type`, answered here and never by a subgraph
"""

from gateway.response.answer import Answer, answer_of, conceal_messages, sized
from gateway.response.introspect import introspect
from gateway.response.shape import Shaped, Shaper
from gateway.response.withhold import Withheld, withheld_names, withheld_parts, withhold

__all__ = [
    "Answer",
    "Shaped",
    "Shaper",
    "Withheld",
    "answer_of",
    "conceal_messages",
    "introspect",
    "sized",
    "withheld_names",
    "withheld_parts",
    "withhold",
]
