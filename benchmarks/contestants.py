"""Who takes part in benchmarks of whole crawls: ours, and peers as their README says, in environments of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.origin import Origin, host_of
from benchmarks.whole import cost_of

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "benchmarks"
PYTHON = ROOT / ".venv" / "bin" / "python"
KOPLAMP = ROOT / ".venv" / "bin" / "koplamp"
NEWSPAPER = ROOT / ".venv-peers" / "bin" / "python"
NEWS_PLEASE = ROOT / ".venv-news-please" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Contestant:
    """`ready` makes what a crawl needs in a folder and says how one is run; `command`: the same for people to read;
    `needs`: the program of it; `settle`: what in that folder is left to do behind a crawl, which does not count."""

    name: str
    needs: Path
    command: str
    ready: Callable[[Path, Origin], Sequence[str | Path]]
    settle: Callable[[Path], Sequence[str | Path]] | None = None


def koplamp(name: str, *, follow: bool = False, fast: bool = True) -> Contestant:
    """A desk that reads feeds, and if it is to `follow` them their pages; with what koplamp[fast] brings or without."""

    def ready(folder: Path, asked: Origin) -> Sequence[str | Path]:
        (folder / "feeds.yaml").write_text(feeds_yaml(asked, follow=follow), "utf-8")
        chosen = [] if fast else [f"PYTHONPATH={_hiding(folder, 'pycurl', 'uvloop')}"]
        return ["env", *chosen, *_believing(asked), KOPLAMP, "crawl", "--now", "--desk", folder]

    command = "koplamp crawl --now" if fast else "the same, pycurl and uvloop hidden from it"
    return Contestant(name, KOPLAMP, command, ready, lambda folder: [KOPLAMP, "enrich", "--desk", folder])


def feeds_yaml(asked: Origin, *, follow: bool) -> str:
    """Every feed of the server, without a pause between two questions, for the server has none to spare either."""
    hosts = sorted({host_of(n, asked.shelf.hosts) for n in range(asked.shelf.feeds)})
    wish = "" if follow else "    follow: false\n"
    feeds = (f"  - name: Feed {n}\n    url: {url}\n{wish}" for n, url in enumerate(asked.urls()))
    return f"defaults:\n  pause: 0s\n  private_hosts: [{', '.join(hosts)}]\nfeeds:\n" + "".join(feeds)


def reader(name: str, workers: int) -> Contestant:
    """reader with its search index."""
    python = ROOT / ".venv-reader" / "bin" / "python"

    def ready(folder: Path, asked: Origin) -> Sequence[str | Path]:
        cost_of([python, HERE / "peer_reader.py", folder / "reader.db", "subscribe", _addresses(folder, asked)])
        believing = ["env", *_believing(asked)]
        return [*believing, python, HERE / "peer_reader.py", folder / "reader.db", "update", str(workers)]

    return Contestant(name, python, f"peer_reader.py reader.db update {workers}", ready)


def _hiding(folder: Path, *modules: str) -> Path:
    """A folder that makes these modules look as if they were not installed."""
    hidden = folder / "hidden"
    hidden.mkdir(exist_ok=True)
    for module in modules:
        (hidden / f"{module}.py").write_text("raise ImportError\n")
    return hidden


def _believing(asked: Origin) -> list[str]:
    """What makes a program trust the server's certificate: Python's and libcurl's way, and that of requests."""
    file = asked.shelf.certificate
    return [f"SSL_CERT_FILE={file}", f"REQUESTS_CA_BUNDLE={file}"] if file else []


def feed_to_sqlite() -> Contestant:
    """Every feed downloaded and parsed, each time."""
    program = ROOT / ".venv-feed-to-sqlite" / "bin" / "feed-to-sqlite"
    command = "feed-to-sqlite feeds.db ADDRESS ..."
    return Contestant(
        "feed-to-sqlite", program, command, lambda folder, asked: [program, folder / "feeds.db", *asked.urls()]
    )


def script(name: str, file: str, python: Path = PYTHON) -> Contestant:
    """What one writes first, in a file beside this: FILE DATABASE ADDRESSES."""

    def ready(folder: Path, asked: Origin) -> Sequence[str | Path]:
        return [python, HERE / file, folder / "peer.db", _addresses(folder, asked)]

    return Contestant(name, python, f"{file} peer.db addresses", ready)


def _addresses(folder: Path, asked: Origin) -> Path:
    file = folder / "addresses"
    file.write_text("\n".join(asked.urls()), "utf-8")
    return file


def there(everyone: Sequence[Contestant]) -> list[Contestant]:
    """Those whose program is here; the others are named."""
    for one in everyone:
        if not one.needs.exists():
            print(f"{one.name} was not asked: `make bench` sets it up")
    return [one for one in everyone if one.needs.exists()]


def in_turns(
    contestants: Sequence[Contestant], rounds: int, one_round: Callable[[Contestant], T]
) -> dict[str, list[T]]:
    """Name -> its rounds; who begins a round changes."""
    found: dict[str, list[T]] = {one.name: [] for one in contestants}
    for turn in range(rounds):
        at = turn % len(contestants)
        for one in (*contestants[at:], *contestants[:at]):
            found[one.name].append(one_round(one))
    return found


def commands(contestants: Sequence[Contestant]) -> str:
    """How each is run."""
    return "; ".join(f"{one.name}: `{one.command}`" for one in contestants)
