"""Fields with arguments that an ancestor fills: the types that set the context lead to them, and nothing else does."""

from tests.gateway.differential.cut import Cut
from tests.gateway.differential.parts import Part, Subgraph
from tests.gateway.differential.world import KEYS, FieldModel, TypeModel, add_key_fields, wrapped


def add_contexts(cut: Cut) -> None:
    """Add an entity whose field takes what the nearest of some ancestors holds."""
    if cut.random.random() < 0.5:
        return
    subgraph = cut.random.choice(cut.subgraphs)
    setters = {name: leaf for name in subgraph.parts for leaf in _leaves(cut, subgraph, name)}
    if not setters:
        return
    names = cut.random.sample(sorted(setters), min(len(setters), cut.random.randint(1, 2)))
    taken = TypeModel("X", keys=cut.random.sample(KEYS, cut.random.randint(1, 2)))
    _add_type(cut, taken, subgraph)
    for name in names:
        subgraph.parts[name].contexts.append("near")
        f = FieldModel(f"k{name}", wrapped(cut.random, "X"))
        cut.world.types[name].fields[f.name] = f
        cut.give(subgraph, cut.world.types[name], f)
    _add_field(cut, taken, subgraph, {name: setters[name] for name in names})


def _leaves(cut: Cut, subgraph: Subgraph, name: str) -> list[str]:
    """Name the leaves of an entity that an argument may take."""
    part, model = subgraph.parts[name], cut.world.types[name]
    if part.keyword != "type" or not model.keys or part.is_interface_object:
        return []
    return [
        f.model.name
        for f in part.fields.values()
        if f.named == "Int" and "[" not in f.type and f.is_own and not f.model.arguments and not f.model.requires
    ]


def _add_type(cut: Cut, taken: TypeModel, subgraph: Subgraph) -> None:
    cut.world.types["X"] = taken
    add_key_fields(taken)
    cut.world.add_things(cut.random, "X")
    cut.homes["X"] = subgraph
    cut.settle(taken)
    taken.add("a", "Int")
    taken.add("b", wrapped(cut.random, "X"))
    for name in ("a", "b"):
        cut.place(taken, taken.fields[name])


def _add_field(cut: Cut, taken: TypeModel, subgraph: Subgraph, leaves: dict[str, str]) -> None:
    conditions = " ".join(f"... on {name} {{ {leaf} }}" for name, leaf in sorted(leaves.items()))
    (only, *more) = leaves.items()
    selection = conditions if more or cut.random.random() < 0.5 else f"{{ {only[1]} }}"
    for number in range(cut.random.randint(1, 2)):
        added = FieldModel(f"c{number}", "Int", context=leaves)
        taken.fields[added.name] = added
        cut.give(subgraph, taken, added).context = f'near: Int @fromContext(field: "$near {selection}")'
    others = [s for s in cut.subgraphs if s is not subgraph]
    if others and cut.random.random() < 0.5:
        _require(cut, taken, cut.random.choice(others))


def _require(cut: Cut, taken: TypeModel, subgraph: Subgraph) -> None:
    """Let a field elsewhere require the one that takes from the context."""
    part: Part = cut.entity(subgraph, taken)
    part.declare(taken.fields["c0"], "@external")
    added = FieldModel("rc", "Int", requires="c0")
    taken.fields[added.name] = added
    cut.give(subgraph, taken, added).mark('@requires(fields: "c0")')
