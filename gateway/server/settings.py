"""Everything that can be set, with its default. Frozen: a gateway's settings do not change while it serves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_KIB: Final = 1024
_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of everything is allowed; what goes over is refused with the limit's name and number.

    `cost` is the estimated cost of an operation (gateway/operation/cost says how it is counted), `page_size` the value
    of a list's slicing argument. `list_size` is how long a list is taken to be of which the schema does not say it;
    None is 10 where the schema speaks of costs, and no estimate at all where it does not: it would be a guess.
    A subgraph is waited for `subgraph_seconds`, and `order_seconds` for a mutation: who gives that up does not know
    whether it was carried out.
    """

    head_bytes: int = 16 * _KIB
    head_lines: int = 64
    head_seconds: float = 10.0
    body_bytes: int = 256 * _KIB
    body_seconds: float = 10.0
    json_depth: int = 32
    number_digits: int = 64

    document_bytes: int = 32 * _KIB
    tokens: int = 2_000
    nesting: int = 64
    operations: int = 10
    fragments: int = 60
    variables: int = 100
    depth: int = 12
    fields: int = 400
    aliases: int = 30
    root_fields: int = 20
    directives: int = 50
    introspection_depth: int = 20

    page_size: int = 100
    cost: int = 5_000
    list_size: int | None = None

    plans: int = 1_000
    plans_bytes: int = 64 * _MIB

    subgraph_seconds: float = 3.0
    order_seconds: float = 9.0
    subgraph_connections: int = 64
    subgraph_answer_bytes: int = 8 * _MIB
    operation_seconds: float = 10.0
    answer_bytes: int = 8 * _MIB
    operations_in_work: int = 64
    operations_waiting: int = 1024
    waiting_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Rates:
    """How often a caller may ask: one known by name, and an address of callers who are not.

    `callers` is how many are remembered at once. `trusted_proxies` are networks (`10.0.0.0/8`) whose X-Forwarded-For
    is believed.
    """

    subject_per_second: float = 50.0
    subject_burst: int = 100
    address_per_second: float = 20.0
    address_burst: int = 50
    callers: int = 10_000
    trusted_proxies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubgraphSettings:
    """What may be set for one subgraph; `url` None is the supergraph's, `timeout_seconds` None the limits' defaults.

    `identity_key` is what it is told with who asks; None: derived from the gateway's `identity_secret`.
    `representations_max` is how many representations it is sent at once; None: however many there are.
    """

    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_seconds: float | None = None
    ca_file: str | None = None
    representations_max: int | None = None
    identity_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AuthenticationSettings:
    """Whose access tokens are accepted, and how they are read.

    `keys` is where the issuer's public keys are (JWKS), `epochs` where it tells whose tokens were revoked: `http://`,
    `https://`, `unix:///socket?path=/…`, or a file. @requiresScopes is judged by `scopes_claim`; a @policy holds when
    `policies_claim` names it, and none does without such a claim. Keys are fetched again every `keys_seconds`; for a
    key that is not known at most every `keys_refetch_seconds`; while the issuer is away, those at hand serve for
    `keys_seconds_without_issuer`. Epochs are asked for every `epochs_seconds`.
    """

    issuer: str
    audience: str
    keys: str
    epochs: str | None = None
    ca_file: str | None = None
    token_types: tuple[str, ...] = ("at+jwt", "JWT")
    scopes_claim: str = "scope"
    policies_claim: str | None = None
    leeway_seconds: float = 30.0
    keys_seconds: float = 300.0
    keys_refetch_seconds: float = 30.0
    keys_seconds_without_issuer: float = 3600.0
    epochs_seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class DenialSettings:
    """Which subgraph is told what callers were denied, by a mutation of the variable `$denials`, and under which name.

    Each denial is an object of `actor`, `roles`, `fields`, `requestId` and `address`.
    """

    subgraph: str
    mutation: str
    subject: str = "service:gateway"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one gateway.

    `origins` are the web origins that may read answers (CORS); "*" is any, then without credentials.
    `authentication` says whose tokens are accepted; None: nobody has any. With an `identity_secret`, from which each
    subgraph's key is derived, or with a key of its own, a subgraph is told who asks.
    `page_folder` holds the built GraphiQL page, `page_start` is a JSON file with what it opens with.
    `hides_subgraph_messages` replaces the messages of subgraph errors. `partial_status` is the status of answers that
    hold data and errors as application/graphql-response+json: 200, or 294 as GraphQL over HTTP proposes.
    `override_labels` are the labels of @override that hold, besides those of the form percent(n), which are drawn.
    `rates` says how often a caller may ask; None: as often as it likes.
    `logs_requests` writes a line for each request. `shares_requests` sends subgraph requests that are equal to one in
    flight only once. `lifts_literals` sends literals of a text as variables, so that texts which differ in them alone
    share a plan. `is_execution_direct`, `is_execution_fast`, `is_shaping_fast` and `is_validation_fast` are switches
    of speed alone.
    """

    limits: Limits = field(default_factory=Limits)
    rates: Rates | None = None
    subgraphs: Mapping[str, SubgraphSettings] = field(default_factory=dict)
    authentication: AuthenticationSettings | None = None
    identity_secret: bytes | None = field(default=None, repr=False)
    origins: tuple[str, ...] = ()
    allows_credentials: bool = False
    allows_introspection: bool = True
    denials: DenialSettings | None = None
    hides_subgraph_messages: bool = False
    partial_status: int = 200
    override_labels: tuple[str, ...] = ()
    page_folder: Path | None = None
    page_start: Path | None = None
    logs_requests: bool = False
    shares_requests: bool = True
    lifts_literals: bool = True
    is_execution_direct: bool = True
    is_execution_fast: bool = True
    is_shaping_fast: bool = True
    is_validation_fast: bool = True
