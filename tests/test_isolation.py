"""What one test does to this process, the next one does not see."""

import logging

import pytest

from crawler.cli.crawling import set_up_logging


def test_a_command_logs_to_the_stderr_of_its_own_test(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(verbose=True)

    logging.getLogger("scrapy").info("hello")

    assert "INFO scrapy: hello" in capsys.readouterr().err


def test_the_test_behind_it_is_not_told_of_a_closed_stream(capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("scrapy").info("hello")

    assert ("", "") == capfd.readouterr()
