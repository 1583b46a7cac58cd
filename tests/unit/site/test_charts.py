"""Numbers by day as drawings: what is drawn, what is said, what stands in the table."""

import re

import pytest

from crawler.site.charts import WIDTH, Said, layered, sparkline, stacked

SAID = Said("Per day & more", ("nl", "<en>"), "Day", "As a table", str.upper)
DAYS = [("d1", (3, 1)), ("d2", (0, 0)), ("d3", (2, 0))]
RECT = re.compile(r'<rect class="s(\d)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>')


def bars(drawn):
    """Series, left, top and height of each bar, the boxes of the key left out."""
    return [(int(n), float(x), float(y), float(h)) for n, x, y, w, h in RECT.findall(drawn) if float(w) > 10]


def test_parts_stand_on_each_other_up_to_the_top():
    third = WIDTH / 3

    assert [
        (0, 0.0, 25.0, 75.0),
        (1, 0.0, 0.0, 25.0),
        (0, round(2 * third, 2), 50.0, 50.0),
    ] == bars(stacked(DAYS, SAID))


def test_a_part_stands_before_the_whole():
    assert [(0, 0.0, 25.0, 75.0), (1, 61.67, 75.0, 25.0)] == bars(layered(DAYS, SAID))[:2]


def test_it_has_a_name_a_key_and_a_table_and_all_of_it_is_text():
    drawn = stacked(DAYS, SAID)

    assert 'role="img" aria-label="Per day &amp; more"' in drawn
    assert "&lt;en&gt;</span>" in drawn
    assert "<en>" not in drawn
    assert ["D3", "D1"] == re.findall(r'<th scope="row">(\w+)</th>', drawn)
    assert ["2", "0", "3", "1"] == re.findall(r'<td class="n">(\d+)</td>', drawn)
    assert " style=" not in drawn


def test_a_day_is_text_too():
    assert "<b>" not in stacked(DAYS, Said("x", ("a", "b"), "Day", "As a table", "<b>{}</b>".format))


def test_the_last_colour_is_shared():
    drawn = stacked([("d1", (1,) * 9)], Said("x", tuple("abcdefghi"), "Day", "As a table", str))

    assert [0, 1, 2, 3, 4, 5, 5, 5, 5] == [bar[0] for bar in bars(drawn)]


@pytest.mark.parametrize("days", [[("d1", (0,))], [("d1", ())], [("d1", (5,))]])
def test_a_day_alone_and_nothing_at_all_are_drawn(days):
    assert len(bars(stacked(days, SAID))) == len([n for _, numbers in days for n in numbers if n])


@pytest.mark.parametrize(
    ("numbers", "points"),
    [
        ((0, 2, 1), "0.0,19.0 50.0,1.0 100.0,10.0"),
        ((4,), "0.0,1.0"),
        ((0, 0), "0.0,19.0 100.0,19.0"),
        ((), ""),
    ],
)
def test_a_sparkline_goes_as_its_numbers_do(numbers, points):
    assert f'points="{points}"' in sparkline(numbers, "said")


def test_a_sparkline_of_a_year_has_no_more_points_than_it_can_show():
    drawn = sparkline(range(365), '"><script>')

    assert 53 == len(re.search('points="([^"]+)"', drawn)[1].split())
    assert 'aria-label="&#34;&gt;&lt;script&gt;"' in drawn
