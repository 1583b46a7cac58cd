"""Scrapy's settings: only literals. What feeds.yaml says goes over them, in crawler/crawl.py."""

BOT_NAME = "koplamp"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
ADDONS = {"crawler.addons.GuardedTransport": 100, "crawler.addons.Politeness": 200}
TRANSPORT = "aiohttp"  # or curl, twisted: docs/architecture.md

# Robots, rhythm
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 16  # of 8 MiB each at most, and one of 50 MiB: the whole hostile run needs 256 MiB
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # one connection to a host
DOWNLOAD_DELAY = 1.0  # seconds between two requests to a host
DOWNLOAD_DELAY_JITTER = 0.3
DOWNLOADER = "crawler.transport.slots.OneByOne"
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 24 * 1024 * 1024  # bytes that wait to be read: nothing is asked while there are more

# Limits
DOWNLOAD_TIMEOUT = 25  # seconds, from connect to the last byte
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024  # after decompression: a news page above 8 MiB is a mistake or an attack
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
RETRY_ENABLED = False  # the next run asks again: a retry within the run asks a host that is in trouble twice
URLLENGTH_LIMIT = 0  # Scrapy drops longer ones without a word; the spider refuses them with one

# What a news crawler has no use for, and an attacker has
HTTPPROXY_ENABLED = False  # it reads the environment: which proxy is asked stands in feeds.yaml, and the guard knows it
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
REFERRER_POLICY = "no-referrer"
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TLS_MIN_VERSION = "TLSv1.2"
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}

# One event loop, no reactor
TWISTED_REACTOR_ENABLED = False

LOG_LEVEL = "WARNING"
