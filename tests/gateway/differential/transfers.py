"""Fields that another subgraph took over, and entities that a subgraph can name and not be asked for."""

from tests.gateway.differential.cut import Cut
from tests.gateway.differential.parts import Part, Subgraph

# The labels that are active in every comparison; the others that occur are not.
ACTIVE_LABELS = frozenset(("on", "percent(70)"))
_LABELS = ("", "", "on", "off", "percent(70)", "percent(30)")


def add_overrides(cut: Cut) -> None:
    """Let subgraphs take over fields from others, some under a label."""
    for (type_name, name), owners in list(cut.where.items()):
        model = cut.world.types[type_name]
        f = model.fields[name]
        if len(owners) != 1 or not model.keys or f.requires or f.context or not f.is_leaf or cut.random.random() > 0.15:
            continue
        old = owners[0].parts.get(type_name)
        others = [s for s in cut.subgraphs if type_name in s.parts and name not in s.parts[type_name].fields]
        if old is None or not others or name.startswith(("i", "only")):
            continue
        label = cut.random.choice(_LABELS)
        shown = f', label: "{label}"' if label else ""
        declared = cut.random.choice(others).parts[type_name].declare(f, f'@override(from: "{owners[0].name}"{shown})')
        if "@shareable" in old.fields[name].directives:
            declared.mark("@shareable")
        if label and label not in ACTIVE_LABELS:
            declared.is_overridden = True
        else:
            old.fields[name].is_overridden = True


def close_entries(cut: Cut) -> None:
    """Let subgraphs only name entities of which they resolve nothing, or by some of their keys."""
    for subgraph in cut.subgraphs:
        for part in subgraph.parts.values():
            model = cut.world.types[part.name]
            if (
                part.keyword != "type"
                or not model.keys
                or cut.homes[part.name] is subgraph
                or _is_bound(subgraph, part)
            ):
                continue
            if all(f.is_external or f.model.name in " ".join(part.keys).split() for f in part.fields.values()):
                closed = list(part.keys) if cut.random.random() < 0.4 else []
            else:
                closed = [key for key in part.keys[1:] if cut.random.random() < 0.4]
            part.keys = [key for key in part.keys if key not in closed]
            part.references += closed


def _is_bound(subgraph: Subgraph, part: Part) -> bool:
    """Whether the subgraph's keys must stay, because an interface has them too."""
    return any(subgraph.parts[name].keys for name in part.interfaces)
