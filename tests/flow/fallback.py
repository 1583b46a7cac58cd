"""A script for a process of its own: one crawl of the desk in argv[1]; prints outcomes and errors as JSON.

The Twisted transport needs one, because a reactor starts once, and nothing else may have imported it before.
"""

import json
import sys
from pathlib import Path

from crawler.crawl import Order, crawl
from crawler.desk.paths import Desk
from tests.flow.conftest import Onlooker

if __name__ == "__main__":
    seen = Onlooker()
    crawl(Desk(Path(sys.argv[1])), Order(now=True, trigger="test"), seen)
    sys.stdout.write(json.dumps({"outcomes": seen.outcomes, "errors": seen.errors, "said": seen.said}) + "\n")
