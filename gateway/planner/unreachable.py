"""Why a field has no path: its coordinate, and what each subgraph that could answer it lacks."""

from gateway.operation.selection import Selection
from gateway.supergraph import Target, Views


def explain(left: Selection, type_name: str, views: Views) -> tuple[str, str]:
    """Return the coordinate of the first unreachable leaf and the reason."""
    field = left[0]
    coordinate = f"{type_name}.{field.name}"
    if field.sub:
        below = _type_below(type_name, field.name, views)
        if below is not None:
            return explain(field.sub, below, views)
    having = sorted({views.graphs[target.graph].name for target in _having(type_name, field.name, views)})
    if not having:
        return coordinate, "no subgraph resolves it"
    lacking = "key, requirement or context" if _takes_context(type_name, field.name, views) else "key or requirement"
    return coordinate, f"only {', '.join(having)} can answer it, and no {lacking} to get there is obtainable"


def _takes_context(type_name: str, name: str, views: Views) -> bool:
    return any(views.field(target, name).context_arguments for target in _having(type_name, name, views))


def _having(type_name: str, name: str, views: Views) -> list[Target]:
    return [
        Target(index, found)
        for index, types in enumerate(views.types)
        for found in (type_name, *(types[type_name].possible if type_name in types else ()))
        if found in types and name in types[found].fields and types[found].fields[name].is_own
    ]


def _type_below(type_name: str, name: str, views: Views) -> str | None:
    for target in _having(type_name, name, views):
        return views.types[target.graph][target.type_name].fields[name].type_name
    return None
