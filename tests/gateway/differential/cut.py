"""A world cut into subgraphs: which of them knows which type, and who resolves which field.

By construction every field is reachable: each entity has a home that knows all its keys and can be asked by each, so
there is a way between any two subgraphs that know the entity. Values are whole wherever they are, or cut over subgraphs
that all resolve every field that leads to them.
"""

from random import Random

from tests.gateway.differential.parts import FieldPart, Part, Subgraph
from tests.gateway.differential.world import COLOURS, KEY_FIELDS, FieldModel, TypeModel, World


class Cut:
    """The cut in the making: the subgraphs, each entity's home, and where each field is resolved."""

    def __init__(self, random: Random, world: World) -> None:
        self.random = random
        self.world = world
        self.subgraphs = [Subgraph(f"s{n}", self._colours()) for n in range(random.randint(2, 6))]
        self.homes = {entity.name: random.choice(self.subgraphs) for entity in world.entities()}
        self.where: dict[tuple[str, str], list[Subgraph]] = {}
        cuttable = [name for name in self._cuttable() if random.random() < 0.6]
        self._value_homes = {name: random.sample(self.subgraphs, 2) for name in cuttable}

    def _colours(self) -> tuple[str, ...]:
        """Draw the colours that a subgraph knows: all know red."""
        return COLOURS if self.random.random() < 0.6 else COLOURS[: self.random.randint(1, 2)]

    def _cuttable(self) -> list[str]:
        """Name the values that only entities and queries lead to: all of a cut value's homes resolve those fields."""
        nested = {
            name
            for model in self.world.types.values()
            if model.name.startswith("V") or model.is_abstract or model.name == "Mutation"
            for name in (*model.members, *(f.named for f in model.fields.values()))
        }
        return [name for name in self.world.types if name.startswith("V") and name not in nested]

    def place_fields(self) -> None:
        """Give each field to the subgraphs that resolve it."""
        for entity in self.world.entities():
            self.settle(entity)
        for model in list(self.world.types.values()):
            if not model.is_abstract and model.name not in {"Place", "Hall"}:
                for f in list(model.fields.values()):
                    if f.name not in KEY_FIELDS or not model.keys:
                        self.place(model, f)

    def settle(self, entity: TypeModel) -> None:
        """Give an entity its home, where all its keys are known."""
        home = self.entity(self.homes[entity.name], entity)
        for key in entity.keys:
            self.add_key(home, self.homes[entity.name], entity, key)

    def place(self, model: TypeModel, f: FieldModel) -> None:
        """Choose who resolves a field."""
        for subgraph in self._owners(model, f):
            self.reach(subgraph, f.named)
            self.give(subgraph, model, f)
        owners = self.where[model.name, f.name]
        if len(owners) > 1 or (not model.keys and not model.is_root):
            for subgraph in owners:
                subgraph.parts[model.name].fields[f.name].mark("@shareable")
        if len(owners) > 1 and self.random.random() < 0.3:
            self._promise(self.random.choice(owners), model, f)

    def give(self, subgraph: Subgraph, model: TypeModel, f: FieldModel) -> FieldPart:
        """Let a subgraph resolve a field."""
        where = self.where.setdefault((model.name, f.name), [])
        if subgraph not in where:
            where.append(subgraph)
        return self._object(subgraph, model).declare(f)

    def _promise(self, subgraph: Subgraph, model: TypeModel, f: FieldModel) -> None:
        """Let one subgraph promise more of a field's type than the others do."""
        if f.type.endswith("!"):
            return
        f.strongest = f"{f.type}!"
        part = subgraph.parts[model.name].fields[f.name]
        part.type = f.strongest
        target = self.world.types.get(f.named)
        if target and target.is_abstract and self.random.random() < 0.5:
            member = self.random.choice(subgraph.parts[target.name].members)
            part.type = part.type.replace(f.named, member)

    def _owners(self, model: TypeModel, f: FieldModel) -> list[Subgraph]:
        if f.named in self._value_homes:
            return self._value_homes[f.named]
        if model.name in self._value_homes:
            homes = self._value_homes[model.name]
            is_first = f.name == next(iter(model.fields))
            return homes if is_first or self.random.random() < 0.3 else [self.random.choice(homes)]
        if not model.keys and not model.is_root:
            # A whole value is everywhere where it can come from: all of its fields are placed when it is reached.
            placed = [subgraph for subgraph in self.subgraphs if model.name in subgraph.parts]
            return placed or [self.random.choice(self.subgraphs)]
        count = 1 if self.random.random() < 0.75 else 2
        return self.random.sample(self.subgraphs, min(count, len(self.subgraphs)))

    def _object(self, subgraph: Subgraph, model: TypeModel) -> Part:
        if model.keys:
            return self.entity(subgraph, model)
        return subgraph.parts.setdefault(model.name, Part("type", model.name))

    def entity(self, subgraph: Subgraph, model: TypeModel) -> Part:
        """Let a subgraph know an entity, by one of its keys."""
        known = subgraph.parts.get(model.name)
        if known is None:
            known = subgraph.parts[model.name] = Part("type", model.name)
            self.add_key(known, subgraph, model, self.random.choice(model.keys))
        return known

    def add_key(self, part: Part, subgraph: Subgraph, model: TypeModel, key: str) -> None:
        """Let a subgraph be asked for an entity by a key."""
        if key not in part.keys:
            part.keys.append(key)
        for name in KEY_FIELDS:
            if name in key.split():
                part.declare(model.fields[name], "@shareable")
        if "place" in key:
            for name in ("Place", "Hall"):
                known = subgraph.parts.setdefault(name, Part("type", name))
                for f in self.world.types[name].fields.values():
                    known.declare(f, "@shareable")

    def reach(self, subgraph: Subgraph, name: str) -> None:
        """Let a subgraph know everything that a field of this type may bring."""
        model = self.world.types.get(name)
        if model is None or (model.name in subgraph.parts and not model.keys):
            return
        if model.is_abstract:
            self._reach_members(subgraph, model)
        elif model.keys:
            self.entity(subgraph, model)
        elif name in self._value_homes:
            subgraph.parts.setdefault(name, Part("type", name))
        else:
            subgraph.parts.setdefault(name, Part("type", name))
            for f in model.fields.values():
                self.give(subgraph, model, f).mark("@shareable")
                self.reach(subgraph, f.named)

    def _reach_members(self, subgraph: Subgraph, model: TypeModel) -> None:
        members = list(model.members)
        if self.random.random() < 0.3:
            members = sorted(self.random.sample(members, self.random.randint(1, len(members))))
        keyword = "union" if model.is_union else "interface"
        subgraph.parts[model.name] = Part(keyword, model.name, members=members)
        for member in members:
            self.reach(subgraph, member)
            if not model.is_union:
                subgraph.parts[member].interfaces.append(model.name)

    # Data.

    def fill(self) -> None:
        """Give every object its values, as far as every subgraph that may be asked knows them."""
        for model in self.world.types.values():
            if model.is_abstract or model.name in {"Place", "Hall"}:
                continue
            for f in model.fields.values():
                allowed = self._allowed(model, f)
                for thing in self.world.things[model.name]:
                    if f.name not in thing.values:
                        self.world.fill(self.random, thing, f, allowed)

    def _allowed(self, model: TypeModel, f: FieldModel) -> list[str]:
        """Name what may stand in a field: types and colours that every subgraph that has it knows."""
        declaring = [s for s in self.subgraphs if model.name in s.parts and f.name in s.parts[model.name].fields]
        if f.is_leaf:
            return sorted(set(COLOURS).intersection(*(s.colours for s in declaring)))
        allowed = set(self.world.possible(f.named))
        for subgraph in declaring:
            named = subgraph.parts[model.name].fields[f.name].named
            part = subgraph.parts.get(named)
            allowed &= set(part.members if part and part.members else self.world.possible(named))
        return sorted(allowed)
