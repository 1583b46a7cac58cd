"""Dates as publishers write them, and what is none."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.normal.dates import Place, read

NOW = datetime.fromisoformat("2025-11-19T15:00:00+01:00")  # a Wednesday
AMSTERDAM = "Europe/Amsterdam"


def at(languages: str = "nl", *, publisher: str = AMSTERDAM, desk: str = AMSTERDAM, source: str = "time") -> Place:
    return Place(tuple(languages.split()), publisher, desk, NOW, source)


def told(written: str, place: Place) -> str | None:
    """`on`, or `at` where a time was printed, with an `m` behind a month."""
    when = read(written, place)
    if when is None:
        return None
    return (when.at or when.on) + ("m" if when.precision == "month" else "")


ISO_AND_RFC_822 = """
2025-11-19T14:32:00+0100                         2025-11-19T13:32:00Z
2025-11-09T13:51:04-0700                         2025-11-09T20:51:04Z
2025-11-19T13:32:00Z                             2025-11-19T13:32:00Z
2025-11-19T13:32Z                                2025-11-19T13:32:00Z
2025-11-19t14:32:00.123456789+01                 2025-11-19T13:32:00Z
2025-11-18T14:32:00,5+01:00[Europe/Amsterdam]    2025-11-18T13:32:00Z
2025-11-18 14:32:00 Europe/Amsterdam             2025-11-18T13:32:00Z
2019-10-18 19:11                                 2019-10-18T17:11:00Z
2025/11/18 14:32:00                              2025-11-18T13:32:00Z
2023-11-02T1643                                  2023-11-02T15:43:00Z
20251119                                         2025-11-19
20251118T143200Z                                 2025-11-18T14:32:00Z
20251118143200                                   2025-11-18T13:32:00Z
2025-11                                          2025-11-01m
2025-11-18T24:00:00Z                             2025-11-19T00:00:00Z
2025-06-30T23:59:60Z                             2025-06-30T23:59:59Z
Wed, 19 Nov 2025 14:32:00 +0100                  2025-11-19T13:32:00Z
Wed, 19 Nov 2025 14:32:00 CET                    2025-11-19T13:32:00Z
Sat, 19 Jul 2025 14:32:00 CEST                   2025-07-19T12:32:00Z
Sat, 19 Jul 2025 14:32:00 MET                    2025-07-19T13:32:00Z
Sat, 19 Jul 2025 14:32:00 BST                    2025-07-19T13:32:00Z
Wed, 19 Nov 2025 08:32:00 EST                    2025-11-19T13:32:00Z
Sat, 19 Jul 2025 08:32:00 PDT                    2025-07-19T15:32:00Z
Wed, 19 Nov 2025 14:32:00 Europe/Amsterdam       2025-11-19T13:32:00Z
Wed, 19 Nov 2025 14:32:00 +0100 (CET)            2025-11-19T13:32:00Z
Wed, 19 Nov 2025 14:32:00                        2025-11-19T13:32:00Z
Tue, 18 Nov 2025 24:00:00 GMT                    2025-11-19T00:00:00Z
Wed, 19 Nov 25 14:32:00 GMT                      2025-11-19T14:32:00Z
19 Nov 2025 14:32 GMT                            2025-11-19T14:32:00Z
wo, 19 november 2025 14:32:00 +0100              2025-11-19T13:32:00Z
Mi, 19 Nov 2025 14:32:00 +0100                   2025-11-19T13:32:00Z
mer., 19 févr. 2025 14:32:00 +0100               2025-02-19T13:32:00Z
gio, 13 mag 2025 14:32:00 +0200                  2025-05-13T12:32:00Z
mié, 15 ene 2025 14:32:00 +0100                  2025-01-15T13:32:00Z
Wed, 19 Nov 2025 14:32:00 XYZ                    2025-11-19
Tue Nov 18 14:32:00 2025                         2025-11-18T13:32:00Z
Tue Nov 18 14:32:00 CET 2025                     2025-11-18T13:32:00Z
Tue Nov 18 2025 14:32:00 GMT+0100 (Central European Standard Time)  2025-11-18T13:32:00Z
"""

PEOPLE = """
nl  19 november 2025                                   2025-11-19
nl  wo. 19 nov. 2025                                   2025-11-19
nl  do 6 november 2025, 08:05                          2025-11-06T07:05:00Z
nl  19 november 2025 14.32 uur                         2025-11-19T13:32:00Z
nl  di 18 nov. '25 | 09:41                             2025-11-18T08:41:00Z
nl  Geplaatst: 18-11-2025, 14:32                       2025-11-18T13:32:00Z
nl  19-11-2025 08:30                                   2025-11-19T07:30:00Z
nl  18.11.2025 14u32                                   2025-11-18T13:32:00Z
nl  3/4/2025                                           2025-04-03
nl  18-nov-2025                                        2025-11-18
nl  Door Jan Jansen op 18 november 2025                2025-11-18
nl  Redactie AutoWeek • 18 november 2025               2025-11-18
nl  18 november 2025 (bijgewerkt: 19 november 2025)    2025-11-18
nl  Bijgewerkt 19 nov 2025 | Geplaatst 18 nov 2025     2025-11-18
nl  Leestijd: 4 min | zondag 9 november 2025           2025-11-09
nl  18&nbsp;november                                   2025-11-18
nl  20 november                                        2024-11-20
nl  november 2025                                      2025-11-01m
de  Mittwoch, 19. November 2025                        2025-11-19
de  3. Jänner 2025                                     2025-01-03
de  19.11.25                                           2025-11-19
de  18.11.2025 um 14.32 Uhr                            2025-11-18T13:32:00Z
de  Vom 3. Februar 2022                                2022-02-03
de  Stand: 18.11.2025, 14:32 Uhr                       2025-11-18T13:32:00Z
de  18. November 2025 um 14:32 Uhr MEZ                 2025-11-18T13:32:00Z
de  Von Max Müller, 18. Juni 2025, 20 Uhr              2025-06-18T18:00:00Z
de  18.11., 14:32 Uhr                                  2025-11-18T13:32:00Z
de  14. 01. 2020, 13:47                                2020-01-14T12:47:00Z
de  VerÃ¶ffentlicht am 8. Februar 2022                 2022-02-08
fr  mercredi 18 juin 2025 à 14h32                      2025-06-18T12:32:00Z
fr  mar. 18 nov. 2025                                  2025-11-18
fr  1er mars 2025                                      2025-03-01
fr  12 fevr. 2025                                      2025-02-12
fr  Publié le 18/11/2025 à 14h32 - Mis à jour le 19/11/2025 à 08h00  2025-11-18T13:32:00Z
fr  Le 17 juillet à 22:09                              2025-07-17T20:09:00Z
fr  18 nov. 2025 14 h 32                               2025-11-18T13:32:00Z
it  martedì 18 novembre 2025, ore 14.32                2025-11-18T13:32:00Z
it  mar, 18/11/2025 - 14:32                            2025-11-18T13:32:00Z
it  dell'11 novembre 2025                              2025-11-11
it  di Mario Rossi | 5 mag 2025                        2025-05-05
es  miércoles, 18 de junio de 2025 a las 14:32h        2025-06-18T12:32:00Z
es  1 de enero del 2025                                2025-01-01
es  18 nov 2025 2:32 p. m.                             2025-11-18T13:32:00Z
en  12:24 am EST, Wednesday, November 20, 2019         2019-11-20T05:24:00Z
en  Nov. 18, 2025, 2:32pm ET                           2025-11-18T19:32:00Z
en  18th of November 2025                              2025-11-18
en  Posted on November 18, 2025 by John Smith          2025-11-18
en  Mon 20 Jan 2020 06.05 GMT                          2020-01-20T06:05:00Z
en  17 April 2012 • 2:54pm                             2012-04-17T12:54:00Z
en  Published Fri, Apr 28 20232:23 PM EDT              2023-04-28T18:23:00Z
en  June 14, 20241 yr                                  2024-06-14
en  December 7, 2016 at 12:00 AM                       2016-12-06T23:00:00Z
en  14:16 UTC+1, 6 January 2025                        2025-01-06T13:16:00Z
sv  tisdag 18 november 2025 kl. 14.32                  2025-11-18T13:32:00Z
da  tirsdag d. 18. november 2025                       2025-11-18
no  Publisert 18.11.2025 14:32                         2025-11-18T13:32:00Z
fi  18. marraskuuta 2025 klo 14.32                     2025-11-18T13:32:00Z
pl  wtorek, 18 listopada 2025 r., godz. 14:32          2025-11-18T13:32:00Z
cs  úterý 18. listopadu 2025                           2025-11-18
pt  terça-feira, 18 de novembro de 2025 às 14h32       2025-11-18T13:32:00Z
tr  18 Kasım 2025, 14:32                               2025-11-18T13:32:00Z
ja  2025年11月18日(火) 14:32                            2025-11-18T13:32:00Z
ja  11月18日                                            2025-11-18
ko  2025년 11월 18일 14:32                              2025-11-18T13:32:00Z
hu  2025. november 18. 14:32                           2025-11-18T13:32:00Z
ru  18 ноября 2025, 14:32                              2025-11-18T13:32:00Z
"""

TOLD_FROM_NOW = """
nl  vandaag om 09:15            2025-11-19T08:15:00Z
nl  vandaag om 23:15            2025-11-19
nl  gisteren                    2025-11-18
nl  gisteren om 21.04 uur       2025-11-18T20:04:00Z
nl  eergisteren                 2025-11-17
nl  een half uur geleden        2025-11-19T13:30:00Z
nl  2 uur en 5 minuten geleden  2025-11-19T11:55:00Z
nl  2 dagen geleden             2025-11-17
nl  zojuist                     2025-11-19T14:00:00Z
nl  vorige week                 2025-11-12
nl  vorige maand                2025-10-01m
nl  afgelopen woensdag          2025-11-12
nl  2 dagen geleden bijgewerkt  2025-11-17
nl  18 november 2025, 1 dag geleden  2025-11-18
de  vor einer Stunde            2025-11-19T13:00:00Z
de  Gestern, 21:04 Uhr          2025-11-18T20:04:00Z
de  vor 2 Wochen                2025-11-05
de  Montag, 14:32 Uhr           2025-11-17T13:32:00Z
fr  il y a 3 heures             2025-11-19T11:00:00Z
fr  hier à 21h04                2025-11-18T20:04:00Z
fr  aujourd’hui                 2025-11-19
fr  lundi dernier               2025-11-17
it  un'ora fa                   2025-11-19T13:00:00Z
it  l'altro ieri                2025-11-17
es  hace 3 horas                2025-11-19T11:00:00Z
es  la semana pasada            2025-11-12
en  3h ago                      2025-11-19T11:00:00Z
en  Monday at 1:51 PM           2025-11-17T12:51:00Z
en  Wednesday at 1:51 PM        2025-11-19T12:51:00Z
en  Wednesday at 4:51 PM        2025-11-12T15:51:00Z
sv  för 3 timmar sedan          2025-11-19T11:00:00Z
da  for 3 timer siden           2025-11-19T11:00:00Z
pl  3 godziny temu              2025-11-19T11:00:00Z
pt  há 3 horas                  2025-11-19T11:00:00Z
ja  3時間前                     2025-11-19T11:00:00Z
"""

NO_DATES = {
    "nl": "|  |binnenkort|208|911|i3|2025|Golf 8|19:45|14.32 uur|14:32 uur|€ 24.995|24.995 euro|1.299"
    "|020-1234567|06-12345678|+31 20 123 4567|0800 2025|3 min leestijd|12 reacties|3-2|100%|WLTP 500 km"
    "|0-100 in 3,9 s|BMW 320i|Audi A4 2025|Peugeot 208 2025|mei|nov|maandag|do|zo|31 februari 2025"
    "|2025-02-30|32-01-2025|00-00-2025|10000-01-01|19-11|11-2025|week 47|najaar 2025|morgen|volgende week"
    "|over 3 dagen|tot 19 november 2025|vanaf 19 november 2025|15 t/m 20 november 2025"
    "|15-20 november 2025|Verkoop start 19 november 2025|19 november 2199|19 november 1974"
    "|20 januari 2026|2024/25|4x4|vorig jaar|2 jaar geleden|3 maanden geleden|hier|null|NaN|-1|1e309"
    "|99-99-9999|192.168.10.11|3.11.15.2|10:00 - 12:00|25:00|19 november 2025 25:00|12-AB-34|1 2 3"
    "|1763556720",
    "de": "bald|demnächst|morgen|ab 19.11.2025|bis 19. November 2025|in 3 Tagen|nächste Woche|hier|Mi|So|Mai"
    "|um 15:30 Uhr|Porsche 911|VW ID.3|2,0 TDI|ab 39.990 Euro|030 12345678|31. Februar 2025"
    "|15. bis 20. November 2025|18./19. November 2025|vor Ort|vor 3 Jahren|im Herbst 2025|7 Min. Lesezeit"
    "|Kapitel 3.11.|A 45 AMG|Dienstag, 19. November",
    "fr": "bientôt|demain|dans 3 jours|la semaine prochaine|à partir du 19 novembre 2025"
    "|jusqu'au 19 novembre 2025|du 15 au 20 novembre 2025|Renault 5|C3|14h32|à 14h|01 23 45 67 89"
    "|35 000 €|1.5 dCi 110|il y a 2 ans|il y a|mardi|été 2025",
    "it": "presto|domani|tra 3 giorni|fino al 19 novembre 2025|dal 19 novembre 2025|Fiat 500|ore 14:32"
    "|due anni fa|maggio|lun|500e",
    "es": "pronto|mañana|dentro de 3 días|hasta el 19 de noviembre|desde el 19 de noviembre de 2025|Seat 600"
    "|14:32 h|hace 2 años|hace tiempo|mayo|91 123 45 67|24.995 euros|a las 14:32"
    "|del 15 al 20 de noviembre de 2025",
    "en": "soon|tomorrow|in 3 hours|by May 31|Register by May 31|until May 31, 2025|May|Sun|Model 3"
    "|2025 Ford F-150|9/11|(212) 555-0199|$24,995|2:32 PM|at 4:30 p.m.|3h|1 year ago|a while ago|updated"
    "|60 mph|Chapter 11|Nov 31, 2025|November 18-19, 2025|Wed, 19 Nov 2025 14:32:00 +99999999"
    "|10:00 am - 10:30 am|7:24 AM UTC",
    "ru": "скоро|15 - 20 ноября 2025|с 18 ноября 2025 по 20 декабря 2026",
}


def lines(table: str) -> list[tuple[str, str]]:
    return [(head.strip(), tail) for head, _, tail in (line.rpartition("  ") for line in table.strip().splitlines())]


@pytest.mark.parametrize(("written", "read_as"), lines(ISO_AND_RFC_822))
def test_reads_what_machines_write(written, read_as):
    assert read_as == told(written, at("nl en fr it es de"))


@pytest.mark.parametrize(("written", "read_as"), lines(PEOPLE) + lines(TOLD_FROM_NOW))
def test_reads_what_people_write(written, read_as):
    language, _, text = written.partition("  ")

    assert read_as == told(text, at(language))


@pytest.mark.parametrize(
    ("language", "written"), [(language, text) for language, texts in NO_DATES.items() for text in texts.split("|")]
)
def test_invents_no_date(language, written):
    assert [None, None] == [told(written, at(language, source=source)) for source in ("time", "text")]


@pytest.mark.parametrize(
    ("written", "place", "read_as"),
    [
        ("05/03/2019", at("nl"), "2019-03-05"),
        ("05/03/2019", at("es", publisher="America/Bogota"), "2019-03-05"),
        ("05/03/2019", at("en", publisher="America/New_York"), "2019-05-03"),
        ("05/03/2019", at("en", publisher="Europe/London"), "2019-03-05"),
        ("05/03/2019", at("en", publisher="Europe/Paris"), "2019-03-05"),
        ("05/03/2019", at("en-GB"), "2019-03-05"),
        ("05/03/2019", at("en-US", publisher="Europe/Paris"), "2019-05-03"),
        ("05/03/2019", at("en"), "2019-05-03"),
        ("05.03.2019", at("en"), "2019-03-05"),
        ("05/03/2019 14:32", at("en"), "2019-03-05T13:32:00Z"),
        ("05/03/2019 2:32 PM EST", at("en"), "2019-05-03T19:32:00Z"),
        ("Tuesday, 05/03/2019", at("en"), "2019-03-05"),
        ("12/11/2025", at("en", publisher="America/New_York"), "2025-11-12"),  # 11 December is still to come
        ("18/11/2025", at("en"), "2025-11-18"),
        ("11/18/2025", at("nl"), "2025-11-18"),
        ("12/11/25", at("ja", publisher="Asia/Tokyo"), "2012-11-25"),
    ],
)
def test_tells_day_from_month_by_what_stands_around(written, place, read_as):
    assert read_as == told(written, place)


def test_zone_names_mean_what_they_mean_near_the_publisher():
    written = "Wed, 19 Nov 2025 12:00:00 "

    assert ["2025-11-19T06:30:00Z", "2025-11-19T11:00:00Z", "2025-11-19T02:00:00Z"] == [
        told(written + "IST", at("en", publisher="Asia/Kolkata")),
        told(written + "IST", at("en", publisher="Europe/Dublin")),
        told(written + "EST", at("en", publisher="Australia/Sydney")),
    ]


def test_the_day_is_the_desks_only_if_a_time_was_printed():
    place = at("en", publisher="America/New_York")
    evening, day = read("Nov 18, 2025 9:04 PM", place), read("Nov 18, 2025", place)

    assert ("2025-11-19", "2025-11-19T02:04:00Z", "minute") == (evening.on, evening.at, evening.precision)
    assert ("2025-11-18", None, "day") == (day.on, day.at, day.precision)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2025-03-30 02:30", "2025-03-30T01:30:00Z"),  # an hour that never was
        ("2025-10-26 02:30", "2025-10-26T00:30:00Z"),  # an hour that was twice
    ],
)
def test_survives_the_change_of_clocks(written, read_as):
    assert read_as == told(written, at())


def test_a_machine_may_write_an_epoch_a_page_may_not():
    assert ["2025-11-19T12:52:00Z", "2025-11-19T12:52:00Z", None, None] == [
        told("1763556720", at(source="feed")),
        told("1763556720000", at(source="jsonld")),
        told("1763556720", at(source="text")),
        told("9763556720", at(source="feed")),
    ]


def test_bad_zone_names_count_as_utc():
    for name in ("", "Europe", "Europe/Nowhere", "../etc/passwd", "a\0b", "x" * 5000):
        assert told("19 november 2025 10:00", at(publisher=name, desk=name)) == "2025-11-19T10:00:00Z"


def test_keeps_what_was_written_on_one_short_line():
    when = read("  Gepubliceerd op\n\t19 november\u202e 2025" + " " * 200 + "om 14:32\x00 ", at(source="text"))

    assert ("Gepubliceerd op 19 november 2025 om 14:32", "text") == (when.raw, when.source) if when else False


def test_the_future_ends_in_two_days_and_the_past_in_1995():
    assert ["2025-11-21", None, "1995-01-01", None] == [
        told(written, at()) for written in ("21-11-2025", "22-11-2025", "1-1-1995", "31-12-1994")
    ]


def test_29_february_without_a_year_was_in_a_leap_year():
    assert told("29 februari", at()) == "2024-02-29"


@pytest.mark.parametrize(
    "junk", ["1 " * 50_000, "a" * 100_000, "19 nov 2025 " * 9000, " " * 100_000, "(" * 199, "1h" * 99]
)
def test_long_junk_is_no_date(junk):
    assert told(junk, at("nl ru")) is None


@settings(max_examples=100, deadline=None)
@given(st.datetimes(datetime(1995, 1, 2), datetime(2025, 11, 18)), st.integers(-12 * 60, 14 * 60))
def test_reads_back_every_instant_written_by_the_standard_library(moment, minutes):
    moment = moment.replace(microsecond=0, tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))
    ours = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert [ours, ours] == [told(moment.isoformat(), at()), told(format_datetime(moment), at())]


WORDS = [
    "19",
    "2025",
    "november",
    "14:32",
    "3",
    "vor",
    "ago",
    "il y a",
    "Monday",
    "last",
    "am",
    "CET",
    "+0100",
    "ноября",
]
WORDS += ["|", "+", "-", "/", ".", ":", "'", "年", "月", "日"]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)),
    st.lists(st.sampled_from(["nl", "de", "en-GB", "ru", "hu", "xx", "", "\ud800"]), max_size=3),
    st.sampled_from(["feed", "text"]),
)
def test_never_raises_and_never_leaves_the_range(text, languages, source):
    when = read(text, Place(tuple(languages), AMSTERDAM, AMSTERDAM, NOW, source))

    assert when is None or "1995-01-01" <= when.on <= "2025-11-21"


DAYS = st.integers(0, 33).map(str)
MONTHS = st.sampled_from(
    ["november", "December", "janv.", "März", "luglio", "mrt", "Nov", "febbraio", "11", "12.", "/01"]
)
ROUND = st.sampled_from(["", "di", "Freitag,", "vendredi", "om 14:32", "14:32 Uhr", "at 2 pm", "à 9h05", "23.59"])


@settings(max_examples=300, deadline=None)
@given(
    st.permutations(["day", "month"]), DAYS, MONTHS, ROUND, ROUND, st.sampled_from(["nl", "de", "en", "fr", "it", "hu"])
)
def test_a_date_without_a_year_is_never_ahead_of_now(order, day, month, before, behind, language):
    words = [day if name == "day" else month for name in order]

    when = read(" ".join([before, *words, behind]), at(language))

    assert when is None or when.on <= "2025-11-19"
    assert when is None or when.at is None or when.at <= f"{NOW.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
