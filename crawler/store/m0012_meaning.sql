-- What articles are about, which repeat which, which event they tell, and what is written about most.

-- Steps of `enrich` that an article still waits for: written by triggers when its words come or change, and for all
-- articles when a step's rules change. An article that is not listed has been done by today's rules.
create table enrich_due (
  step text not null check (step in ('tags', 'duplicates', 'stories')),
  again integer not null default 0 check (again in (0, 1)),
  article_id integer not null references articles(id) on delete cascade,
  primary key (step, again, article_id)
) strict, without rowid;
create index enrich_due_article on enrich_due(article_id);

create table enrich_steps (
  name text primary key check (name in ('tags', 'duplicates', 'stories')),
  rules_sha256 text not null,
  since_at text not null check (since_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z')
) strict, without rowid;

-- ------------------------------------------------------------ tags

create table makes (
  id integer primary key,
  slug text not null unique,
  name text not null,
  group_name text
) strict;

create table models (
  id integer primary key,
  make_id integer not null references makes(id),
  slug text not null unique,
  name text not null,
  label text not null,
  from_year integer,
  to_year integer,
  powertrain text
) strict;
create index models_make on models(make_id);

create table topics (
  id integer primary key,
  slug text not null unique,
  name text not null
) strict;

create table companies (
  id integer primary key,
  slug text not null unique,
  name text not null,
  kind text not null check (kind in ('group', 'supplier', 'other'))
) strict;

create table article_makes (
  make_id integer not null references makes(id),
  article_id integer not null references articles(id) on delete cascade,
  published_on text,
  mentions integer not null check (mentions >= 0),
  in_title integer not null check (in_title in (0, 1)),
  score real not null check (score between 0 and 1),
  rule text not null,
  rejected_by text,
  primary key (make_id, article_id)
) strict, without rowid;
create index article_makes_article on article_makes(article_id);
create index article_makes_day on article_makes(published_on, make_id);

create table article_models (
  model_id integer not null references models(id),
  article_id integer not null references articles(id) on delete cascade,
  published_on text,
  mentions integer not null check (mentions >= 0),
  in_title integer not null check (in_title in (0, 1)),
  score real not null check (score between 0 and 1),
  rule text not null,
  rejected_by text,
  primary key (model_id, article_id)
) strict, without rowid;
create index article_models_article on article_models(article_id);
create index article_models_day on article_models(published_on, model_id);

create table article_topics (
  topic_id integer not null references topics(id),
  article_id integer not null references articles(id) on delete cascade,
  published_on text,
  mentions integer not null check (mentions >= 0),
  in_title integer not null check (in_title in (0, 1)),
  score real not null check (score between 0 and 1),
  rule text not null,
  rejected_by text,
  primary key (topic_id, article_id)
) strict, without rowid;
create index article_topics_article on article_topics(article_id);
create index article_topics_day on article_topics(published_on, topic_id);

create table article_companies (
  company_id integer not null references companies(id),
  article_id integer not null references articles(id) on delete cascade,
  published_on text,
  mentions integer not null check (mentions >= 0),
  in_title integer not null check (in_title in (0, 1)),
  score real not null check (score between 0 and 1),
  rule text not null,
  rejected_by text,
  primary key (company_id, article_id)
) strict, without rowid;
create index article_companies_article on article_companies(article_id);
create index article_companies_day on article_companies(published_on, company_id);

create table candidate_sightings (
  make_id integer not null references makes(id),
  name text not null,
  article_id integer not null references articles(id) on delete cascade,
  source_id integer not null references sources(id),
  seen_at text not null check (seen_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  primary key (make_id, name, article_id)
) strict, without rowid;
create index candidate_sightings_article on candidate_sightings(article_id);

create table model_candidates (
  id integer primary key,
  make_id integer not null references makes(id),
  name text not null,
  sources integer not null,
  articles integer not null,
  first_seen_at text not null,
  last_seen_at text not null,
  decided text check (decided in ('model', 'no model')),
  decided_at text,
  unique (make_id, name)
) strict;

-- ------------------------------------------------------------ duplicates

create table fingerprints (
  article_id integer primary key references articles(id) on delete cascade,
  words integer not null,
  every integer not null check (every in (4, 8, 16)),
  digest integer not null,
  hashes text not null check (json_valid(hashes))
) strict;
create index fingerprints_digest on fingerprints(digest);

create table shingles (
  h integer not null,
  article_id integer not null,
  primary key (h, article_id)
) strict, without rowid;

-- `shingles` is the index of `fingerprints`: only these write it.
create trigger fingerprints_new after insert on fingerprints begin
  insert into shingles(h, article_id) select value, new.article_id from json_each(new.hashes) where true on conflict do nothing;
end;
create trigger fingerprints_changed after update of hashes on fingerprints begin
  delete from shingles where article_id = old.article_id and h in (select value from json_each(old.hashes))
    and h not in (select value from json_each(new.hashes));
  insert into shingles(h, article_id) select value, new.article_id from json_each(new.hashes) where true on conflict do nothing;
end;
create trigger fingerprints_gone after delete on fingerprints begin
  delete from shingles where article_id = old.article_id and h in (select value from json_each(old.hashes));
end;

create table article_duplicates (
  article_id integer not null references articles(id) on delete cascade,
  other_id integer not null references articles(id) on delete cascade,
  kind text not null check (kind in ('exact', 'revision', 'syndicated', 'excerpt', 'quotes')),
  containment real not null check (containment between 0 and 1),
  jaccard real not null check (jaccard between 0 and 1),
  first_id integer not null references articles(id) on delete cascade,
  lag_minutes integer,
  primary key (article_id, other_id),
  check (article_id > other_id)
) strict, without rowid;
create index article_duplicates_other on article_duplicates(other_id);
create index article_duplicates_first on article_duplicates(first_id);

-- ------------------------------------------------------------ stories

create table stories (
  id integer primary key,
  title text not null,
  language text,
  first_at text not null,
  last_at text not null,
  article_count integer not null check (article_count >= 0),
  source_count integer not null check (source_count >= 0),
  language_count integer not null check (language_count >= 0),
  first_article_id integer references articles(id) on delete set null,
  merged_into integer references stories(id),
  check (first_at <= last_at)
) strict;
create index stories_last on stories(last_at);
create index stories_first_article on stories(first_article_id);
create index stories_merged on stories(merged_into) where merged_into is not null;

-- What all articles of a story tell together: weighed terms, the languages they are written in, how many of their titles
-- and texts name what. None: it is empty.
create table story_vectors (
  story_id integer primary key references stories(id) on delete cascade,
  last_on text not null,
  languages text not null,
  terms text not null check (json_valid(terms)),
  titles text not null check (json_valid(titles)),
  texts text not null check (json_valid(texts))
) strict;

-- The heaviest of those terms: by them a story is found again.
create table story_terms (
  term text not null,
  last_on text not null,
  story_id integer not null,
  primary key (term, last_on, story_id)
) strict, without rowid;

-- In how many articles a term stands; '' counts all articles. Counted once an article, by one edition of the rules.
create table term_articles (
  term text primary key,
  articles integer not null
) strict, without rowid;

create table story_edits (
  id integer primary key,
  at text not null check (at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  actor text not null,
  op text not null check (op in ('split', 'merge', 'move')),
  story_id integer not null references stories(id),
  other_id integer not null references stories(id),
  articles text not null check (json_valid(articles))
) strict;
create index story_edits_story on story_edits(story_id);
create index story_edits_other on story_edits(other_id);

-- Stories that somebody parted: the machine never makes them one.
create table stories_apart (
  story_id integer not null references stories(id),
  other_id integer not null references stories(id),
  edit_id integer not null references story_edits(id),
  primary key (story_id, other_id),
  check (story_id < other_id)
) strict, without rowid;
create index stories_apart_other on stories_apart(other_id);

alter table articles add column story_id integer references stories(id) on delete set null;
alter table articles add column story_score real check (story_score between 0 and 1);
alter table articles add column story_basis text;
alter table articles add column story_edit_id integer references story_edits(id);
create index articles_story on articles(story_id) where story_id is not null;
create index articles_story_edit on articles(story_edit_id) where story_edit_id is not null;

-- Stories from which an article was taken away, by whatever means: they are counted and named anew in the same moment.
create trigger story_leaves after update of stage on articles
when old.stage = 'extracted' and new.stage <> 'extracted' and new.story_id is not null begin
  update stories set title = '' where id = new.story_id and title = old.title;
  update articles set story_id = null, story_score = null, story_edit_id = null where id = new.id;
end;
create trigger story_loses after update of story_id on articles
when old.story_id is not null and new.story_id is null begin
  update stories set (article_count, source_count, language_count, first_article_id) = (
      select count(*), count(distinct source_id), count(distinct language),
        (select id from articles where story_id = old.story_id order by sort_at, id limit 1)
      from articles where story_id = old.story_id),
    first_at = coalesce((select min(sort_at) from articles where story_id = old.story_id), first_at),
    last_at = coalesce((select max(sort_at) from articles where story_id = old.story_id), last_at)
  where id = old.story_id;
  update stories set title = coalesce((select title from articles where story_id = old.story_id order by sort_at, id limit 1), ''),
    language = (select language from articles where story_id = old.story_id order by sort_at, id limit 1)
  where id = old.story_id and title in (old.title, '');
end;
create trigger story_forgets after delete on articles when old.story_id is not null begin
  update stories set (article_count, source_count, language_count, first_article_id) = (
      select count(*), count(distinct source_id), count(distinct language),
        (select id from articles where story_id = old.story_id order by sort_at, id limit 1)
      from articles where story_id = old.story_id),
    first_at = coalesce((select min(sort_at) from articles where story_id = old.story_id), first_at),
    last_at = coalesce((select max(sort_at) from articles where story_id = old.story_id), last_at)
  where id = old.story_id;
  update stories set title = coalesce((select title from articles where story_id = old.story_id order by sort_at, id limit 1), ''),
    language = (select language from articles where story_id = old.story_id order by sort_at, id limit 1)
  where id = old.story_id and title in (old.title, '');
end;
create trigger story_empties after update of article_count on stories when new.article_count = 0 begin
  delete from story_terms where (term, last_on, story_id) in (
    select j.key, v.last_on, v.story_id from story_vectors v, json_each(v.terms) j where v.story_id = new.id);
  delete from story_vectors where story_id = new.id;
end;

-- ------------------------------------------------------------ trends

create table tag_days (
  kind text not null check (kind in ('make', 'model', 'topic', 'company')),
  tag_id integer not null,
  on_day text not null check (on_day glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  stories integer not null check (stories > 0),
  articles integer not null check (articles > 0),
  sources integer not null check (sources > 0),
  source_ids text not null check (json_valid(source_ids)),
  story_ids text not null check (json_valid(story_ids)),
  primary key (kind, tag_id, on_day)
) strict, without rowid;
create index tag_days_day on tag_days(kind, on_day);

create table trend_days_due (
  on_day text primary key
) strict, without rowid;

-- `on conflict`, not `or ignore`: within a trigger the latter gives way to how the statement outside treats conflicts.
create trigger article_makes_come after insert on article_makes when new.published_on is not null begin
  insert into trend_days_due(on_day) values (new.published_on) on conflict(on_day) do nothing;
end;
create trigger article_makes_change after update of published_on, rejected_by on article_makes
when new.published_on is not old.published_on or new.rejected_by is not old.rejected_by begin
  insert into trend_days_due(on_day)
  select value from json_each(json_array(old.published_on, new.published_on)) where value is not null
  on conflict(on_day) do nothing;
end;
create trigger article_makes_go after delete on article_makes when old.published_on is not null begin
  insert into trend_days_due(on_day) values (old.published_on) on conflict(on_day) do nothing;
end;
create trigger article_models_come after insert on article_models when new.published_on is not null begin
  insert into trend_days_due(on_day) values (new.published_on) on conflict(on_day) do nothing;
end;
create trigger article_models_change after update of published_on, rejected_by on article_models
when new.published_on is not old.published_on or new.rejected_by is not old.rejected_by begin
  insert into trend_days_due(on_day)
  select value from json_each(json_array(old.published_on, new.published_on)) where value is not null
  on conflict(on_day) do nothing;
end;
create trigger article_models_go after delete on article_models when old.published_on is not null begin
  insert into trend_days_due(on_day) values (old.published_on) on conflict(on_day) do nothing;
end;
create trigger article_topics_come after insert on article_topics when new.published_on is not null begin
  insert into trend_days_due(on_day) values (new.published_on) on conflict(on_day) do nothing;
end;
create trigger article_topics_change after update of published_on, rejected_by on article_topics
when new.published_on is not old.published_on or new.rejected_by is not old.rejected_by begin
  insert into trend_days_due(on_day)
  select value from json_each(json_array(old.published_on, new.published_on)) where value is not null
  on conflict(on_day) do nothing;
end;
create trigger article_topics_go after delete on article_topics when old.published_on is not null begin
  insert into trend_days_due(on_day) values (old.published_on) on conflict(on_day) do nothing;
end;
create trigger article_companies_come after insert on article_companies when new.published_on is not null begin
  insert into trend_days_due(on_day) values (new.published_on) on conflict(on_day) do nothing;
end;
create trigger article_companies_change after update of published_on, rejected_by on article_companies
when new.published_on is not old.published_on or new.rejected_by is not old.rejected_by begin
  insert into trend_days_due(on_day)
  select value from json_each(json_array(old.published_on, new.published_on)) where value is not null
  on conflict(on_day) do nothing;
end;
create trigger article_companies_go after delete on article_companies when old.published_on is not null begin
  insert into trend_days_due(on_day) values (old.published_on) on conflict(on_day) do nothing;
end;
create trigger article_in_other_story after update of story_id on articles
when new.story_id is not old.story_id and new.published_on is not null begin
  insert into trend_days_due(on_day) values (new.published_on) on conflict(on_day) do nothing;
end;

-- ------------------------------------------------------------ what vanished

create index articles_gone on articles(gone_at) where gone_at is not null;

-- ------------------------------------------------------------ what sets an article going

-- `on conflict do nothing`, not `or ignore`: in a trigger the statement that set it off decides what `or` does.
create trigger enrich_new after insert on articles when new.stage = 'extracted' begin
  insert into enrich_due(step, article_id) values ('tags', new.id), ('duplicates', new.id), ('stories', new.id)
  on conflict do nothing;
end;
create trigger enrich_changed after update of stage, title, lead, content_hash, section, language, published_on, sort_at on articles
when new.stage = 'extracted' and (old.stage <> 'extracted' or new.title is not old.title or new.lead is not old.lead
  or new.content_hash is not old.content_hash or new.section is not old.section or new.language is not old.language
  or new.published_on is not old.published_on or new.sort_at is not old.sort_at) begin
  insert into enrich_due(step, article_id) values ('tags', new.id), ('duplicates', new.id), ('stories', new.id)
  on conflict do nothing;
end;
insert into enrich_due(step, again, article_id)
select step, 1, a.id from articles a, (select 'tags' as step union all select 'duplicates' union all select 'stories')
where a.stage = 'extracted';

-- Its publisher's keywords are evidence of topics, and its tags are terms of its story. Where an article goes, it is no
-- longer there when what hangs on it goes too.
create trigger enrich_keyword_comes after insert on article_keywords begin
  insert into enrich_due(step, article_id) select 'tags', id from articles where id = new.article_id and stage = 'extracted'
  on conflict do nothing;
end;
create trigger enrich_keyword_goes after delete on article_keywords begin
  insert into enrich_due(step, article_id) select 'tags', id from articles where id = old.article_id and stage = 'extracted'
  on conflict do nothing;
end;
create trigger enrich_makes_come after insert on article_makes begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = new.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_makes_go after delete on article_makes begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = old.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_makes_judged after update of rejected_by on article_makes when new.rejected_by is not old.rejected_by begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = new.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_models_come after insert on article_models begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = new.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_models_go after delete on article_models begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = old.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_models_judged after update of rejected_by on article_models when new.rejected_by is not old.rejected_by begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = new.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_topics_come after insert on article_topics begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = new.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_topics_go after delete on article_topics begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = old.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_topics_judged after update of rejected_by on article_topics when new.rejected_by is not old.rejected_by begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = new.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_companies_come after insert on article_companies begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = new.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_companies_go after delete on article_companies begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = old.article_id and stage = 'extracted' on conflict do nothing;
end;
create trigger enrich_companies_judged after update of rejected_by on article_companies when new.rejected_by is not old.rejected_by begin
  insert into enrich_due(step, again, article_id)
  select 'stories', 1, id from articles where id = new.article_id and stage = 'extracted' on conflict do nothing;
end;
