-- The newest articles of a source, language or kind, without sorting all it has.

create index articles_newest_of_source on articles(source_id, sort_at);
create index articles_newest_of_language on articles(language, sort_at);
create index articles_newest_of_kind on articles(kind, sort_at);
