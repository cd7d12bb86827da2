"""From an operation to its plan: search, unfold, rewrite, print."""

from collections.abc import Sequence

from gateway.errors import PlanningError
from gateway.operation.operation import Operation, OperationKind
from gateway.operation.selection import Field, Selection
from gateway.planner.assemble import assemble
from gateway.planner.budget import Budget
from gateway.planner.choice import Option, choose
from gateway.planner.contexts import find_contexts
from gateway.planner.members import Members
from gateway.planner.passes.contexts import wait_for_contexts
from gateway.planner.passes.join import join_requests
from gateway.planner.passes.postpone import postpone
from gateway.planner.passes.waves import find_waves
from gateway.planner.plan import Plan
from gateway.planner.search import Search
from gateway.planner.unfold import Unfolding
from gateway.planner.unreachable import explain
from gateway.supergraph import Supergraph, Views


def make_plan(
    operation: Operation,
    supergraph: Supergraph,
    *,
    labels: frozenset[str] = frozenset(),
    join: bool = True,
) -> Plan:
    """Plan an operation; `labels` are the override labels active for this request (part of a plan's cache key)."""
    views = supergraph.under(labels)
    budget = Budget()
    members = Members(views, budget)
    selection = members.keep_at_root(operation.selection, operation.root_type)
    selection, contexts = find_contexts(operation, selection, views, budget)
    search = Search(views, budget, contexts, members)
    unfolding = Unfolding(budget, contexts)
    match operation.kind:
        case OperationKind.MUTATION:
            _unfold_in_series(search, operation.root_type, selection, views, unfolding)
        case OperationKind.QUERY | OperationKind.SUBSCRIPTION:
            solution = search.root(operation.root_type, selection)
            _refuse_left(solution.left, operation.root_type, views)
            unfolding.add(solution)
    drafts = wait_for_contexts(unfolding.drafts, contexts)
    waves = find_waves(drafts)
    if join:
        waves = postpone(drafts, waves)
    return assemble(join_requests(drafts, waves, is_on=join), operation, views, contexts, budget)


def _unfold_in_series(search: Search, root_type: str, selection: Selection, views: Views, unfolding: Unfolding) -> None:
    """Run the fields of a mutation in order: each with all that follows from it before the next."""
    done: frozenset[int] = frozenset()
    for serial, neighbours in enumerate(_runs([_only(search, root_type, field, views) for field in selection])):
        unfolding.add(search.enter_root(root_type, neighbours), serial=serial, after=done)
        done = frozenset(range(len(unfolding.drafts)))


def _only(search: Search, root_type: str, field: Field, views: Views) -> Option:
    """Choose the one subgraph that carries out a mutation's field: it is never asked of a second."""
    options = search.root_options(root_type, field)
    whole = [option for option in options if not option.unsolved]
    if not whole:
        nearest = min(options, key=lambda option: option.unsolved, default=None)
        _refuse_left(nearest.inside.left if nearest else (field,), root_type, views)
    return choose([whole], len(views.graphs))[0]


def _runs(options: Sequence[Option]) -> list[list[Option]]:
    """Join neighbours that one subgraph carries out: it keeps their order itself."""
    runs: list[list[Option]] = []
    for option in options:
        if runs and runs[-1][0].target == option.target:
            runs[-1].append(option)
        else:
            runs.append([option])
    return runs


def _refuse_left(left: Selection, root_type: str, views: Views) -> None:
    if left:
        coordinate, why = explain(left, root_type, views)
        raise PlanningError(coordinate, why)
