"""An article in our own small notation -> pieces, HTML, sentences.

Pieces are parted by an empty line. `## ` is a sub-head, `> ` a quote, `- ` the rows of a list, `| ` those of a table
(the first is its head), `!promo caption :: credit` a picture with the publisher's promo behind it, all else is a
paragraph. `[words](address)` is a link.
"""

import re
from dataclasses import dataclass
from html import escape, unescape

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][’”“\"»]))\s+(?=[‘“„«\"]?\s?[A-ZÀ-Ý0-9])")
_MARKS = {"##": "h", ">": "quote", "-": "list", "|": "table", "!promo": "promo"}


@dataclass(frozen=True, slots=True)
class Piece:
    """p, h, quote, list, table or promo, and its lines without their mark."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dress:
    """What a publisher puts around and between the pieces; HTML."""

    picture: str = ""  # address of the picture a promo stands behind
    promo: str = ""
    after_second: str = ""  # behind the second paragraph


def pieces(body: str) -> tuple[Piece, ...]:
    """The pieces of a text, in order."""
    return tuple(_piece(one.strip()) for one in re.split(r"\n\s*\n", body) if one.strip())


def _piece(written: str) -> Piece:
    mark = written.split(" ", 1)[0]
    kind = _MARKS.get(mark, "p")
    if kind == "p":
        return Piece(kind, (written,))
    return Piece(kind, tuple(line.removeprefix(mark).strip() for line in written.splitlines()))


def html(body: str, dress: Dress | None = None) -> str:
    """The text as HTML. Without a dress (a feed's own text) there is neither promo nor newsletter."""
    out, paragraphs = [], 0
    for piece in pieces(body):
        if piece.kind == "promo" and dress is None:
            continue
        out.append(_DRAWN[piece.kind](piece.lines) if piece.kind in _DRAWN else _promo(piece.lines, dress or Dress()))
        paragraphs += piece.kind == "p"
        if piece.kind == "p" and paragraphs == 2 and dress:
            out.append(dress.after_second)
    return "\n".join(out)


def inline(text: str) -> str:
    """One line as HTML: escaped, links drawn."""
    return _LINK.sub(r'<a href="\2">\1</a>', escape(text, quote=False))


def _promo(lines: tuple[str, ...], dress: Dress) -> str:
    """A picture, its caption and, glued behind it, the promo: one line of HTML without a blank between them."""
    caption, _, credit = lines[0].partition(" :: ")
    picture = f'<img src="{dress.picture}" alt="">'
    return f"<figure>{picture}<figcaption>{inline(caption)} {inline(credit)}</figcaption></figure><p>{dress.promo}</p>"


def _table(lines: tuple[str, ...]) -> str:
    head, *rows = [[inline(cell.strip()) for cell in line.strip("| ").split("|")] for line in lines]
    drawn = ["<tr>" + "".join(f"<th>{cell}</th>" for cell in head) + "</tr>"]
    drawn += ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    return "<table>\n" + "\n".join(drawn) + "\n</table>"


_DRAWN = {
    "p": lambda lines: f"<p>{inline(' '.join(lines))}</p>",
    "h": lambda lines: f"<h2>{inline(lines[0])}</h2>",
    "quote": lambda lines: f"<blockquote><p>{inline(' '.join(lines))}</p></blockquote>",
    "list": lambda lines: "<ul>\n" + "\n".join(f"<li>{inline(line)}</li>" for line in lines) + "\n</ul>",
    "table": _table,
}


def sub_heads(body: str) -> tuple[str, ...]:
    """The sub-heads of a text."""
    return tuple(piece.lines[0] for piece in pieces(body) if piece.kind == "h")


def paragraphs(body: str) -> tuple[str, ...]:
    """The running text, without sub-heads, lists, tables and promos."""
    return tuple(" ".join(piece.lines) for piece in pieces(body) if piece.kind in ("p", "quote"))


def visible(page: str) -> str:
    """What a reader sees of our own HTML, on one line: a blank for every tag but those of links."""
    bare = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?a\b[^>]*>", "", bare))).split())


def sentences(text: str) -> tuple[str, ...]:
    """One paragraph cut into sentences; good enough for texts we wrote ourselves."""
    return tuple(_END.split(text.strip()))
