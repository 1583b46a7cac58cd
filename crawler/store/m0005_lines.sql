-- Lines that a host repeats under its articles, learned as pages come in.

create table host_lines (
  host text not null,
  line_hash text not null check (length(line_hash) = 16),
  text text,
  pages integer not null check (pages > 0),
  titles text not null,
  first_seen_at text not null check (first_seen_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  last_seen_at text not null check (last_seen_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z'),
  vetoed integer not null default 0 check (vetoed in (0, 1)),
  primary key (host, line_hash)
) strict, without rowid;
