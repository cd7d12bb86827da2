"""Field sets are read as selections without braces, and printed as they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.composition.fieldsets import FieldSet, FieldSetError, OnType, Select, print_field_set, read_field_set

NAMES = st.sampled_from(["id", "name", "user", "price", "T", "on2"])


def field_sets() -> st.SearchStrategy[FieldSet]:
    arguments = st.dictionaries(NAMES, st.sampled_from(["3", '"x"', "[1, 2]", "EUR"]), max_size=2)
    leaves = st.builds(lambda name, given: Select(name, tuple(given.items())), NAMES, arguments)
    return st.recursive(
        st.lists(leaves, min_size=1, max_size=2).map(tuple),
        lambda below: st.lists(
            st.one_of(leaves, st.builds(Select, NAMES, sub=below), st.builds(OnType, NAMES, below)),
            min_size=1,
            max_size=3,
        ).map(tuple),
        max_leaves=8,
    )


@given(field_sets())
def test_reading_what_was_printed_gives_the_same(fields: FieldSet) -> None:
    assert read_field_set(print_field_set(fields)) == fields


@pytest.mark.parametrize("text", ["{ id name }", "id name", " id  name ", "id, name"])
def test_braces_and_commas_do_not_matter(text: str) -> None:
    assert read_field_set(text) == (Select("id"), Select("name"))


@pytest.mark.parametrize("text", ["", "{", "id }", "id } query { x", "a: id", "...F", "id {}", "\u0000"])
def test_what_is_not_a_selection_is_refused(text: str) -> None:
    with pytest.raises(FieldSetError) as refusal:
        read_field_set(text)

    assert refusal.value.suffix == "INVALID_FIELDS"


def test_directives_are_refused_by_name() -> None:
    with pytest.raises(FieldSetError, match="@include") as refusal:
        read_field_set("id @include(if: true)")

    assert refusal.value.suffix == "DIRECTIVE_IN_FIELDS_ARG"
