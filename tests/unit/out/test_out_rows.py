"""Rows as CSV, JSON lines and Parquet."""

import csv
import io
import json
import sys
import tracemalloc

import pytest

from crawler.errors import UsageError
from crawler.out.cells import no_formula, plain
from crawler.out.export import FORMATS
from crawler.store.answers import ask, of_sql
from tests.unit.store.store_makers import NOW

HOSTILE = (
    "<script>alert(1)</script>", '" onerror="alert(1)', "javascript:alert(1)", "]]></title>", "a,b\r\nc", "'",
    "\ue000x\ue001", "=cmd|' /C calc'!A0", "\u2028", "\x01",
)  # fmt: skip


def sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize(("text", "harmless"), [
    ("Renault 5", "Renault 5"),
    ("", ""),
    ("=1+1", "'=1+1"),
    ("+31", "+31"),
    ("-12.5", "-12.5"),
    ("1,5", "1,5"),
    ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
    ("+SUM(A1)", "'+SUM(A1)"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t'=1"),
    ("\r=1", "'\r'=1"),
    ("  =1", "'  =1"),
    ("＝1", "'＝1"),
    ("- een streepje", "'- een streepje"),
    ("Wat nu;=1+1", "Wat nu;'=1+1"),
    ('Wat nu;"=1+1', "Wat nu;\"'=1+1"),
    ("Eerste\n=1+1", "Eerste\n'=1+1"),
    ("Leuk ;-)", "Leuk ;-)"),
    ("a = b, c@d.nl en 3-2", "a = b, c@d.nl en 3-2"),
])  # fmt: skip
def test_no_spreadsheet_finds_a_formula(text, harmless):
    assert harmless == no_formula(text)


@pytest.mark.parametrize(("value", "shown"), [
    (None, None), (5, 5), (-0.5, -0.5), (float("inf"), None), (b"\x00\xff", "00ff"), ("a \ue000hit\ue001", "a *hit*"),
])  # fmt: skip
def test_what_the_database_holds_becomes_a_text_or_a_number(value, shown):
    assert shown == plain(value)


def test_csv_reads_back_as_it_was(export):
    said = export("select 1 as a, -2.5 as b, null as c, 'x, \"y\"' || char(10) || 'é' as d", "csv")

    assert [["a", "b", "c", "d"], ["1", "-2.5", "", 'x, "y"\né']] == list(csv.reader(io.StringIO(said.decode())))


def test_names_of_columns_are_cells_too(export):
    assert b"'=1+1\r\n1\r\n" == export('select 1 as "=1+1"', "csv")


def test_json_lines_hold_texts_as_they_are(export):
    said = export("select '=1' as a, null as b union all select '-x', 2.5", "jsonl").decode()

    assert [{"a": "=1", "b": None}, {"a": "-x", "b": 2.5}] == [json.loads(line) for line in said.splitlines()]


def test_two_columns_of_one_name_are_both_there(export):
    [row] = export("select 1 as id, 2 as id", "jsonl").splitlines()

    assert {"id": 1, "id:1": 2} == json.loads(row)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_one_cell(export, text):
    sql = f"select 1 as a, {sql_text(text)} as b, 2 as c"
    [_, [*cells]] = csv.reader(io.StringIO(export(sql, "csv").decode(), newline=""))
    [line] = export(sql, "jsonl").decode().split("\n")[:-1]

    assert ["1", no_formula(str(plain(text))), "2"] == cells
    assert {"a": 1, "b": plain(text), "c": 2} == json.loads(line)


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_no_rows_are_a_file_too(export, format_):
    assert {"csv": b"a\r\n", "jsonl": b""}[format_] == export("select 1 as a where 0", format_)


@pytest.mark.parametrize("format_", ["csv", "jsonl", "atom", "jsonfeed"])
def test_rows_go_by_one_at_a_time(news, format_):
    many = "with recursive n(i) as (select 1 union all select i + 1 from n where i < {}) select i as id, "
    many += (
        "printf('%032x', i) as url_hash, 'x' as title, 'https://a.example/' || i as url, hex(randomblob(500)) as lead, "
    )
    many += "'2025-11-19T08:00:00Z' as sort_at from n"
    peaks = []
    for count in (200, 4000):
        with ask(news, of_sql(many.format(count), {})) as answer, open("/dev/null", "wb") as to:
            tracemalloc.start()
            assert count == FORMATS[format_](answer, to, NOW)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

    assert peaks[1] < peaks[0] + 1_000_000, "of four megabytes"


def test_parquet_without_pyarrow_says_how_to_get_it(export, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'koplamp\[parquet\]'"):
        export("select 1", "parquet")


def test_parquet_has_a_type_a_column_whatever_comes_first(export, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    many = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 25000) "
    many += "select i as whole, iif(i > 20000, i, null) as late, iif(i = 25000, 0.5, i) as real, "
    many += "iif(i = 25000, 'x', i) as mixed, null as none from n"
    (tmp_path / "x.parquet").write_bytes(export(many, "parquet"))
    table = parquet.read_table(tmp_path / "x.parquet")

    assert ["int64", "int64", "double", "string", "string"] == [str(kind) for kind in table.schema.types]
    assert [25000, 25000, 0.5, "x", None] == [column[-1].as_py() for column in table.columns]
    assert (25000, 20000) == (table.num_rows, table["late"].null_count)


def test_parquet_is_no_stream(news):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    with ask(news, of_sql("select 1", {})) as answer, pytest.raises(UsageError, match="name a file"):
        FORMATS["parquet"](answer, Pipe(), NOW)
