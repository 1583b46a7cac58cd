-- How often the site rules of rules.yaml found what they are for, so that a redesigned site is noticed.

create table rule_hits (
  host text not null,
  rule text not null,
  matched_on text not null check (matched_on glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  hits integer not null default 0 check (hits >= 0),
  misses integer not null default 0 check (misses >= 0),
  primary key (rule, matched_on, host)
) strict, without rowid;
