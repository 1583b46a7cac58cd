-- Each view answers a question; the lines above it say which. They are dropped and made again whenever this file changes.

-- What is new: every article that was read, newest first; the word_count of one whose publisher reserves the text may be 0 (docs/operators.md, Rights).
create view latest as
select a.id, a.published_on, a.published_at, s.name as source, a.title, a.lead, a.language, a.section, a.word_count,
  a.free_access, a.url, a.image_url, a.first_seen_at, a.sort_at, a.version, a.url_hash,
  a.kind, a.rights
from articles a join sources s on s.id = a.source_id
where likelihood(a.stage = 'extracted', 0.9375)  -- nearly all are: or else SQLite gathers them by stage and sorts them
order by a.sort_at desc, a.id desc;

-- How many articles were published on each day, by source and language; articles without a date are not counted.
create view articles_per_day as
select a.published_on, s.name as source, a.language, count(*) as articles
from articles a join sources s on s.id = a.source_id
where a.stage = 'extracted' and a.published_on is not null
group by a.published_on, a.source_id, a.language
order by a.published_on desc, articles desc;

-- How each feed is: ok, late (not asked in time), failing, blocked, moved (for good, and only feeds.yaml can follow it), empty (no entries three times in a row), stale (answers, but lists nothing it had not listed before for stale_after, or else a week and six of its usual pauses), gone (410 twice, a day apart), off.
create view feed_health as
select f.slug, f.name, s.name as source,
  case
    when f.active = 0 then 'off'
    when f.last_outcome = 'gone' and julianday(f.last_attempt_at) - julianday(f.gone_first_seen_at) > 0.99 then 'gone'
    when f.last_outcome in ('blocked', 'challenge', 'refused') then 'blocked'
    when f.last_outcome = 'redirect'
      or julianday(f.last_attempt_at) - julianday(f.redirect_first_seen_at) >= 7 then 'moved'
    when f.last_outcome not in ('fresh', 'unchanged', 'partial', 'empty')
      and (f.fail_score >= 1 or f.last_success_at is null
        or f.last_success_at < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')) then 'failing'
    when coalesce(f.next_check_at, f.added_at) < strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-60 minutes', '-' || coalesce(f.every_minutes, 240) || ' minutes') then 'late'
    when f.empty_polls >= iif(f.last_new_item_at is null, 1, 3) then 'empty'
    when f.last_success_at is not null and julianday('now') - julianday(coalesce(f.last_new_item_at, f.added_at))
      > coalesce(f.stale_days, max(7.0, 6.0 * coalesce(f.gap_minutes, 0) / 1440)) then 'stale'
    else 'ok'
  end as health,
  f.last_outcome, f.last_http_status, f.last_error, f.fail_score, f.last_attempt_at, f.last_success_at, f.last_new_item_at,
  f.next_check_at, f.every_minutes, f.window_items,
  cast(julianday('now') - julianday(coalesce(f.last_new_item_at, f.added_at)) as integer) as days_silent,
  f.redirect_url, f.url, f.failing_since_at, f.trusts_304, f.gap_minutes,
  (select count(*) from gaps g where g.feed_id = f.id) as gaps
from feeds f join sources s on s.id = f.source_id;

-- Which feeds fell silent, fail or are blocked, the longest silence first.
create view silent_feeds as
select slug, name, source, health, days_silent, last_new_item_at, last_success_at, last_outcome, last_http_status, last_error, url
from feed_health
where health in ('stale', 'empty', 'failing', 'blocked', 'moved', 'gone')
order by days_silent desc, slug;

-- What may have been missed: no entry of a document was known from the one before; closed_by says how what lay between was found (none: it could not be, or not all of it).
create view missed as
select g.id, f.slug, f.name, s.name as source, g.from_at, g.to_at,
  round((julianday(g.to_at) - julianday(g.from_at)) * 24, 1) as hours, g.window_items, g.closed_by, g.closed_at,
  g.articles_found
from gaps g join feeds f on f.id = g.feed_id join sources s on s.id = f.source_id
order by g.to_at desc, g.id desc;

-- Which headlines were changed after we first read them, from what into what, and when we saw it.
create view changed_headlines as
select v.article_id, v.seen_at as changed_at, s.name as source, v.title as title_before,
  coalesce((select n.title from article_versions n where n.article_id = v.article_id and n.version > v.version
    order by n.version limit 1), a.title) as title_after,
  v.version as version_before, v.changed as changed_share, a.published_on, a.url
from article_versions v join articles a on a.id = v.article_id join sources s on s.id = a.source_id
where v.what in ('title', 'both')
order by v.seen_at desc;

-- Everything of an article in one flat row, for files; authors and keywords are parted by '; '. What its publisher reserves (tdm-reservation 1, noarchive or noai in rights) stays on the desk: its body is NULL.
create view article_export as
select a.id, a.url_hash, a.url, s.slug as source, f.slug as feed, a.title, a.lead,
  iif(coalesce(json_extract(a.rights, '$."tdm-reservation"'), '') = '1'
    or ', ' || coalesce(json_extract(a.rights, '$.robots'), '') || ',' like '%, noarchive,%'
    or ', ' || coalesce(json_extract(a.rights, '$.robots'), '') || ',' like '%, noai,%', null, t.body) as body,
  a.published_at, a.published_on, a.published_raw, a.published_from, a.published_precision, a.modified_at,
  a.first_seen_at, a.last_seen_at, a.sort_at, a.language, a.section, a.word_count, a.image_url, a.free_access,
  (select group_concat(name, '; ') from (select w.name from article_authors x join authors w on w.id = x.author_id
    where x.article_id = a.id order by x.position)) as authors,
  (select group_concat(name, '; ') from (select k.name from article_keywords y join keywords k on k.id = y.keyword_id
    where y.article_id = a.id order by y.position)) as keywords,
  a.version, a.content_hash, a.body_method, a.kind, a.image_caption, a.image_credit, a.rights, a.quality
from articles a
join article_text t on t.article_id = a.id
join sources s on s.id = a.source_id
join feeds f on f.id = a.first_feed_id
where a.stage = 'extracted';
