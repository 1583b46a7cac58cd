"""Tables of what operators write by mistake in watches.yaml, and what to tell them."""

WATCH_KEYS = {
    "alert": "to",
    "brand": "make",
    "brands": "make",
    "channel": "to",
    "channels": "to",
    "deliver": "to",
    "feed": "source",
    "feeds": "source",
    "id": "name",
    "lang": "language",
    "languages": "language",
    "makes": "make",
    "min_sources": "story_sources",
    "models": "model",
    "n_sources": "story_sources",
    "notify": "to",
    "publisher": "source",
    "q": "words",
    "query": "words",
    "search": "words",
    "slug": "name",
    "sources": "source",
    "story": "story_sources",
    "tag": "topic",
    "text": "words",
    "title": "name",
    "topics": "topic",
    "word": "words",
    "z": "z_score",
    "zscore": "z_score",
}
CHANNEL_KEYS = {
    "address": "webhook",
    "email": "mail",
    "feed": "atom",
    "from": "sender",
    "host": "server",
    "http": "webhook",
    "id": "name",
    "json": "jsonl",
    "key": "secret",
    "login": "user",
    "ndjson": "jsonl",
    "pass": "password",
    "recipients": "mail",
    "rss": "atom",
    "slug": "name",
    "smtp": "server",
    "ssl": "tls",
    "to": "mail",
    "token": "secret",
    "url": "webhook",
    "username": "user",
}

# What one watch, one channel, or the whole file looks like.
WATCH_SHAPE = "a watch is written as '- name: ...' with 'to: ...' and 'words: ...' below it"
CHANNEL_SHAPE = (
    "a channel is written as '- name: ...' with 'atom: ...', 'jsonl: ...', 'webhook: ...' or 'mail: ...' below it"
)
FILE_SHAPE = "the file holds 'watches:' and 'channels:', each with a list below it"
