"""Run in .venv-peers by extraction.py: lines of [name, file] on standard input -> lines of what a peer made of them.

Each peer is used as its README says; only the time in its own calls is counted.
"""

import gzip
import json
import sys
import time
from collections.abc import Callable


def readability(html: str) -> str:
    """readability-lxml, its summary made text as the article-extraction-benchmark does."""
    import html_text
    from readability import Document

    return str(html_text.extract_text(Document(html).summary()))


def newspaper(html: str) -> str:
    """newspaper4k, text only; asked for no images, so that nothing is sent anywhere."""
    from newspaper import Article

    article = Article("http://127.0.0.1/", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    return str(article.text)


def resiliparse(html: str) -> str:
    """resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True))


FAULTS = (ArithmeticError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError)
PEERS: dict[str, Callable[[str], str]] = {
    "newspaper4k": newspaper,
    "readability-lxml": readability,
    "resiliparse": resiliparse,
}


def main() -> None:
    """Answer every line with {name, text, ms, error}."""
    extract = PEERS[sys.argv[1]]
    for line in sys.stdin:
        name, file = json.loads(line)
        with gzip.open(file) as opened:
            html = opened.read().decode("utf-8", "replace")
        text, error = "", ""
        began = time.process_time()
        try:
            text = extract(html)
        except FAULTS as failure:
            error = type(failure).__name__
        ms = (time.process_time() - began) * 1000
        sys.stdout.write(json.dumps({"name": name, "text": text, "ms": ms, "error": error}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
