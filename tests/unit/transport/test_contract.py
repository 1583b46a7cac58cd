"""Private names of Scrapy 2.19, aiohttp and pycurl that transport/ relies on: a release that moves one fails here."""

import inspect
import re

import aiohttp
import pycurl
import pytest
from aiohttp.client_proto import ResponseHandler
from scrapy.core.downloader import Downloader, Slot, contextfactory
from scrapy.core.downloader.handlers import _aiohttp, http11
from scrapy.core.engine import ExecutionEngine

from crawler.transport import curl_handler


@pytest.mark.parametrize("name", ["_session", "_bind_address", "_pool_size_total", "_pool_size_per_host"])
def test_the_handler_still_has_what_we_replace(name: str) -> None:
    source = inspect.getsource(_aiohttp.AiohttpDownloadHandler) + inspect.getsource(
        _aiohttp.AiohttpDownloadHandler.__mro__[1]
    )

    assert f"self.{name}" in source


def test_what_we_leave_out_of_the_handlers_start_is_still_a_session_and_the_certificates() -> None:
    source = inspect.getsource(_aiohttp.AiohttpDownloadHandler.__init__)

    assert ["_ssl_context", "_session"] == re.findall(r"self\.(\w+)(?:: [\w.]+)? = ", source)
    assert "await self._session.close()" in inspect.getsource(_aiohttp.AiohttpDownloadHandler.close)


def test_the_connector_still_resolves_in_one_place() -> None:
    assert ["self", "host", "port", "traces"] == list(inspect.signature(aiohttp.TCPConnector._resolve_host).parameters)


def test_the_connector_still_connects_in_one_place() -> None:
    parameters = inspect.signature(aiohttp.TCPConnector._create_connection).parameters
    assert ["self", "req", "traces", "timeout"] == list(parameters)
    assert issubclass(aiohttp.ConnectionTimeoutError, TimeoutError)


def test_a_connection_is_still_made_by_a_factory_that_is_handed_each_head() -> None:
    assert "self._factory" in inspect.getsource(aiohttp.TCPConnector._create_direct_connection)
    assert "self.feed_data((message, payload), 0)" in inspect.getsource(ResponseHandler.data_received)


def test_the_response_class_is_still_scrapys_own() -> None:
    assert issubclass(_aiohttp._ClientResponse, aiohttp.ClientResponse)


@pytest.mark.parametrize("name", ["delay", "concurrency", "jitter", "queue", "latercall"])
def test_a_slot_still_has_its_rhythm(name: str) -> None:
    assert hasattr(Slot(1, 0.0, 0.0), name)


def test_the_downloader_still_keeps_slots() -> None:
    source = inspect.getsource(Downloader)

    assert "self.slots: dict[str, Slot]" in source
    assert "self.per_slot_settings" in source
    assert callable(Downloader._process_queue)


def test_a_run_can_still_be_ended_with_a_reason() -> None:
    assert "reason" in inspect.signature(ExecutionEngine.close_spider_async).parameters


def test_the_aiohttp_handler_still_asks_these_for_proxy_and_trust() -> None:
    source = inspect.getsource(_aiohttp.AiohttpDownloadHandler._make_request)

    assert "self._extract_proxy_url_with_creds(request)" in source
    assert "ssl=self._ssl_context" in source


def test_libcurl_still_takes_what_we_tell_it() -> None:
    curl = pycurl.Curl()

    for option, value in curl_handler.ALWAYS:
        curl.setopt(option, value)
    with pytest.raises((pycurl.error, TypeError)):
        curl.setopt(9999, 1)


def test_pycurl_still_ends_an_exchange_whose_future_is_settled_from_outside() -> None:
    source = inspect.getsource(pycurl.AsyncCurlMulti)

    assert "fut.add_done_callback(partial(self._on_future_done, curl))" in source
    assert "if fut.done():" in inspect.getsource(pycurl.AsyncCurlMulti._resolve)
    assert "self._multi.remove_handle(curl)" in inspect.getsource(pycurl.AsyncCurlMulti._on_future_done)


def test_the_twisted_handler_still_reads_trust_and_pool_before_it_waits() -> None:
    source = inspect.getsource(http11.HTTP11DownloadHandler.download_request).partition("await")[0]

    assert "contextFactory=self._contextFactory" in source
    assert "pool=self._pool" in source
    assert "self._verify_certificates" in inspect.getsource(contextfactory._ScrapyClientContextFactory)
