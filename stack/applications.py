"""The nine applications of a stack.

Importing this imports all of Covergraph, seconds of work: the launcher does it once, while coming up, and forks
afterwards.
"""

import os
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp

from gateway.errors import GatewayError
from gateway.server.app import Gateway
from gateway.server.settings import AuthenticationSettings, DenialSettings, Rates, Settings, SubgraphSettings
from gateway.supergraph import Supergraph, read_supergraph
from shared_models.identity import derive_key
from stack.errors import ServerFailed
from stack.folder import CHECKOUT, DataFolder
from stack.machines import graph_settings
from stack.settings import Settings as StackSettings
from subgraphs.core.service.desk import TOKEN_TYPE, IssuerSettings
from subgraphs.kit.app import create_app
from subgraphs.kit.graph import GATEWAY_VARIABLE
from subgraphs.registry import SUBGRAPHS

SUPERGRAPH: Final = CHECKOUT / "schema.graphql"
PAGE: Final = CHECKOUT / "web" / "dist"
# How core is told what the gateway denied, for its audit log.
NOTE_DENIALS: Final = "mutation NoteDenials($denials: [DenialInput!]!) { noteDenials(denials: $denials) }"


@dataclass(frozen=True, slots=True)
class Applications:
    """Makes the applications; each call belongs into the process that serves it."""

    supergraph: Supergraph
    settings: StackSettings
    identity_secrets: tuple[bytes, ...] = field(repr=False)

    def subgraph(self, name: str, url: str) -> ASGIApp:
        """Make the application of one subgraph over its database."""
        return create_app(
            name,
            url,
            identity_keys=[derive_key(secret, name) for secret in self.identity_secrets],
            graph=graph_settings(name, os.environ.get(GATEWAY_VARIABLE, ""), self.identity_secrets),
        )

    def gateway(self, folder: DataFolder, page_start: Path) -> ASGIApp:
        """Make the gateway in front of the subgraphs' sockets; core signs the tokens that it accepts."""
        return Gateway(
            self.supergraph,
            Settings(
                subgraphs={row.name: SubgraphSettings(url=f"unix://{folder.socket(row.name)}") for row in SUBGRAPHS},
                authentication=authentication(folder),
                identity_secret=self.identity_secrets[0],
                denials=DenialSettings("core", NOTE_DENIALS),
                rates=Rates() if self.settings.is_production else None,
                allows_introspection=self.settings.allows_introspection,
                page_folder=PAGE if self.settings.shows_page else None,
                page_start=page_start if self.settings.shows_page else None,
            ),
        )


def authentication(folder: DataFolder) -> AuthenticationSettings:
    """Return whose tokens the gateway accepts: core's, whose keys and ended tokens it asks by the socket."""
    issuer, core = IssuerSettings(), f"unix://{folder.socket('core')}?path="
    return AuthenticationSettings(
        issuer=issuer.issuer,
        audience=issuer.audience,
        keys=f"{core}/.well-known/jwks.json",
        epochs=f"{core}/auth/epochs",
        token_types=(TOKEN_TYPE,),
        policies_claim="roles",
    )


def load_applications(settings: StackSettings, identity_secrets: tuple[bytes, ...]) -> Applications:
    """Import and read what making them takes."""
    for row in SUBGRAPHS:
        import_module(f"{row.package}.schema")
    try:
        return Applications(read_supergraph(SUPERGRAPH.read_text()), settings, identity_secrets)
    except (OSError, GatewayError) as error:
        raise ServerFailed(
            f"{SUPERGRAPH} cannot be served: {error}. Write it anew with `./covergraph compose`."
        ) from error
