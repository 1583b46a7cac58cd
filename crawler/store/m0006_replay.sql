-- Which rules read what, what a replay came to, and when a page is looked at again.

create table rules (
  version integer primary key,
  fingerprint text not null unique,
  first_used_at text not null check (first_used_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z')
) strict;
insert into rules(version, fingerprint, first_used_at)
  select 1, 'unknown', min(first_seen_at) from articles having count(*) > 0;

create table replays (
  id integer primary key,
  started_at text not null check (started_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  finished_at text check (finished_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  host text,
  since_at text check (since_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  rules_version integer not null,
  feeds_sha256 text not null,
  reached_at text check (reached_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  reached_hash text,
  pages integer not null default 0 check (pages >= 0),
  changed integer not null default 0 check (changed >= 0),
  unreadable integer not null default 0 check (unreadable >= 0)
) strict;

create table looks (
  article_id integer primary key references articles(id) on delete cascade,
  first_at text not null check (first_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  step integer not null default 0 check (step >= 0),
  next_at text not null check (next_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z')
) strict;
create index looks_next on looks(next_at);
