"""A spider that an operator drops into crawler/spiders/ runs with `scrapy crawl`, guarded like our own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flow.origin import STORY, Said, Site, page_of

ROOT = Path(__file__).resolve().parents[2]

SPIDER = """
import scrapy


class Showroom(scrapy.Spider):
    name = "showroom"

    def __init__(self, address=None, **options):
        super().__init__(**options)
        self.start_urls = [address]

    def parse(self, response):
        yield {"title": response.css("h1::text").get(), "url": response.url}
        yield from response.follow_all(css="a.further")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a spider of its own, set up as ours is."""
    (tmp_path / "scrapy.cfg").write_text((ROOT / "scrapy.cfg").read_text().replace("crawler.settings", "own_settings"))
    (tmp_path / "own_settings.py").write_text(
        "from crawler.settings import *\n"
        "SPIDER_MODULES = ['crawler.spiders', 'own_spiders']\n"
        "PRIVATE_HOSTS = ['127.0.0.1']\n"
        "USER_AGENT = 'Koplamp test (+http://127.0.0.1/)'\n"
        "DOWNLOAD_DELAY = 0\n"
    )
    (tmp_path / "own_spiders.py").write_text(SPIDER)
    return tmp_path


def scrapy(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`scrapy ARGUMENTS` in the project."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(project), str(ROOT), os.environ["PYTHONPATH"]])},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_is_listed_beside_ours_and_collects(project: Path, site: Site) -> None:
    site.say("/car", page_of("A new car", *STORY))

    listed = scrapy(project, "list").stdout.split()
    run = scrapy(project, "crawl", "showroom", "-a", f"address={site.url}/car", "-o", "items.json")

    assert ["news", "showroom"] == listed
    assert 0 == run.returncode, run.stderr
    assert [{"title": "A new car", "url": f"{site.url}/car"}] == json.loads((project / "items.json").read_text())


def test_pages_that_lead_to_each_other_are_not_asked_for_ever_and_are_counted(project: Path, site: Site) -> None:
    for page, further in (("/one", "/two"), ("/two", "/one")):
        site.say(page, f'<h1>{page}</h1><a class="further" href="{further}">further</a>')
    few = ("-s", "CLOSESPIDER_PAGECOUNT=20", "-s", "LOG_LEVEL=INFO")

    run = scrapy(project, "crawl", "showroom", "-a", f"address={site.url}/one", *few)

    assert ["/one", "/two", "/one"] == site.paths(), "of a first address Scrapy's filter does not know"
    assert "'dupefilter/filtered': 1" in run.stderr
    assert "'item_scraped_count': 3" in run.stderr


def test_it_may_not_be_led_into_the_local_network_either(project: Path, site: Site) -> None:
    with Site("127.0.0.2") as inside:
        site.say("/car", Said(status=302, headers={"Location": f"{inside.url}/secret"}))

        scrapy(project, "crawl", "showroom", "-a", f"address={site.url}/car", "-o", "items.json")

        assert [] == inside.asked


def test_ours_says_how_it_is_started(project: Path) -> None:
    assert "koplamp crawl" in scrapy(project, "crawl", "news").stderr
