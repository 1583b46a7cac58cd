"""What a terminal shows of a run while it goes on: the figures, and how they are drawn."""

import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from crawler.cli.board import Board, Line
from crawler.cli.live import Block, can_redraw
from crawler.model import Answer, ArchiveJob, Finding, Outcome, PageJob, Stored
from tests.unit.store.store_makers import NOW, draft, feed, poll, visit, words

ESCAPE = re.compile(r"\x1b\[(\d*)([A-Za-z])")


def board(due: int = 3) -> Board:
    """Two sites: one brings three articles of which two were read, the other is down."""
    made = Board(due, 100.0)
    made.polled(poll(draft()), Stored(new=3), 101.0)
    down = replace(poll(of=feed("remlicht"), outcome=Outcome.NETWORK), answer=Answer(Outcome.NETWORK, error="refused"))
    made.polled(down, Stored(), 101.5)
    for number, title in enumerate(("Renault en Nissan", "Nieuwe \x1b[31mEV3\u202e")):
        job = PageJob("0" * 32, f"https://autovisie.example/{number}", feed(), words())
        made.visited(visit(job, words(title, body="Tekst.")), 102.0 + number)
    return made


def test_the_board_tells_figures_sites_errors_and_new_titles():
    told = [line.text for line in board().lines(100, 24, 104.0)]

    assert "0:04  2/3 feeds · 2 pages, 1 waiting · 1.0/s · 3 new · 1 failed" == told[0]
    assert re.match(r"autovisie\.example +████████░░░░ 2/3 pages, 3 new$", told[1])
    assert re.match(r"remlicht\.example +remlicht: refused$", told[2])
    assert "+ Renault en Nissan  (autovisie.example)" == told[3]
    assert [False, False, True] == [line.bad for line in board().lines(100, 24, 104.0)][:3]


def test_what_strangers_write_moves_no_terminal():
    told = "\n".join(line.text for line in board().lines(100, 24, 104.0))

    assert r"Nieuwe \x1b[31mEV3\u202e" in told
    assert told.replace("\n", "").isprintable()


@pytest.mark.parametrize(("width", "height"), [(20, 24), (49, 24), (60, 3), (60, 8), (200, 50), (10, 2), (1, 1)])
def test_no_line_is_wider_and_no_block_higher_than_the_terminal(width, height):
    made = board()
    for number in range(30):
        failed = poll(of=feed(f"krant-{number}"), outcome=Outcome.TIMEOUT)
        made.polled(failed, Stored(), 103.0)
    job = PageJob("0" * 32, "https://autovisie.example/9", feed(), words())
    made.visited(visit(job, words("比亚迪 " * 40, body="Tekst.")), 103.0)
    lines = made.lines(width, height, 104.0)

    assert 1 <= len(lines) <= max(1, height - 1)
    assert [] == [line for line in lines if cell_len(line.text) >= max(2, width)]
    assert len(lines) == 1 or width >= 50
    assert height < 20 or width < 50 or any("and 24 more sites" in line.text for line in lines)


def test_a_look_again_is_no_new_article_and_older_documents_count():
    made = Board(0, 0.0)
    look = PageJob("0" * 32, "https://autovisie.example/1", feed(), words(), is_look=True)
    made.visited(visit(look, words(body="Tekst.")), 1.0)
    made.found(
        Finding(ArchiveJob(1, feed(), "https://autovisie.example/2025", "list", NOW), NOW, Answer(Outcome.FRESH)),
        Stored(new=4),
        1.0,
    )

    assert "0/0 feeds · 1 pages, 4 waiting" in made.lines(100, 24, 2.0)[0].text
    assert not any(line.text.startswith("+") for line in made.lines(100, 24, 2.0))


# ---------------------------------------------------------------- drawing


class Screen(io.StringIO):
    """A terminal that understands what the block says to it."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True

    def rows(self) -> list[str]:
        """What one sees."""
        rows, row, rest = [""], 0, self.getvalue()
        while rest:
            if found := ESCAPE.match(rest):
                if found[2] == "A":
                    row -= int(found[1])
                elif found[2] == "J":
                    rows[row:] = [""]
                rest = rest[found.end() :]
                continue
            if rest[0] == "\n":
                row += 1
                rows.extend([""] * (row >= len(rows)))
            elif rest[0] != "\r":
                rows[row] += rest[0]
            rest = rest[1:]
        return rows


def drawn(screen: Screen, shown: list[Line]) -> Block:
    return Block(screen, lambda *_: shown, lambda draw: draw())


def test_lines_stay_above_a_block_that_is_drawn_anew_and_goes_in_the_end():
    screen, shown = Screen(), [Line("one"), Line("two")]
    with drawn(screen, shown) as block:
        block.above("first")
        shown[:] = [Line("three")]
        block.above("second")
        seen = screen.rows()

    assert ["first", "second", "three", ""] == seen
    assert ["first", "second", ""] == screen.rows()
    assert "\x1b[?25l" not in screen.getvalue(), "who is killed leaves the cursor visible"


@pytest.mark.parametrize(("no_color", "codes"), [("", True), ("1", False)])
def test_colours_are_left_out_where_nobody_wants_them(monkeypatch, no_color, codes):
    monkeypatch.setenv("NO_COLOR", no_color)
    screen = Screen()
    with drawn(screen, [Line("refused", bad=True)]) as block:
        block.above("missing", bad=True)

    assert codes == ("\x1b[33m" in screen.getvalue())


def test_a_terminal_without_our_letters_gets_others():
    screen = Screen()
    screen.encoding = "ascii"
    with drawn(screen, []) as block:
        block.above("Citroën ████")

    assert ["Citro?n ????", ""] == screen.rows()


@pytest.mark.parametrize(("term", "can"), [("xterm-256color", True), ("dumb", False), ("", False), (None, False)])
def test_a_dumb_terminal_gets_lines_only(monkeypatch, term, can):
    monkeypatch.delenv("TERM", raising=False)
    if term is not None:
        monkeypatch.setenv("TERM", term)

    assert can == can_redraw(Screen())
    assert not can_redraw(io.StringIO())
