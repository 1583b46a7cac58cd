"""Fifty runs killed and ten signalled: `make torture` in short."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.torture.killing import Figures, Killed
from tests.torture.signalling import Signalled


def both_halves(one: Killed | Signalled, other: Killed | Signalled) -> Figures:
    """Two desks at once: a run mostly waits."""
    total = Figures()
    with ThreadPoolExecutor(2) as threads:
        for figures in threads.map(lambda work: work.whole(), (one, other)):
            total.add(figures)
    return total


@pytest.mark.timeout(900)  # it is mostly start-up of processes, on a machine that may be busy
def test_killed_at_fifty_moments_nothing_is_lost_or_torn(tmp_path: Path) -> None:
    total = both_halves(*(Killed(f"ci-{n}", 25, tmp_path / f"{n}") for n in range(2)))

    assert ([], []) == (total.lost, total.torn)
    assert 50 == total.kills
    assert total.announced > 10
    assert "pages" in total.phases
    assert len(total.phases) >= 3


@pytest.mark.timeout(900)
def test_ten_signals_end_what_is_done_within_five_seconds(tmp_path: Path) -> None:
    total = both_halves(*(Signalled(f"ci-{n}", 5, tmp_path / f"{n}", 5 * n) for n in range(2)))

    assert ([], []) == (total.late, total.torn)
    assert 10 == total.signals
