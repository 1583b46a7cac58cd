-- What is remembered of the sitemaps that an index lists; an index itself is always asked in full.

create table feed_parts (
  feed_id integer not null references feeds(id),
  url text not null check (url glob 'http://?*' or url glob 'https://?*'),
  lastmod text,
  asked_at text not null check (asked_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  read_at text check (read_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  etag text,
  last_modified text,
  semantic_sha256 text,
  primary key (feed_id, url)
) strict, without rowid;

alter table feeds add column parts_since text check (parts_since glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z');
update feeds set etag = null, last_modified = null where kind = 'sitemap';
