-- The extensions that rungs can use: where they are, and whether this role may call them.
select a.name, quote_ident(n.nspname), coalesce(has_schema_privilege(n.oid, 'usage'), false),
       coalesce((select bool_and(has_function_privilege(p.oid, 'execute')) from pg_proc p
                   join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid
                    and d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid
                  where p.proname in ('pg_stat_statements', 'hypopg_create_index', 'pgstatindex',
                                      'pgstattuple_approx', 'similarity')), false)
from (values ('pg_stat_statements'), ('hypopg'), ('pgstattuple'), ('pg_trgm')) w(name)
join pg_available_extensions a on a.name = w.name
left join pg_extension e on e.extname = a.name
left join pg_namespace n on n.oid = e.extnamespace
