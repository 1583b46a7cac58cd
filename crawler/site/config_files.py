"""The site's words and settings -> files for a Datasette that somebody starts themselves.

metadata.yaml with settings.json is what 0.65 reads in a folder, metadata.yaml with datasette.yaml what 1.0 does: there
what a table says is metadata, and how it is shown, what may be seen and the ready questions are configuration. The
plugin file teaches either of them our search.
"""

import json
from pathlib import Path
from typing import Any

from crawler.config.as_yaml import as_yaml
from crawler.errors import UsageError
from crawler.site.front import NEWS as DATABASE
from crawler.site.front import Front
from crawler.site.metadata import metadata
from crawler.site.settings import settings
from crawler.store.database import speaking
from crawler.store.published import Shown, shown

Facts = dict[str, Any]

ABOVE = "# Written by `koplamp serve --write-config`; it writes it anew, so keep your own changes elsewhere.\n"
SAID = ("title", "description", "description_html", "columns")  # of a database or a table: metadata in 1.0 as well
STATIC = Path(__file__).with_name("static")
STYLE = {"extra_css_urls": ["/static/site.css"]}  # where a Datasette that is started in the folder looks for it
PLUGIN = """# Needs koplamp in the environment that Datasette runs in.
from crawler.site.tables import permission_allowed, prepare_connection, render_cell
"""


def write(folder: Path, news_db: Path, front: Front) -> tuple[Path, ...]:
    """Write the files into a folder that is there -> their paths. Raises UsageError, StorageError."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder")
    if news_db.stem != DATABASE:
        raise UsageError(f"{news_db}: Datasette calls a database by its file, and these files mean {DATABASE}.db")
    what = shown(news_db)
    texts = {
        "metadata.yaml": ABOVE + as_yaml(metadata(front, what) | STYLE),
        "datasette.yaml": ABOVE + as_yaml(configuration(front, what)),
        "settings.json": json.dumps(settings(front), indent=2) + "\n",
        "plugins/koplamp.py": PLUGIN,
        "static/site.css": (STATIC / "site.css").read_text("utf-8"),
    }
    files = {folder / name: text for name, text in texts.items()}
    with speaking(folder):
        for file in files:
            if file.suffix == ".yaml" and file.exists() and not file.read_text("utf-8").startswith(ABOVE):
                raise UsageError(f"{file} is not one that this command wrote: choose another folder")
        for file, text in files.items():
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return tuple(files)


def configuration(front: Front, what: Shown) -> Facts:
    """datasette.yaml of 1.0: all of the metadata that is none there, and the settings."""
    facts: Facts = metadata(front, what)
    databases = {
        name: {
            "tables": {table: _shown_as(said) for table, said in of["tables"].items() if _shown_as(said)},
            "queries": of["queries"],
        }
        for name, of in facts["databases"].items()
    }
    return {"settings": settings(front), "plugins": facts["plugins"], **STYLE, "databases": databases}


def _shown_as(said: Facts) -> Facts:
    return {name: value for name, value in said.items() if name not in SAID}
