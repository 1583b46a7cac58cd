-- When a feed was last read whole, and when it last listed anything: what it "still lists", and where a gap begins.
-- Of a document of older entries, how many of its entries show that it lists what is looked for.
-- Until when the pages of a host that refuses them are left alone.

alter table feeds add column last_whole_at text;
update feeds set last_whole_at = coalesce(
  (select max(t.fetched_at) from fetches t where t.feed_id = feeds.id and t.outcome = 'fresh' and t.entries_seen > 0),
  last_read_at);

alter table archives add column entries_telling integer not null default 0 check (entries_telling >= 0);

alter table hosts add column pages_not_before text check (pages_not_before glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z');
