"""What a policy does to a schema, and to what is read."""

from datetime import date
from typing import Annotated, Any

import pytest
import strawberry
from graphql import execute_sync, parse

from shared_models.access import ADJUDICATION
from shared_models.connection import create_engine
from shared_models.identity import NOBODY, Principal, Role
from subgraphs.kit.context import new_context
from subgraphs.kit.guarding import PolicyGap
from subgraphs.kit.policy import ANY_ROLE, PUBLIC, Policy, neighbour, only, root
from subgraphs.kit.schema import DomainSchema, make_schema
from tests.keys import a_keyring
from tests.principals import AUDITOR, OFFICER, a_principal


def a_schema(**fields: Any) -> DomainSchema:
    """Return a schema of two kinds of things that have a name, one of which only auditors read."""

    @strawberry.interface
    class Named:
        name: str | None

    @strawberry.type
    class Street(Named):
        length: int

    @strawberry.type
    class Person(Named):
        age: int

    @strawberry.type
    class Query:
        @strawberry.field
        def named(self) -> list[Named]:
            return [Street(name="High Street", length=300), Person(name="Ada", age=36)]

        @strawberry.field
        def any(self) -> list[Annotated[Street | Person, strawberry.union("Anything")]]:
            return [Street(name="High Street", length=300), Person(name="Ada", age=36)]

        @strawberry.field
        def secret(self) -> int:
            return 1

    policy = Policy(
        root(Query, fields.get("Query", {PUBLIC: "named any", ANY_ROLE: "secret"})),
        neighbour(Street, {PUBLIC: "name length"}),
        neighbour(Person, fields.get("Person", {only(Role.AUDITOR): "name age"})),
    )
    return make_schema(Query, types=(Street, Person), policy=policy)


CLAIMS = a_principal(Role.SERVICE, subject="service:claims", scopes=frozenset({ADJUDICATION}))
TOKENS = a_principal(Role.SERVICE, subject="service:tokens", scopes=frozenset({"graph:read"}))
SOMEBODY = a_principal(Role.SALES_AGENT, scopes=frozenset({ADJUDICATION}))


def ask(query: str, principal: Principal, **fields: Any) -> tuple[Any, list[tuple[Any, Any]]]:
    """Return data, and path and code of each error."""
    schema = a_schema(**fields)
    engine = create_engine("postgresql://nobody@127.0.0.1:1/nothing", application="covergraph-test")
    context = new_context(engine, date(2026, 3, 10), a_keyring(), schema.policy, principal=principal)
    answer = execute_sync(schema._schema, parse(query), context_value=context)
    return answer.data, [(error.path, (error.extensions or {}).get("code")) for error in answer.errors or ()]


@pytest.mark.parametrize(
    "query",
    [
        "{ named { name } }",
        "{ named { ...N } } fragment N on Named { name }",
        "{ named { ... on Named { ... on Street { name } ... on Person { name } } } }",
        "{ named: any { ... on Street { name } ... on Person { name } } }",
        "{ named: any { ... on Named { name } } }",
    ],
)
def test_a_field_is_denied_through_interfaces_and_unions_too(query: str) -> None:
    data, errors = ask(query, OFFICER)

    assert data == {"named": [{"name": "High Street"}, {"name": None}]}
    assert errors == [(["named", 1, "name"], "FORBIDDEN")]


def test_whoever_may_see_a_field_sees_it() -> None:
    data, errors = ask("{ named { name ... on Person { age } } }", AUDITOR)

    assert data == {"named": [{"name": "High Street"}, {"name": "Ada", "age": 36}]}
    assert errors == []


def test_nobody_is_asked_to_sign_in_and_everybody_else_is_answered() -> None:
    assert ask("{ secret }", NOBODY) == ({"secret": None}, [(["secret"], "UNAUTHENTICATED")])
    assert ask("{ secret }", OFFICER) == ({"secret": 1}, [])


@pytest.mark.parametrize(("principal", "is_seen"), [(CLAIMS, True), (TOKENS, False), (SOMEBODY, False)])
def test_a_scope_opens_a_field_to_a_service_that_is_held_to_it_alone(principal: Principal, is_seen: bool) -> None:
    fields = {"Query": {PUBLIC: "named any", only(ADJUDICATION): "secret"}}

    data, errors = ask("{ secret }", principal, **fields)

    assert data == {"secret": 1 if is_seen else None}
    assert errors == ([] if is_seen else [(["secret"], "FORBIDDEN")])


def test_the_gateway_asks_for_the_role_behind_a_scope() -> None:
    sdl = a_schema(Query={PUBLIC: "named any", only(ADJUDICATION): "secret"}).as_str()

    assert 'secret: Int @policy(policies: [["service"]])' in sdl


def test_the_gateway_is_told_the_same() -> None:
    sdl = a_schema().as_str()

    assert "secret: Int @authenticated" in sdl
    assert 'age: Int @policy(policies: [["auditor"]])' in sdl
    assert "length: Int!\n" in sdl


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"Person": {only(Role.AUDITOR): "name"}}, "Person.age"),
        ({"Person": {only(Role.AUDITOR): "name age height"}}, "Person.height"),
        ({"Query": {PUBLIC: "named any"}}, "Query.secret"),
    ],
)
def test_a_schema_and_a_policy_that_differ_are_not_built(fields: Any, gap: str) -> None:
    with pytest.raises(PolicyGap, match=gap):
        a_schema(**fields)
