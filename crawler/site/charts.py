"""Numbers by day -> SVG, each with a name for who cannot see it and a table of the same numbers beside it.

Bars stretch to the width there is; what is written stands outside them, as text, so that it is never stretched.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

Days = Sequence[tuple[str, Sequence[int]]]

WIDTH, HEIGHT = 1000, 100  # of the drawing's own units
BAR = 0.82  # of a day's width
FRONT = 0.45  # of one, for a bar before another
DENSE = 120  # days: with more, bars have the width of a pixel or two, and half of that is no colour any more
FIGURE = Markup(
    '<figure class="chart"><div class="chart-plot"><svg viewBox="0 0 {width} {height}" preserveAspectRatio="none"'
    ' role="img" aria-label="{said}"><path class="grid" d="M0 0H{width}M0 {half}H{width}"/>{bars}</svg>'
    '<div class="chart-scale" aria-hidden="true"><span>{top}</span><span>{middle}</span></div>{links}</div>'
    '<div class="chart-days" aria-hidden="true">{days}</div><div class="chart-key">{key}</div>'
    '<details><summary>{as_table}</summary><div class="scroll" tabindex="0" role="region" aria-label="{said}">'
    "<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details></figure>"
)
RECT = '<rect class="s{n}" x="{x:.2f}" y="{y:.2f}" width="{w:.2f}" height="{h:.2f}"/>'
KEY = Markup('<span class="key"><svg class="key-box" viewBox="0 0 10 10" aria-hidden="true">{box}</svg>{name}</span> ')
SPARK = (
    '<svg class="spark" viewBox="0 0 {width} 20" preserveAspectRatio="none" role="img" aria-label="{said}">'
    '<polyline points="{points}"/><polygon points="0,20 {points} {width},20"/></svg>'
)
# Over the bars, for who points at one; who does not has the same links in the table.
OVER = '<a href="{href}" title="{said}" tabindex="-1"></a>'
STRIP = Markup(
    '<svg class="strip" viewBox="0 0 {width} 20" preserveAspectRatio="none" role="img" aria-label="{said}">'
    '<rect class="strip-line" y="9" width="{width}" height="2"/>{marks}</svg>'
)
MARK = 12  # of a strip's width
SERIES = 6  # colours there are; what comes after the last one shares it
MARKED_DAYS = 5
ROUND = (1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # tens, hundreds ... with a round half
MOST_POINTS = 60  # of a sparkline: more than it has pixels to show


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a chart: what it shows, its series, the head of the days, the link to the table, a day, a number.

    `link` is the address of a day's page; None: it has none. `short` is a day below the bars; None: as elsewhere.
    """

    chart: str
    series: tuple[str, ...]
    day_head: str
    as_table: str
    day: Callable[[str], str]
    number: Callable[[int], str] = str
    link: Callable[[str], str] | None = None
    short: Callable[[str], str] | None = None


def stacked(days: Days, said: Said) -> Markup:
    """Bars of parts: each day's numbers stand on each other."""
    return _chart(days, said, max((sum(numbers) for _, numbers in days), default=0), stack=True)


def layered(days: Days, said: Said) -> Markup:
    """Bars before bars: each day's later numbers are part of the first, and drawn narrower, that both are seen."""
    return _chart(days, said, max((max(numbers) for _, numbers in days), default=0), stack=False)


def sparkline(numbers: Sequence[int], said: str) -> Markup:
    """A line that shows how a number went."""
    size = max(1, -(-len(numbers) // MOST_POINTS))
    points = [sum(numbers[at : at + size]) for at in range(0, len(numbers), size)]
    top = max(points, default=0) or 1
    step = WIDTH / 10 / max(1, len(points) - 1)
    drawn = " ".join(f"{n * step:.1f},{19 - 18 * point / top:.1f}" for n, point in enumerate(points))
    return _drawn([SPARK.format(width=WIDTH // 10, said=escape(said), points=drawn)])


def strip(marks: Sequence[float], said: str, series: int = 1) -> Markup:
    """A line of time with a mark for each moment, 0 at its beginning and 1 at its end."""
    drawn = (_bar(series, at * (WIDTH - MARK), 1, MARK, 18) for at in marks)
    return STRIP.format(width=WIDTH, said=said, marks=_drawn(drawn))


def ceiling(most: int) -> int:
    """The number at the top of a scale, its half whole too: 2 for 0, 4 for 3, 120 for 101."""
    if most <= 10:
        return max(2, most + most % 2)
    power = float("1" + "0" * (len(str(most)) - 1))
    tops = [round(step * power) for step in ROUND]
    return next(top for top in tops if top >= most)


def _chart(days: Days, said: Said, most: int, *, stack: bool) -> Markup:
    top = ceiling(most)
    heads = Markup().join(Markup('<th scope="col">{}</th>').format(name) for name in (said.day_head, *said.series))
    keys = (KEY.format(name=name, box=_drawn([_bar(n, 0, 0, 10, 10)])) for n, name in enumerate(said.series))
    marked = sorted({at * (len(days) - 1) // (MARKED_DAYS - 1) for at in range(MARKED_DAYS)})
    return FIGURE.format(
        top=said.number(top), middle=said.number(top // 2), width=WIDTH, height=HEIGHT, half=HEIGHT // 2,
        said=said.chart, bars=_drawn(_bars(days, top, stack)), links=_links(days, said),
        days=Markup().join(Markup("<span>{}</span>").format((said.short or said.day)(days[at][0])) for at in marked),
        key=Markup().join(keys), as_table=said.as_table, heads=heads, rows=_rows(days, said),
    )  # fmt: skip


def _links(days: Days, said: Said) -> Markup:
    if said.link is None:
        return Markup()
    over = []
    for on, numbers in days:
        told = ", ".join(f"{name} {said.number(n)}" for name, n in zip(said.series, numbers, strict=True) if n)
        over.append(OVER.format(href=escape(said.link(on)), said=escape(f"{said.day(on)}: {told or 0}")))
    return Markup('<div class="chart-links" aria-hidden="true">{}</div>').format(_drawn(over))


def _bars(days: Days, top: int, stack: bool) -> Iterator[str]:
    wide = WIDTH / len(days)
    for at, (_, numbers) in enumerate(days):
        below = 0
        for n, number in enumerate(numbers):
            if number:
                y = HEIGHT * (top - below - number) / top
                share = BAR if stack or not n or len(days) > DENSE else FRONT
                yield _bar(n, (at + (BAR - share) / 2) * wide, y, wide * share, HEIGHT * number / top)
                below += number if stack else 0


def _bar(n: int, x: float, y: float, w: float, h: float) -> str:
    return RECT.format(n=min(n, SERIES - 1), x=x, y=y, w=w, h=h)


def _drawn(parts: Iterable[str]) -> Markup:
    """A year has a thousand bars, and Markup takes ten times as long over each; they are numbers, or escaped."""
    return Markup("".join(parts))  # noqa: S704


def _rows(days: Days, said: Said) -> Markup:
    """The newest first, days without anything left out."""
    row = '<tr><th scope="row">{}</th>{}</tr>'
    return _drawn(
        row.format(_day(on, said), "".join(f'<td class="n">{number:d}</td>' for number in numbers))
        for on, numbers in reversed(days)
        if any(numbers)
    )


def _day(on: str, said: Said) -> str:
    if said.link is None:
        return escape(said.day(on))
    return f'<a href="{escape(said.link(on))}">{escape(said.day(on))}</a>'
