begin;
create table events (id int not null, user_id int not null, at date not null, note text not null) partition by range (at);
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
insert into events select i, i % 5000, date '2025-01-01' + i % 730, 'a note that makes the row as wide as rows are' from generate_series(1, 60000) i;
commit;
analyze;
