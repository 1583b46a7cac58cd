"""What went wrong with a request -> a page that says so.

In the place of Datasette's own handler, which prints every value of every caller for each address that is not there.
"""

import traceback
from typing import Any

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Request, Response
from datasette.views.base import DatasetteError
from markupsafe import Markup

from crawler.site.desk import frame_of

INSIDE = "Something went wrong here; whoever runs this site finds it in its log."
TOO_LONG = "This took too long: ask for fewer days, or with more words."


async def told(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """The answer, as JSON where JSON was asked for; what nobody foresaw is printed to stderr, once."""
    status, facts = _facts(exception)
    said: dict[str, Any] = {"ok": False, "status": status, "title": None, **facts}
    if request.path.endswith(".json"):
        return Response.json(said, status=status)
    desk = frame_of(datasette, request)
    t = desk.words.t
    if status == 404:
        return await desk.page("nothing", status, title=t("trouble.nothing"), why=t("trouble.nothing_why"))
    return await desk.page("nothing", status, title=facts.get("title") or t("trouble.went_wrong"), why=said["error"])


def _facts(exception: Exception) -> tuple[int, dict[str, Any]]:
    if isinstance(exception, Base400):
        return exception.status, {"error": exception.args[0] if exception.args else ""}
    if isinstance(exception, DatasetteError):
        message = Markup(exception.message) if exception.message_is_html else exception.message  # noqa: S704  # its own
        status = 400 if exception.status == 500 else exception.status  # what it says of an address that asks nonsense
        return status, {**exception.error_dict, "error": message, "title": exception.title}
    if isinstance(exception, QueryInterrupted) or str(exception) == "interrupted":
        return 503, {"error": TOO_LONG}
    traceback.print_exception(exception)
    return 500, {"error": INSIDE}
