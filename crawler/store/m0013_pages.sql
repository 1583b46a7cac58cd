-- What the pages of the site ask for: how much was written on each day without reading which stories those were.

drop index tag_days_day;
create index tag_days_day on tag_days(kind, on_day, articles);
