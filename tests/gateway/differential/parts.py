"""Subgraphs as they are declared: their types, fields and directives, and how they print."""

from dataclasses import dataclass, field

from tests.gateway.differential.world import COLOURS, INPUTS, FieldModel


@dataclass(slots=True)
class FieldPart:
    """A field as a subgraph declares it; `type` differs from the model's where the subgraph promises more.

    `context` is the argument that is filled from a context, as printed.
    """

    model: FieldModel
    type: str
    directives: list[str] = field(default_factory=list)
    is_overridden: bool = False
    context: str = ""

    @property
    def named(self) -> str:
        return self.type.strip("[]!")

    @property
    def is_external(self) -> bool:
        return "@external" in self.directives

    @property
    def is_own(self) -> bool:
        return not self.is_external and not self.is_overridden

    def mark(self, directive: str) -> None:
        if directive not in self.directives:
            self.directives.append(directive)

    def print(self) -> str:
        arguments = f"({self.context})" if self.context else self.model.arguments
        return f"  {self.model.name}{arguments}: {self.type} {' '.join(self.directives)}".rstrip()


@dataclass(slots=True)
class Part:
    """A type as a subgraph declares it; `keys` it can be asked by, `references` it can only name objects by."""

    keyword: str
    name: str
    fields: dict[str, FieldPart] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    interfaces: list[str] = field(default_factory=list)
    contexts: list[str] = field(default_factory=list)
    is_interface_object: bool = False

    def declare(self, model: FieldModel, *directives: str) -> FieldPart:
        part = self.fields.setdefault(model.name, FieldPart(model, model.type))
        for directive in directives:
            part.mark(directive)
        return part

    def print(self) -> str:
        if self.keyword == "union":
            return f"union {self.name} = {' | '.join(self.members)}"
        fields = "\n".join(part.print() for part in self.fields.values())
        return f"{self.keyword} {self.name}{self._implemented()}{self._directives()} {{\n{fields}\n}}"

    def _implemented(self) -> str:
        return f" implements {' & '.join(sorted(self.interfaces))}" if self.interfaces else ""

    def _directives(self) -> str:
        keys = [f'@key(fields: "{key}")' for key in self.keys]
        keys += [f'@key(fields: "{key}", resolvable: false)' for key in self.references]
        contexts = [f'@context(name: "{name}")' for name in self.contexts]
        interface_object = ["@interfaceObject"] if self.is_interface_object else []
        return "".join(f" {directive}" for directive in (*keys, *contexts, *interface_object))


@dataclass(slots=True)
class Subgraph:
    """A subgraph's parts by type, and the colours it knows."""

    name: str
    colours: tuple[str, ...] = COLOURS
    parts: dict[str, Part] = field(default_factory=dict)

    def print(self) -> str:
        colours = f"enum Colour {{ {' '.join(self.colours)} }}\n\n"
        return colours + INPUTS + "\n\n".join(part.print() for part in self.parts.values()) + "\n"
