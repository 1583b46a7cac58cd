-- Whose page it is, and what its feed said of the article: with that its rules can be run again.

alter table pages add column feed text;
alter table pages add column draft_zstd blob;
create index pages_feed on pages(feed, fetched_at);
