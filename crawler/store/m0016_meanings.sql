-- What a sentence model takes articles and stories to mean, where one is installed.

create table article_vectors (
  article_id integer primary key references articles(id) on delete cascade,
  model text not null,
  text_hash text not null,
  vector blob not null check (length(vector) = 384)
) strict;

alter table story_vectors add column meaning_model text;
alter table story_vectors add column meaning blob check (length(meaning) = 1536);
