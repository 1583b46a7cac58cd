-- What a crawl fills. Instants are UTC text 2025-11-19T08:30:00Z (columns _at), days are 2025-11-19 (columns _on).

create table about (
  name text primary key,
  value text not null
) strict, without rowid;

create table sources (
  id integer primary key,
  slug text not null unique,
  name text not null,
  country text,
  language text
) strict;

create table feeds (
  id integer primary key,
  source_id integer not null references sources(id),
  slug text not null unique,
  name text not null,
  title text,
  kind text not null check (kind in ('rss', 'sitemap', 'list')),
  url text not null,
  url_effective text,
  language text,
  every_minutes integer check (every_minutes > 0),
  follow integer not null check (follow in (0, 1)),
  pages_per_run integer not null default 50 check (pages_per_run >= 0),
  active integer not null check (active in (0, 1)),
  added_at text not null check (added_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  next_check_at text check (next_check_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  last_attempt_at text check (last_attempt_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  last_success_at text check (last_success_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  last_new_item_at text check (last_new_item_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  last_outcome text check (last_outcome in ('fresh', 'unchanged', 'partial', 'empty', 'not_a_feed', 'challenge', 'blocked', 'missing', 'gone',
    'busy', 'server_error', 'redirect', 'timeout', 'network', 'too_large', 'too_costly', 'refused', 'storage')),
  last_http_status integer,
  last_error text check (length(last_error) <= 300),
  fail_score real not null default 0 check (fail_score >= 0),
  window_items integer check (window_items >= 0),
  etag text,
  last_modified text,
  body_sha256 text,
  semantic_sha256 text,
  redirect_url text,
  redirect_first_seen_at text,
  gone_first_seen_at text
) strict;
create index feeds_next_check on feeds(next_check_at) where active = 1;
create index feeds_source on feeds(source_id);

create table hosts (
  host text primary key,
  blocked_until text not null check (blocked_until glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  reason text,
  strikes integer not null default 1
) strict, without rowid;

create table runs (
  id integer primary key,
  started_at text not null check (started_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  finished_at text check (finished_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  trigger text not null,
  exit_code integer,
  feeds_due integer not null default 0,
  feeds_fresh integer not null default 0,
  feeds_unchanged integer not null default 0,
  feeds_failed integer not null default 0,
  articles_new integer not null default 0,
  articles_changed integer not null default 0,
  pages_fetched integer not null default 0,
  bytes integer not null default 0,
  cpu_s real not null default 0,
  peak_rss_mib real not null default 0,
  version text not null
) strict;

create table fetches (
  id integer primary key,
  run_id integer references runs(id) on delete set null,
  feed_id integer not null references feeds(id),
  fetched_at text not null check (fetched_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  fetched_on text not null check (fetched_on glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  outcome text not null check (outcome in ('fresh', 'unchanged', 'partial', 'empty', 'not_a_feed', 'challenge', 'blocked', 'missing', 'gone',
    'busy', 'server_error', 'redirect', 'timeout', 'network', 'too_large', 'too_costly', 'refused', 'storage')),
  http_status integer,
  ms integer not null default 0,
  bytes integer not null default 0,
  entries_seen integer not null default 0,
  entries_new integer not null default 0,
  entries_changed integer not null default 0,
  entries_dropped integer not null default 0,
  error text check (length(error) <= 300),
  next_check_at text
) strict;
create index fetches_feed on fetches(feed_id, id);
create index fetches_run on fetches(run_id) where run_id is not null;
create index fetches_day on fetches(fetched_on, outcome, feed_id);

create table fetch_days (
  feed_id integer not null references feeds(id),
  fetched_on text not null check (fetched_on glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  asked integer not null,
  fresh integer not null,
  unchanged integer not null,
  failed integer not null,
  new integer not null,
  ms integer not null,
  bytes integer not null,
  primary key (feed_id, fetched_on)
) strict, without rowid;

create table articles (
  id integer primary key autoincrement,
  url_hash text not null unique check (length(url_hash) = 32 and url_hash not glob '*[^0-9a-f]*'),
  url text check (url glob 'http://?*' or url glob 'https://?*'),
  fetch_url text check (fetch_url glob 'http://?*' or fetch_url glob 'https://?*'),
  source_id integer not null references sources(id),
  first_feed_id integer not null references feeds(id),
  title text not null,
  lead text,
  published_at text check (published_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  published_on text check (published_on glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  published_raw text,
  published_from text,
  published_precision text,
  sort_at text not null check (sort_at <= first_seen_at),
  modified_at text check (modified_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  first_seen_at text not null check (first_seen_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  last_seen_at text not null check (last_seen_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  language text,
  section text,
  word_count integer not null default 0 check (word_count >= 0),
  image_url text check (image_url glob 'http://?*' or image_url glob 'https://?*'),
  free_access integer check (free_access in (0, 1)),
  stage text not null check (stage in ('listed', 'extracted', 'failed', 'dropped')),
  stage_reason text,
  http_status integer,
  content_hash text not null,
  version integer not null default 1 check (version >= 1),
  provenance text not null default '{}' check (json_valid(provenance)),
  body_method text,
  rules_version integer not null,
  check (published_at is null or published_on is not null)
) strict;
create index articles_sort on articles(sort_at);
create index articles_first_seen on articles(first_seen_at);
create index articles_feed on articles(first_feed_id);
-- Each column that people filter or group by leads one index that holds all of them: such a question never reads the table.
create index facet_source on articles(source_id, language, stage, published_on);
create index facet_language on articles(language, source_id, stage, published_on);
create index facet_stage on articles(stage, source_id, language, published_on);
create index facet_day on articles(published_on, source_id, language, stage);

create table article_text (
  article_id integer primary key references articles(id) on delete cascade,
  body text not null,
  blocks text not null default '[]' check (json_valid(blocks))
) strict;

create table article_urls (
  url_hash text primary key check (length(url_hash) = 32 and url_hash not glob '*[^0-9a-f]*'),
  url text not null,
  article_id integer not null references articles(id) on delete cascade,
  how text not null,
  first_seen_at text not null
) strict, without rowid;
create index article_urls_article on article_urls(article_id);

create table sightings (
  article_id integer not null references articles(id) on delete cascade,
  feed_id integer not null references feeds(id),
  guid text,
  entry_hash text not null,
  position integer,
  first_seen_at text not null,
  last_seen_at text not null,
  primary key (article_id, feed_id)
) strict, without rowid;
create index sightings_feed on sightings(feed_id, article_id);

create table article_versions (
  id integer primary key,
  article_id integer not null references articles(id) on delete cascade,
  version integer not null,
  seen_at text not null check (seen_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  title text not null,
  lead text,
  body text not null,
  content_hash text not null,
  changed real not null check (changed between 0 and 1),
  what text not null check (what in ('title', 'text', 'both')),
  unique (article_id, version)
) strict;
create index article_versions_seen on article_versions(seen_at);

create table authors (
  id integer primary key,
  slug text not null unique,
  name text not null
) strict;
create table article_authors (
  article_id integer not null references articles(id) on delete cascade,
  author_id integer not null references authors(id),
  position integer not null,
  primary key (article_id, author_id)
) strict, without rowid;
create index article_authors_author on article_authors(author_id, article_id);

create table keywords (
  id integer primary key,
  slug text not null unique,
  name text not null
) strict;
create table article_keywords (
  article_id integer not null references articles(id) on delete cascade,
  keyword_id integer not null references keywords(id),
  position integer not null,
  primary key (article_id, keyword_id)
) strict, without rowid;
create index article_keywords_keyword on article_keywords(keyword_id, article_id);

create table leases (
  url_hash text primary key,
  attempts integer not null default 0 check (attempts >= 0),
  not_before text not null check (not_before glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z')
) strict, without rowid;

create table notices (
  name text primary key,
  said_at text not null
) strict, without rowid;

create table tombstones (
  url_hash text primary key,
  reason text not null,
  at text not null
) strict, without rowid;

-- Search. The index keeps no text of its own: it reads it back through this view, so whoever takes a text away must hand
-- the index the old words first (the 'before' triggers), while article and text can both still be read.
create view searchable as
  select a.id as id, a.title as title, coalesce(a.lead, '') as lead, t.body as body
  from article_text t join articles a on a.id = t.article_id;
create virtual table articles_fts using fts5(
  title, lead, body, content='searchable', content_rowid='id', tokenize='unicode61 remove_diacritics 2'
);
create trigger article_text_comes after insert on article_text begin
  insert into articles_fts(rowid, title, lead, body) select id, title, lead, body from searchable where id = new.article_id;
end;
create trigger article_text_goes before delete on article_text begin
  insert into articles_fts(articles_fts, rowid, title, lead, body)
    select 'delete', id, title, lead, body from searchable where id = old.article_id;
end;
create trigger article_text_will_change before update of body on article_text when old.body is not new.body begin
  insert into articles_fts(articles_fts, rowid, title, lead, body)
    select 'delete', id, title, lead, body from searchable where id = old.article_id;
end;
create trigger article_text_has_changed after update of body on article_text when old.body is not new.body begin
  insert into articles_fts(rowid, title, lead, body) select id, title, lead, body from searchable where id = new.article_id;
end;
create trigger articles_will_change before update of title, lead on articles
when old.title is not new.title or old.lead is not new.lead begin
  insert into articles_fts(articles_fts, rowid, title, lead, body)
    select 'delete', id, title, lead, body from searchable where id = old.id;
end;
create trigger articles_have_changed after update of title, lead on articles
when old.title is not new.title or old.lead is not new.lead begin
  insert into articles_fts(rowid, title, lead, body) select id, title, lead, body from searchable where id = new.id;
end;
-- The cascade would delete the text after its article, when the view above no longer shows it: so the text goes first.
create trigger articles_go before delete on articles begin
  delete from article_text where article_id = old.id;
end;
