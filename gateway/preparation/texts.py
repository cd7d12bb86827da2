"""Texts that are kept, with their plans; new ones are read and planned in the lane, beside the event loop."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from graphql import OperationType

from gateway.authorisation import Grants, Requirements
from gateway.executor.program import dump_value
from gateway.operation import choose_operation
from gateway.preparation.kept import Kept
from gateway.preparation.labels import Labels
from gateway.preparation.lane import Lane
from gateway.preparation.preparer import Preparer
from gateway.preparation.reader import Reader
from gateway.preparation.text import Prepared, Text
from gateway.response import introspect
from gateway.server.settings import Settings
from gateway.supergraph import Supergraph

_VARIANTS_MAX: Final = 16


class Texts:
    """The texts of one supergraph. `draw` returns a number from 0 up to 1, the lot for percentages of @override."""

    def __init__(self, supergraph: Supergraph, settings: Settings, draw: Callable[[], float]) -> None:
        self._schema = supergraph.api_schema
        self._requirements = Requirements(supergraph)
        self._labels = Labels(supergraph.override_labels, settings.override_labels, draw)
        self._kept: Kept[tuple[str, str | None], Text] = Kept(
            entries_max=settings.limits.plans, bytes_max=settings.limits.plans_bytes
        )
        self._lane = Lane()
        # Both are used in the lane alone.
        self.reader = Reader(supergraph, settings, self._requirements)
        self.preparer = Preparer(supergraph, settings, self._requirements)

    def __len__(self) -> int:
        return len(self._kept)

    def is_order(self, query: str, operation_name: str | None) -> bool:
        """Tell whether a text is known to change anything."""
        text = self._kept.get((query, operation_name))
        return text is not None and text.kind is OperationType.MUTATION

    def close(self) -> None:
        """Let go of the planning thread."""
        self._lane.close()

    async def read(self, query: str, operation_name: str | None, grants: Grants) -> Text:
        """Return what is known of a text; what is wrong with it is raised as a GatewayError."""
        key = query, operation_name
        text = self._kept.get(key)
        if text is None:
            text = await self._lane.run(key, len(query), lambda: self._read(query, operation_name, grants))
            if text.variants:
                self._keep(text)
        return text

    async def prepare(self, text: Text, variables: Mapping[str, Any], grants: Grants) -> Prepared:
        """Return the text's plan for one request, by its variables, its caller and the labels that hold for it."""
        labels = self._labels.active()
        held = self._requirements.held(grants) & text.touched if text.touched else 0
        deciding = (labels, held, *(variables.get(name) for name in text.conditions))
        prepared = text.variants.get(deciding)
        if prepared is None:
            prepared = await self._lane.run(
                (text.key, deciding),
                len(text.query),
                lambda: self.preparer.prepare(text, variables, labels, held),
            )
            if len(text.variants) >= _VARIANTS_MAX:
                text.variants.clear()
            text.variants[deciding] = prepared
            self._keep(text)
        return prepared

    async def introspect(self, text: Text, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer from the schema; the usual introspection query has no variables and is answered once."""
        known = text.introspected.get(())
        if known is None or variables:
            document = text.document
            assert document is not None, "texts with introspection keep their document"
            operation = choose_operation(document, text.operation_name)
            key = "introspection", *text.key, dump_value(variables)
            known = await self._lane.run(
                key, len(text.query), lambda: introspect(document, operation, self._schema, variables)
            )
            if not variables:
                text.introspected[()] = known
        return known

    def _read(self, query: str, operation_name: str | None, grants: Grants) -> Text:
        """Read a text, and plan it at once where no variable and no lot has a say in that."""
        text = self.reader.read(query, operation_name)
        if not (text.conditions or text.cost is not None or self._labels.is_drawn):
            labels, held = self._labels.active(), self._requirements.held(grants) & text.touched
            text.variants[labels, held] = self.preparer.prepare(text, {}, labels, held)
        return text

    def _keep(self, text: Text) -> None:
        """Keep a text that has a plan; its document, where another plan or an introspection may come to need it."""
        is_needed = text.conditions or text.touched or self._labels.is_drawn
        if not is_needed and not any(variant.is_introspection for variant in text.variants.values()):
            text = replace(text, document=None)
        self._kept.put(text.key, text, size=text.size())
