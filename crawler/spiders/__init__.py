"""Scrapy spiders: news asks what is due; an operator may put spiders of their own beside it."""
