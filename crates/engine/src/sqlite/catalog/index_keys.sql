-- cid: -1 the rowid, -2 an expression, whose text is only in the CREATE INDEX statement.
SELECT cid, name, "desc", coll FROM pragma_index_xinfo(?1) WHERE key = 1 ORDER BY seqno
