-- What makes rows that were saved one by one a database again. First what articles need to be kept at all.

-- A publisher whose row was lost.
insert into sources(id, slug, name)
select id, 'lost-' || id, 'lost' from (select source_id as id from articles union select source_id from feeds)
where id not in (select id from sources);

-- A feed whose row was lost; it is never asked, and feeds.yaml brings it back as another.
insert into feeds(id, source_id, slug, name, kind, url, follow, active, added_at)
select first_feed_id, min(source_id), 'lost-' || first_feed_id, 'lost', 'rss', 'https://lost.invalid/', 0, 0,
  min(first_seen_at)
from articles where first_feed_id not in (select id from feeds) group by first_feed_id;

-- Between the two parts `salvage` deletes rows that point at a row that was lost.
-- ----

-- An article that lost its text is asked for again.
insert into article_text(article_id, body)
select id, '' from articles where id not in (select article_id from article_text);
update articles set stage = 'listed', stage_reason = null, word_count = 0, body_method = null
where fetch_url is not null and stage = 'extracted' and word_count > 0
  and id in (select article_id from article_text where body = '');

delete from article_versions
where article_id in (select id from articles where stage <> 'extracted')
  or version >= (select version from articles where id = article_id);

-- One that lost its feeds is its first feed's.
insert into sightings(article_id, feed_id, entry_hash, first_seen_at, last_seen_at)
select id, first_feed_id, '', first_seen_at, last_seen_at from articles where id not in (select article_id from sightings);

delete from article_urls
where article_id <> (select id from articles a where a.url_hash = article_urls.url_hash);
delete from leases where url_hash not in (select url_hash from articles);

-- What was lost may stand in the documents of today, so they are all read anew, at once.
update feeds set etag = null, last_modified = null, body_sha256 = null, semantic_sha256 = null, next_check_at = null;

-- What there is to be named may have lost rows that nobody misses until they are found in a text.
delete from about where name = 'gazetteers_sha256';

insert into articles_fts(articles_fts) values ('rebuild');
