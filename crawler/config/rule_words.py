"""Tables of what operators write by mistake in rules.yaml, and what to tell them."""

# Keys people bring along from other programs -> ours.
RULE_KEYS = {
    "article": "body",
    "author": "authors",
    "before": "until",
    "byline": "authors",
    "content": "body",
    "date_published": "date",
    "description": "lead",
    "domain": "host",
    "exclude": "drop",
    "headline": "title",
    "hostname": "host",
    "id": "name",
    "intro": "lead",
    "paths": "path",
    "published": "date",
    "remove": "drop",
    "selector": "body",
    "selectors": "body",
    "site": "host",
    "slug": "name",
    "standfirst": "lead",
    "strip": "drop",
    "summary": "lead",
    "text": "body",
    "time": "date",
    "url": "path",
    "valid_until": "until",
}

# What one rule, or the whole file, looks like.
RULE_SHAPE = "a rule is written as '- name: ...' with 'host: ...' and 'body: ...' below it"
FILE_SHAPE = "the file starts with 'rules:' and a list of rules below it"
