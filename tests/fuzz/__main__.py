"""`make fuzz`: mutated documents by the hundred thousand through the pool of the crawl, to be ended and gone on with.

What it came to so far lies in build/fuzz/seed-N/state.json; a document that went wrong lies beside it, made smaller
where that is cheap, under its number: the same seed over the same corpus makes it again.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from crawler.workers import Workers
from tests.fuzz import corpus
from tests.fuzz.campaign import PROCESSES, Figures, Found, batches, judged
from tests.fuzz.documents import document
from tests.fuzz.smaller import smaller

FOLDER = corpus.ROOT / "build" / "fuzz"
MOST_MIB = 400  # what a worker may ever have held
MOST_WRITTEN = 100  # documents


@dataclass(frozen=True)
class Campaign:
    """One seed over one corpus, and where its state lies."""

    corpus: corpus.Corpus
    seed: int
    folder: Path

    @property
    def state(self) -> Path:
        return self.folder / "state.json"

    def resumed(self) -> Figures:
        """How far it came; from the start where nothing lies here, or something of another corpus."""
        if not self.state.is_file():
            return Figures()
        kept = json.loads(self.state.read_text("utf-8"))
        return Figures.of(kept["figures"]) if kept["corpus"] == self.corpus.fingerprint else Figures()

    def keep(self, figures: Figures) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"corpus": self.corpus.fingerprint, "figures": figures.as_json()}, indent=1)
        new = self.state.with_suffix(".new")
        new.write_text(text, "utf-8")
        new.replace(self.state)

    async def write(self, pool: Workers, found: Found) -> None:
        """The document that went wrong, and what was wrong with it."""
        made = await smaller(pool, document(self.corpus, self.seed, found.number), found)
        name = self.folder / f"{found.number:06}"
        name.with_suffix(".bin").write_bytes(made.body)
        name.with_suffix(".txt").write_text(f"{found}\n{made.content_type}\n{made.around}\n", "utf-8", "replace")


async def run(campaign: Campaign, last: int) -> Figures:
    figures, written = campaign.resumed(), 0
    say(f"fuzz: seed {campaign.seed}, {len(campaign.corpus.seeds)} documents to mutate, from {figures.done:,}")
    earlier, began = figures.seconds, monotonic()
    with Workers(PROCESSES) as pool:
        async for _ in batches(pool, campaign.corpus, campaign.seed, figures, last):
            figures.seconds = earlier + monotonic() - began
            campaign.keep(figures)
            for found in figures.found[written:MOST_WRITTEN]:
                say(f"fuzz: {found}")
                await campaign.write(pool, found)
            written = len(figures.found)
            say(progress(figures, last))
    return figures


async def only(campaign: Campaign, number: int) -> Figures:
    """One document again, as when it went wrong."""
    made = document(campaign.corpus, campaign.seed, number)
    figures = Figures(done=1)
    with Workers(1) as pool:
        figures.add(number, await judged(pool, made))
    for found in figures.found:
        say(f"fuzz: {found}")
    size, cpu_s = len(made.body), figures.slowest_s
    say(f"fuzz: document {number}: {made.lane} from {made.seed}, {size:,} bytes, {cpu_s:.2f} s CPU")
    return figures


def progress(figures: Figures, last: int) -> str:
    return (
        f"fuzz: {figures.done:,} of {last:,} documents, {figures.read:,} could be read; "
        f"{figures.count('error')} uncaught errors, {figures.count('overrun')} overruns, "
        f"{figures.count('promise')} broken promises; worker RSS {figures.peak_mib:.0f} MiB at most, "
        f"slowest {figures.slowest_s:.1f} s CPU (document {figures.slowest}), "
        f"{figures.done / max(figures.seconds, 0.001):.0f} a second"
    )


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz ARGS=...", description="Mutated documents through the workers.")
    parser.add_argument(
        "--documents", type=int, default=100_000, help="how many in all, those of earlier runs included"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="N", help="document N again, and nothing else")
    wanted = parser.parse_args()
    campaign = Campaign(corpus.everything(), wanted.seed, FOLDER / f"seed-{wanted.seed}")
    work = run(campaign, wanted.documents) if wanted.only is None else only(campaign, wanted.only)
    try:
        figures = asyncio.run(work)
    except KeyboardInterrupt:
        say("fuzz: ended; the same command goes on from here")
        return 130
    return 1 if figures.found or figures.peak_mib > MOST_MIB else 0


if __name__ == "__main__":
    sys.exit(main())
