"""A database -> a web site on this machine, until Ctrl-C."""

import signal
import socket
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from crawler.errors import UsageError
from crawler.site.door import LOOPBACK, App, guarded
from crawler.store.database import open_news

PRINT = partial(print, flush=True)  # also into a pipe: who started us waits for the address
STATIC = Path(__file__).with_name("static")


def serve(news_db: Path, *, host: str = "127.0.0.1", port: int = 8001, say: Callable[[str], None] = PRINT) -> None:
    """Serve the live database until a signal ends it; port 0 takes a free one. The address goes to `say`.

    Ctrl-C (SIGINT) is the ordinary end: running answers are finished, then this returns, exit code 0. After SIGTERM the
    answers are finished too, then the signal takes the process: 143. Raises UsageError if Datasette is not installed or
    the port is taken, StorageError if there is no database of ours.
    """
    if find_spec("datasette") is None or find_spec("uvicorn") is None:
        raise UsageError("the site needs Datasette, which is not installed: pip install 'koplamp[site]'")
    open_news(news_db, write=False).close()  # says kindly what is wrong with it
    import uvicorn

    server = uvicorn.Server(
        uvicorn.Config(app(news_db, host), log_level="warning", server_header=False, timeout_graceful_shutdown=3)
    )
    with _listening(host, port) as door:
        say(f"http://{_in_an_address(host)}:{door.getsockname()[1]}/")
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # the command's own would end us at once
            server.run(sockets=[door])
        except KeyboardInterrupt:
            return


def app(news_db: Path, host: str) -> App:
    """The site as an ASGI app that answers to `host` and to this machine's own names."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    from crawler.site import plugin
    from crawler.site.metadata import SETTINGS, metadata

    if not pm.is_registered(plugin):
        pm.register(plugin, "koplamp")
    site = Datasette(
        files=[str(news_db)],  # mutable: immutable mode on a file that is being written reads nonsense
        metadata=metadata(news_db.stem),
        settings=SETTINGS,
        static_mounts=[("assets", str(STATIC))],
    )
    return guarded(site.app(), {_in_an_address(host), *LOOPBACK})


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as cause:
        raise UsageError(
            f"{host}:{port}: {cause.strerror or cause}; choose another with --port, or a free one: --port 0"
        ) from cause


def _in_an_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
