"""`python -m gateway --supergraph FILE --port N`: the gateway alone, in front of any subgraphs."""

import argparse
import logging
import os
import signal
import socket
import sys
from dataclasses import replace
from pathlib import Path

import structlog
import uvicorn

from gateway.errors import SupergraphError
from gateway.server.app import Gateway
from gateway.server.configuration import ConfigurationError, read_configuration
from gateway.server.environment import in_environment
from gateway.server.serving import collect_rarely, server_config
from gateway.server.settings import Settings, SubgraphSettings

_BACKLOG = 1024


class _Sentence(Exception):
    """What is wrong and what to do, for the person at the terminal."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = in_environment(_settings(options), os.environ)
        app = Gateway(_read_file(options.supergraph), settings)
        _check_labels(options.override_label, app.supergraph.override_labels)
        listener = _listen(options.host, options.port)
    except (_Sentence, ConfigurationError, SupergraphError, ValueError) as error:
        print(f"gateway: {error}", file=sys.stderr)  # noqa: T201  (a sentence for the person who typed the command)
        return 1
    _configure_log(options.log_level)
    log = structlog.get_logger("gateway")
    host, port = listener.getsockname()[:2]
    log.info("serving", url=f"http://{host}:{port}/graphql", subgraphs=[graph.name for graph in app.supergraph.graphs])
    _serve(uvicorn.Server(server_config(app, settings.limits)), listener)
    log.info("stopped")
    return 0


def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    """Serve until a signal; uvicorn drains, then raises the signal again, which here is no reason to die of it."""

    def stop(*_: object) -> None:
        server.should_exit = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    collect_rarely()
    server.run(sockets=[listener])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m gateway",
        description="Serve a Federation v2 supergraph: one GraphQL endpoint in front of its subgraphs.",
        epilog="Example: python -m gateway --supergraph schema.graphql --port 4000 "
        "--subgraph-url orders=http://localhost:4001/graphql. Limits, rates, headers, timeouts, tokens and CORS are "
        "set in the file that --config names; gateway/server/configuration.py shows one. COVERGRAPH_IDENTITY_SECRET "
        "signs what subgraphs are told of who asks; COVERGRAPH_ENV=production refuses what is unsafe.",
    )
    parser.add_argument(
        "--supergraph", required=True, type=Path, metavar="FILE", help="the supergraph schema (join v0.3 to v0.5)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=4000, help="the port; 0 takes a free one (default: %(default)s)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML or JSON")
    parser.add_argument(
        "--subgraph-url",
        action="append",
        default=[],
        metavar="NAME=URL",
        help="where a subgraph is, instead of what the supergraph says: http://, https:// or unix:///path; repeatable",
    )
    parser.add_argument(
        "--override-label",
        action="append",
        default=[],
        metavar="LABEL",
        help="a label of @override that holds, besides those of the configuration file; repeatable",
    )
    parser.add_argument("--page", type=Path, metavar="FOLDER", help="the built GraphiQL page, to be served at /")
    parser.add_argument(
        "--log-level",
        default="info",
        choices=["debug", "info", "warning", "error"],
        help="what is logged, as JSON lines to stderr; debug has a line for each request (default: %(default)s)",
    )
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    settings = Settings() if options.config is None else read_configuration(options.config)
    settings = replace(settings, logs_requests=options.log_level == "debug")
    if options.page is not None:
        settings = replace(settings, page_folder=options.page)
    settings = replace(settings, override_labels=(*settings.override_labels, *options.override_label))
    subgraphs = dict(settings.subgraphs)
    for entry in options.subgraph_url:
        name, separator, url = entry.partition("=")
        if not separator or not name or not url:
            raise _Sentence(f"--subgraph-url {entry!r}: write NAME=URL, as in orders=http://localhost:4001/graphql")
        subgraphs[name] = replace(subgraphs.get(name, SubgraphSettings()), url=url)
    return replace(settings, subgraphs=subgraphs)


def _check_labels(given: list[str], known: frozenset[str]) -> None:
    for label in given:
        if label not in known:
            there_are = f"there are {', '.join(sorted(known))}" if known else "it has none"
            raise _Sentence(f"--override-label {label!r}: the supergraph has no such label; {there_are}")


def _read_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _Sentence(f"--supergraph {file}: there is no such file") from None
    except UnicodeDecodeError:
        raise _Sentence(f"--supergraph {file}: is not a text in UTF-8") from None
    except OSError as error:
        raise _Sentence(f"--supergraph {file}: cannot be read ({error.strerror})") from error


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:  # noqa: PLR2004  (what a port is)
        raise _Sentence(f"--port {port}: a port is a number from 0 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        # Numbers below zero are the resolver's.
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else "there is no such host"
        raise _Sentence(f"cannot listen on {host}:{port} ({why}); choose another with --host or --port") from error


def _configure_log(level: str) -> None:
    number = getattr(logging, level.upper())
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


if __name__ == "__main__":
    sys.exit(main())
