"""A domain's application in a test, asked by somebody without a gateway in between."""

from shared_models.identity import Envelope, Principal
from subgraphs.kit.app import Service, create_app
from subgraphs.kit.vouching import Vouched
from tests.principals import EVERYTHING


def an_application(name: str, url: str, *, principal: Principal = EVERYTHING) -> Service:
    """Make the application; without keys, all its requests are somebody's and not nobody's."""
    service = create_app(name, url, identity_keys=())
    ask_as(service, principal)
    return service


def ask_as(service: Service, principal: Principal) -> None:
    """Let the requests of an application without keys be somebody's from now on."""
    assert isinstance(service.graphql, Vouched)
    service.graphql.unsigned = Envelope(principal.claims())
