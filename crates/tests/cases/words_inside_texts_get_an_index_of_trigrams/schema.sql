create extension if not exists pg_trgm;
begin;
create table articles (
  id int primary key,
  title varchar(200) not null,
  body text not null
);
insert into articles
select i, 'article ' || md5(i::text), repeat(md5((i * 7)::text) || ' ', 6)
from generate_series(1, 30000) i;
commit;
analyze articles;
