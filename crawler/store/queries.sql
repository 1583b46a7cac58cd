-- Ready questions that have a parameter; those without are views (views.sql). Above each stand its name and title, a
-- sentence, and an example of each parameter's value; docs/analysts.md shows the questions with those of the demo. A
-- number is what an empty parameter means. A line that ends in "if given" is left out there: '' takes everything.

-- new_since: New since
-- Articles first seen here since so many days ago, the newest first.
-- days=1
select first_seen_at, source, title, lead, language, published_on, url, id from latest
where first_seen_at >= date('now', '-' || :days || ' days')
order by first_seen_at desc;

-- articles_by_day: Articles by day, source, language and kind
-- How many articles were published on each of the last so many days with news; one source (its slug), language or kind, or all.
-- days=30 source= language= kind=
select a.published_on, s.name as source, a.language, a.kind, count(*) as articles
from articles a join sources s on s.id = a.source_id
where a.published_on > (
    select date(max(published_on), '-' || :days || ' days') from articles where published_on <= date('now', '+1 day'))
  and +a.stage = 'extracted'
  and :source in ('', s.slug) and :language in ('', a.language) and :kind in ('', a.kind)  -- if given
group by a.published_on, a.source_id, a.language, a.kind order by a.published_on desc, articles desc;

-- makes_covered: Makes that are covered most
-- Stories of the last so many days with news by make, a story counted once however long it runs.
-- days=7
select m.name as make, count(distinct coalesce(a.story_id, -a.id)) as stories, count(*) as articles, m.slug
from article_makes t join makes m on m.id = t.make_id join articles a on a.id = t.article_id
where t.published_on > (
    select date(max(on_day), '-' || :days || ' days') from tag_days where kind = 'make' and on_day <= date('now', '+1 day'))
  and t.rejected_by is null
group by m.id order by stories desc, articles desc;

-- make_over_time: A make over time
-- Stories, articles and sources about one make on each day; the make by its slug.
-- make=volkswagen
select d.on_day, d.stories, d.articles, d.sources, m.name as make
from makes m join tag_days d on d.kind = 'make' and d.tag_id = m.id
where m.slug = :make order by d.on_day;

-- model_over_time: A model over time
-- Stories, articles and sources about one model on each day; the model by its slug.
-- model=volkswagen/id-7
select d.on_day, d.stories, d.articles, d.sources, m.label as model
from models m join tag_days d on d.kind = 'model' and d.tag_id = m.id
where m.slug = :model order by d.on_day;

-- vanished: Articles that vanished
-- Articles whose page is gone, the newest loss first; of one source (its slug), or of all.
-- source=
select a.gone_at, s.name as source, a.title, a.published_on, a.url, a.id
from articles a join sources s on s.id = a.source_id
where a.gone_at is not null and a.stage <> 'dropped'
  and :source in ('', s.slug)  -- if given
order by a.gone_at desc;

-- more_than_others: What a source writes about and others do not
-- Makes in the articles of one source (its slug), over the last 30 days with news: how many times more often than over all sources.
-- source=autoweek
select v.make, v.articles, round(v.share / v.usual_share, 1) as times_usual, v.share, v.usual_share, v.slug
from sources s join share_of_voice v on v.source = s.name
where s.slug = :source order by times_usual desc, v.articles desc;

-- recalls: Recalls by make
-- Stories about recalls by make, over the last so many days with such news.
-- days=90
select m.name as make, count(distinct coalesce('story ' || a.story_id, a.id)) as stories, count(*) as articles
from topics n join article_topics t on t.topic_id = n.id
join articles a on a.id = t.article_id join article_makes x on x.article_id = a.id join makes m on m.id = x.make_id
where n.slug = 'recall'
  and t.published_on > (
    select date(max(on_day), '-' || :days || ' days') from tag_days where kind = 'topic' and on_day <= date('now', '+1 day'))
  and t.rejected_by is null and x.rejected_by is null
group by m.id order by stories desc, m.name;

-- prices: Prices named with a model
-- What stands around the first €, £, $, EUR or euro in articles about prices, over the last so many days; with one model (its slug), or with any.
-- days=90 model=
with texts as (
  select t.article_id, b.body, instr(replace(replace(replace(replace(replace(replace(replace(replace(b.body, '£', '€'),
    '$', '€'), 'EUR ', '€   '), ' EUR.', ' €  .'), ' EUR,', ' €  ,'), ' euro ', ' €    '), ' euro.', ' €   .'),
    ' euro,', ' €   ,'), '€') as at
  from topics n join article_topics t on t.topic_id = n.id join article_text b on b.article_id = t.article_id
  where n.slug = 'price' and t.rejected_by is null
    and t.published_on > (
    select date(max(on_day), '-' || :days || ' days') from tag_days where kind = 'topic' and on_day <= date('now', '+1 day')))
select m.label as model, a.title, trim(substr(p.body, max(1, p.at - 30), 60)) as price, a.published_on, a.url, a.id
from texts p join articles a on a.id = p.article_id
join article_models x on x.article_id = a.id join models m on m.id = x.model_id
where p.at > 0 and price glob '*[0-9]*' and x.rejected_by is null
  and :model in ('', m.slug)  -- if given
order by a.sort_at desc;

-- by_author: Articles of an author
-- What somebody wrote, the newest first; the name as the publisher prints it.
-- author=Jan Jansen
select a.published_on, s.name as source, a.title, w.name as author, a.url, a.id
from authors w cross join article_authors x on x.author_id = w.id
cross join articles a on a.id = x.article_id join sources s on s.id = a.source_id
where likelihood(w.name = :author collate nocase, 0.0001) and a.stage <> 'dropped' order by a.sort_at desc;
