"""How bytes are fetched: address guard, stop and limits for Scrapy's download handler."""
