"""A world cut into subgraphs: who declares what, with which directives. By construction every field is reachable.

Each entity has a home that knows all its keys, so that there is a way between any two subgraphs that know the entity.
Values are whole wherever they are, or cut over subgraphs that all resolve every field that leads to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from tests.gateway.differential.world import COLOURS, FieldModel, TypeModel, World


@dataclass(slots=True)
class FieldPart:
    """A field as a subgraph declares it."""

    model: FieldModel
    directives: list[str] = field(default_factory=list)

    @property
    def is_own(self) -> bool:
        return "@external" not in self.directives and not self.is_overridden

    @property
    def is_overridden(self) -> bool:
        return "#overridden" in self.directives

    def mark(self, directive: str) -> None:
        if directive not in self.directives:
            self.directives.append(directive)

    def print(self) -> str:
        shown = " ".join(directive for directive in self.directives if not directive.startswith("#"))
        return f"  {self.model.name}{self.model.arguments}: {self.model.type} {shown}".rstrip()


@dataclass(slots=True)
class Part:
    """A type as a subgraph declares it."""

    keyword: str
    name: str
    fields: dict[str, FieldPart] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    interfaces: list[str] = field(default_factory=list)
    is_interface_object: bool = False

    def declare(self, model: FieldModel, *directives: str) -> FieldPart:
        part = self.fields.setdefault(model.name, FieldPart(model))
        for directive in directives:
            part.mark(directive)
        return part

    def print(self) -> str:
        keys = "".join(f' @key(fields: "{key}")' for key in self.keys)
        if self.keyword == "union":
            return f"union {self.name} = {' | '.join(self.members)}"
        implements = f" implements {' & '.join(sorted(self.interfaces))}" if self.interfaces else ""
        added = " @interfaceObject" if self.is_interface_object else ""
        fields = "\n".join(part.print() for part in self.fields.values())
        return f"{self.keyword} {self.name}{implements}{keys}{added} {{\n{fields}\n}}"


@dataclass(slots=True)
class Subgraph:
    """A subgraph's parts by type."""

    name: str
    parts: dict[str, Part] = field(default_factory=dict)

    def print(self) -> str:
        enum = f"enum Colour {{ {' '.join(COLOURS)} }}"
        return "\n\n".join((enum, *(part.print() for part in self.parts.values()))) + "\n"


def cut(random: Random, world: World) -> list[Subgraph]:
    """Cut a world into subgraphs, and fill the fields' values as far as the cut allows."""
    return _Cut(random, world).run()


class _Cut:
    def __init__(self, random: Random, world: World) -> None:
        self._random = random
        self._world = world
        self._subgraphs = [Subgraph(f"s{n}") for n in range(random.randint(2, 6))]
        self._homes = {entity.name: random.choice(self._subgraphs) for entity in world.entities()}
        self._value_homes = {
            name: random.sample(self._subgraphs, 2) for name in self._cuttable() if random.random() < 0.6
        }
        self._where: dict[tuple[str, str], list[Subgraph]] = {}

    def run(self) -> list[Subgraph]:
        for entity in self._world.entities():
            home = self._entity(self._homes[entity.name], entity)
            for key in entity.keys:
                self._add_key(home, self._homes[entity.name], entity, key)
        for model in list(self._world.types.values()):
            if not model.is_abstract and model.name != "Place":
                for f in list(model.fields.values()):
                    if f.name not in {"id", "code", "place"} or not model.keys:
                        self._place_field(model, f)
        self._implement_interfaces()
        self._add_interface_objects()
        self._add_requirements()
        self._add_provisions()
        self._add_overrides()
        self._finish_interfaces()
        self._fill()
        return [subgraph for subgraph in self._subgraphs if subgraph.parts]

    def _cuttable(self) -> list[str]:
        """Name the values that only entities and the root lead to: all of a cut value's homes resolve those fields."""
        nested = {
            name
            for model in self._world.types.values()
            if model.name.startswith("V") or model.is_abstract
            for name in (*model.members, *(f.named for f in model.fields.values()))
        }
        return [name for name in self._world.types if name.startswith("V") and name not in nested]

    # Where fields live.

    def _place_field(self, model: TypeModel, f: FieldModel) -> None:
        for subgraph in self._owners(model, f):
            part = self._object(subgraph, model)
            self._reach(subgraph, f.named)
            part.declare(f)
            where = self._where.setdefault((model.name, f.name), [])
            if subgraph not in where:
                where.append(subgraph)
        owners = self._where[model.name, f.name]
        if len(owners) > 1 or (not model.keys and model.name != "Query"):
            for subgraph in owners:
                subgraph.parts[model.name].fields[f.name].mark("@shareable")

    def _owners(self, model: TypeModel, f: FieldModel) -> list[Subgraph]:
        if f.named in self._value_homes:
            return self._value_homes[f.named]
        if model.name in self._value_homes:
            homes = self._value_homes[model.name]
            is_first = f.name == next(iter(model.fields))
            return homes if is_first or self._random.random() < 0.3 else [self._random.choice(homes)]
        if not model.keys and model.name != "Query":
            # A whole value is everywhere where it can come from: all of its fields are placed when it is reached.
            return self._value_places(model)
        count = 1 if self._random.random() < 0.75 else 2
        return self._random.sample(self._subgraphs, min(count, len(self._subgraphs)))

    def _value_places(self, model: TypeModel) -> list[Subgraph]:
        placed = [subgraph for subgraph in self._subgraphs if model.name in subgraph.parts]
        return placed or [self._random.choice(self._subgraphs)]

    def _object(self, subgraph: Subgraph, model: TypeModel) -> Part:
        if model.keys:
            return self._entity(subgraph, model)
        return subgraph.parts.setdefault(model.name, Part("type", model.name))

    def _entity(self, subgraph: Subgraph, model: TypeModel) -> Part:
        """Let a subgraph know an entity, by one of its keys."""
        known = subgraph.parts.get(model.name)
        if known is None:
            known = subgraph.parts[model.name] = Part("type", model.name)
            self._add_key(known, subgraph, model, self._random.choice(model.keys))
        return known

    def _add_key(self, part: Part, subgraph: Subgraph, model: TypeModel, key: str) -> None:
        if key not in part.keys:
            part.keys.append(key)
        for name in ("id", "code", "place"):
            if name in key:
                part.declare(model.fields[name], "@shareable")
        if "place" in key:
            place = subgraph.parts.setdefault("Place", Part("type", "Place"))
            for f in self._world.types["Place"].fields.values():
                place.declare(f, "@shareable")

    def _reach(self, subgraph: Subgraph, name: str) -> None:
        """Let a subgraph know everything that a field of this type may bring."""
        model = self._world.types.get(name)
        if model is None or (model.name in subgraph.parts and not model.keys):
            return
        if model.is_abstract:
            members = list(model.members)
            if model.is_union and self._random.random() < 0.3:
                members = self._random.sample(members, self._random.randint(1, len(members)))
            subgraph.parts[name] = Part("union" if model.is_union else "interface", name, members=sorted(members))
            for member in members:
                self._reach(subgraph, member)
        elif model.keys:
            self._entity(subgraph, model)
        elif name in self._value_homes:
            subgraph.parts.setdefault(name, Part("type", name))
        else:
            part = subgraph.parts.setdefault(name, Part("type", name))
            for f in model.fields.values():
                part.declare(f, "@shareable")
                where = self._where.setdefault((name, f.name), [])
                if subgraph not in where:
                    where.append(subgraph)
                self._reach(subgraph, f.named)

    # Interfaces.

    def _implement_interfaces(self) -> None:
        """Say who implements what: a subgraph's interface has the fields that all its implementations have there."""
        for subgraph in self._subgraphs:
            for name, part in subgraph.parts.items():
                if part.keyword == "interface":
                    for member in part.members:
                        subgraph.parts[member].interfaces.append(name)

    def _finish_interfaces(self) -> None:
        for subgraph in self._subgraphs:
            for part in subgraph.parts.values():
                if part.keyword != "interface":
                    continue
                model = self._world.types[part.name]
                shared = [f for f in model.fields.values() if self._all_have(subgraph, part, f.name)]
                if all(self._world.types[member].keys for member in part.members):
                    shared += self._shared_id(subgraph, part)
                if not shared:
                    shared = [self._marker(subgraph, part)]
                for f in shared:
                    part.declare(FieldModel(f.name, f.type, f.arguments))

    @staticmethod
    def _all_have(subgraph: Subgraph, part: Part, name: str) -> bool:
        fields = [subgraph.parts[member].fields.get(name) for member in part.members]
        return all(f is not None and f.is_own for f in fields)

    def _shared_id(self, subgraph: Subgraph, part: Part) -> Iterable[FieldModel]:
        if self._all_have(subgraph, part, "id"):
            yield FieldModel("id", "ID!")

    def _marker(self, subgraph: Subgraph, part: Part) -> FieldModel:
        """Give all members a field of their own, for an interface must have one."""
        model = FieldModel(f"only{part.name}", "Int")
        for member in part.members:
            subgraph.parts[member].declare(model, "@shareable")
            self._world.types[member].fields[model.name] = model
            self._where.setdefault((member, model.name), []).append(subgraph)
        return model

    def _add_interface_objects(self) -> None:
        for name, model in list(self._world.types.items()):
            if model.is_union or not model.is_abstract or self._random.random() < 0.4:
                continue
            if not all("id" in self._world.types[member].keys for member in model.members):
                continue
            real = [s for s in self._subgraphs if name in s.parts]
            free = [s for s in self._subgraphs if not {name, *model.members} & s.parts.keys() and s.parts]
            if real and free:
                self._add_interface_object(model, self._random.choice(real), self._random.choice(free))

    def _add_interface_object(self, model: TypeModel, real: Subgraph, free: Subgraph) -> None:
        real.parts[model.name].keys.append("id")
        for member in model.members:
            self._add_key(real.parts[member], real, self._world.types[member], "id")
        part = free.parts[model.name] = Part("type", model.name, keys=["id"], is_interface_object=True)
        part.declare(FieldModel("id", "ID!"))
        for number in range(self._random.randint(1, 2)):
            type_ = self._random.choice(("Int", "String!", "[Int]"))
            added = FieldModel(f"{model.name.lower()}o{number}", type_, self._random.choice(("", "(n: Int)")))
            part.declare(added)
            for member in model.members:
                self._world.types[member].fields[added.name] = added
                self._where.setdefault((member, added.name), []).append(free)
        root = FieldModel(f"q{model.name}", self._random.choice((model.name, f"[{model.name}!]")))
        self._world.types["Query"].fields[root.name] = root
        free.parts.setdefault("Query", Part("type", "Query")).declare(root)
        self._where["Query", root.name] = [free]

    # Directives between subgraphs.

    def _add_requirements(self) -> None:
        for _ in range(self._random.randint(0, 3)):
            model = self._random.choice(self._world.entities())
            subgraph = self._random.choice([s for s in self._subgraphs if model.name in s.parts])
            part = subgraph.parts[model.name]
            choices = [f for f in model.fields.values() if f.name not in part.fields and self._is_requirable(model, f)]
            if not choices:
                continue
            wanted = self._random.sample(choices, min(len(choices), self._random.randint(1, 2)))
            name = f"r{len(model.fields)}"
            fields = " ".join(self._required(subgraph, part, f) for f in wanted)
            added = FieldModel(name, "Int", "", fields)
            model.fields[name] = added
            part.declare(added, f'@requires(fields: "{fields}")')
            self._where[model.name, name] = [subgraph]

    def _is_requirable(self, model: TypeModel, f: FieldModel) -> bool:
        if (model.name, f.name) not in self._where:
            known = self._homes[model.name].parts[model.name].fields.get(f.name)
            return f.name in {"id", "code"} and known is not None and known.is_own
        target = self._world.types.get(f.named)
        if target is None:
            return True
        return bool(target.keys) and bool(self._inner_leaves(target))

    def _inner_leaves(self, target: TypeModel) -> list[FieldModel]:
        """List the leaves that may be required below a field: some subgraph resolves them without more ado."""
        leaves = (f for f in target.fields.values() if f.is_leaf and not f.arguments and not f.requires)
        return [f for f in leaves if self._is_requirable(target, f)]

    def _required(self, subgraph: Subgraph, part: Part, f: FieldModel) -> str:
        part.declare(f, "@external")
        f.is_required = True
        literal = f"(n: {self._random.randrange(3)})" if f.arguments else ""
        if f.is_leaf:
            return f"{f.name}{literal}"
        target = self._world.types[f.named]
        below = self._entity(subgraph, target)
        inner = self._random.choice(self._inner_leaves(target))
        inner.is_required = True
        if inner.name not in below.fields:
            below.declare(inner, "@external")
        return f"{f.name}{literal} {{ {inner.name} }}"

    def _add_provisions(self) -> None:
        for subgraph in self._subgraphs:
            for part in list(subgraph.parts.values()):
                for f in list(part.fields.values()):
                    target = self._world.types.get(f.model.named)
                    if target and target.keys and f.is_own and self._random.random() < 0.25:
                        self._provide(subgraph, f, target)

    def _provide(self, subgraph: Subgraph, f: FieldPart, target: TypeModel) -> None:
        below = subgraph.parts[target.name]
        choices = [
            g
            for g in target.fields.values()
            if g.name not in below.fields
            and g.is_leaf
            and not g.arguments
            and not g.requires
            and self._where.get((target.name, g.name))
            and not g.name.startswith(("i", "only"))
        ]
        if not choices or any(d.startswith("@requires") for d in f.directives):
            return
        given = self._random.choice(choices)
        below.declare(given, "@external")
        f.mark(f'@provides(fields: "{given.name}")')
        for owner in self._where[target.name, given.name]:
            owner.parts[target.name].fields[given.name].mark("@shareable")

    def _add_overrides(self) -> None:
        for (type_name, name), owners in list(self._where.items()):
            model = self._world.types[type_name]
            f = model.fields[name]
            if len(owners) != 1 or not model.keys or f.requires or not f.is_leaf or self._random.random() > 0.15:
                continue
            old = owners[0].parts.get(type_name)
            others = [s for s in self._subgraphs if type_name in s.parts and name not in s.parts[type_name].fields]
            if old is None or not others or name.startswith(("i", "only")):
                continue
            new = self._random.choice(others)
            label = self._random.choice(("", "", ', label: "on"', ', label: "off"'))
            declared = new.parts[type_name].declare(f, f'@override(from: "{owners[0].name}"{label})')
            shared = "@shareable" in old.fields[name].directives
            if shared:
                declared.mark("@shareable")
            if "off" in label:
                declared.mark("#overridden")
            else:
                old.fields[name].mark("#overridden")

    # Data.

    def _fill(self) -> None:
        for model in self._world.types.values():
            if model.is_abstract or model.name == "Place":
                continue
            things = [self._world.root] if model.name == "Query" else self._world.things[model.name]
            for f in model.fields.values():
                members = self._members(model.name, f)
                for thing in things:
                    if f.name not in thing.values:
                        self._world.fill(self._random, thing, f, members)

    def _members(self, type_name: str, f: FieldModel) -> list[str]:
        """Name the types that may stand in a field: those that every subgraph that has it knows."""
        if f.is_leaf:
            return []
        members = set(self._world.possible(f.named))
        for subgraph in self._where.get((type_name, f.name), ()):
            part = subgraph.parts[f.named]
            if part.members:
                members &= set(part.members)
        return sorted(members)
