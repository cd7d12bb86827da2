"""A random world: entities, values, interfaces, unions, and objects of them that refer to each other."""

from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random
from typing import Any

SCALARS = ("Int", "String", "Boolean", "Colour")
# Colours are only answered, so each subgraph may know others of them; sizes are asked with, so all know the same.
COLOURS = ("RED", "GREEN", "BLUE")
SIZES = ("SMALL", "LARGE")
WRAPPINGS = ("{}", "{}", "{}!", "[{}]", "[{}!]!", "[{}!]", "[[{}]]")
ARGUMENTS = ("", "", "", "", "(n: Int)", "(n: Int = 1)", "(n: Int, m: Int)", "(by: Size)", "(with: Shift)")
INPUTS = f"enum Size {{ {' '.join(SIZES)} }}\n\ninput Shift {{ n: Int = 0 more: [Int!] }}\n\n"
# Keys that an entity may have; `place` is a value that every entity holds.
KEYS = (
    "id",
    "code",
    "id code",
    "place { row }",
    "place { row seat } code",
    "place { hall { name } }",
    "id place { seat hall { name } }",
)
KEY_FIELDS = ("id", "code", "place")
ROOTS = ("Query", "Mutation")


@dataclass(slots=True)
class FieldModel:
    """A field of the world; `arguments` as printed with brackets, or "".

    Others may require it: then no null stands at a non-null place in it, for there what is sent and what is true part.
    `strongest` is the type of the subgraph that promises most, where one promises more than others.
    `context` names, for each type that sets the context of the field's argument, what is taken there.
    """

    name: str
    type: str
    arguments: str = ""
    requires: str = ""
    is_required: bool = False
    strongest: str = ""
    context: dict[str, str] = field(default_factory=dict)

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

    @property
    def is_root(self) -> bool:
        return self.name in ROOTS

    def add(self, name: str, type_: str, arguments: str = "") -> None:
        self.fields[name] = FieldModel(name, type_, arguments)


@dataclass(slots=True, eq=False)
class Thing:
    """An object of the data set."""

    type_name: str
    values: dict[str, Any] = field(default_factory=dict)


class NothingFitsError(Exception):
    """A value must be there, and no type is known to all subgraphs that might be asked for it."""


@dataclass(slots=True)
class World:
    """The types by name, the roots among them, and the objects by type."""

    types: dict[str, TypeModel]
    things: dict[str, list[Thing]]

    def possible(self, name: str) -> list[str]:
        return self.types[name].members or [name]

    @property
    def has_promises(self) -> bool:
        """Whether some subgraph promises more than others: there a null takes more away than it does in truth."""
        return any(f.strongest for model in self.types.values() for f in model.fields.values())

    def entities(self) -> list[TypeModel]:
        return [model for model in self.types.values() if model.keys]

    def fill(self, random: Random, owner: Thing, model: FieldModel, allowed: Collection[str]) -> None:
        """Give an object a value for a field; references go to the allowed types only, colours are the allowed ones."""
        is_whole = model.is_required or self.has_promises
        broken = 0 if is_whole else 0.01
        owner.values[model.name] = self._value(random, model.strongest or model.type, allowed, broken)

    def _value(self, random: Random, type_: str, allowed: Collection[str], broken: float) -> Any:
        chance_of_null = 0.12 if not type_.endswith("!") else broken
        if random.random() < chance_of_null:
            return None
        type_ = type_.removesuffix("!")
        if type_.startswith("["):
            return [self._value(random, type_[1:-1], allowed, broken) for _ in range(random.choice((0, 1, 2, 2, 3)))]
        match type_:
            case "Int":
                return random.randrange(1000)
            case "String":
                return f"s{random.randrange(1000)}"
            case "Boolean":
                return random.random() < 0.5
            case "Colour":
                return random.choice(sorted(allowed))
            case _:
                pass
        candidates = [thing for name in allowed for thing in self.things[name]]
        if not candidates and not broken:
            raise NothingFitsError(type_)
        return random.choice(candidates) if candidates else None

    def add_things(self, random: Random, name: str) -> None:
        """Make a few objects of a type; entities get the values of their keys."""
        made = self.things.setdefault(name, [])
        for _ in range(random.randint(1, 4)):
            serial = sum(map(len, self.things.values())) + 40
            thing = Thing(name)
            if self.types[name].keys:
                hall = Thing("Hall", {"name": f"h{serial}"})
                place = Thing("Place", {"row": serial, "seat": serial % 3, "hall": hall})
                thing.values = {"id": f"{serial}", "code": f"c{serial}", "place": place}
            made.append(thing)


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
    outputs = list(types)
    _add_key_types(types)
    for name in entities:
        add_key_fields(types[name])
    _add_roots(random, types, outputs)
    world = World(types, {})
    for name in (*entities, *values):
        world.add_things(random, name)
    for root in ROOTS:
        world.things[root] = [Thing(root)]
    return world


def add_key_fields(model: TypeModel) -> None:
    """Give an entity all the fields that keys may name."""
    model.add("id", "ID!")
    model.add("code", "String!")
    model.add("place", "Place!")


def _add_key_types(types: dict[str, TypeModel]) -> None:
    types["Place"] = TypeModel("Place")
    types["Place"].add("row", "Int!")
    types["Place"].add("seat", "Int!")
    types["Place"].add("hall", "Hall!")
    types["Hall"] = TypeModel("Hall")
    types["Hall"].add("name", "String!")


def _add_roots(random: Random, types: dict[str, TypeModel], outputs: list[str]) -> None:
    types["Query"] = TypeModel("Query")
    for number in range(random.randint(2, 5)):
        types["Query"].add(f"q{number}", wrapped(random, random.choice(outputs)), random.choice(ARGUMENTS))
    if random.random() < 0.4:
        types["Mutation"] = TypeModel("Mutation")
        for number in range(random.randint(1, 4)):
            types["Mutation"].add(f"m{number}", wrapped(random, random.choice((*outputs, "Int"))), "(n: Int)")


def wrapped(random: Random, name: str) -> str:
    """Draw what stands around a type: nothing, a list, promises."""
    return random.choice(WRAPPINGS).format(name)


def _add_abstract_types(random: Random, types: dict[str, TypeModel], entities: list[str], values: list[str]) -> None:
    for number in range(random.randint(0, 2)):
        pool = entities if random.random() < 0.7 else [*entities, *values]
        interface = TypeModel(f"I{number}", members=sorted(random.sample(pool, random.randint(1, len(pool)))))
        for index in range(random.randint(1, 2)):
            interface.add(f"i{number}{index}", wrapped(random, random.choice((*SCALARS, *entities))))
        for member in interface.members:
            for f in interface.fields.values():
                promised = "" if f.type.endswith("!") or random.random() < 0.7 else "!"
                types[member].add(f.name, f.type + promised)
        types[interface.name] = interface
    for number in range(random.randint(0, 2)):
        pool = [*entities, *values]
        members = sorted(random.sample(pool, random.randint(1, len(pool))))
        types[f"U{number}"] = TypeModel(f"U{number}", members=members, is_union=True)


def _add_fields(random: Random, types: dict[str, TypeModel], name: str) -> None:
    """Draw field names from few letters, so that types share names with other shapes."""
    targets = list(types)
    for letter in random.sample("abcdefg", random.randint(2, 5)):
        target = random.choice(SCALARS) if random.random() < 0.5 else random.choice(targets)
        types[name].add(letter, wrapped(random, target), random.choice(ARGUMENTS))
