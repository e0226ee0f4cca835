-- One row about the server. reset_val: the default that others get, not what this session set.
select current_setting('server_version'), current_setting('server_version_num'),
       current_database(),
       (select d.oid from pg_database d where d.datname = current_database()),
       pg_is_in_recovery(),
       (select s.reset_val from pg_settings s where s.name = 'default_transaction_read_only'),
       (select (extract(epoch from s.stats_reset) * 1000)::bigint
          from pg_stat_database s where s.datname = current_database())
