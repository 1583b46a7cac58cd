"""A database -> a web site, on this machine or behind a proxy, until Ctrl-C."""

import signal
import socket
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.errors import UsageError
from crawler.site.door import LOOPBACK, App, guarded
from crawler.site.editions import Close, Newest
from crawler.site.front import NEWS, Front
from crawler.store.database import open_news
from crawler.store.published import Shown, shown

if TYPE_CHECKING:
    from datasette.app import Datasette

PRINT = partial(print, flush=True)  # also into a pipe: who started us waits for the address
STATIC = Path(__file__).with_name("static")
TEMPLATES = Path(__file__).with_name("templates")
HERE = Front()


def serve(
    news_db: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    front: Front = HERE,
    say: Callable[[str], None] = PRINT,
) -> None:
    """Serve a desk's own database or a published copy until a signal ends it; port 0 takes a free one. The address
    goes to `say`.

    Running answers are finished first; then Ctrl-C (SIGINT) raises KeyboardInterrupt, as in every command (130), and
    SIGTERM takes the process: 143. Raises UsageError if Datasette is not installed or
    the port is taken, StorageError if there is no database of ours.
    """
    if find_spec("datasette") is None or find_spec("uvicorn") is None:
        raise UsageError("the site needs Datasette, which is not installed: pip install 'koplamp[site]'")
    open_news(news_db, write=False).close()  # says kindly what is wrong with it
    import uvicorn

    config = uvicorn.Config(
        app(news_db, host, front), log_level="warning", server_header=False, timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    with _listening(host, port) as door:
        say(f"http://{_in_an_address(host)}:{door.getsockname()[1]}{front.base_url}")
        _hear_no_command()
        server.run(sockets=[door])


def _hear_no_command() -> None:
    """Give the signals back: the command's own handlers would end the site with answers half given."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)


def app(news_db: Path, host: str, front: Front = HERE) -> App:
    """The site as an ASGI app that answers to `host`, to this machine's own names and to those of `front`."""
    inner: App
    if shown(news_db).is_copy:
        inner = Newest(news_db, lambda: _edition(news_db, front))
    else:
        inner = site(news_db, front, shown(news_db)).app()
    return guarded(inner, front, {_in_an_address(host), *LOOPBACK})


def _edition(news_db: Path, front: Front) -> tuple[App, Close]:
    made = site(news_db, front, shown(news_db))

    def close() -> None:
        made.executor.shutdown(wait=False)
        made.get_database(NEWS).close()

    return made.app(), close


def site(news_db: Path, front: Front, what: Shown, settings: Mapping[str, object] | None = None) -> "Datasette":
    """Datasette over one file, with our words, pages and settings; `settings`: those instead of ours."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    from crawler.site import plugin
    from crawler.site.kept import Kept
    from crawler.site.metadata import COUNTED, metadata
    from crawler.site.settings import settings as ours

    if not pm.is_registered(plugin):
        pm.unregister(name="datasette.handle_exception")  # all answer and the first counts, but each would print
        pm.unregister(name="datasette.facets")  # each would count
        pm.register(plugin, "koplamp")
    words = metadata(front, what)
    told = words.pop("databases")[NEWS]
    made = Datasette(
        metadata=words,
        settings=ours(front) if settings is None else settings,
        static_mounts=[("assets", str(STATIC))],
        template_dir=str(TEMPLATES),
    )
    made.remove_database("_memory")  # it makes one where it is given no file
    # Immutable mode on a file that is being written reads nonsense; of a copy it saves counting rows again and again.
    database = Kept(made, str(news_db), is_mutable=not what.is_copy, told=told, counted=COUNTED)
    if what.is_copy:
        database.cached_hash = sha256(
            repr(news_db.stat()).encode()
        ).hexdigest()  # else it reads all of the file for one
    made.add_database(database, name=NEWS)
    return made


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as cause:
        raise UsageError(
            f"{host}:{port}: {cause.strerror or cause}; choose another with --port, or a free one: --port 0"
        ) from cause


def _in_an_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
