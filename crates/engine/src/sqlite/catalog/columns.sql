-- hidden: 0 ordinary, 1 hidden column of a virtual table, 2 and 3 generated.
SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid
