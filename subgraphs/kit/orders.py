"""How an order is taken: its input is read by its bounds, a service carries it out, the payload tells the outcome.

@order(SessionPayload, description="Sign in.")
async def login(self, info: Info, input: LoginInput) -> Session | Refused:
return await sessions.log_in(...)
"""

from collections.abc import Awaitable, Callable
from inspect import signature
from typing import Any

import strawberry
from strawberry.federation.schema_directives import Cost

from subgraphs.kit.context import Info
from subgraphs.kit.inputs import read_input
from subgraphs.kit.usererrors import Payload

Run = Callable[..., Awaitable[Any]]


def order(payload: type[Payload], *, description: str, cost: int | None = None) -> Callable[[Run], Any]:
    """Declare a mutation whose function returns what was done or a refusal, and whose field is the payload.

    `cost` is what the gateway counts for it where it is much more than one thing done.
    """
    directives = () if cost is None else (Cost(weight=cost),)

    def declare(run: Run) -> Any:
        async def resolve(self: Any, info: Info, input: Any) -> Any:
            # Orders of one document are carried out in turn: none reads what was found before the one ahead of it.
            await info.context.start_over()
            given = read_input(input)
            return payload.of(given if isinstance(given, tuple) else await run(self, info, given))

        resolve.__name__ = run.__name__
        resolve.__signature__ = signature(run).replace(return_annotation=payload)  # type: ignore[attr-defined]  # inspect honours it on functions
        resolve.__annotations__ = {**run.__annotations__, "return": payload}
        return strawberry.mutation(resolver=resolve, description=description, directives=directives)

    return declare
