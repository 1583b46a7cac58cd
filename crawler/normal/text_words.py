"""What each HTML element means for the text around it."""

# Their content is no text of the article.
DROPPED = frozenset(
    {
        "applet", "audio", "button", "canvas", "head", "iframe", "math", "noembed", "noframes", "noscript", "object",
        "script", "select", "style", "svg", "template", "textarea", "title", "video",
    }
)  # fmt: skip

# They go on to the end of the document where their end is missing, as in every browser.
ENDLESS = frozenset({"script", "style"})

PARAGRAPHS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "dir", "div", "dl",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
        "hr", "html", "legend", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "ul",
    }
)  # fmt: skip
LINES = frozenset({"caption", "dd", "dt", "li", "optgroup", "option", "tbody", "tfoot", "thead", "tr"})
CELLS = frozenset({"td", "th"})

INLINE = frozenset(
    {
        "a", "abbr", "acronym", "area", "b", "base", "basefont", "bdi", "bdo", "bgsound", "big", "blink", "cite",
        "code", "col", "colgroup", "data", "datalist", "del", "dfn", "em", "embed", "font", "frame", "frameset",
        "i", "img", "input", "ins", "kbd", "label", "link", "map", "mark", "marquee", "meta", "meter", "nobr", "output",
        "param", "picture", "plaintext", "progress", "q", "rp", "rt", "ruby", "s", "samp", "slot", "small", "source",
        "span", "strike", "strong", "sub", "sup", "time", "track", "tt", "u", "var", "wbr", "xmp",
    }
)  # fmt: skip

ELEMENTS = DROPPED | PARAGRAPHS | LINES | CELLS | INLINE | {"br"}
PARAGRAPH, LINE, LINE_END = "\n", "\f", "\v"  # marks between runs of text, which hold none of them
GAPS = {
    **dict.fromkeys(PARAGRAPHS, PARAGRAPH),
    **dict.fromkeys(LINES, LINE),
    **dict.fromkeys(CELLS, " "),
    "br": LINE_END,
}
