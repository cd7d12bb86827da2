"""Interfaces: the fields that a subgraph's interface has, and subgraphs that know an interface as an object."""

from tests.gateway.differential.cut import Cut
from tests.gateway.differential.parts import FieldPart, Part, Subgraph
from tests.gateway.differential.world import FieldModel, TypeModel


def finish_interfaces(cut: Cut) -> None:
    """Give each subgraph's interfaces the fields that all its implementations resolve there."""
    for subgraph in cut.subgraphs:
        for part in subgraph.parts.values():
            if part.keyword == "interface":
                for f in _shared(cut, subgraph, part) or [_marker(cut, subgraph, part)]:
                    part.declare(FieldModel(f.name, f.type, f.arguments))


def _shared(cut: Cut, subgraph: Subgraph, part: Part) -> list[FieldModel]:
    model = cut.world.types[part.name]
    shared = [f for f in model.fields.values() if _all_have(subgraph, part, f)]
    identity = FieldModel("id", "ID!")
    is_of_entities = all("id" in " ".join(cut.world.types[m].keys).split() for m in model.members)
    return shared + ([identity] if is_of_entities and _all_have(subgraph, part, identity) else [])


def _all_have(subgraph: Subgraph, part: Part, f: FieldModel) -> bool:
    fields = [subgraph.parts[member].fields.get(f.name) for member in part.members]
    return all(known is not None and known.is_own and _fits(known, f) for known in fields)


def _fits(known: FieldPart, f: FieldModel) -> bool:
    """Whether the implementation's field is of the interface's type, or promises more of it."""
    return known.named == f.named


def _marker(cut: Cut, subgraph: Subgraph, part: Part) -> FieldModel:
    """Give all members a field of their own, for an interface must have one."""
    model = FieldModel(f"only{part.name}", "Int")
    for member in part.members:
        cut.world.types[member].fields.setdefault(model.name, model)
        cut.give(subgraph, cut.world.types[member], model).mark("@shareable")
    return model


def add_interface_objects(cut: Cut) -> None:
    """Let subgraphs that know none of its implementations add fields to an interface."""
    for name, model in list(cut.world.types.items()):
        if model.is_union or not model.is_abstract or cut.random.random() < 0.4:
            continue
        if not all("id" in cut.world.types[member].keys for member in model.members):
            continue
        real = [s for s in cut.subgraphs if name in s.parts and len(s.parts[name].members) == len(model.members)]
        free = [s for s in cut.subgraphs if not {name, *model.members} & s.parts.keys() and s.parts]
        if real and free:
            _add_interface_object(cut, model, cut.random.choice(real), cut.random.choice(free))


def _add_interface_object(cut: Cut, model: TypeModel, real: Subgraph, free: Subgraph) -> None:
    real.parts[model.name].keys.append("id")
    for member in model.members:
        cut.add_key(real.parts[member], real, cut.world.types[member], "id")
    part = free.parts[model.name] = Part("type", model.name, keys=["id"], is_interface_object=True)
    part.declare(FieldModel("id", "ID!"))
    for number in range(cut.random.randint(1, 3)):
        type_ = cut.random.choice(("Int", "String!", "[Int]"))
        added = FieldModel(f"{model.name.lower()}o{number}", type_, cut.random.choice(("", "(n: Int)")))
        _require(cut, model, part, added)
        for member in model.members:
            cut.world.types[member].fields[added.name] = added
            cut.where.setdefault((member, added.name), []).append(free)
    root = FieldModel(f"q{model.name}", cut.random.choice((model.name, f"[{model.name}!]")))
    cut.world.types["Query"].fields[root.name] = root
    cut.give(free, cut.world.types["Query"], root)


def _require(cut: Cut, model: TypeModel, part: Part, added: FieldModel) -> None:
    """Let a field that is added to an interface require one that the implementations have."""
    choices = [f for f in model.fields.values() if f.is_leaf and all((m, f.name) in cut.where for m in model.members)]
    if not choices or cut.random.random() < 0.6:
        part.declare(added)
        return
    wanted = cut.random.choice(choices)
    for member in model.members:
        cut.world.types[member].fields[wanted.name].is_required = True
    part.declare(wanted, "@external")
    added.type, added.arguments, added.requires = "Int", "", wanted.name
    part.declare(added, f'@requires(fields: "{wanted.name}")')
