-- Verdicts that may be wrong, with what it takes to give them a second chance.

alter table feeds add column lied_at text;
update feeds set lied_at = last_attempt_at where trusts_304 = 0;

alter table sightings add column turned_away_at text;
