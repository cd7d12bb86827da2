"""Properties of merging: what is asked in the end does not depend on who asked first."""

from collections.abc import Iterable

from graphql import parse, print_ast
from graphql.language import FieldNode, OperationDefinitionNode, ValueNode
from hypothesis import given
from hypothesis import strategies as st

from gateway.operation.canonical import print_arguments, tree_key
from gateway.operation.merge import merge_selections
from gateway.operation.selection import Field, Selection

NAMES = st.sampled_from("abc")
TYPES = st.none() | st.frozensets(st.sampled_from(("Cat", "Dog")), min_size=1)


def fields(below: st.SearchStrategy[Selection]) -> st.SearchStrategy[Field]:
    return st.builds(lambda name, on, sub: Field(f"{name}{len(sub) > 0}", name, "", on, sub), NAMES, TYPES, below)


def selections(below: st.SearchStrategy[Selection]) -> st.SearchStrategy[Selection]:
    return st.lists(fields(below), min_size=1, max_size=4, unique_by=lambda f: (f.key, f.on)).map(tuple)


SELECTIONS: st.SearchStrategy[Selection] = st.recursive(selections(st.just(())), selections, max_leaves=8)
LITERALS = st.recursive(
    st.integers(-(2**31), 2**31 - 1).map(str)
    | st.text(max_size=5).filter(str.isascii).map(lambda text: print_ast(_value(f'"""{_plain(text)}"""')))
    | st.sampled_from(("null", "true", "RED", "$x", "1.5")),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(NAMES, inner, max_size=3).map(
            lambda items: f"{{{', '.join(f'{name}: {value}' for name, value in items.items())}}}"
        )
    ),
    max_leaves=6,
)


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum() or character == " ")


def _arguments(text: str) -> tuple[FieldNode, OperationDefinitionNode]:
    (operation,) = parse(f"{{ f({text}) }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    (node,) = operation.selection_set.selections
    assert isinstance(node, FieldNode)
    return node, operation


def _value(text: str) -> ValueNode:
    node, _ = _arguments(f"v: {text}")
    assert node.arguments is not None
    return node.arguments[0].value


def _asked(selection: Iterable[Field]) -> frozenset[object]:
    return frozenset((f.key, f.on, _asked(f.sub)) for f in selection)


@given(SELECTIONS, SELECTIONS, SELECTIONS)
def test_merging_asks_the_same_in_any_order(one: Selection, two: Selection, three: Selection) -> None:
    merged = merge_selections(one, two, three)

    assert _asked(merged) == _asked(merge_selections(three, merge_selections(two, one)))


@given(SELECTIONS)
def test_merging_with_itself_changes_nothing(selection: Selection) -> None:
    merged = merge_selections(selection, selection)

    assert merged == selection


@given(st.dictionaries(st.sampled_from("uvw"), LITERALS, min_size=1))
def test_printed_arguments_are_read_as_they_were_printed(values: dict[str, str]) -> None:
    node, _ = _arguments(", ".join(f"{name}: {value}" for name, value in values.items()))
    printed, variables = print_arguments(node.arguments)

    again, _ = _arguments(printed)

    assert print_arguments(again.arguments) == (printed, variables)
    assert sorted(a.name.value for a in again.arguments or ()) == sorted(values)


@given(st.dictionaries(st.sampled_from("uvw"), LITERALS, min_size=2))
def test_the_order_of_arguments_gives_no_other_key(values: dict[str, str]) -> None:
    written = [f"{name}: {value}" for name, value in values.items()]

    keys = {
        tree_key("f", print_arguments(_arguments(", ".join(text))[0].arguments)[0]) for text in (written, written[::-1])
    }

    assert len(keys) == 1
