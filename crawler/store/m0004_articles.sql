-- What a page says of its kind, its image and its rights; how good its text is; whether it vanished or never stands still.

alter table articles add column image_caption text;
alter table articles add column image_credit text;
alter table articles add column kind text not null default 'news' check (kind in ('news', 'review', 'video', 'gallery', 'liveblog', 'pressrelease'));
alter table articles add column rights text check (rights is null or json_valid(rights));
alter table articles add column quality real check (quality between 0 and 1);
alter table articles add column gone_at text check (gone_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z');
alter table articles add column volatile integer not null default 0 check (volatile in (0, 1));
create index facet_kind on articles(kind, source_id, language, stage, published_on);
