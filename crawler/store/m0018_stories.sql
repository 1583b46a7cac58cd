-- Stories by their sources, and what goes with a make, from the indexes alone.

drop index articles_story;
create index articles_story on articles(story_id, source_id, sort_at) where story_id is not null;
drop index stories_last;
create index stories_last on stories(last_at, source_count);
drop index article_makes_day;
create index article_makes_day on article_makes(published_on, make_id, rejected_by);
drop index article_topics_article;
create index article_topics_article on article_topics(article_id, topic_id, rejected_by);
