-- What watches.yaml looks for: what waits to be looked at, what was found, and what was sent to whom.

-- Articles that were read and not looked at yet: written when one gets its text, so that each comes by once, whenever it
-- is enriched. What was there before this table is not new.
create table watch_due (
  article_id integer primary key references articles(id) on delete cascade
) strict;

create trigger watch_new after insert on articles when new.stage = 'extracted' begin
  insert into watch_due(article_id) values (new.id) on conflict do nothing;
end;
create trigger watch_read after update of stage on articles when new.stage = 'extracted' and old.stage <> 'extracted' begin
  insert into watch_due(article_id) values (new.id) on conflict do nothing;
end;

-- Stories that grew since they were last looked at.
create table watch_stories_due (
  story_id integer primary key references stories(id) on delete cascade
) strict;

create trigger watch_story_grew after update of article_count, source_count on stories
when new.article_count > old.article_count or new.source_count > old.source_count begin
  insert into watch_stories_due(story_id) values (new.id) on conflict do nothing;
end;

create table watch_hits (
  id integer primary key,
  key text not null unique check (length(key) = 32 and key not glob '*[^0-9a-f]*'),
  watch text not null,
  kind text not null check (kind in ('article', 'story', 'make')),
  article_id integer references articles(id) on delete cascade,
  story_id integer references stories(id) on delete set null,
  make_id integer references makes(id),
  at text not null check (at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  reason text not null,
  check ((kind = 'make') = (make_id is not null)),
  check ((kind = 'make') = (article_id is null))
) strict;
create unique index watch_hits_once on watch_hits(watch, article_id) where kind = 'article';
create index watch_hits_watch on watch_hits(watch, kind, at);
create index watch_hits_article on watch_hits(article_id);
create index watch_hits_story on watch_hits(story_id);
create index watch_hits_make on watch_hits(make_id);

-- What goes to a channel in one piece. Until its first attempt more hits may join it, and none after that: it is sent
-- again under the same key with the same hits until the other side has it.
create table deliveries (
  id integer primary key,
  key text not null unique check (length(key) = 32 and key not glob '*[^0-9a-f]*'),
  channel text not null,
  made_at text not null check (made_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  attempts integer not null default 0 check (attempts >= 0),
  next_try_at text check (next_try_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  delivered_at text check (delivered_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  given_up_at text check (given_up_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  last_error text,
  check (delivered_at is null or given_up_at is null),
  check ((next_try_at is null) = (delivered_at is not null or given_up_at is not null))
) strict;
create index deliveries_channel on deliveries(channel, made_at);
create index deliveries_waiting on deliveries(next_try_at) where next_try_at is not null;

create table delivery_hits (
  delivery_id integer not null references deliveries(id) on delete cascade,
  hit_id integer not null references watch_hits(id) on delete cascade,
  primary key (delivery_id, hit_id)
) strict, without rowid;
create index delivery_hits_hit on delivery_hits(hit_id);
