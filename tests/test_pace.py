"""Seconds that mean the same on a slow machine and on a busy one, and that are never made longer."""

import time

import pytest

from tests import pace
from tests.pace import PIECE_S, Pace


@pytest.mark.parametrize(("slow", "as_long"), [(0.5, 1), (1, 1), (2, 2)])
def test_what_takes_as_long_on_a_slow_machine_is_as_long(monkeypatch: pytest.MonkeyPatch, slow: float, as_long: float):
    monkeypatch.setattr(pace, "piece", lambda: (slow * PIECE_S, slow * PIECE_S))
    cpu, clock = iter([10.0, 16.0]), iter([20.0, 32.0])
    monkeypatch.setattr(time, "process_time", lambda: next(cpu))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))

    with Pace() as took:
        pass

    assert (6 / as_long, 12 / as_long, as_long, as_long) == (took.cpu_s, took.s, took.slow, took.busy)


def test_a_bound_by_the_clock_is_not_stretched_without_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pace, "piece", lambda: (PIECE_S, 100 * PIECE_S))

    with Pace() as took:
        pass

    assert (1, pace.MOST_BUSY) == (took.slow, took.busy)


def test_a_piece_of_work_takes_time_of_the_cpu():
    assert 0 < pace.piece()[0] < 100 * PIECE_S
