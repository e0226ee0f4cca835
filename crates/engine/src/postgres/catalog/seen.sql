n.nspname not in ('pg_catalog', 'information_schema', 'rungs')
and n.nspname !~ '^rungs_scratch_[0-9]+_[0-9]+$'
and n.nspname !~ '^pg_(toast|temp_|toast_temp_)'
and c.relpersistence <> 't'
and not exists (select from pg_depend d
                 where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
