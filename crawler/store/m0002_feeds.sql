-- What the poller remembers of feeds and hosts beyond one run, what may have been missed, and where it is looked for.

alter table feeds add column failing_since_at text;
alter table feeds add column trusts_304 integer not null default 1 check (trusts_304 in (0, 1));
alter table feeds add column full_at text;
alter table feeds add column since_full integer not null default 0 check (since_full >= 0);
alter table feeds add column last_read_at text;
alter table feeds add column wished_minutes integer check (wished_minutes > 0);
alter table feeds add column skip_hours text not null default '[]' check (json_valid(skip_hours));
alter table feeds add column skip_days text not null default '[]' check (json_valid(skip_days));
alter table feeds add column empty_polls integer not null default 0 check (empty_polls >= 0);
alter table feeds add column gap_minutes real check (gap_minutes >= 0);
alter table feeds add column stale_days integer check (stale_days > 0);
alter table feeds add column settings_sha256 text;

alter table hosts rename to hosts_before;
create table hosts (
  host text primary key,
  blocked_until text check (blocked_until glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  reason text,
  strikes integer not null default 0 check (strikes >= 0),
  next_allowed_at text check (next_allowed_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  noted_at text not null check (noted_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z')
) strict, without rowid;
insert into hosts(host, blocked_until, reason, strikes, noted_at)
  select host, blocked_until, reason, strikes, blocked_until from hosts_before;
drop table hosts_before;

create table origins (
  origin text primary key check (origin glob 'http://?*' or origin glob 'https://?*'),
  robots_status integer not null,
  robots_txt text not null,
  fetched_at text not null check (fetched_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z')
) strict, without rowid;

create table gaps (
  id integer primary key,
  feed_id integer not null references feeds(id),
  from_at text not null check (from_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  to_at text not null check (to_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  window_items integer not null,
  closed_by text check (closed_by in ('paging', 'sitemap', 'list', 'none')),
  closed_at text check (closed_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  articles_found integer not null default 0
) strict;
create index gaps_feed on gaps(feed_id, to_at);

create table archives (
  id integer primary key,
  feed_id integer not null references feeds(id),
  gap_id integer references gaps(id) on delete set null,
  url text not null check (url glob 'http://?*' or url glob 'https://?*'),
  how text not null check (how in ('feed', 'paging', 'sitemap', 'list')),
  page integer not null default 1 check (page >= 1),
  since_at text not null check (since_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  added_at text not null,
  not_before text not null,
  attempts integer not null default 0 check (attempts >= 0),
  asked_at text,
  outcome text,
  error text check (length(error) <= 300),
  entries_seen integer not null default 0,
  entries_new integer not null default 0,
  sha256 text
) strict;
create unique index archives_once on archives(feed_id, coalesce(gap_id, 0), since_at, url);
create index archives_waiting on archives(not_before) where asked_at is null;
