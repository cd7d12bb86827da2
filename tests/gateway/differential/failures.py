"""What goes wrong in a run: fields fail wherever they are asked, entities are not found, requests get no answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from tests.gateway.differential.cut import Cut
from tests.gateway.differential.world import KEY_FIELDS, FieldModel, Thing, TypeModel

# An object's field, by the identity of the object.
Spot = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Failures:
    """`fields` fail in every subgraph and in plain execution; the others are known to the gateway alone.

    `lost` are entities (by identity) that a subgraph does not find, `down` the numbers of a subgraph's requests that
    get no answer.
    """

    fields: frozenset[Spot] = frozenset()
    lost: frozenset[tuple[str, int]] = frozenset()
    down: frozenset[tuple[str, int]] = frozenset()


NOTHING_FAILS = Failures()


def failing_fields(random: Random, cut: Cut) -> Failures:
    """Let fields fail that no plan may spoil more by: no keys, nothing that some subgraph promises more of."""
    spots = [(id(thing), f.name) for thing, f in _failable(cut)]
    return Failures(fields=frozenset(spot for spot in spots if random.random() < 0.08))


def failing_requests(random: Random, cut: Cut) -> Failures:
    """Let some requests go unanswered and some entities not be found."""
    things = [thing for entity in cut.world.entities() for thing in cut.world.things[entity.name]]
    lost = [(s.name, id(thing)) for s in cut.subgraphs for thing in things if random.random() < 0.04]
    down = [(s.name, number) for s in cut.subgraphs for number in range(4) if random.random() < 0.12]
    return Failures(lost=frozenset(lost), down=frozenset(down))


def _failable(cut: Cut) -> Iterator[tuple[Thing, FieldModel]]:
    for model in cut.world.types.values():
        if not model.is_abstract and model.name not in {"Place", "Hall"}:
            for f in model.fields.values():
                if _may_fail(model, f) and not (f.type.endswith("!") and cut.world.has_promises):
                    for thing in cut.world.things[model.name]:
                        yield thing, f


def _may_fail(model: TypeModel, f: FieldModel) -> bool:
    if f.strongest or (model.keys and f.name in KEY_FIELDS) or f.name.startswith("only"):
        return False
    return not (f.is_required and f.type.endswith("!"))
