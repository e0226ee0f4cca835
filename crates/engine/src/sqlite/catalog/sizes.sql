-- One row per b-tree. Reads every page of the file.
SELECT name, pgsize, unused FROM dbstat WHERE aggregate = TRUE
