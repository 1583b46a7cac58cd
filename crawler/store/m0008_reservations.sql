-- What an origin's /.well-known/tdmrep.json reserves.

alter table origins add column tdm_reservation text;
alter table origins add column tdm_asked_at text check (tdm_asked_at glob '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z');
