"""A random world: entities, values, interfaces, unions, and objects of them that refer to each other."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

SCALARS = ("Int", "String", "Boolean", "Colour")
COLOURS = ("RED", "GREEN", "BLUE")
WRAPPINGS = ("{}", "{}", "{}!", "[{}]", "[{}!]!", "[{}!]", "[[{}]]")
# Keys that an entity may have; `place` is a value of two numbers that every entity holds.
KEYS = ("id", "code", "id code", "place { row }", "place { row seat } code")


@dataclass(slots=True)
class FieldModel:
    """A field of the world; `arguments` as printed with brackets, or "".

    Others may require it: then no null stands at a non-null place in it, for there what is sent and what is true part.
    """

    name: str
    type: str
    arguments: str = ""
    requires: str = ""
    is_required: bool = False

    @property
    def named(self) -> str:
        return self.type.strip("[]!")

    @property
    def is_leaf(self) -> bool:
        return self.named in {*SCALARS, "ID"}


@dataclass(slots=True)
class TypeModel:
    """An object type (`keys`: an entity), or an abstract type with its members."""

    name: str
    fields: dict[str, FieldModel] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    is_union: bool = False

    @property
    def is_abstract(self) -> bool:
        return bool(self.members)

    def add(self, name: str, type_: str, arguments: str = "") -> None:
        self.fields[name] = FieldModel(name, type_, arguments)


@dataclass(slots=True, eq=False)
class Thing:
    """An object of the data set."""

    type_name: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """The types by name, `Query` among them, and the objects by type."""

    types: dict[str, TypeModel]
    things: dict[str, list[Thing]]
    root: Thing

    def possible(self, name: str) -> list[str]:
        return self.types[name].members or [name]

    def entities(self) -> list[TypeModel]:
        return [model for model in self.types.values() if model.keys]

    def fill(self, random: Random, owner: Thing, model: FieldModel, members: list[str]) -> None:
        """Give an object a value for a field; references go to the named members only."""
        owner.values[model.name] = self._value(random, model.type, members, 0 if model.is_required else 0.01)

    def _value(self, random: Random, type_: str, members: list[str], broken: float) -> Any:
        chance_of_null = 0.12 if not type_.endswith("!") else broken
        if random.random() < chance_of_null:
            return None
        type_ = type_.removesuffix("!")
        if type_.startswith("["):
            return [self._value(random, type_[1:-1], members, broken) for _ in range(random.choice((0, 1, 2, 2, 3)))]
        match type_:
            case "Int":
                return random.randrange(1000)
            case "String":
                return f"s{random.randrange(1000)}"
            case "Boolean":
                return random.random() < 0.5
            case "Colour":
                return random.choice(COLOURS)
            case _:
                pass
        candidates = [thing for member in members for thing in self.things[member]]
        return random.choice(candidates) if candidates else None


def make_world(random: Random) -> World:
    """Draw types; their plain fields are filled when the cut is known, for it limits what may stand in them."""
    types: dict[str, TypeModel] = {}
    entities = [f"E{n}" for n in range(random.randint(2, 4))]
    values = [f"V{n}" for n in range(random.randint(0, 2))]
    for name in entities:
        types[name] = TypeModel(name, keys=random.sample(KEYS, random.randint(1, 3)))
    for name in values:
        types[name] = TypeModel(name)
    _add_abstract_types(random, types, entities, values)
    for name in (*entities, *values):
        _add_fields(random, types, name)
    types["Place"] = TypeModel("Place")
    types["Place"].add("row", "Int!")
    types["Place"].add("seat", "Int!")
    for name in entities:
        types[name].add("id", "ID!")
        types[name].add("code", "String!")
        types[name].add("place", "Place!")
    types["Query"] = TypeModel("Query")
    outputs = [name for name in types if name not in {"Query", "Place"}]
    for number in range(random.randint(2, 5)):
        types["Query"].add(f"q{number}", _wrapped(random, random.choice(outputs)), random.choice(("", "", "(n: Int)")))
    return World(types, _make_things(random, types, [*entities, *values]), Thing("Query"))


def _wrapped(random: Random, name: str) -> str:
    return random.choice(WRAPPINGS).format(name)


def _add_abstract_types(random: Random, types: dict[str, TypeModel], entities: list[str], values: list[str]) -> None:
    for number in range(random.randint(0, 2)):
        pool = entities if random.random() < 0.7 else [*entities, *values]
        interface = TypeModel(f"I{number}", members=sorted(random.sample(pool, random.randint(1, len(pool)))))
        for index in range(random.randint(1, 2)):
            interface.add(f"i{number}{index}", _wrapped(random, random.choice((*SCALARS, *entities))))
        for member in interface.members:
            types[member].fields.update({f.name: FieldModel(f.name, f.type) for f in interface.fields.values()})
        types[interface.name] = interface
    for number in range(random.randint(0, 2)):
        pool = [*entities, *values]
        members = sorted(random.sample(pool, random.randint(1, len(pool))))
        types[f"U{number}"] = TypeModel(f"U{number}", members=members, is_union=True)


def _add_fields(random: Random, types: dict[str, TypeModel], name: str) -> None:
    """Draw field names from few letters, so that types share names with other shapes."""
    targets = [other for other in types if other != "Query"]
    for letter in random.sample("abcdefg", random.randint(2, 5)):
        target = random.choice(SCALARS) if random.random() < 0.5 else random.choice(targets)
        types[name].add(letter, _wrapped(random, target), random.choice(("", "", "", "(n: Int)")))


def _make_things(random: Random, types: dict[str, TypeModel], names: list[str]) -> dict[str, list[Thing]]:
    things: dict[str, list[Thing]] = {}
    serial = random.randrange(100)
    for name in names:
        things[name] = []
        for _ in range(random.randint(1, 4)):
            serial += 1
            thing = Thing(name)
            if types[name].keys:
                place = Thing("Place", {"row": serial, "seat": serial % 3})
                thing.values = {"id": f"{serial}", "code": f"c{serial}", "place": place}
            things[name].append(thing)
    return things
