"""Fields with @requires: of leaves with arguments, of objects levels deep, through type conditions, in chains."""

from tests.gateway.differential.cut import Cut
from tests.gateway.differential.parts import Part, Subgraph
from tests.gateway.differential.world import KEY_FIELDS, FieldModel, TypeModel

_LITERALS = {
    "(n: Int)": ("(n: {0})", ""),
    "(n: Int = 1)": ("(n: {0})", ""),
    "(n: Int, m: Int)": ("(n: {0}, m: {1})", "(m: {1})", ""),
    "(by: Size)": ("(by: LARGE)", "(by: SMALL)"),
    "(with: Shift)": ("(with: {{ n: {0} }})", "(with: {{ more: [{0}, {1}] }})"),
}


def add_requirements(cut: Cut) -> None:
    """Add fields that are computed from what other subgraphs know."""
    for _ in range(cut.random.randint(0, 4)):
        model = cut.random.choice(cut.world.entities())
        knowing = [s for s in cut.subgraphs if model.name in s.parts]
        subgraph = cut.random.choice(knowing)
        part = subgraph.parts[model.name]
        fields = _required(cut, subgraph, model, part, depth=2)
        if fields:
            for text in fields[: cut.random.randint(1, 2)]:
                _add(cut, subgraph, model, text)


def _add(cut: Cut, subgraph: Subgraph, model: TypeModel, text: str) -> None:
    added = FieldModel(f"r{len(model.fields)}", "Int", "", text)
    model.fields[added.name] = added
    cut.give(subgraph, model, added).mark(f'@requires(fields: "{text}")')


def _required(cut: Cut, subgraph: Subgraph, model: TypeModel, part: Part, *, depth: int) -> list[str]:
    """Choose what to require; several texts ask the same fields with other arguments."""
    choices = [f for f in model.fields.values() if f.name not in part.fields and _is_requirable(cut, model, f, depth)]
    if not choices:
        return []
    wanted = cut.random.sample(choices, min(len(choices), cut.random.randint(1, 2)))
    below = {f.name: _below(cut, subgraph, f, depth) for f in wanted}
    wanted = [f for f in wanted if f.is_leaf or below[f.name]]
    for f in wanted:
        part.declare(f, "@external")
        f.is_required = True
    return [" ".join(f"{f.name}{_literal(cut, f)}{below[f.name]}" for f in wanted) for _ in range(2)] if wanted else []


def _literal(cut: Cut, f: FieldModel) -> str:
    shapes = _LITERALS.get(f.arguments, ("",))
    return cut.random.choice(shapes).format(cut.random.randrange(3), cut.random.randrange(3))


def _is_requirable(cut: Cut, model: TypeModel, f: FieldModel, depth: int) -> bool:
    if (model.name, f.name) not in cut.where:
        home = cut.homes.get(model.name)
        known = home.parts[model.name].fields.get(f.name) if home else None
        return f.name in {"id", "code"} and known is not None and known.is_own
    return f.is_leaf or (depth > 0 and bool(cut.world.types[f.named].keys or cut.world.types[f.named].is_abstract))


def _below(cut: Cut, subgraph: Subgraph, f: FieldModel, depth: int) -> str:
    """Write what is required below a field, "" for a leaf or where nothing can be."""
    target = cut.world.types.get(f.named)
    if target is None or not _may_know(cut, subgraph, target):
        return ""
    if target.is_abstract:
        return _through_types(cut, subgraph, target, depth)
    inner = _inner(cut, subgraph, target, depth)
    return f" {{ {inner} }}" if inner else ""


def _through_types(cut: Cut, subgraph: Subgraph, target: TypeModel, depth: int) -> str:
    members = [cut.world.types[name] for name in target.members]
    if not all(member.keys and _may_know(cut, subgraph, member) for member in members):
        return ""
    cut.reach(subgraph, target.name)
    known = subgraph.parts[target.name].members
    parts = [
        f"... on {member.name} {{ {inner} }}"
        for member in members
        if member.name in known and (inner := _inner(cut, subgraph, member, depth))
    ]
    return f" {{ {' '.join(parts)} }}" if parts else ""


def _inner(cut: Cut, subgraph: Subgraph, target: TypeModel, depth: int) -> str:
    """Choose fields of an entity that is required: what some subgraph has and this one need not know."""
    part = cut.entity(subgraph, target)
    choices = [
        f
        for f in target.fields.values()
        if (f.name not in part.fields or f.name in KEY_FIELDS[:2] or part.fields[f.name].is_external)
        and _is_requirable(cut, target, f, depth - 1)
    ]
    texts = []
    for f in cut.random.sample(choices, min(len(choices), cut.random.randint(1, 2))):
        below = "" if f.is_leaf else _below(cut, subgraph, f, depth - 1)
        if f.is_leaf or below:
            f.is_required = True
            if f.name not in part.fields:
                part.declare(f, "@external")
            texts.append(f"{f.name}{_literal(cut, f)}{below}")
    return " ".join(texts)


def _may_know(cut: Cut, subgraph: Subgraph, target: TypeModel) -> bool:
    """Whether the subgraph may know a type: not one that implements what is an object here."""
    return not any(
        part.is_interface_object and {target.name, *target.members} & {part.name, *cut.world.types[part.name].members}
        for part in subgraph.parts.values()
    )
