-- "to" is null where the key references the other table's primary key without naming it.
SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?1) ORDER BY id, seq
