"""What a run did and how a desk is -> the text that Prometheus reads, and the file of it.

https://prometheus.io/docs/instrumenting/exposition_formats/: HELP, TYPE, then the samples of a name, a line each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawler.errors import KoplampError
from crawler.model import Run
from crawler.out.files import written
from crawler.out.letters import Undelivered

ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told."""

    version: str
    run: Run
    states: Mapping[str, int]  # feeds by how they are, each state that there is
    ill: Sequence[tuple[str, str]]  # feeds that are not well: slug, state
    file_bytes: Mapping[str, int]  # by name
    newest_at: datetime | None  # when the newest article was first seen


Samples = Sequence[tuple[Mapping[str, str], float]]


def text(facts: Facts) -> str:
    """The whole file."""
    return "".join(_family(name, said, samples) for name, said, samples in _families(facts) if samples)


def write(path: Path, facts: Facts) -> None:
    """Write it under another name and rename it: whoever reads it has the old figures or the new."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written(str(path)) as to:
            to.write(text(facts).encode())
    except OSError as error:
        raise Undelivered(f"the file cannot be written: {error.strerror}") from error
    except KoplampError as error:
        raise Undelivered(f"the file cannot be written: {error}") from error


def _families(facts: Facts) -> Iterator[tuple[str, str, Samples]]:
    run = facts.run
    seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else 0.0
    asked = {"fresh": run.feeds_fresh, "unchanged": run.feeds_unchanged, "failed": run.feeds_failed}
    new = {"new": run.articles_new, "changed": run.articles_changed}
    yield "koplamp_build_info", "Which Koplamp ran.", [({"version": facts.version}, 1)]
    yield "koplamp_run_started_timestamp_seconds", "When the last run began.", [(NONE, run.started_at.timestamp())]
    yield "koplamp_run_duration_seconds", "How long the last run took.", [(NONE, seconds)]
    yield "koplamp_run_exit_code", "With what the last run ended; 0 is good.", [(NONE, run.exit_code or 0)]
    yield "koplamp_run_cpu_seconds", "CPU time of the last run, readers included.", [(NONE, run.cpu_s)]
    yield "koplamp_run_feeds_due", "Feeds that the last run was to ask.", [(NONE, run.feeds_due)]
    yield "koplamp_run_feeds", "Feeds by what they answered in the last run.", _by("outcome", asked)
    yield "koplamp_run_articles", "Articles of the last run.", _by("what", new)
    yield "koplamp_run_pages", "Pages that came in the last run.", [(NONE, run.pages_fetched)]
    yield "koplamp_run_received_bytes", "Bytes that came in the last run.", [(NONE, run.size)]
    yield "koplamp_feeds", "Feeds by how they are, as koplamp status has it.", _by("state", facts.states)
    ill = [({"feed": slug, "state": state}, 1.0) for slug, state in facts.ill]
    yield "koplamp_feed_ill", "1 for each feed that is not well.", ill
    yield "koplamp_database_bytes", "Size of the database files.", _by("file", facts.file_bytes)
    if facts.newest_at is not None:
        newest = "When the newest article was first seen."
        yield "koplamp_newest_article_timestamp_seconds", newest, [(NONE, facts.newest_at.timestamp())]


def _by(label: str, figures: Mapping[str, int]) -> Samples:
    return [({label: name}, figure) for name, figure in figures.items()]


def _family(name: str, said: str, samples: Samples) -> str:
    lines = "".join(f"{name}{_labels(labels)} {figure:.17g}\n" for labels, figure in samples)
    return f"# HELP {name} {said}\n# TYPE {name} gauge\n{lines}"


def _labels(labels: Mapping[str, str]) -> str:
    told = ",".join(f'{name}="{value.translate(ESCAPES)}"' for name, value in labels.items())
    return f"{{{told}}}" if told else ""
