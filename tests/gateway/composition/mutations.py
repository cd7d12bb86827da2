"""Subgraphs that almost fit together: those of a random world, with a few random edits of the kind people make."""

from collections.abc import Callable, Sequence
from random import Random
from re import Match, finditer, sub

from gateway.composition import SubgraphSchema
from tests.gateway.differential.compare import cut_world
from tests.gateway.differential.world import NothingFitsError
from tests.gateway.planner.cases import LINK

# Far from the seeds that are asked for.
SKIPPED = 1_000_000
HEAD = LINK.replace("import: [", 'import: ["@authenticated", "@requiresScopes", ')

KEY = r' @key\(fields: "[^"]*"\)'
FIELD = r"\n  (?P<name>\w+)(?P<arguments>\([^)]*\))?: (?P<type>[\[\]!\w]+)(?P<rest>[^\n]*)"
DEFINITION = r"(?P<keyword>type|interface|union|enum) (?P<name>\w+)"

Edit = tuple[str, Callable[[Random, Match[str]], str]]


def _retyped(random: Random, found: Match[str]) -> str:
    changed = random.choice(("Int", "String", "[Int]", found["type"].removesuffix("!"), f"[{found['type']}]", "E0"))
    return f"\n  {found['name']}{found['arguments'] or ''}: {changed}{found['rest']}"


def _marked(random: Random, found: Match[str]) -> str:
    mark = random.choice(
        (
            "@external",
            "@shareable",
            "@inaccessible",
            '@tag(name: "t")',
            '@override(from: "s0")',
            '@override(from: "s1")',
            '@requires(fields: "id")',
            '@provides(fields: "id")',
            "@authenticated",
            '@requiresScopes(scopes: [["a"]])',
        )
    )
    return found[0] if mark.partition("(")[0] in found[0] else f"{found[0]} {mark}"


def _rearranged(random: Random, found: Match[str]) -> str:
    arguments = random.choice(("", "(n: Int!)", "(n: String)", "(n: Int = 3)", "(m: Int)", "(n: Int, m: Int)"))
    return f"\n  {found['name']}{arguments}: {found['type']}{found['rest']}"


def _rekinded(random: Random, found: Match[str]) -> str:
    mark = random.choice(("@inaccessible", "@shareable", "@extends", "@interfaceObject", "@authenticated"))
    return f"{found[0]} {mark}"


EDITS: Sequence[Edit] = (
    (KEY, lambda _random, _found: ""),
    (KEY, lambda _random, found: found[0].replace('")', '", resolvable: false)')),
    (KEY, lambda random, _found: f' @key(fields: "{random.choice(("id", "code", "a", "nothing", "place"))}")'),
    (FIELD, lambda _random, _found: ""),
    (FIELD, lambda _random, found: found[0].replace(f" {found['name']}", " renamed", 1)),
    (FIELD, _retyped),
    (FIELD, _marked),
    (FIELD, _rearranged),
    (FIELD, lambda _random, found: sub(r" @\w+(\([^)]*\))?", "", found[0])),
    (r" @(shareable|external|override\([^)]*\)|provides\([^)]*\)|requires\([^)]*\))", lambda _random, _found: ""),
    (r" @interfaceObject", lambda _random, _found: ""),
    (r" implements \w+", lambda _random, _found: ""),
    (r"(?<== )\w+ \| |(?<=\w) \| \w+(?=\n)", lambda _random, _found: ""),
    (r"RED ", lambda _random, _found: ""),
    (DEFINITION, _rekinded),
)


def valid_subgraphs(seed: int) -> tuple[SubgraphSchema, ...]:
    """Return the subgraphs of the world of a seed, of the next seed where it has none."""
    try:
        made = cut_world(Random(seed))
    except NothingFitsError:
        return valid_subgraphs(seed + SKIPPED)
    return tuple(
        SubgraphSchema(s.name, f"http://{s.name}.example", HEAD + s.print()) for s in made.subgraphs if s.parts
    )


def edited_subgraphs(seed: int) -> tuple[SubgraphSchema, ...]:
    """Return them with one to three edits."""
    random = Random(-seed - 1)
    subgraphs = list(valid_subgraphs(seed))
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        at = random.randrange(len(subgraphs))
        old = subgraphs[at]
        subgraphs[at] = SubgraphSchema(old.name, old.url, HEAD + _edited(random, old.sdl.removeprefix(HEAD)))
    return tuple(subgraphs)


def _edited(random: Random, sdl: str) -> str:
    """Make one edit at a random place that it fits; the text stays as it is where there is none."""
    pattern, change = random.choice(EDITS)
    places = list(finditer(pattern, sdl))
    if not places:
        return sdl
    place = random.choice(places)
    return sdl[: place.start()] + change(random, place) + sdl[place.end() :]
