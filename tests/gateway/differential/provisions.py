"""Fields with @provides: leaves, objects below objects, and what only some types have."""

from tests.gateway.differential.cut import Cut
from tests.gateway.differential.parts import FieldPart, Subgraph
from tests.gateway.differential.world import FieldModel, TypeModel


def add_provisions(cut: Cut) -> None:
    """Let fields give more of the objects they bring than their subgraph knows otherwise."""
    for subgraph in cut.subgraphs:
        for part in list(subgraph.parts.values()):
            for f in list(part.fields.values()):
                target = cut.world.types.get(f.named)
                is_plain = f.is_own and not any(d.startswith(("@requires", "@provides")) for d in f.directives)
                if target and is_plain and part.keyword == "type" and cut.random.random() < 0.25:
                    _provide(cut, subgraph, f, target)


def _provide(cut: Cut, subgraph: Subgraph, f: FieldPart, target: TypeModel) -> None:
    if target.is_abstract:
        known = subgraph.parts[target.name]
        members = [cut.world.types[name] for name in known.members if cut.world.types[name].keys]
        given = [(m, _given(cut, subgraph, m, 0)) for m in members if not known.is_interface_object]
        text = " ".join(f"... on {member.name} {{ {inner} }}" for member, inner in given if inner)
    else:
        text = _given(cut, subgraph, target, 1) if target.keys else ""
    if text:
        f.mark(f'@provides(fields: "{text}")')


def _given(cut: Cut, subgraph: Subgraph, target: TypeModel, depth: int) -> str:
    """Choose a field of an entity that is given in addition, with what is given below it."""
    known = subgraph.parts[target.name].fields
    choices = [g for g in target.fields.values() if g.name not in known and _may_be_given(cut, target, g, depth)]
    if not choices:
        return ""
    given = cut.random.choice(choices)
    below = ""
    if not given.is_leaf:
        inner = cut.world.types[given.named]
        if inner.name not in subgraph.parts:
            return ""
        below = _given(cut, subgraph, inner, depth - 1)
        if not below:
            return ""
    subgraph.parts[target.name].declare(given, "@external")
    for owner in cut.where[target.name, given.name]:
        owner.parts[target.name].fields[given.name].mark("@shareable")
    return f"{given.name}{f' {{ {below} }}' if below else ''}"


def _may_be_given(cut: Cut, target: TypeModel, g: FieldModel, depth: int) -> bool:
    is_inner = depth > 0 and not g.is_leaf and bool(cut.world.types[g.named].keys)
    owners = cut.where.get((target.name, g.name), ())
    return (
        (g.is_leaf or is_inner)
        and not g.arguments
        and not g.requires
        and not g.context
        and not g.name.startswith(("i", "only"))
        and bool(owners)
        and all(target.name in owner.parts for owner in owners)
    )
