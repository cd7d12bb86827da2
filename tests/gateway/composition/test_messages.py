"""Messages one can act on: coordinates, each subgraph's version side by side, places, and why there is no way."""

from gateway.composition import Position, SubgraphSchema, compose

FEDERATION = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n'


def errors_of(**sdl: str) -> list[str]:
    subgraphs = [SubgraphSchema(name, f"http://{name}.example", FEDERATION + text) for name, text in sdl.items()]
    return [error.message for error in compose(subgraphs).errors]


def test_equal_versions_of_a_type_stand_together() -> None:
    messages = errors_of(
        a="type Query { t: T }\ntype T @shareable { x: Int }",
        b="type T @shareable { x: String }",
        c="type T @shareable { x: Int }",
    )

    assert messages == [
        'The types of "T.x" do not fit together: type "Int" in subgraphs "a" and "c"; type "String" in subgraph "b"'
    ]


def test_positions_are_lines_and_columns_of_each_subgraph() -> None:
    subgraphs = [
        SubgraphSchema("a", "http://a.example", FEDERATION + "type Query { t: T }\ntype T @shareable { x: Int }"),
        SubgraphSchema("b", "http://b.example", FEDERATION + "type T @shareable {\n  x: String\n}"),
    ]

    (error,) = compose(subgraphs).errors

    assert error.positions == (Position("a", 3, 21), Position("b", 3, 3))
    assert str(error).endswith("[a:3:21, b:3:3]")


def test_unreachable_field_comes_with_a_query_and_a_reason_per_subgraph() -> None:
    messages = errors_of(
        a='type Query { t(n: Int!): [T] }\ntype T @key(fields: "id") { id: ID! u: U }\nunion U = V\n'
        "type V { x: Int @shareable }",
        b="type V { y: Int }",
        c='type V @key(fields: "x z") { x: Int @shareable z: Int w: Int }',
    )

    assert messages[0] == (
        "No path of subgraphs answers\n"
        "{\n"
        "  t(n: 0) {\n"
        "    u {\n"
        "      ... on V {\n"
        "        y\n"
        "      }\n"
        "    }\n"
        "  }\n"
        "}\n"
        '- subgraph "a": it has no field "V.y"\n'
        '- subgraph "b" has "V.y" but cannot be entered: "V" has no @key there'
    )
    assert messages[1].endswith(
        '- subgraph "c" has "V.z" but cannot be entered: its @key(fields: "x z") needs "z", which cannot be had here'
    )


def test_directive_that_is_not_imported_is_told_how_to_be() -> None:
    messages = errors_of(a='type Query { a: Int @tag(name: "x") }')

    assert messages == [
        'Unknown directive \'@tag\'. Write "@federation__tag" or add "@tag" to the imports of federation\'s @link.'
    ]


def test_misspelt_subgraph_in_override_is_corrected() -> None:
    link = FEDERATION.replace("@shareable", "@override")
    sdl = link + 'type Query { t: T }\ntype T @key(fields: "id") { id: ID! x: Int @override(from: "inventroy") }'
    subgraphs = [
        SubgraphSchema("a", "http://a.example", sdl),
        SubgraphSchema("inventory", "http://i.example", "type Query { i: Int }"),
    ]

    hints = compose(subgraphs).hints

    assert [hint.message for hint in hints] == [
        '"T.x" in subgraph "a" overrides subgraph "inventroy", which does not exist; did you mean "inventory"?'
    ]
