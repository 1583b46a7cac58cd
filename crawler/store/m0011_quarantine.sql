-- What cost too much to read, in what form, and by which rules: it is not read again while both are the same.

alter table feeds add column costly_sha256 text;
alter table feeds add column costly_rules integer;
alter table feed_parts add column costly_sha256 text;
alter table feed_parts add column costly_rules integer;

create table quarantine (
  url_hash text primary key check (length(url_hash) = 32 and url_hash not glob '*[^0-9a-f]*'),
  sha256 text not null,
  reason text not null,
  rules_version integer not null,
  at text not null check (at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z')
) strict, without rowid;
