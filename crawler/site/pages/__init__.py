"""The news desk's own pages, a module each: addresses, and what answers them."""

from crawler.site.desk import View
from crawler.site.pages import article, changed, health, home, make, search, source, story, topic, trends

ROUTES: tuple[tuple[str, View], ...] = tuple(
    route
    for module in (home, search, article, story, make, topic, source, trends, health, changed)
    for route in module.ROUTES
)
