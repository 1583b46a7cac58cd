-- Each view answers a question; the lines above it say which. They are dropped and made again whenever this file changes.

-- What is new: every article that was read, newest first; the word_count of one whose publisher reserves the text may be 0 (docs/operators.md, Rights).
create view latest as
select a.id, a.published_on, a.published_at, s.name as source, a.title, a.lead, a.language, a.section, a.word_count,
  a.free_access, a.url, a.image_url, a.first_seen_at, a.sort_at, a.version, a.url_hash,
  a.kind, a.rights
from articles a left join sources s on s.id = a.source_id  -- left: or else SQLite goes source by source and sorts
where likelihood(a.stage = 'extracted', 0.9375)  -- nearly all are: or else it gathers them by stage and sorts them
order by a.sort_at desc, a.id desc;

-- How many articles were published on each day, by source and language; articles without a date are not counted.
create view articles_per_day as
select d.published_on, s.name as source, d.language, d.articles
from (
  select published_on, source_id, language, count(*) as articles from articles
  where stage = 'extracted' and published_on is not null
  group by published_on, source_id, language) d
join sources s on s.id = d.source_id
order by d.published_on desc, d.articles desc;

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

-- Who copies whom: articles that repeat another source's, the newest first; kind says how (exact, syndicated, excerpt, quotes), containment which share of the shorter text stands in the other, lag_minutes how much later it came out (NULL: of one of them only the day is known).
create view copied_text as
select c.id as article_id, s.name as source, c.title, d.kind, round(d.containment, 2) as containment,
  o.name as first_source, d.lag_minutes, c.published_on, f.id as first_article_id, f.title as first_title, c.url,
  f.url as first_url, c.sort_at
from article_duplicates d
join articles f on f.id = d.first_id
join articles c on c.id = iif(d.first_id = d.article_id, d.other_id, d.article_id)
join sources s on s.id = c.source_id
join sources o on o.id = f.source_id
where c.source_id <> f.source_id
order by c.sort_at desc, c.id desc;

-- Which press releases were printed, and by whom: a release beside each article of another source that repeats it; lag_minutes after the release (negative: it was printed before we saw it released; NULL: of one of them only the day is known).
create view printed_releases as
select r.id as release_id, r.title as release, o.name as released_by, p.id as article_id, p.title, s.name as source, d.kind,
  round(d.containment, 2) as containment, iif(d.first_id = r.id, d.lag_minutes, -d.lag_minutes) as lag_minutes,
  p.published_on, r.url as release_url, p.url, p.sort_at
from articles r
join article_duplicates d on r.id in (d.article_id, d.other_id)
join articles p on p.id = iif(r.id = d.article_id, d.other_id, d.article_id)
join sources s on s.id = p.source_id
join sources o on o.id = r.source_id
where r.kind = 'pressrelease' and p.kind <> 'pressrelease' and p.source_id <> r.source_id
order by p.sort_at desc, p.id desc;

-- How much was written about each make on each day, the newest first: stories (however many articles tell one), articles, sources.
create view makes_per_day as
select d.on_day, m.name as make, d.stories, d.articles, d.sources, m.slug
from tag_days d join makes m on m.id = d.tag_id
where d.kind = 'make'
order by d.on_day desc, d.stories desc, m.name;

-- Which makes are written about more than usual: stories of the last 7 days with news against the 8 weeks before (base_week: a middling one); a story counts once a week, however long it runs. z = (stories - base_week) / sqrt(base_week + 1): from 2 on it is more than chance. A week before counts if the desk was there already, or if it holds a quarter of the articles that the last one does; with fewer than 3 such weeks base_week and z are NULL. Below 5 stories or 3 sources a make is not listed.
create view makes_rising as
with last as (select max(on_day) as day from tag_days where kind = 'make' and on_day <= date('now', '+1 day')),
days as materialized (
  select d.tag_id, d.articles, d.source_ids, d.story_ids, cast((julianday(l.day) - julianday(d.on_day)) / 7 as integer) as ago
  from last l cross join makes m cross join tag_days d
    on d.kind = 'make' and d.tag_id = m.id and d.on_day > date(l.day, '-63 days') and d.on_day <= l.day),
desk as (
  select (select total(articles) / 4 from days where ago = 0) as enough,
    (select cast((julianday(l.day, '+1 day') - julianday(min(f.added_at), 'start of day')) / 7 as integer) - 1
      from feeds f, last l) as weeks),
usual as materialized (
  select j.value as ago from desk k, json_each('[1, 2, 3, 4, 5, 6, 7, 8]') j
  where j.value <= k.weeks or exists (select 1 from days where ago = j.value group by ago having total(articles) >= k.enough)),
weeks as (
  select d.tag_id, d.ago, count(distinct j.value) as stories from days d, json_each(d.story_ids) j group by d.tag_id, d.ago),
many as materialized (
  select w.tag_id, total(w.stories) filter (where w.ago = 0) as week,
    total(w.stories) filter (where w.ago in (select ago from usual))
      / (select iif(count(*) >= 3, count(*), null) from usual) as base_week
  from weeks w group by w.tag_id having week >= 5),
known as materialized (
  select c.*, (select sum(articles) from days d where d.tag_id = c.tag_id and d.ago = 0) as articles,
    (select count(distinct j.value) from days d, json_each(d.source_ids) j where d.tag_id = c.tag_id and d.ago = 0) as sources
  from many c)
select m.name as make, cast(k.week as integer) as stories, round(k.base_week, 1) as base_week,
  round((k.week - k.base_week) / sqrt(k.base_week + 1), 2) as z, k.articles, k.sources,
  (select day from last) as until_day, m.slug
from known k join makes m on m.id = k.tag_id
where k.sources >= 3
order by z desc, stories desc, m.name;

-- Share of voice: which make gets how much of each source's articles about cars, over the last 30 days with news; share is of all mentions of makes by that source, usual_share the same over all sources.
create view share_of_voice as
with last as (select max(on_day) as day from tag_days where kind = 'make' and on_day <= date('now', '+1 day')),
counted as materialized (
  select a.source_id, t.make_id, count(*) as articles
  from last join article_makes t on t.published_on > date(last.day, '-30 days') and t.published_on <= last.day
    and t.rejected_by is null
  join articles a on a.id = t.article_id
  group by a.source_id, t.make_id),
of_source as (select source_id, sum(articles) as articles from counted group by source_id),
of_make as (
  select make_id, round(1.0 * sum(articles) / (select sum(articles) from counted), 4) as share from counted group by make_id)
select s.name as source, m.name as make, c.articles, round(1.0 * c.articles / o.articles, 4) as share,
  u.share as usual_share, m.slug
from counted c join of_source o on o.source_id = c.source_id join of_make u on u.make_id = c.make_id
join sources s on s.id = c.source_id join makes m on m.id = c.make_id
order by s.name, c.articles desc, m.name;

-- Which topics go with a make, over the last 90 days with news: articles about both, which share of the make's articles that is, and lift, how many times more often than in articles about any make.
create view topics_of_makes as
with last as materialized (
  select date(max(on_day), '-90 days') as before, max(on_day) as day
  from tag_days where kind = 'make' and on_day <= date('now', '+1 day')),
of_make as materialized (
  select t.make_id, count(*) as articles from last cross join article_makes t
  where t.published_on > last.before and t.published_on <= last.day and t.rejected_by is null
  group by t.make_id),
pairs as (
  select t.make_id, o.topic_id, count(*) as articles
  from last cross join article_makes t cross join article_topics o on o.article_id = t.article_id
  where t.published_on > last.before and t.published_on <= last.day and t.rejected_by is null and o.rejected_by is null
  group by t.make_id, o.topic_id)
select m.name as make, n.name as topic, p.articles, round(1.0 * p.articles / o.articles, 3) as share,
  round(1.0 * p.articles / o.articles / (1.0 * sum(p.articles) over (partition by p.topic_id)
    / (select sum(articles) from of_make)), 2) as lift,
  m.slug as make_slug, n.slug as topic_slug
from pairs p join of_make o on o.make_id = p.make_id join makes m on m.id = p.make_id join topics n on n.id = p.topic_id
order by m.name, p.articles desc, n.name;

-- Which sources publish less or more than they usually do: articles of the last 7 whole days against the 8 weeks before (base_week: a middling one), for sources with a feed that is not off. z and the weeks that count are those of makes_rising, by the source's own feeds and articles. verdict is silent (nothing in 7 days from one that had an article a week, or nothing in 63 days), low (z under -2), high (z over 3), usual, or unknown (fewer than 3 weeks count, or no article has a date). A source that is silent or low may have a scraper that broke.
create view source_volume as
with weeks as materialized (
  select a.source_id, cast((julianday('now', 'start of day', '-1 day') - julianday(a.published_on)) / 7 as integer) as ago,
    count(*) as articles, max(a.published_on) as last_on
  from articles a
  where a.published_on >= date('now', '-63 days') and a.published_on < date('now')
    and likelihood(a.stage = 'extracted', 0.9375)  -- nearly all are: the days are what narrows it down
  group by a.source_id, ago),
recent as (
  select source_id, sum(articles) filter (where ago = 0) as week, max(last_on) as last_on from weeks group by source_id),
asked as materialized (
  select f.source_id, coalesce(r.week, 0) as week,
    cast((julianday('now', 'start of day') - julianday(min(f.added_at), 'start of day')) / 7 as integer) - 1 as weeks,
    coalesce(r.last_on, (select max(o.published_on) from articles o
      where o.source_id = f.source_id and o.published_on < date('now'))) as last_on
  from feeds f left join recent r on r.source_id = f.source_id
  group by f.source_id having max(f.active) = 1),
counted as (
  select k.source_id, iif(count(*) >= 3, total(w.articles) / count(*), null) as base_week
  from asked k
  join json_each('[1, 2, 3, 4, 5, 6, 7, 8]') j
  left join weeks w on w.source_id = k.source_id and w.ago = j.value
  where j.value <= k.weeks or w.articles >= k.week / 4.0
  group by k.source_id),
known as (
  select k.source_id, k.week, c.base_week, (k.week - c.base_week) / sqrt(c.base_week + 1) as z, k.last_on
  from asked k left join counted c on c.source_id = k.source_id)
select s.name as source, k.week as articles, round(k.base_week, 1) as base_week, round(k.z, 2) as z,
  case when k.last_on < date('now', '-63 days') or k.week = 0 and k.base_week >= 1 then 'silent'
    when k.last_on is null or k.z is null then 'unknown' when k.z < -2 then 'low' when k.z > 3 then 'high' else 'usual' end as verdict,
  k.last_on, s.slug
from known k join sources s on s.id = k.source_id
order by verdict = 'silent' desc, k.z is null, k.z, s.name;

-- Which events several sources tell of: the stories of the last 7 days with news, those of most sources first; first_source had it first, title is that of the article nearest the middle of the story.
create view big_stories as
select t.id as story_id, t.title, t.source_count as sources, t.article_count as articles, t.language_count as languages,
  s.name as first_source, t.first_at, t.last_at, t.language, t.first_article_id, f.url as first_url
from stories t
left join articles f on f.id = t.first_article_id
left join sources s on s.id = f.source_id
where t.source_count > 1
  and t.last_at >= (select strftime('%Y-%m-%dT%H:%M:%SZ', max(last_at), '-7 days') from stories)
order by t.source_count desc, t.article_count desc, t.last_at desc;

-- Who had a story first, and how late the others were: each source once a story of several sources, the newest stories first; lag_minutes after the first one (0: it was the first; NULL: of one of them only the day is known).
create view first_with_the_story as
select t.id as story_id, t.title as story, s.name as source, n.id = t.first_article_id as is_first,
  iif(n.id = t.first_article_id, 0, cast(round((julianday(a.published_at)
    - (select julianday(published_at) from articles where id = t.first_article_id)) * 1440) as integer)) as lag_minutes,
  o.name as first_source, n.id as article_id, a.title, n.sort_at, t.source_count as sources, a.url, t.last_at
from stories t cross join articles n indexed by articles_story on n.story_id = t.id  -- or it may index all anew
left join articles a on a.id = n.id  -- left, as below: who counts the rows need not look
left join sources s on s.id = n.source_id
left join sources o on o.id = (select source_id from articles where id = t.first_article_id)
where t.source_count > 1
  and t.last_at >= (select strftime('%Y-%m-%dT%H:%M:%SZ', max(last_at), '-90 days') from stories)
  and not exists (select 1 from articles e where e.story_id = n.story_id and e.source_id = n.source_id
    and (e.sort_at, e.id) < (n.sort_at, n.id))
order by t.last_at desc, t.id, n.sort_at, n.id;

-- How late each source is with what others tell too, over the last 90 days with news: stories it took part in, how many it had first, and the middle of its lags in minutes behind the first (NULL: none is known).
create view lag_per_source as
with told as materialized (select source, is_first, lag_minutes from first_with_the_story),
lags as (
  select source, lag_minutes, row_number() over (partition by source order by lag_minutes) as nth,
    count(*) over (partition by source) as known
  from told where not is_first and lag_minutes is not null),
middles as (
  select source, cast(round(avg(lag_minutes)) as integer) as lag from lags
  where nth in ((known + 1) / 2, (known + 2) / 2) group by source)
select t.source, count(*) as stories, sum(t.is_first) as first, round(1.0 * sum(t.is_first) / count(*), 3) as share_first,
  m.lag as median_lag_minutes
from told t left join middles m on m.source = t.source
group by t.source
order by stories desc, t.source;

-- Everything of an article in one flat row, for files; authors, keywords, makes, models, topics and companies are parted by '; '. What its publisher reserves (tdm-reservation 1, noarchive or noai in rights) stays on the desk: its body is NULL.
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
  a.version, a.content_hash, a.body_method, a.kind, a.image_caption, a.image_credit, a.rights, a.quality,
  (select group_concat(name, '; ') from (select n.name as name from article_makes x join makes n on n.id = x.make_id
    where x.article_id = a.id and x.rejected_by is null order by x.score desc, n.slug)) as makes,
  (select group_concat(name, '; ') from (select n.label as name from article_models x join models n on n.id = x.model_id
    where x.article_id = a.id and x.rejected_by is null order by x.score desc, n.slug)) as models,
  (select group_concat(name, '; ') from (select n.name as name from article_topics x join topics n on n.id = x.topic_id
    where x.article_id = a.id and x.rejected_by is null order by x.score desc, n.slug)) as topics,
  (select group_concat(name, '; ') from (select n.name as name from article_companies x join companies n on n.id = x.company_id
    where x.article_id = a.id and x.rejected_by is null order by x.score desc, n.slug)) as companies
from articles a
join article_text t on t.article_id = a.id
join sources s on s.id = a.source_id
join feeds f on f.id = a.first_feed_id
where a.stage = 'extracted';
