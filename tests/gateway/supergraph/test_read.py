"""Supergraphs of others: versions, renames, features, and the views the planner walks."""

import pytest
from graphql import parse, validate

from gateway.errors import SupergraphError
from gateway.operation import Field
from gateway.supergraph import Kind, Target, read_supergraph

HEAD = """
schema
  @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/{version}", for: EXECUTION)
  {links}
{{ query: Query }}
enum join__Graph {{ A @join__graph(name: "a-one", url: "http://a.test") B @join__graph(name: "b", url: "") }}
"""
QUERY = "type Query @join__type(graph: A) @join__type(graph: B) { t: T @join__field(graph: A) }\n"


def supergraph_text(types: str, *, version: str = "v0.5", links: str = "") -> str:
    return HEAD.format(version=version, links=links) + QUERY + types


T = 'type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") { id: ID! %s }'


def test_graphs_keep_their_real_names_and_addresses() -> None:
    supergraph = read_supergraph(supergraph_text(T % ""))

    assert [(g.enum_value, g.name, g.url) for g in supergraph.graphs] == [
        ("A", "a-one", "http://a.test"),
        ("B", "b", ""),
    ]


@pytest.mark.parametrize("version", ["v0.3", "v0.4", "v0.5"])
def test_join_versions_of_federation_two_are_read(version: str) -> None:
    supergraph = read_supergraph(supergraph_text(T % "", version=version))

    assert "type T {\n  id: ID!\n}" in supergraph.api_sdl


@pytest.mark.parametrize("version", ["v0.1", "v0.2", "v0.6"])
def test_other_join_versions_are_refused_by_name(version: str) -> None:
    with pytest.raises(SupergraphError, match=f"join/{version}"):
        read_supergraph(supergraph_text(T % "", version=version))


@pytest.mark.parametrize("purpose", ["EXECUTION", "SECURITY"])
def test_an_unknown_feature_with_a_purpose_is_refused_by_name(purpose: str) -> None:
    links = f'@link(url: "https://specs.example/guard/v1.2", for: {purpose})'

    with pytest.raises(SupergraphError, match=r"specs\.example/guard/v1\.2"):
        read_supergraph(supergraph_text(T % "", links=links))


def test_an_unknown_feature_without_a_purpose_is_ignored_and_hidden() -> None:
    links = '@link(url: "https://specs.example/note/v1.0", import: ["@remark", { name: "Level", as: "RemarkLevel" }])'
    extra = (
        " directive @remark(level: RemarkLevel) on FIELD_DEFINITION directive @note__more on OBJECT"
        " enum RemarkLevel { HIGH } "
    )

    supergraph = read_supergraph(supergraph_text(T % "size: Int @remark(level: HIGH)" + extra, links=links))

    assert "remark" not in supergraph.api_sdl.lower()
    assert "note__more" not in supergraph.api_sdl


def test_elements_are_found_by_the_names_that_links_give_them() -> None:
    text = """
    schema
      @core(url: "https://specs.apollo.dev/link/v1.0", as: "core")
      @core(url: "https://specs.apollo.dev/join/v0.5", as: "j", for: EXECUTION, import: [{ name: "@field", as: "@at" }])
      @core(
        url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY
        import: [{ name: "@inaccessible", as: "@hide" }]
      )
    { query: Query }
    enum j__Graph { A @j__graph(name: "a", url: "") B @j__graph(name: "b", url: "") }
    type Query @j__type(graph: A) { t: Int secret: Int @hide }
    type T @j__type(graph: B, key: "id") { id: ID! size: Int @at(graph: B, external: true) }
    """

    supergraph = read_supergraph(text)

    assert "secret" not in supergraph.api_sdl
    assert "j__" not in supergraph.api_sdl
    assert not supergraph.views[1]["T"].fields["size"].is_own


def test_what_is_inaccessible_is_hidden_from_clients_and_known_to_the_planner() -> None:
    links = '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)'
    types = T % "secret(a: Int @inaccessible): Hidden @inaccessible" + (
        " type Hidden @join__type(graph: A) @inaccessible { x: Int }"
        " enum E @join__type(graph: A) { ONE TWO @inaccessible }"
        " input I @join__type(graph: A) { a: E b: Int @inaccessible }"
        " union U @join__type(graph: A) = T | Hidden"
    )

    supergraph = read_supergraph(supergraph_text(types, links=links))

    assert "ecret" not in supergraph.api_sdl
    assert "Hidden" not in supergraph.api_sdl
    assert "TWO" not in supergraph.api_sdl
    assert "input I {\n  a: E\n}" in supergraph.api_sdl
    assert "secret" in supergraph.views[0]["T"].fields


def test_a_field_without_join_field_is_in_every_graph_of_its_type() -> None:
    views = read_supergraph(supergraph_text(T % "a: Int b: Int @join__field(graph: B)")).views

    assert set(views[0]["T"].fields) == {"id", "a"}
    assert set(views[1]["T"].fields) == {"id", "a", "b"}


def test_a_field_may_be_deprecated_where_its_interface_is_not() -> None:
    types = """
    interface Named @join__type(graph: A) { name: String }
    type T implements Named @join__implements(graph: A, interface: "Named") @join__type(graph: A) {
      name: String @deprecated(reason: "use the other")
    }
    """
    supergraph = read_supergraph(supergraph_text(types))

    assert validate(supergraph.api_schema, parse("{ t { name } }")) == []
    assert 'name: String @deprecated(reason: "use the other")' in supergraph.api_sdl


def test_an_external_key_field_is_the_graphs_own_on_an_extension_only() -> None:
    fields = "id: ID! @join__field(graph: A) @join__field(graph: B, external: true)"
    plain = 'type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") { %s }'
    extension = 'type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", extension: true) { %s }'

    assert not read_supergraph(supergraph_text(plain % fields)).views[1]["T"].fields["id"].is_own
    assert read_supergraph(supergraph_text(extension % fields)).views[1]["T"].fields["id"].is_own


def test_a_label_decides_which_of_two_graphs_has_a_field() -> None:
    text = supergraph_text(
        T
        % (
            'f: Int @join__field(graph: A, overrideLabel: "x")'
            ' @join__field(graph: B, override: "a-one", overrideLabel: "x")'
        )
    )
    supergraph = read_supergraph(text)

    without = supergraph.under(frozenset()).targets("T")["f"]
    active = supergraph.under(frozenset(("x", "unknown"))).targets("T")["f"]

    assert supergraph.override_labels == {"x"}
    assert without == (Target(0, "T"),)
    assert active == (Target(1, "T"),)


def test_an_interface_object_has_its_fields_on_each_implementation() -> None:
    types = """
    interface T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
      id: ID! rating: Int @join__field(graph: B)
    }
    type X implements T @join__implements(graph: A, interface: "T") @join__type(graph: A, key: "id") {
      id: ID! rating: Int @join__field
    }
    """

    supergraph = read_supergraph(supergraph_text(types))
    views = supergraph.under(frozenset())

    assert supergraph.views[1]["T"].kind is Kind.INTERFACE_OBJECT
    assert views.targets("X")["rating"] == (Target(1, "T"),)
    assert views.entered_as("X") == (Target(0, "X"), Target(1, "T"))


def test_types_that_all_graphs_know_alike_have_one_representative() -> None:
    types = T % "" + (
        ' type X @join__type(graph: A, key: "id") { id: ID! n: Int }'
        ' type Y @join__type(graph: A, key: "id") { id: ID! n: Int }'
        ' type Z @join__type(graph: A, key: "id") { id: ID! n: Int! }'
    )

    views = read_supergraph(supergraph_text(types)).under(frozenset())

    assert [views.alike(name) for name in ("X", "Y", "Z")] == ["X", "X", "Z"]


def test_a_required_abstract_value_is_sent_with_its_types_name() -> None:
    types = (
        'type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {'
        " id: ID! u: U @join__field(graph: A) @join__field(graph: B, external: true)"
        ' f: Int @join__field(graph: B, requires: "u { ... on X { n } }") }'
        ' union U @join__type(graph: A) @join__type(graph: B) @join__unionMember(graph: A, member: "X")'
        ' @join__unionMember(graph: B, member: "X") = X type X @join__type(graph: A) @join__type(graph: B) { n: Int }'
    )

    requires = read_supergraph(supergraph_text(types)).views[1]["T"].fields["f"].requires

    assert requires == (Field("u", "u", sub=(Field("__typename", "__typename"), Field("n", "n"))),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("type Query {", "not valid GraphQL"),
        ("type Query { a: Int }", "was not composed"),
        ('schema @link(url: "https://specs.apollo.dev/link/v1.0") { query: Query } type Query { a: Int }', "join"),
        (supergraph_text("type T @join__type(graph: C) { id: ID! }"), "C"),
        (supergraph_text('type T @join__type(graph: A, key: "id {") { id: ID! }'), "field set"),
    ],
)
def test_what_is_no_supergraph_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(SupergraphError, match=why):
        read_supergraph(text)
