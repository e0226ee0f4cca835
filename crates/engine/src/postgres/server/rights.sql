-- Everything that capabilities are judged by, in one row.
with mine as (
  select c.oid, n.oid as schema_oid, quote_ident(n.nspname) as schema,
         quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
         c.relkind, c.relowner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'm', 'f', 'v') and {seen}
), stored as (select * from mine where relkind in ('r', 'p', 'm')),
held as (select s.*, pg_has_role(s.relowner, 'usage') as owned from stored s)
select quote_ident(current_user),
       pg_has_role(current_user, 'pg_read_all_stats', 'usage')
         and pg_has_role(current_user, 'pg_read_all_settings', 'usage'),
       to_json(array(select distinct schema from mine
                      where not has_schema_privilege(schema_oid, 'usage'))),
       to_json(array(select name from mine where not has_table_privilege(oid, 'select'))),
       to_json(array(select distinct quote_ident(r.rolname) from held h
                       join pg_roles r on r.oid = h.relowner
                      where not h.owned and not r.rolsuper)),
       to_json(array(select h.name from held h join pg_roles r on r.oid = h.relowner
                      where not h.owned and r.rolsuper)),
       to_json(array(select distinct schema from stored
                      where not has_schema_privilege(schema_oid, 'create'))),
       coalesce((select pg_has_role(r.oid, 'usage') from pg_roles r
                  where r.rolname = 'pg_maintain'), false),
       exists (select from pg_roles r where r.rolname = 'pg_maintain'),
       exists (select from pg_namespace n where n.nspname = 'rungs'),
       exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'rungs' and c.relname = 'journal'),
       coalesce((select has_schema_privilege(n.oid, 'usage') from pg_namespace n
                  where n.nspname = 'rungs'), false),
       coalesce((select has_schema_privilege(n.oid, 'create') from pg_namespace n
                  where n.nspname = 'rungs'), false),
       coalesce((select has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
                   from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname = 'rungs' and c.relname = 'journal'), false),
       has_database_privilege(current_database(), 'create'),
       quote_ident(current_database()),
       current_setting('pg_stat_statements.max', true) is not null,
       (select s.setting from pg_settings s where s.name = 'shared_preload_libraries'),
       split_part(current_setting('server_version'), '.', 1)
