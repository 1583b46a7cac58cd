-- Languages are decided anew when their rules change, as tags, duplicates and stories are. Who reads an article decides on
-- its language at once; so no trigger makes it wait for that step, and those that are here wait for it once.

create temp table waited as select * from enrich_due;
drop table enrich_due;
create table enrich_due (
  step text not null check (step in ('language', 'tags', 'duplicates', 'stories')),
  again integer not null default 0 check (again in (0, 1)),
  article_id integer not null references articles(id) on delete cascade,
  primary key (step, again, article_id)
) strict, without rowid;
create index enrich_due_article on enrich_due(article_id);
insert into enrich_due select * from waited;
insert into enrich_due(step, again, article_id) select 'language', 1, id from articles where stage = 'extracted';
drop table waited;

create temp table worked as select * from enrich_steps;
drop table enrich_steps;
create table enrich_steps (
  name text primary key check (name in ('language', 'tags', 'duplicates', 'stories')),
  rules_sha256 text not null,
  since_at text not null check (since_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z')
) strict, without rowid;
insert into enrich_steps select * from worked;
drop table worked;
