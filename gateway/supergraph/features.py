"""What a supergraph may ask of its gateway: the linked specifications we know, and the refusal of the others."""

from collections.abc import Iterable

from gateway.errors import SupergraphError
from gateway.supergraph.links import Link

JOIN_VERSIONS = ((0, 3), (0, 4), (0, 5))
# Name -> versions of the specifications of specs.apollo.dev that this gateway carries out.
SUPPORTED = {
    "link": ((1, 0),),
    "join": JOIN_VERSIONS,
    "tag": ((0, 1), (0, 2), (0, 3)),
    "inaccessible": ((0, 1), (0, 2)),
    "context": ((0, 1),),
    "cost": ((0, 1),),
    "cacheTag": ((0, 1),),
    "authenticated": ((0, 1),),
    "requiresScopes": ((0, 1),),
    "policy": ((0, 1),),
}
APOLLO = "://specs.apollo.dev/"


def find_join(links: Iterable[Link]) -> Link:
    """Return the join specification's link; refuse versions whose directives mean something else."""
    for link in links:
        if link.name == "join" and APOLLO in link.url:
            if link.version not in JOIN_VERSIONS:
                raise SupergraphError(
                    f"The supergraph uses {link.url}; this gateway reads join v0.3, v0.4 and v0.5. "
                    "Compose it again with a Federation 2 composer."
                )
            return link
    raise SupergraphError("The supergraph has no @link to https://specs.apollo.dev/join: it was not composed.")


def refuse_unsupported(links: Iterable[Link]) -> None:
    """Refuse features that must be carried out (`for: EXECUTION`) or would protect data (`for: SECURITY`)."""
    unsupported = [link for link in links if link.purpose is not None and not _is_supported(link)]
    if unsupported:
        names = ", ".join(f"{link.url} (for: {link.purpose})" for link in unsupported)
        raise SupergraphError(f"The supergraph requires features this gateway does not support: {names}.")


def _is_supported(link: Link) -> bool:
    return APOLLO in link.url and link.version in SUPPORTED.get(link.name, ())
