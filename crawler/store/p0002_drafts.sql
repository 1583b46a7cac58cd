-- Whose page it is, and what its feed said of the article: with that its rules can be run again. And pages packed with
-- the help of another page of their feed.

create table dictionaries (
  id integer primary key,
  feed text not null,
  url_hash text not null,
  made_at text not null check (made_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  content_zstd blob not null
) strict;
create index dictionaries_feed on dictionaries(feed, made_at);
create index dictionaries_page on dictionaries(url_hash);

alter table pages add column feed text;
alter table pages add column draft_zstd blob;
alter table pages add column dictionary_id integer references dictionaries(id);
create index pages_feed on pages(feed, fetched_at);
create index pages_dictionary on pages(dictionary_id) where dictionary_id is not null;
