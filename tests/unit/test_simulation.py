"""The simulated day of docs/scaling.md keeps the rules that it is to show."""

from dataclasses import replace

from benchmarks.simulation import DEADLINE, END, HELD, WARM_UP, Simulation, Source, World
from benchmarks.simulation_paper import picture

SMALL = World(feeds=300, workers=2, busy=0.01)


def total(counted: dict[int, int]) -> int:
    return sum(counted.values())


def test_every_article_is_stored_once_or_still_under_way() -> None:
    simulation = Simulation(replace(SMALL, busy=0.0))
    day = simulation.carry_out()
    stored = sum(map(len, day.delays.values()))

    assert total(day.articles) == sum(one.seen for one in simulation.sources)
    assert total(day.articles) - len(simulation.late_pages) - simulation.open <= stored <= total(day.articles)
    assert stored > 1000


def test_the_same_seed_gives_the_same_day() -> None:
    one, other = (Simulation(SMALL).carry_out() for _ in range(2))

    assert one.lines() == other.lines()
    assert one.lines() != Simulation(replace(SMALL, seed=8)).carry_out().lines()


def test_what_a_lost_worker_had_in_hand_is_asked_by_the_other() -> None:
    """Those that were due half a minute after the hour would else be under way for ever."""
    slow = replace(SMALL, feeds=2000, typical_answer=20.0, busy=0.0, lost=WARM_UP + 3640, lost_for=END)
    simulation = Simulation(slow, every_minutes=60)

    simulation.carry_out()

    assert not simulation.workers[0].alive
    assert [] == [one.number for one in simulation.sources if one.kind == "well" and one.due < END - DEADLINE]


class Crowded(World):
    """A quarter of all feeds stand on one great host."""

    def host(self, feed: int) -> int:
        return self.feeds if feed % 4 == 0 else feed


class Waits(Simulation):
    """Notes how late feeds of the great host, and of all others, are asked."""

    def __init__(self, world: World) -> None:
        super().__init__(world, every_minutes=60)
        self.great: list[float] = []
        self.others: list[float] = []

    def _seconds(self, source: Source) -> float:
        if self.now > WARM_UP and self.now >= source.due:
            (self.great if source.host == self.world.feeds else self.others).append(self.now - source.due)
        return super()._seconds(source)


def test_a_great_host_keeps_nobody_else_waiting() -> None:
    """By runs that take up nothing all would wait as long as its feeds do."""
    simulation = Waits(Crowded(feeds=800, workers=2, typical_articles=20.0, busy=0.0, missing=0.0, silent=0.0))

    simulation.carry_out()
    great, others = (sorted(late)[len(late) * 99 // 100] for late in (simulation.great, simulation.others))

    assert great > 4 * HELD
    assert others < 1.5 * HELD


class Watched(Simulation):
    """Notes who is asked although it rests."""

    hasty = 0

    def _seconds(self, source: Source) -> float:
        self.hasty += self.now < self.rests.get(source.host, 0.0)
        return super()._seconds(source)


def test_a_host_that_had_enough_is_left_alone_for_an_hour() -> None:
    simulation = Watched(replace(SMALL, busy=0.2))

    assert 100 < total(simulation.carry_out().rests)
    assert 0 == simulation.hasty


def test_the_picture_shows_a_bar_for_every_ten_minutes() -> None:
    shown = picture(Simulation(SMALL).carry_out())

    assert [144, 144] == [shown.count(f'class="{look}"/>') for look in "bl"]
