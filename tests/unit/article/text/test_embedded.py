"""The JSON that a page hands its scripts -> the article's blocks: rich text in the shapes that systems write."""

import json

import pytest
from lxml.html import document_fromstring

from crawler.article.text import embedded

SENTENCE = "De Renault 5 reed in onze {} test verder op één lading, en dat is verder dan de fabriek zelf belooft."
P = [SENTENCE.format(number) for number in ("eerste", "tweede", "derde", "vierde", "vijfde")]
RUNS = [text.partition("onze") for text in P]  # a link stands in the midst of each
WANTED = [("p", P[0]), ("p", P[1]), ("h", "De prijs"), ("p", "Kort maar krachtig."), ("p", P[2]), ("p", P[3])]


def read(written: object, attributes: str = 'type="application/json"') -> list[tuple[str, str]]:
    text = written if isinstance(written, str) else json.dumps(written)
    tree = document_fromstring(f"<html><body><div id=app></div><script {attributes}>{text}</script></body></html>")
    return [(block.kind, block.text) for block in embedded.read(tree)]


def portable() -> object:
    def block(*texts: str, style: str = "normal", **facts: object) -> object:
        runs = [{"_type": "span", "_key": f"k{n}", "marks": [], "text": text} for n, text in enumerate(texts)]
        return {"_type": "block", "_key": "a1", "style": style, "markDefs": [], "children": runs} | facts

    lines = [*(block(*runs) for runs in RUNS[:2]), block("De prijs", style="h2"), block("Kort maar krachtig.")]
    return {"props": {"pageProps": {"post": {"title": "R5", "body": [*lines, *(block(*runs) for runs in RUNS[2:4])]}}}}


def contentful() -> object:
    def text(value: str) -> dict[str, object]:
        return {"nodeType": "text", "value": value, "marks": [], "data": {}}

    def node(kind: str, *inside: object) -> dict[str, object]:
        return {"nodeType": kind, "data": {}, "content": list(inside)}

    def paragraph(runs: tuple[str, str, str]) -> object:
        link = node("hyperlink", text(runs[1])) | {"data": {"uri": "https://a.example/"}}
        return node("paragraph", text(runs[0]), link, text(runs[2]))

    lines = [*map(paragraph, RUNS[:2]), node("heading-2", text("De prijs")), node("paragraph", text(WANTED[3][1]))]
    return {"fields": {"body": node("document", *lines, *map(paragraph, RUNS[2:4]))}}


def slate() -> object:
    def paragraph(runs: tuple[str, str, str]) -> object:
        link = {"type": "link", "url": "/a", "children": [{"text": runs[1], "bold": True}]}
        return {"type": "paragraph", "children": [{"text": runs[0]}, link, {"text": runs[2]}]}

    head = {"type": "heading-two", "children": [{"text": "De prijs"}]}
    lines = [*map(paragraph, RUNS[:2]), head, {"children": [{"text": WANTED[3][1]}]}, *map(paragraph, RUNS[2:4])]
    return {"article": {"content": lines}}


def prosemirror() -> object:
    def text(said: str, *marks: str) -> object:
        return {"type": "text", "marks": [{"type": mark} for mark in marks], "text": said}

    def paragraph(*runs: str) -> object:
        return {"type": "paragraph", "content": [text(run, *(["link"] * (n == 1))) for n, run in enumerate(runs)]}

    head = {"type": "heading", "attrs": {"level": 2}, "content": [text("De prijs")]}
    lines = [*(paragraph(*runs) for runs in RUNS[:2]), head, paragraph(WANTED[3][1])]
    return {"state": {"doc": {"type": "doc", "content": [*lines, *(paragraph(*runs) for runs in RUNS[2:4])]}}}


def lexical() -> object:
    def text(said: str) -> object:
        return {"type": "text", "version": 1, "format": 0, "style": "", "mode": "normal", "detail": 0, "text": said}

    def paragraph(runs: tuple[str, str, str]) -> object:
        link = {"type": "link", "fields": {"url": "/a"}, "children": [text(runs[1])]}
        return {"type": "paragraph", "format": "", "children": [text(runs[0]), link, text(runs[2])]}

    head = {"type": "heading", "tag": "h2", "children": [text("De prijs")]}
    short = {"type": "paragraph", "children": [text(WANTED[3][1])]}
    lines = [*map(paragraph, RUNS[:2]), head, short, *map(paragraph, RUNS[2:4])]
    return {"content": {"root": {"type": "root", "children": lines}}}


def editor_js() -> object:
    def block(kind: str, text: str, **facts: object) -> object:
        return {"id": "x1", "type": kind, "data": {"text": text} | facts}

    def paragraph(runs: tuple[str, str, str]) -> object:
        return block("paragraph", f'{runs[0]}<a href="/a">{runs[1]}</a>{runs[2]}')

    lines = [*map(paragraph, RUNS[:2]), block("header", "De prijs", level=2), block("paragraph", WANTED[3][1])]
    return {"time": 1, "blocks": [*lines, *map(paragraph, RUNS[2:4])], "version": "2.28"}


def gutenberg() -> object:
    def block(name: str, content: str) -> object:
        return {"name": f"core/{name}", "attributes": {"content": content}, "innerBlocks": []}

    lines = [*(block("paragraph", text) for text in P[:2]), block("heading", "De prijs")]
    return {"post": {"blocks": [*lines, *(block("paragraph", text) for text in (WANTED[3][1], *P[2:4]))]}}


@pytest.mark.parametrize("state", [portable, contentful, slate, prosemirror, lexical, editor_js, gutenberg])
def test_a_sentence_that_a_link_cuts_is_one_and_short_lines_and_heads_come_with_it(state):
    assert WANTED == read(state())


def test_entries_of_lists_and_quotes_are_what_they_are():
    said = {"type": "text", "value": "Een korte regel"}
    entry = {"type": "list-item", "content": [{"type": "paragraph", "content": [said]}]}
    quote = {"type": "blockquote", "content": [{"type": "paragraph", "content": [{"type": "text", "value": P[4]}]}]}
    lines = [{"type": "paragraph", "content": [{"type": "text", "value": text}]} for text in P[:4]]
    state = {"content": [*lines, {"type": "unordered-list", "content": [entry]}, quote]}

    assert [("li", "Een korte regel"), ("quote", P[4])] == read(state)[4:]


def test_paragraphs_that_a_node_holds_as_texts_stay_apart():
    assert [("p", text) for text in P] == read({"content": [{"text": text} for text in P]})
    assert [("p", text) for text in P] == read({"type": "article", "content": P})


def test_short_texts_that_are_no_lines_of_the_story_are_left():
    blocks = [
        *({"type": "paragraph", "text": text} for text in P),
        {"type": "image", "text": "Foto van de auto", "altText": "De auto"},
        {"type": "paragraph", "buttonText": "Lees er meer over"},
        {"type": "gallery", "items": [{"text": "Een ander lijstje"}]},
        {"text": "https://krant.example/a b"},
        {"text": "rood"},
        {"value": "12 34"},
    ]

    assert [("p", text) for text in P] == read({"blocks": blocks, "menu": [{"text": "Alle auto's op een rij"}]})


def test_an_article_that_a_state_holds_twice_is_told_once():
    assert WANTED == read({"a": portable(), "cache": portable()})


def test_a_short_answer_may_be_given_twice():
    said = [text for pair in zip(P, ["Klopt, zegt hij."] * 5, strict=True) for text in pair]

    assert [("p", text) for text in said] == read({"blocks": [{"type": "p", "text": text} for text in said]})


def test_paragraphs_of_server_components_are_whole():
    def element(tag: str, children: object, **facts: object) -> object:
        return ["$", tag, None, {"children": children} | facts]

    lines = [element("p", [runs[0], element("$L5", runs[1], href="/a"), runs[2], "$undefined"]) for runs in RUNS[:4]]
    lines[2:2] = [element("h2", "De prijs"), element("p", "Kort maar krachtig.")]
    state = element("main", [element("div", lines, className="article body"), element("footer", "Over deze krant")])
    pushed = json.dumps(f'0:"$Sreact.fragment"\n7:{json.dumps(state)}\n')

    assert WANTED == read(f"self.__next_f.push([1,{pushed}])", "")


# ---------------------------------------------------------------- Nuxt 3


def flat(root: object) -> list[object]:
    """As devalue writes it: every value at a place of its own, named by that place."""
    values: list[object] = []

    def put(value: object) -> int:
        at = len(values)
        values.append(None)
        if isinstance(value, dict):
            values[at] = {name: put(below) for name, below in value.items()}
        elif isinstance(value, list) and value[:1] == ["Reactive"]:
            values[at] = ["ShallowReactive", put(value[1])]
        elif isinstance(value, list):
            values[at] = [put(below) for below in value]
        else:
            values[at] = value
        return at

    put(root)
    return values


@pytest.mark.parametrize("state", [portable, editor_js])
def test_the_numbered_values_of_nuxt_are_followed(state):
    root = ["Reactive", {"data": ["Reactive", {"article": state()}], "prerenderedAt": 1}]

    assert WANTED == read(flat(root), 'type="application/json" data-nuxt-data="nuxt-app" id="__NUXT_DATA__"')


@pytest.mark.parametrize(
    "values",
    [
        [],
        [["Reactive", 0]],
        [["Reactive", 1], ["Ref", 0]],
        [{"a": 0, "text": 99, "body": -1}],
        [["Set", 0, 1], ["Map", 0, 1, 2], ["Date", "2025-11-19"], ["null", "a", 0], [0, 1, True]],
        [["Map", 1], 2, [{}], [["x"]], {"a": "b"}, {"a": [1]}],
    ],
)
def test_numbered_values_in_circles_and_without_an_end_are_no_article(values):
    assert [] == read(values, 'type="application/json" id="__NUXT_DATA__"')


def test_values_in_a_circle_are_told_once():
    values = [{"article": 1}, {"body": 2, "self": 1, "root": 0}, [3, 4, 5, 6, 7, 2, 1], *P]

    assert [("p", text) for text in P] == read(values, 'type="application/json" id="__NUXT_DATA__"')
