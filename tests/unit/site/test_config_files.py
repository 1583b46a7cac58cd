"""Files for a Datasette of somebody's own: 0.65 starts with them, and datasette.yaml has the shape that 1.0 reads."""

import json
import subprocess
import sys

import pytest
import yaml

from crawler.errors import UsageError
from crawler.site.config_files import configuration, write
from crawler.site.front import Front
from crawler.site.metadata import HIDDEN, SHOWN, metadata
from crawler.site.server import HERE
from crawler.site.settings import settings
from crawler.store.published import shown
from crawler.store.queries import QUERIES
from tests.unit.site.test_site import STORIES, publish

PUBLIC = Front(public=True, base_url="/nieuws/")

# Of Datasette 1.0a41: what it reads of a table in its configuration, and the settings it has.
OF_A_TABLE = {
    "allow", "facets", "fts_pk", "fts_table", "hidden", "label_column", "permissions", "plugins", "searchmode", "size",
    "sort", "sort_desc", "sortable_columns",
}  # fmt: skip
SETTINGS = {
    "allow_csv_stream", "allow_download", "allow_facet", "base_url", "cache_size_kb", "default_allow_sql",
    "default_cache_ttl", "default_facet_size", "default_page_size", "facet_suggest_time_limit_ms",
    "facet_time_limit_ms", "force_https_urls", "max_csv_mb", "max_returned_rows", "num_sql_threads",
    "sql_time_limit_ms", "suggest_facets", "template_debug", "trace_debug", "truncate_cells_html",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    publish(folder / "news.db", *STORIES)
    write(folder, folder / "news.db", HERE)
    return folder


def got(folder, path):
    """What `datasette FOLDER --get PATH` prints."""
    done = subprocess.run(
        [sys.executable, "-m", "datasette", "serve", str(folder), "--get", path],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    return done.stdout


def test_a_datasette_started_in_the_folder_searches_and_marks(folder):
    page = got(folder, "/news/search?q=citroen")

    assert "<mark>Citroën</mark>" in page
    assert 'href="/static/site.css"' in page


def test_it_has_our_words_settings_and_style(folder):
    said = json.loads(got(folder, "/-/settings.json"))

    assert settings(HERE) == {name: said[name] for name in settings(HERE)}
    assert "Which feeds fell silent" in got(folder, "/news/silent_feeds")
    assert (folder / "static/site.css").read_text() == got(folder, "/static/site.css").removesuffix("\n")


def test_metadata_yaml_says_what_our_own_site_says(folder):
    ours = metadata(HERE, shown(folder / "news.db")) | {"extra_css_urls": ["/static/site.css"]}

    assert ours == yaml.safe_load((folder / "metadata.yaml").read_text("utf-8"))


@pytest.mark.parametrize("front", [HERE, PUBLIC])
def test_datasette_yaml_has_the_shape_that_1_0_reads(folder, front, tmp_path):
    publish(tmp_path / "news.db")
    write(tmp_path, tmp_path / "news.db", front)
    found = yaml.safe_load((tmp_path / "datasette.yaml").read_text("utf-8"))
    news = found["databases"]["news"]
    keys = {key for table in news["tables"].values() for key in table}

    assert {"settings", "plugins", "extra_css_urls", "databases"} == found.keys()
    assert set() == keys - OF_A_TABLE
    assert set() == found["settings"].keys() - SETTINGS
    assert {query.name: query.sql for query in QUERIES} == {name: one["sql"] for name, one in news["queries"].items()}
    assert {"tables", "queries"} == news.keys()


def test_of_a_public_one_the_tables_that_are_nobody_elses_are_closed_in_both(folder):
    what = shown(folder / "news.db")
    closed = {name for name in (*SHOWN, *HIDDEN) if name not in what.tables}
    of_065 = metadata(PUBLIC, what)
    of_10 = configuration(PUBLIC, what)

    for told in (of_065, of_10):
        tables = told["databases"]["news"]["tables"]

        assert closed == {name for name, table in tables.items() if table.get("allow") is False}
        assert {"only": sorted(what.tables), "veiled": True} == told["plugins"]["koplamp"]
    assert {"article_text", "fetches", "searchable"} <= closed
    assert of_10["settings"]["default_allow_sql"] is False


def test_files_of_somebody_elses_are_not_overwritten(folder, tmp_path):
    (tmp_path / "metadata.yaml").write_text("title: Mine\n")
    with pytest.raises(UsageError, match="choose another folder"):
        write(tmp_path, folder / "news.db", HERE)

    assert ["metadata.yaml"] == [file.name for file in tmp_path.iterdir()]
    write(folder, folder / "news.db", HERE)


def test_a_database_that_datasette_would_call_otherwise_is_refused(folder, tmp_path):
    with pytest.raises(UsageError, match=r"these files mean news\.db"):
        write(tmp_path, folder / "cars.db", HERE)


def test_a_folder_must_be_there(folder, tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        write(tmp_path / "nowhere", folder / "news.db", HERE)
