"""reader, as its README says, in an environment of its own: to subscribe, and to ask and index.

peer_reader.py DATABASE subscribe FILE    the file holds an address a line
peer_reader.py DATABASE update WORKERS
"""

import os
import sys
from pathlib import Path

import requests.adapters
from reader import make_reader


def main() -> None:
    """Do as told."""
    database, order, what = sys.argv[1:]
    if bundle := os.environ.get("REQUESTS_CA_BUNDLE"):  # which requests does not look at for what reader sends
        requests.adapters.DEFAULT_CA_BUNDLE_PATH = bundle  # type: ignore[attr-defined]
    reader = make_reader(database)
    if order == "subscribe":
        for address in Path(what).read_text().split():
            reader.add_feed(address)
        reader.enable_search()
    else:
        reader.update_feeds(scheduled=False, workers=int(what))  # as ours: whatever the schedule says
        reader.update_search()


if __name__ == "__main__":
    main()
