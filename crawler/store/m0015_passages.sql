-- Lines that a host repeats with a name or a date in them that varies: such a line has its words here, by which others
-- are compared with it.

alter table host_lines add column words text;
create index host_lines_varied on host_lines(host) where words is not null;
