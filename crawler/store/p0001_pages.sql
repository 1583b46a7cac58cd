-- Raw pages, one an article: the last one that came.
create table pages (
  url_hash text primary key check (length(url_hash) = 32 and url_hash not glob '*[^0-9a-f]*'),
  url text not null,
  url_final text not null,
  fetched_at text not null check (fetched_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  status integer not null,
  content_type text,
  headers text not null check (json_valid(headers)),
  sha256 text not null,
  bytes integer not null,
  body_zstd blob not null
) strict;
create index pages_fetched on pages(fetched_at);
