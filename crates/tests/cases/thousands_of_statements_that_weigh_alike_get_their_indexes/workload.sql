-- name: t0 by a 0
-- calls: 10
select note from t0 where a = 42;

-- name: t0 by a 1
-- calls: 10
select id, note from t0 where a = 42;

-- name: t0 by a 2
-- calls: 10
select * from t0 where a = 42;

-- name: t0 by a 3
-- calls: 10
select note, id from t0 where a = 42;

-- name: t0 by a 4
-- calls: 10
select note, d, c, b from t0 where a = 42;

-- name: t0 by b 0
-- calls: 10
select note from t0 where b = 42;

-- name: t0 by b 1
-- calls: 10
select id, note from t0 where b = 42;

-- name: t0 by b 2
-- calls: 10
select * from t0 where b = 42;

-- name: t0 by b 3
-- calls: 10
select note, id from t0 where b = 42;

-- name: t0 by b 4
-- calls: 10
select note, d, c, b from t0 where b = 42;

-- name: t0 by c 0
-- calls: 10
select note from t0 where c = 42;

-- name: t0 by c 1
-- calls: 10
select id, note from t0 where c = 42;

-- name: t0 by c 2
-- calls: 10
select * from t0 where c = 42;

-- name: t0 by c 3
-- calls: 10
select note, id from t0 where c = 42;

-- name: t0 by c 4
-- calls: 10
select note, d, c, b from t0 where c = 42;

-- name: t0 by d 0
-- calls: 10
select note from t0 where d = 42;

-- name: t0 by d 1
-- calls: 10
select id, note from t0 where d = 42;

-- name: t0 by d 2
-- calls: 10
select * from t0 where d = 42;

-- name: t0 by d 3
-- calls: 10
select note, id from t0 where d = 42;

-- name: t0 by d 4
-- calls: 10
select note, d, c, b from t0 where d = 42;

-- name: t1 by a 0
-- calls: 10
select note from t1 where a = 42;

-- name: t1 by a 1
-- calls: 10
select id, note from t1 where a = 42;

-- name: t1 by a 2
-- calls: 10
select * from t1 where a = 42;

-- name: t1 by a 3
-- calls: 10
select note, id from t1 where a = 42;

-- name: t1 by a 4
-- calls: 10
select note, d, c, b from t1 where a = 42;

-- name: t1 by b 0
-- calls: 10
select note from t1 where b = 42;

-- name: t1 by b 1
-- calls: 10
select id, note from t1 where b = 42;

-- name: t1 by b 2
-- calls: 10
select * from t1 where b = 42;

-- name: t1 by b 3
-- calls: 10
select note, id from t1 where b = 42;

-- name: t1 by b 4
-- calls: 10
select note, d, c, b from t1 where b = 42;

-- name: t1 by c 0
-- calls: 10
select note from t1 where c = 42;

-- name: t1 by c 1
-- calls: 10
select id, note from t1 where c = 42;

-- name: t1 by c 2
-- calls: 10
select * from t1 where c = 42;

-- name: t1 by c 3
-- calls: 10
select note, id from t1 where c = 42;

-- name: t1 by c 4
-- calls: 10
select note, d, c, b from t1 where c = 42;

-- name: t1 by d 0
-- calls: 10
select note from t1 where d = 42;

-- name: t1 by d 1
-- calls: 10
select id, note from t1 where d = 42;

-- name: t1 by d 2
-- calls: 10
select * from t1 where d = 42;

-- name: t1 by d 3
-- calls: 10
select note, id from t1 where d = 42;

-- name: t1 by d 4
-- calls: 10
select note, d, c, b from t1 where d = 42;

-- name: t2 by a 0
-- calls: 10
select note from t2 where a = 42;

-- name: t2 by a 1
-- calls: 10
select id, note from t2 where a = 42;

-- name: t2 by a 2
-- calls: 10
select * from t2 where a = 42;

-- name: t2 by a 3
-- calls: 10
select note, id from t2 where a = 42;

-- name: t2 by a 4
-- calls: 10
select note, d, c, b from t2 where a = 42;

-- name: t2 by b 0
-- calls: 10
select note from t2 where b = 42;

-- name: t2 by b 1
-- calls: 10
select id, note from t2 where b = 42;

-- name: t2 by b 2
-- calls: 10
select * from t2 where b = 42;

-- name: t2 by b 3
-- calls: 10
select note, id from t2 where b = 42;

-- name: t2 by b 4
-- calls: 10
select note, d, c, b from t2 where b = 42;

-- name: t2 by c 0
-- calls: 10
select note from t2 where c = 42;

-- name: t2 by c 1
-- calls: 10
select id, note from t2 where c = 42;

-- name: t2 by c 2
-- calls: 10
select * from t2 where c = 42;

-- name: t2 by c 3
-- calls: 10
select note, id from t2 where c = 42;

-- name: t2 by c 4
-- calls: 10
select note, d, c, b from t2 where c = 42;

-- name: t2 by d 0
-- calls: 10
select note from t2 where d = 42;

-- name: t2 by d 1
-- calls: 10
select id, note from t2 where d = 42;

-- name: t2 by d 2
-- calls: 10
select * from t2 where d = 42;

-- name: t2 by d 3
-- calls: 10
select note, id from t2 where d = 42;

-- name: t2 by d 4
-- calls: 10
select note, d, c, b from t2 where d = 42;

-- name: t3 by a 0
-- calls: 10
select note from t3 where a = 42;

-- name: t3 by a 1
-- calls: 10
select id, note from t3 where a = 42;

-- name: t3 by a 2
-- calls: 10
select * from t3 where a = 42;

-- name: t3 by a 3
-- calls: 10
select note, id from t3 where a = 42;

-- name: t3 by a 4
-- calls: 10
select note, d, c, b from t3 where a = 42;

-- name: t3 by b 0
-- calls: 10
select note from t3 where b = 42;

-- name: t3 by b 1
-- calls: 10
select id, note from t3 where b = 42;

-- name: t3 by b 2
-- calls: 10
select * from t3 where b = 42;

-- name: t3 by b 3
-- calls: 10
select note, id from t3 where b = 42;

-- name: t3 by b 4
-- calls: 10
select note, d, c, b from t3 where b = 42;

-- name: t3 by c 0
-- calls: 10
select note from t3 where c = 42;

-- name: t3 by c 1
-- calls: 10
select id, note from t3 where c = 42;

-- name: t3 by c 2
-- calls: 10
select * from t3 where c = 42;

-- name: t3 by c 3
-- calls: 10
select note, id from t3 where c = 42;

-- name: t3 by c 4
-- calls: 10
select note, d, c, b from t3 where c = 42;

-- name: t3 by d 0
-- calls: 10
select note from t3 where d = 42;

-- name: t3 by d 1
-- calls: 10
select id, note from t3 where d = 42;

-- name: t3 by d 2
-- calls: 10
select * from t3 where d = 42;

-- name: t3 by d 3
-- calls: 10
select note, id from t3 where d = 42;

-- name: t3 by d 4
-- calls: 10
select note, d, c, b from t3 where d = 42;

-- name: t4 by a 0
-- calls: 10
select note from t4 where a = 42;

-- name: t4 by a 1
-- calls: 10
select id, note from t4 where a = 42;

-- name: t4 by a 2
-- calls: 10
select * from t4 where a = 42;

-- name: t4 by a 3
-- calls: 10
select note, id from t4 where a = 42;

-- name: t4 by a 4
-- calls: 10
select note, d, c, b from t4 where a = 42;

-- name: t4 by b 0
-- calls: 10
select note from t4 where b = 42;

-- name: t4 by b 1
-- calls: 10
select id, note from t4 where b = 42;

-- name: t4 by b 2
-- calls: 10
select * from t4 where b = 42;

-- name: t4 by b 3
-- calls: 10
select note, id from t4 where b = 42;

-- name: t4 by b 4
-- calls: 10
select note, d, c, b from t4 where b = 42;

-- name: t4 by c 0
-- calls: 10
select note from t4 where c = 42;

-- name: t4 by c 1
-- calls: 10
select id, note from t4 where c = 42;

-- name: t4 by c 2
-- calls: 10
select * from t4 where c = 42;

-- name: t4 by c 3
-- calls: 10
select note, id from t4 where c = 42;

-- name: t4 by c 4
-- calls: 10
select note, d, c, b from t4 where c = 42;

-- name: t4 by d 0
-- calls: 10
select note from t4 where d = 42;

-- name: t4 by d 1
-- calls: 10
select id, note from t4 where d = 42;

-- name: t4 by d 2
-- calls: 10
select * from t4 where d = 42;

-- name: t4 by d 3
-- calls: 10
select note, id from t4 where d = 42;

-- name: t4 by d 4
-- calls: 10
select note, d, c, b from t4 where d = 42;

-- name: t5 by a 0
-- calls: 10
select note from t5 where a = 42;

-- name: t5 by a 1
-- calls: 10
select id, note from t5 where a = 42;

-- name: t5 by a 2
-- calls: 10
select * from t5 where a = 42;

-- name: t5 by a 3
-- calls: 10
select note, id from t5 where a = 42;

-- name: t5 by a 4
-- calls: 10
select note, d, c, b from t5 where a = 42;

-- name: t5 by b 0
-- calls: 10
select note from t5 where b = 42;

-- name: t5 by b 1
-- calls: 10
select id, note from t5 where b = 42;

-- name: t5 by b 2
-- calls: 10
select * from t5 where b = 42;

-- name: t5 by b 3
-- calls: 10
select note, id from t5 where b = 42;

-- name: t5 by b 4
-- calls: 10
select note, d, c, b from t5 where b = 42;

-- name: t5 by c 0
-- calls: 10
select note from t5 where c = 42;

-- name: t5 by c 1
-- calls: 10
select id, note from t5 where c = 42;

-- name: t5 by c 2
-- calls: 10
select * from t5 where c = 42;

-- name: t5 by c 3
-- calls: 10
select note, id from t5 where c = 42;

-- name: t5 by c 4
-- calls: 10
select note, d, c, b from t5 where c = 42;

-- name: t5 by d 0
-- calls: 10
select note from t5 where d = 42;

-- name: t5 by d 1
-- calls: 10
select id, note from t5 where d = 42;

-- name: t5 by d 2
-- calls: 10
select * from t5 where d = 42;

-- name: t5 by d 3
-- calls: 10
select note, id from t5 where d = 42;

-- name: t5 by d 4
-- calls: 10
select note, d, c, b from t5 where d = 42;

-- name: t6 by a 0
-- calls: 10
select note from t6 where a = 42;

-- name: t6 by a 1
-- calls: 10
select id, note from t6 where a = 42;

-- name: t6 by a 2
-- calls: 10
select * from t6 where a = 42;

-- name: t6 by a 3
-- calls: 10
select note, id from t6 where a = 42;

-- name: t6 by a 4
-- calls: 10
select note, d, c, b from t6 where a = 42;

-- name: t6 by b 0
-- calls: 10
select note from t6 where b = 42;

-- name: t6 by b 1
-- calls: 10
select id, note from t6 where b = 42;

-- name: t6 by b 2
-- calls: 10
select * from t6 where b = 42;

-- name: t6 by b 3
-- calls: 10
select note, id from t6 where b = 42;

-- name: t6 by b 4
-- calls: 10
select note, d, c, b from t6 where b = 42;

-- name: t6 by c 0
-- calls: 10
select note from t6 where c = 42;

-- name: t6 by c 1
-- calls: 10
select id, note from t6 where c = 42;

-- name: t6 by c 2
-- calls: 10
select * from t6 where c = 42;

-- name: t6 by c 3
-- calls: 10
select note, id from t6 where c = 42;

-- name: t6 by c 4
-- calls: 10
select note, d, c, b from t6 where c = 42;

-- name: t6 by d 0
-- calls: 10
select note from t6 where d = 42;

-- name: t6 by d 1
-- calls: 10
select id, note from t6 where d = 42;

-- name: t6 by d 2
-- calls: 10
select * from t6 where d = 42;

-- name: t6 by d 3
-- calls: 10
select note, id from t6 where d = 42;

-- name: t6 by d 4
-- calls: 10
select note, d, c, b from t6 where d = 42;

-- name: t7 by a 0
-- calls: 10
select note from t7 where a = 42;

-- name: t7 by a 1
-- calls: 10
select id, note from t7 where a = 42;

-- name: t7 by a 2
-- calls: 10
select * from t7 where a = 42;

-- name: t7 by a 3
-- calls: 10
select note, id from t7 where a = 42;

-- name: t7 by a 4
-- calls: 10
select note, d, c, b from t7 where a = 42;

-- name: t7 by b 0
-- calls: 10
select note from t7 where b = 42;

-- name: t7 by b 1
-- calls: 10
select id, note from t7 where b = 42;

-- name: t7 by b 2
-- calls: 10
select * from t7 where b = 42;

-- name: t7 by b 3
-- calls: 10
select note, id from t7 where b = 42;

-- name: t7 by b 4
-- calls: 10
select note, d, c, b from t7 where b = 42;

-- name: t7 by c 0
-- calls: 10
select note from t7 where c = 42;

-- name: t7 by c 1
-- calls: 10
select id, note from t7 where c = 42;

-- name: t7 by c 2
-- calls: 10
select * from t7 where c = 42;

-- name: t7 by c 3
-- calls: 10
select note, id from t7 where c = 42;

-- name: t7 by c 4
-- calls: 10
select note, d, c, b from t7 where c = 42;

-- name: t7 by d 0
-- calls: 10
select note from t7 where d = 42;

-- name: t7 by d 1
-- calls: 10
select id, note from t7 where d = 42;

-- name: t7 by d 2
-- calls: 10
select * from t7 where d = 42;

-- name: t7 by d 3
-- calls: 10
select note, id from t7 where d = 42;

-- name: t7 by d 4
-- calls: 10
select note, d, c, b from t7 where d = 42;

-- name: t8 by a 0
-- calls: 10
select note from t8 where a = 42;

-- name: t8 by a 1
-- calls: 10
select id, note from t8 where a = 42;

-- name: t8 by a 2
-- calls: 10
select * from t8 where a = 42;

-- name: t8 by a 3
-- calls: 10
select note, id from t8 where a = 42;

-- name: t8 by a 4
-- calls: 10
select note, d, c, b from t8 where a = 42;

-- name: t8 by b 0
-- calls: 10
select note from t8 where b = 42;

-- name: t8 by b 1
-- calls: 10
select id, note from t8 where b = 42;

-- name: t8 by b 2
-- calls: 10
select * from t8 where b = 42;

-- name: t8 by b 3
-- calls: 10
select note, id from t8 where b = 42;

-- name: t8 by b 4
-- calls: 10
select note, d, c, b from t8 where b = 42;

-- name: t8 by c 0
-- calls: 10
select note from t8 where c = 42;

-- name: t8 by c 1
-- calls: 10
select id, note from t8 where c = 42;

-- name: t8 by c 2
-- calls: 10
select * from t8 where c = 42;

-- name: t8 by c 3
-- calls: 10
select note, id from t8 where c = 42;

-- name: t8 by c 4
-- calls: 10
select note, d, c, b from t8 where c = 42;

-- name: t8 by d 0
-- calls: 10
select note from t8 where d = 42;

-- name: t8 by d 1
-- calls: 10
select id, note from t8 where d = 42;

-- name: t8 by d 2
-- calls: 10
select * from t8 where d = 42;

-- name: t8 by d 3
-- calls: 10
select note, id from t8 where d = 42;

-- name: t8 by d 4
-- calls: 10
select note, d, c, b from t8 where d = 42;

-- name: t9 by a 0
-- calls: 10
select note from t9 where a = 42;

-- name: t9 by a 1
-- calls: 10
select id, note from t9 where a = 42;

-- name: t9 by a 2
-- calls: 10
select * from t9 where a = 42;

-- name: t9 by a 3
-- calls: 10
select note, id from t9 where a = 42;

-- name: t9 by a 4
-- calls: 10
select note, d, c, b from t9 where a = 42;

-- name: t9 by b 0
-- calls: 10
select note from t9 where b = 42;

-- name: t9 by b 1
-- calls: 10
select id, note from t9 where b = 42;

-- name: t9 by b 2
-- calls: 10
select * from t9 where b = 42;

-- name: t9 by b 3
-- calls: 10
select note, id from t9 where b = 42;

-- name: t9 by b 4
-- calls: 10
select note, d, c, b from t9 where b = 42;

-- name: t9 by c 0
-- calls: 10
select note from t9 where c = 42;

-- name: t9 by c 1
-- calls: 10
select id, note from t9 where c = 42;

-- name: t9 by c 2
-- calls: 10
select * from t9 where c = 42;

-- name: t9 by c 3
-- calls: 10
select note, id from t9 where c = 42;

-- name: t9 by c 4
-- calls: 10
select note, d, c, b from t9 where c = 42;

-- name: t9 by d 0
-- calls: 10
select note from t9 where d = 42;

-- name: t9 by d 1
-- calls: 10
select id, note from t9 where d = 42;

-- name: t9 by d 2
-- calls: 10
select * from t9 where d = 42;

-- name: t9 by d 3
-- calls: 10
select note, id from t9 where d = 42;

-- name: t9 by d 4
-- calls: 10
select note, d, c, b from t9 where d = 42;

-- name: t10 by a 0
-- calls: 10
select note from t10 where a = 42;

-- name: t10 by a 1
-- calls: 10
select id, note from t10 where a = 42;

-- name: t10 by a 2
-- calls: 10
select * from t10 where a = 42;

-- name: t10 by a 3
-- calls: 10
select note, id from t10 where a = 42;

-- name: t10 by a 4
-- calls: 10
select note, d, c, b from t10 where a = 42;

-- name: t10 by b 0
-- calls: 10
select note from t10 where b = 42;

-- name: t10 by b 1
-- calls: 10
select id, note from t10 where b = 42;

-- name: t10 by b 2
-- calls: 10
select * from t10 where b = 42;

-- name: t10 by b 3
-- calls: 10
select note, id from t10 where b = 42;

-- name: t10 by b 4
-- calls: 10
select note, d, c, b from t10 where b = 42;

-- name: t10 by c 0
-- calls: 10
select note from t10 where c = 42;

-- name: t10 by c 1
-- calls: 10
select id, note from t10 where c = 42;

-- name: t10 by c 2
-- calls: 10
select * from t10 where c = 42;

-- name: t10 by c 3
-- calls: 10
select note, id from t10 where c = 42;

-- name: t10 by c 4
-- calls: 10
select note, d, c, b from t10 where c = 42;

-- name: t10 by d 0
-- calls: 10
select note from t10 where d = 42;

-- name: t10 by d 1
-- calls: 10
select id, note from t10 where d = 42;

-- name: t10 by d 2
-- calls: 10
select * from t10 where d = 42;

-- name: t10 by d 3
-- calls: 10
select note, id from t10 where d = 42;

-- name: t10 by d 4
-- calls: 10
select note, d, c, b from t10 where d = 42;

-- name: t11 by a 0
-- calls: 10
select note from t11 where a = 42;

-- name: t11 by a 1
-- calls: 10
select id, note from t11 where a = 42;

-- name: t11 by a 2
-- calls: 10
select * from t11 where a = 42;

-- name: t11 by a 3
-- calls: 10
select note, id from t11 where a = 42;

-- name: t11 by a 4
-- calls: 10
select note, d, c, b from t11 where a = 42;

-- name: t11 by b 0
-- calls: 10
select note from t11 where b = 42;

-- name: t11 by b 1
-- calls: 10
select id, note from t11 where b = 42;

-- name: t11 by b 2
-- calls: 10
select * from t11 where b = 42;

-- name: t11 by b 3
-- calls: 10
select note, id from t11 where b = 42;

-- name: t11 by b 4
-- calls: 10
select note, d, c, b from t11 where b = 42;

-- name: t11 by c 0
-- calls: 10
select note from t11 where c = 42;

-- name: t11 by c 1
-- calls: 10
select id, note from t11 where c = 42;

-- name: t11 by c 2
-- calls: 10
select * from t11 where c = 42;

-- name: t11 by c 3
-- calls: 10
select note, id from t11 where c = 42;

-- name: t11 by c 4
-- calls: 10
select note, d, c, b from t11 where c = 42;

-- name: t11 by d 0
-- calls: 10
select note from t11 where d = 42;

-- name: t11 by d 1
-- calls: 10
select id, note from t11 where d = 42;

-- name: t11 by d 2
-- calls: 10
select * from t11 where d = 42;

-- name: t11 by d 3
-- calls: 10
select note, id from t11 where d = 42;

-- name: t11 by d 4
-- calls: 10
select note, d, c, b from t11 where d = 42;

-- name: t12 by a 0
-- calls: 10
select note from t12 where a = 42;

-- name: t12 by a 1
-- calls: 10
select id, note from t12 where a = 42;

-- name: t12 by a 2
-- calls: 10
select * from t12 where a = 42;

-- name: t12 by a 3
-- calls: 10
select note, id from t12 where a = 42;

-- name: t12 by a 4
-- calls: 10
select note, d, c, b from t12 where a = 42;

-- name: t12 by b 0
-- calls: 10
select note from t12 where b = 42;

-- name: t12 by b 1
-- calls: 10
select id, note from t12 where b = 42;

-- name: t12 by b 2
-- calls: 10
select * from t12 where b = 42;

-- name: t12 by b 3
-- calls: 10
select note, id from t12 where b = 42;

-- name: t12 by b 4
-- calls: 10
select note, d, c, b from t12 where b = 42;

-- name: t12 by c 0
-- calls: 10
select note from t12 where c = 42;

-- name: t12 by c 1
-- calls: 10
select id, note from t12 where c = 42;

-- name: t12 by c 2
-- calls: 10
select * from t12 where c = 42;

-- name: t12 by c 3
-- calls: 10
select note, id from t12 where c = 42;

-- name: t12 by c 4
-- calls: 10
select note, d, c, b from t12 where c = 42;

-- name: t12 by d 0
-- calls: 10
select note from t12 where d = 42;

-- name: t12 by d 1
-- calls: 10
select id, note from t12 where d = 42;

-- name: t12 by d 2
-- calls: 10
select * from t12 where d = 42;

-- name: t12 by d 3
-- calls: 10
select note, id from t12 where d = 42;

-- name: t12 by d 4
-- calls: 10
select note, d, c, b from t12 where d = 42;

-- name: t13 by a 0
-- calls: 10
select note from t13 where a = 42;

-- name: t13 by a 1
-- calls: 10
select id, note from t13 where a = 42;

-- name: t13 by a 2
-- calls: 10
select * from t13 where a = 42;

-- name: t13 by a 3
-- calls: 10
select note, id from t13 where a = 42;

-- name: t13 by a 4
-- calls: 10
select note, d, c, b from t13 where a = 42;

-- name: t13 by b 0
-- calls: 10
select note from t13 where b = 42;

-- name: t13 by b 1
-- calls: 10
select id, note from t13 where b = 42;

-- name: t13 by b 2
-- calls: 10
select * from t13 where b = 42;

-- name: t13 by b 3
-- calls: 10
select note, id from t13 where b = 42;

-- name: t13 by b 4
-- calls: 10
select note, d, c, b from t13 where b = 42;

-- name: t13 by c 0
-- calls: 10
select note from t13 where c = 42;

-- name: t13 by c 1
-- calls: 10
select id, note from t13 where c = 42;

-- name: t13 by c 2
-- calls: 10
select * from t13 where c = 42;

-- name: t13 by c 3
-- calls: 10
select note, id from t13 where c = 42;

-- name: t13 by c 4
-- calls: 10
select note, d, c, b from t13 where c = 42;

-- name: t13 by d 0
-- calls: 10
select note from t13 where d = 42;

-- name: t13 by d 1
-- calls: 10
select id, note from t13 where d = 42;

-- name: t13 by d 2
-- calls: 10
select * from t13 where d = 42;

-- name: t13 by d 3
-- calls: 10
select note, id from t13 where d = 42;

-- name: t13 by d 4
-- calls: 10
select note, d, c, b from t13 where d = 42;

-- name: t14 by a 0
-- calls: 10
select note from t14 where a = 42;

-- name: t14 by a 1
-- calls: 10
select id, note from t14 where a = 42;

-- name: t14 by a 2
-- calls: 10
select * from t14 where a = 42;

-- name: t14 by a 3
-- calls: 10
select note, id from t14 where a = 42;

-- name: t14 by a 4
-- calls: 10
select note, d, c, b from t14 where a = 42;

-- name: t14 by b 0
-- calls: 10
select note from t14 where b = 42;

-- name: t14 by b 1
-- calls: 10
select id, note from t14 where b = 42;

-- name: t14 by b 2
-- calls: 10
select * from t14 where b = 42;

-- name: t14 by b 3
-- calls: 10
select note, id from t14 where b = 42;

-- name: t14 by b 4
-- calls: 10
select note, d, c, b from t14 where b = 42;

-- name: t14 by c 0
-- calls: 10
select note from t14 where c = 42;

-- name: t14 by c 1
-- calls: 10
select id, note from t14 where c = 42;

-- name: t14 by c 2
-- calls: 10
select * from t14 where c = 42;

-- name: t14 by c 3
-- calls: 10
select note, id from t14 where c = 42;

-- name: t14 by c 4
-- calls: 10
select note, d, c, b from t14 where c = 42;

-- name: t14 by d 0
-- calls: 10
select note from t14 where d = 42;

-- name: t14 by d 1
-- calls: 10
select id, note from t14 where d = 42;

-- name: t14 by d 2
-- calls: 10
select * from t14 where d = 42;

-- name: t14 by d 3
-- calls: 10
select note, id from t14 where d = 42;

-- name: t14 by d 4
-- calls: 10
select note, d, c, b from t14 where d = 42;

-- name: t15 by a 0
-- calls: 10
select note from t15 where a = 42;

-- name: t15 by a 1
-- calls: 10
select id, note from t15 where a = 42;

-- name: t15 by a 2
-- calls: 10
select * from t15 where a = 42;

-- name: t15 by a 3
-- calls: 10
select note, id from t15 where a = 42;

-- name: t15 by a 4
-- calls: 10
select note, d, c, b from t15 where a = 42;

-- name: t15 by b 0
-- calls: 10
select note from t15 where b = 42;

-- name: t15 by b 1
-- calls: 10
select id, note from t15 where b = 42;

-- name: t15 by b 2
-- calls: 10
select * from t15 where b = 42;

-- name: t15 by b 3
-- calls: 10
select note, id from t15 where b = 42;

-- name: t15 by b 4
-- calls: 10
select note, d, c, b from t15 where b = 42;

-- name: t15 by c 0
-- calls: 10
select note from t15 where c = 42;

-- name: t15 by c 1
-- calls: 10
select id, note from t15 where c = 42;

-- name: t15 by c 2
-- calls: 10
select * from t15 where c = 42;

-- name: t15 by c 3
-- calls: 10
select note, id from t15 where c = 42;

-- name: t15 by c 4
-- calls: 10
select note, d, c, b from t15 where c = 42;

-- name: t15 by d 0
-- calls: 10
select note from t15 where d = 42;

-- name: t15 by d 1
-- calls: 10
select id, note from t15 where d = 42;

-- name: t15 by d 2
-- calls: 10
select * from t15 where d = 42;

-- name: t15 by d 3
-- calls: 10
select note, id from t15 where d = 42;

-- name: t15 by d 4
-- calls: 10
select note, d, c, b from t15 where d = 42;

-- name: t16 by a 0
-- calls: 10
select note from t16 where a = 42;

-- name: t16 by a 1
-- calls: 10
select id, note from t16 where a = 42;

-- name: t16 by a 2
-- calls: 10
select * from t16 where a = 42;

-- name: t16 by a 3
-- calls: 10
select note, id from t16 where a = 42;

-- name: t16 by a 4
-- calls: 10
select note, d, c, b from t16 where a = 42;

-- name: t16 by b 0
-- calls: 10
select note from t16 where b = 42;

-- name: t16 by b 1
-- calls: 10
select id, note from t16 where b = 42;

-- name: t16 by b 2
-- calls: 10
select * from t16 where b = 42;

-- name: t16 by b 3
-- calls: 10
select note, id from t16 where b = 42;

-- name: t16 by b 4
-- calls: 10
select note, d, c, b from t16 where b = 42;

-- name: t16 by c 0
-- calls: 10
select note from t16 where c = 42;

-- name: t16 by c 1
-- calls: 10
select id, note from t16 where c = 42;

-- name: t16 by c 2
-- calls: 10
select * from t16 where c = 42;

-- name: t16 by c 3
-- calls: 10
select note, id from t16 where c = 42;

-- name: t16 by c 4
-- calls: 10
select note, d, c, b from t16 where c = 42;

-- name: t16 by d 0
-- calls: 10
select note from t16 where d = 42;

-- name: t16 by d 1
-- calls: 10
select id, note from t16 where d = 42;

-- name: t16 by d 2
-- calls: 10
select * from t16 where d = 42;

-- name: t16 by d 3
-- calls: 10
select note, id from t16 where d = 42;

-- name: t16 by d 4
-- calls: 10
select note, d, c, b from t16 where d = 42;

-- name: t17 by a 0
-- calls: 10
select note from t17 where a = 42;

-- name: t17 by a 1
-- calls: 10
select id, note from t17 where a = 42;

-- name: t17 by a 2
-- calls: 10
select * from t17 where a = 42;

-- name: t17 by a 3
-- calls: 10
select note, id from t17 where a = 42;

-- name: t17 by a 4
-- calls: 10
select note, d, c, b from t17 where a = 42;

-- name: t17 by b 0
-- calls: 10
select note from t17 where b = 42;

-- name: t17 by b 1
-- calls: 10
select id, note from t17 where b = 42;

-- name: t17 by b 2
-- calls: 10
select * from t17 where b = 42;

-- name: t17 by b 3
-- calls: 10
select note, id from t17 where b = 42;

-- name: t17 by b 4
-- calls: 10
select note, d, c, b from t17 where b = 42;

-- name: t17 by c 0
-- calls: 10
select note from t17 where c = 42;

-- name: t17 by c 1
-- calls: 10
select id, note from t17 where c = 42;

-- name: t17 by c 2
-- calls: 10
select * from t17 where c = 42;

-- name: t17 by c 3
-- calls: 10
select note, id from t17 where c = 42;

-- name: t17 by c 4
-- calls: 10
select note, d, c, b from t17 where c = 42;

-- name: t17 by d 0
-- calls: 10
select note from t17 where d = 42;

-- name: t17 by d 1
-- calls: 10
select id, note from t17 where d = 42;

-- name: t17 by d 2
-- calls: 10
select * from t17 where d = 42;

-- name: t17 by d 3
-- calls: 10
select note, id from t17 where d = 42;

-- name: t17 by d 4
-- calls: 10
select note, d, c, b from t17 where d = 42;

-- name: t18 by a 0
-- calls: 10
select note from t18 where a = 42;

-- name: t18 by a 1
-- calls: 10
select id, note from t18 where a = 42;

-- name: t18 by a 2
-- calls: 10
select * from t18 where a = 42;

-- name: t18 by a 3
-- calls: 10
select note, id from t18 where a = 42;

-- name: t18 by a 4
-- calls: 10
select note, d, c, b from t18 where a = 42;

-- name: t18 by b 0
-- calls: 10
select note from t18 where b = 42;

-- name: t18 by b 1
-- calls: 10
select id, note from t18 where b = 42;

-- name: t18 by b 2
-- calls: 10
select * from t18 where b = 42;

-- name: t18 by b 3
-- calls: 10
select note, id from t18 where b = 42;

-- name: t18 by b 4
-- calls: 10
select note, d, c, b from t18 where b = 42;

-- name: t18 by c 0
-- calls: 10
select note from t18 where c = 42;

-- name: t18 by c 1
-- calls: 10
select id, note from t18 where c = 42;

-- name: t18 by c 2
-- calls: 10
select * from t18 where c = 42;

-- name: t18 by c 3
-- calls: 10
select note, id from t18 where c = 42;

-- name: t18 by c 4
-- calls: 10
select note, d, c, b from t18 where c = 42;

-- name: t18 by d 0
-- calls: 10
select note from t18 where d = 42;

-- name: t18 by d 1
-- calls: 10
select id, note from t18 where d = 42;

-- name: t18 by d 2
-- calls: 10
select * from t18 where d = 42;

-- name: t18 by d 3
-- calls: 10
select note, id from t18 where d = 42;

-- name: t18 by d 4
-- calls: 10
select note, d, c, b from t18 where d = 42;

-- name: t19 by a 0
-- calls: 10
select note from t19 where a = 42;

-- name: t19 by a 1
-- calls: 10
select id, note from t19 where a = 42;

-- name: t19 by a 2
-- calls: 10
select * from t19 where a = 42;

-- name: t19 by a 3
-- calls: 10
select note, id from t19 where a = 42;

-- name: t19 by a 4
-- calls: 10
select note, d, c, b from t19 where a = 42;

-- name: t19 by b 0
-- calls: 10
select note from t19 where b = 42;

-- name: t19 by b 1
-- calls: 10
select id, note from t19 where b = 42;

-- name: t19 by b 2
-- calls: 10
select * from t19 where b = 42;

-- name: t19 by b 3
-- calls: 10
select note, id from t19 where b = 42;

-- name: t19 by b 4
-- calls: 10
select note, d, c, b from t19 where b = 42;

-- name: t19 by c 0
-- calls: 10
select note from t19 where c = 42;

-- name: t19 by c 1
-- calls: 10
select id, note from t19 where c = 42;

-- name: t19 by c 2
-- calls: 10
select * from t19 where c = 42;

-- name: t19 by c 3
-- calls: 10
select note, id from t19 where c = 42;

-- name: t19 by c 4
-- calls: 10
select note, d, c, b from t19 where c = 42;

-- name: t19 by d 0
-- calls: 10
select note from t19 where d = 42;

-- name: t19 by d 1
-- calls: 10
select id, note from t19 where d = 42;

-- name: t19 by d 2
-- calls: 10
select * from t19 where d = 42;

-- name: t19 by d 3
-- calls: 10
select note, id from t19 where d = 42;

-- name: t19 by d 4
-- calls: 10
select note, d, c, b from t19 where d = 42;

-- name: t20 by a 0
-- calls: 10
select note from t20 where a = 42;

-- name: t20 by a 1
-- calls: 10
select id, note from t20 where a = 42;

-- name: t20 by a 2
-- calls: 10
select * from t20 where a = 42;

-- name: t20 by a 3
-- calls: 10
select note, id from t20 where a = 42;

-- name: t20 by a 4
-- calls: 10
select note, d, c, b from t20 where a = 42;

-- name: t20 by b 0
-- calls: 10
select note from t20 where b = 42;

-- name: t20 by b 1
-- calls: 10
select id, note from t20 where b = 42;

-- name: t20 by b 2
-- calls: 10
select * from t20 where b = 42;

-- name: t20 by b 3
-- calls: 10
select note, id from t20 where b = 42;

-- name: t20 by b 4
-- calls: 10
select note, d, c, b from t20 where b = 42;

-- name: t20 by c 0
-- calls: 10
select note from t20 where c = 42;

-- name: t20 by c 1
-- calls: 10
select id, note from t20 where c = 42;

-- name: t20 by c 2
-- calls: 10
select * from t20 where c = 42;

-- name: t20 by c 3
-- calls: 10
select note, id from t20 where c = 42;

-- name: t20 by c 4
-- calls: 10
select note, d, c, b from t20 where c = 42;

-- name: t20 by d 0
-- calls: 10
select note from t20 where d = 42;

-- name: t20 by d 1
-- calls: 10
select id, note from t20 where d = 42;

-- name: t20 by d 2
-- calls: 10
select * from t20 where d = 42;

-- name: t20 by d 3
-- calls: 10
select note, id from t20 where d = 42;

-- name: t20 by d 4
-- calls: 10
select note, d, c, b from t20 where d = 42;

-- name: t21 by a 0
-- calls: 10
select note from t21 where a = 42;

-- name: t21 by a 1
-- calls: 10
select id, note from t21 where a = 42;

-- name: t21 by a 2
-- calls: 10
select * from t21 where a = 42;

-- name: t21 by a 3
-- calls: 10
select note, id from t21 where a = 42;

-- name: t21 by a 4
-- calls: 10
select note, d, c, b from t21 where a = 42;

-- name: t21 by b 0
-- calls: 10
select note from t21 where b = 42;

-- name: t21 by b 1
-- calls: 10
select id, note from t21 where b = 42;

-- name: t21 by b 2
-- calls: 10
select * from t21 where b = 42;

-- name: t21 by b 3
-- calls: 10
select note, id from t21 where b = 42;

-- name: t21 by b 4
-- calls: 10
select note, d, c, b from t21 where b = 42;

-- name: t21 by c 0
-- calls: 10
select note from t21 where c = 42;

-- name: t21 by c 1
-- calls: 10
select id, note from t21 where c = 42;

-- name: t21 by c 2
-- calls: 10
select * from t21 where c = 42;

-- name: t21 by c 3
-- calls: 10
select note, id from t21 where c = 42;

-- name: t21 by c 4
-- calls: 10
select note, d, c, b from t21 where c = 42;

-- name: t21 by d 0
-- calls: 10
select note from t21 where d = 42;

-- name: t21 by d 1
-- calls: 10
select id, note from t21 where d = 42;

-- name: t21 by d 2
-- calls: 10
select * from t21 where d = 42;

-- name: t21 by d 3
-- calls: 10
select note, id from t21 where d = 42;

-- name: t21 by d 4
-- calls: 10
select note, d, c, b from t21 where d = 42;

-- name: t22 by a 0
-- calls: 10
select note from t22 where a = 42;

-- name: t22 by a 1
-- calls: 10
select id, note from t22 where a = 42;

-- name: t22 by a 2
-- calls: 10
select * from t22 where a = 42;

-- name: t22 by a 3
-- calls: 10
select note, id from t22 where a = 42;

-- name: t22 by a 4
-- calls: 10
select note, d, c, b from t22 where a = 42;

-- name: t22 by b 0
-- calls: 10
select note from t22 where b = 42;

-- name: t22 by b 1
-- calls: 10
select id, note from t22 where b = 42;

-- name: t22 by b 2
-- calls: 10
select * from t22 where b = 42;

-- name: t22 by b 3
-- calls: 10
select note, id from t22 where b = 42;

-- name: t22 by b 4
-- calls: 10
select note, d, c, b from t22 where b = 42;

-- name: t22 by c 0
-- calls: 10
select note from t22 where c = 42;

-- name: t22 by c 1
-- calls: 10
select id, note from t22 where c = 42;

-- name: t22 by c 2
-- calls: 10
select * from t22 where c = 42;

-- name: t22 by c 3
-- calls: 10
select note, id from t22 where c = 42;

-- name: t22 by c 4
-- calls: 10
select note, d, c, b from t22 where c = 42;

-- name: t22 by d 0
-- calls: 10
select note from t22 where d = 42;

-- name: t22 by d 1
-- calls: 10
select id, note from t22 where d = 42;

-- name: t22 by d 2
-- calls: 10
select * from t22 where d = 42;

-- name: t22 by d 3
-- calls: 10
select note, id from t22 where d = 42;

-- name: t22 by d 4
-- calls: 10
select note, d, c, b from t22 where d = 42;

-- name: t23 by a 0
-- calls: 10
select note from t23 where a = 42;

-- name: t23 by a 1
-- calls: 10
select id, note from t23 where a = 42;

-- name: t23 by a 2
-- calls: 10
select * from t23 where a = 42;

-- name: t23 by a 3
-- calls: 10
select note, id from t23 where a = 42;

-- name: t23 by a 4
-- calls: 10
select note, d, c, b from t23 where a = 42;

-- name: t23 by b 0
-- calls: 10
select note from t23 where b = 42;

-- name: t23 by b 1
-- calls: 10
select id, note from t23 where b = 42;

-- name: t23 by b 2
-- calls: 10
select * from t23 where b = 42;

-- name: t23 by b 3
-- calls: 10
select note, id from t23 where b = 42;

-- name: t23 by b 4
-- calls: 10
select note, d, c, b from t23 where b = 42;

-- name: t23 by c 0
-- calls: 10
select note from t23 where c = 42;

-- name: t23 by c 1
-- calls: 10
select id, note from t23 where c = 42;

-- name: t23 by c 2
-- calls: 10
select * from t23 where c = 42;

-- name: t23 by c 3
-- calls: 10
select note, id from t23 where c = 42;

-- name: t23 by c 4
-- calls: 10
select note, d, c, b from t23 where c = 42;

-- name: t23 by d 0
-- calls: 10
select note from t23 where d = 42;

-- name: t23 by d 1
-- calls: 10
select id, note from t23 where d = 42;

-- name: t23 by d 2
-- calls: 10
select * from t23 where d = 42;

-- name: t23 by d 3
-- calls: 10
select note, id from t23 where d = 42;

-- name: t23 by d 4
-- calls: 10
select note, d, c, b from t23 where d = 42;

-- name: t24 by a 0
-- calls: 10
select note from t24 where a = 42;

-- name: t24 by a 1
-- calls: 10
select id, note from t24 where a = 42;

-- name: t24 by a 2
-- calls: 10
select * from t24 where a = 42;

-- name: t24 by a 3
-- calls: 10
select note, id from t24 where a = 42;

-- name: t24 by a 4
-- calls: 10
select note, d, c, b from t24 where a = 42;

-- name: t24 by b 0
-- calls: 10
select note from t24 where b = 42;

-- name: t24 by b 1
-- calls: 10
select id, note from t24 where b = 42;

-- name: t24 by b 2
-- calls: 10
select * from t24 where b = 42;

-- name: t24 by b 3
-- calls: 10
select note, id from t24 where b = 42;

-- name: t24 by b 4
-- calls: 10
select note, d, c, b from t24 where b = 42;

-- name: t24 by c 0
-- calls: 10
select note from t24 where c = 42;

-- name: t24 by c 1
-- calls: 10
select id, note from t24 where c = 42;

-- name: t24 by c 2
-- calls: 10
select * from t24 where c = 42;

-- name: t24 by c 3
-- calls: 10
select note, id from t24 where c = 42;

-- name: t24 by c 4
-- calls: 10
select note, d, c, b from t24 where c = 42;

-- name: t24 by d 0
-- calls: 10
select note from t24 where d = 42;

-- name: t24 by d 1
-- calls: 10
select id, note from t24 where d = 42;

-- name: t24 by d 2
-- calls: 10
select * from t24 where d = 42;

-- name: t24 by d 3
-- calls: 10
select note, id from t24 where d = 42;

-- name: t24 by d 4
-- calls: 10
select note, d, c, b from t24 where d = 42;

-- name: t25 by a 0
-- calls: 10
select note from t25 where a = 42;

-- name: t25 by a 1
-- calls: 10
select id, note from t25 where a = 42;

-- name: t25 by a 2
-- calls: 10
select * from t25 where a = 42;

-- name: t25 by a 3
-- calls: 10
select note, id from t25 where a = 42;

-- name: t25 by a 4
-- calls: 10
select note, d, c, b from t25 where a = 42;

-- name: t25 by b 0
-- calls: 10
select note from t25 where b = 42;

-- name: t25 by b 1
-- calls: 10
select id, note from t25 where b = 42;

-- name: t25 by b 2
-- calls: 10
select * from t25 where b = 42;

-- name: t25 by b 3
-- calls: 10
select note, id from t25 where b = 42;

-- name: t25 by b 4
-- calls: 10
select note, d, c, b from t25 where b = 42;

-- name: t25 by c 0
-- calls: 10
select note from t25 where c = 42;

-- name: t25 by c 1
-- calls: 10
select id, note from t25 where c = 42;

-- name: t25 by c 2
-- calls: 10
select * from t25 where c = 42;

-- name: t25 by c 3
-- calls: 10
select note, id from t25 where c = 42;

-- name: t25 by c 4
-- calls: 10
select note, d, c, b from t25 where c = 42;

-- name: t25 by d 0
-- calls: 10
select note from t25 where d = 42;

-- name: t25 by d 1
-- calls: 10
select id, note from t25 where d = 42;

-- name: t25 by d 2
-- calls: 10
select * from t25 where d = 42;

-- name: t25 by d 3
-- calls: 10
select note, id from t25 where d = 42;

-- name: t25 by d 4
-- calls: 10
select note, d, c, b from t25 where d = 42;

-- name: t26 by a 0
-- calls: 10
select note from t26 where a = 42;

-- name: t26 by a 1
-- calls: 10
select id, note from t26 where a = 42;

-- name: t26 by a 2
-- calls: 10
select * from t26 where a = 42;

-- name: t26 by a 3
-- calls: 10
select note, id from t26 where a = 42;

-- name: t26 by a 4
-- calls: 10
select note, d, c, b from t26 where a = 42;

-- name: t26 by b 0
-- calls: 10
select note from t26 where b = 42;

-- name: t26 by b 1
-- calls: 10
select id, note from t26 where b = 42;

-- name: t26 by b 2
-- calls: 10
select * from t26 where b = 42;

-- name: t26 by b 3
-- calls: 10
select note, id from t26 where b = 42;

-- name: t26 by b 4
-- calls: 10
select note, d, c, b from t26 where b = 42;

-- name: t26 by c 0
-- calls: 10
select note from t26 where c = 42;

-- name: t26 by c 1
-- calls: 10
select id, note from t26 where c = 42;

-- name: t26 by c 2
-- calls: 10
select * from t26 where c = 42;

-- name: t26 by c 3
-- calls: 10
select note, id from t26 where c = 42;

-- name: t26 by c 4
-- calls: 10
select note, d, c, b from t26 where c = 42;

-- name: t26 by d 0
-- calls: 10
select note from t26 where d = 42;

-- name: t26 by d 1
-- calls: 10
select id, note from t26 where d = 42;

-- name: t26 by d 2
-- calls: 10
select * from t26 where d = 42;

-- name: t26 by d 3
-- calls: 10
select note, id from t26 where d = 42;

-- name: t26 by d 4
-- calls: 10
select note, d, c, b from t26 where d = 42;

-- name: t27 by a 0
-- calls: 10
select note from t27 where a = 42;

-- name: t27 by a 1
-- calls: 10
select id, note from t27 where a = 42;

-- name: t27 by a 2
-- calls: 10
select * from t27 where a = 42;

-- name: t27 by a 3
-- calls: 10
select note, id from t27 where a = 42;

-- name: t27 by a 4
-- calls: 10
select note, d, c, b from t27 where a = 42;

-- name: t27 by b 0
-- calls: 10
select note from t27 where b = 42;

-- name: t27 by b 1
-- calls: 10
select id, note from t27 where b = 42;

-- name: t27 by b 2
-- calls: 10
select * from t27 where b = 42;

-- name: t27 by b 3
-- calls: 10
select note, id from t27 where b = 42;

-- name: t27 by b 4
-- calls: 10
select note, d, c, b from t27 where b = 42;

-- name: t27 by c 0
-- calls: 10
select note from t27 where c = 42;

-- name: t27 by c 1
-- calls: 10
select id, note from t27 where c = 42;

-- name: t27 by c 2
-- calls: 10
select * from t27 where c = 42;

-- name: t27 by c 3
-- calls: 10
select note, id from t27 where c = 42;

-- name: t27 by c 4
-- calls: 10
select note, d, c, b from t27 where c = 42;

-- name: t27 by d 0
-- calls: 10
select note from t27 where d = 42;

-- name: t27 by d 1
-- calls: 10
select id, note from t27 where d = 42;

-- name: t27 by d 2
-- calls: 10
select * from t27 where d = 42;

-- name: t27 by d 3
-- calls: 10
select note, id from t27 where d = 42;

-- name: t27 by d 4
-- calls: 10
select note, d, c, b from t27 where d = 42;

-- name: t28 by a 0
-- calls: 10
select note from t28 where a = 42;

-- name: t28 by a 1
-- calls: 10
select id, note from t28 where a = 42;

-- name: t28 by a 2
-- calls: 10
select * from t28 where a = 42;

-- name: t28 by a 3
-- calls: 10
select note, id from t28 where a = 42;

-- name: t28 by a 4
-- calls: 10
select note, d, c, b from t28 where a = 42;

-- name: t28 by b 0
-- calls: 10
select note from t28 where b = 42;

-- name: t28 by b 1
-- calls: 10
select id, note from t28 where b = 42;

-- name: t28 by b 2
-- calls: 10
select * from t28 where b = 42;

-- name: t28 by b 3
-- calls: 10
select note, id from t28 where b = 42;

-- name: t28 by b 4
-- calls: 10
select note, d, c, b from t28 where b = 42;

-- name: t28 by c 0
-- calls: 10
select note from t28 where c = 42;

-- name: t28 by c 1
-- calls: 10
select id, note from t28 where c = 42;

-- name: t28 by c 2
-- calls: 10
select * from t28 where c = 42;

-- name: t28 by c 3
-- calls: 10
select note, id from t28 where c = 42;

-- name: t28 by c 4
-- calls: 10
select note, d, c, b from t28 where c = 42;

-- name: t28 by d 0
-- calls: 10
select note from t28 where d = 42;

-- name: t28 by d 1
-- calls: 10
select id, note from t28 where d = 42;

-- name: t28 by d 2
-- calls: 10
select * from t28 where d = 42;

-- name: t28 by d 3
-- calls: 10
select note, id from t28 where d = 42;

-- name: t28 by d 4
-- calls: 10
select note, d, c, b from t28 where d = 42;

-- name: t29 by a 0
-- calls: 10
select note from t29 where a = 42;

-- name: t29 by a 1
-- calls: 10
select id, note from t29 where a = 42;

-- name: t29 by a 2
-- calls: 10
select * from t29 where a = 42;

-- name: t29 by a 3
-- calls: 10
select note, id from t29 where a = 42;

-- name: t29 by a 4
-- calls: 10
select note, d, c, b from t29 where a = 42;

-- name: t29 by b 0
-- calls: 10
select note from t29 where b = 42;

-- name: t29 by b 1
-- calls: 10
select id, note from t29 where b = 42;

-- name: t29 by b 2
-- calls: 10
select * from t29 where b = 42;

-- name: t29 by b 3
-- calls: 10
select note, id from t29 where b = 42;

-- name: t29 by b 4
-- calls: 10
select note, d, c, b from t29 where b = 42;

-- name: t29 by c 0
-- calls: 10
select note from t29 where c = 42;

-- name: t29 by c 1
-- calls: 10
select id, note from t29 where c = 42;

-- name: t29 by c 2
-- calls: 10
select * from t29 where c = 42;

-- name: t29 by c 3
-- calls: 10
select note, id from t29 where c = 42;

-- name: t29 by c 4
-- calls: 10
select note, d, c, b from t29 where c = 42;

-- name: t29 by d 0
-- calls: 10
select note from t29 where d = 42;

-- name: t29 by d 1
-- calls: 10
select id, note from t29 where d = 42;

-- name: t29 by d 2
-- calls: 10
select * from t29 where d = 42;

-- name: t29 by d 3
-- calls: 10
select note, id from t29 where d = 42;

-- name: t29 by d 4
-- calls: 10
select note, d, c, b from t29 where d = 42;

-- name: t30 by a 0
-- calls: 10
select note from t30 where a = 42;

-- name: t30 by a 1
-- calls: 10
select id, note from t30 where a = 42;

-- name: t30 by a 2
-- calls: 10
select * from t30 where a = 42;

-- name: t30 by a 3
-- calls: 10
select note, id from t30 where a = 42;

-- name: t30 by a 4
-- calls: 10
select note, d, c, b from t30 where a = 42;

-- name: t30 by b 0
-- calls: 10
select note from t30 where b = 42;

-- name: t30 by b 1
-- calls: 10
select id, note from t30 where b = 42;

-- name: t30 by b 2
-- calls: 10
select * from t30 where b = 42;

-- name: t30 by b 3
-- calls: 10
select note, id from t30 where b = 42;

-- name: t30 by b 4
-- calls: 10
select note, d, c, b from t30 where b = 42;

-- name: t30 by c 0
-- calls: 10
select note from t30 where c = 42;

-- name: t30 by c 1
-- calls: 10
select id, note from t30 where c = 42;

-- name: t30 by c 2
-- calls: 10
select * from t30 where c = 42;

-- name: t30 by c 3
-- calls: 10
select note, id from t30 where c = 42;

-- name: t30 by c 4
-- calls: 10
select note, d, c, b from t30 where c = 42;

-- name: t30 by d 0
-- calls: 10
select note from t30 where d = 42;

-- name: t30 by d 1
-- calls: 10
select id, note from t30 where d = 42;

-- name: t30 by d 2
-- calls: 10
select * from t30 where d = 42;

-- name: t30 by d 3
-- calls: 10
select note, id from t30 where d = 42;

-- name: t30 by d 4
-- calls: 10
select note, d, c, b from t30 where d = 42;

-- name: t31 by a 0
-- calls: 10
select note from t31 where a = 42;

-- name: t31 by a 1
-- calls: 10
select id, note from t31 where a = 42;

-- name: t31 by a 2
-- calls: 10
select * from t31 where a = 42;

-- name: t31 by a 3
-- calls: 10
select note, id from t31 where a = 42;

-- name: t31 by a 4
-- calls: 10
select note, d, c, b from t31 where a = 42;

-- name: t31 by b 0
-- calls: 10
select note from t31 where b = 42;

-- name: t31 by b 1
-- calls: 10
select id, note from t31 where b = 42;

-- name: t31 by b 2
-- calls: 10
select * from t31 where b = 42;

-- name: t31 by b 3
-- calls: 10
select note, id from t31 where b = 42;

-- name: t31 by b 4
-- calls: 10
select note, d, c, b from t31 where b = 42;

-- name: t31 by c 0
-- calls: 10
select note from t31 where c = 42;

-- name: t31 by c 1
-- calls: 10
select id, note from t31 where c = 42;

-- name: t31 by c 2
-- calls: 10
select * from t31 where c = 42;

-- name: t31 by c 3
-- calls: 10
select note, id from t31 where c = 42;

-- name: t31 by c 4
-- calls: 10
select note, d, c, b from t31 where c = 42;

-- name: t31 by d 0
-- calls: 10
select note from t31 where d = 42;

-- name: t31 by d 1
-- calls: 10
select id, note from t31 where d = 42;

-- name: t31 by d 2
-- calls: 10
select * from t31 where d = 42;

-- name: t31 by d 3
-- calls: 10
select note, id from t31 where d = 42;

-- name: t31 by d 4
-- calls: 10
select note, d, c, b from t31 where d = 42;

-- name: t32 by a 0
-- calls: 10
select note from t32 where a = 42;

-- name: t32 by a 1
-- calls: 10
select id, note from t32 where a = 42;

-- name: t32 by a 2
-- calls: 10
select * from t32 where a = 42;

-- name: t32 by a 3
-- calls: 10
select note, id from t32 where a = 42;

-- name: t32 by a 4
-- calls: 10
select note, d, c, b from t32 where a = 42;

-- name: t32 by b 0
-- calls: 10
select note from t32 where b = 42;

-- name: t32 by b 1
-- calls: 10
select id, note from t32 where b = 42;

-- name: t32 by b 2
-- calls: 10
select * from t32 where b = 42;

-- name: t32 by b 3
-- calls: 10
select note, id from t32 where b = 42;

-- name: t32 by b 4
-- calls: 10
select note, d, c, b from t32 where b = 42;

-- name: t32 by c 0
-- calls: 10
select note from t32 where c = 42;

-- name: t32 by c 1
-- calls: 10
select id, note from t32 where c = 42;

-- name: t32 by c 2
-- calls: 10
select * from t32 where c = 42;

-- name: t32 by c 3
-- calls: 10
select note, id from t32 where c = 42;

-- name: t32 by c 4
-- calls: 10
select note, d, c, b from t32 where c = 42;

-- name: t32 by d 0
-- calls: 10
select note from t32 where d = 42;

-- name: t32 by d 1
-- calls: 10
select id, note from t32 where d = 42;

-- name: t32 by d 2
-- calls: 10
select * from t32 where d = 42;

-- name: t32 by d 3
-- calls: 10
select note, id from t32 where d = 42;

-- name: t32 by d 4
-- calls: 10
select note, d, c, b from t32 where d = 42;

-- name: t33 by a 0
-- calls: 10
select note from t33 where a = 42;

-- name: t33 by a 1
-- calls: 10
select id, note from t33 where a = 42;

-- name: t33 by a 2
-- calls: 10
select * from t33 where a = 42;

-- name: t33 by a 3
-- calls: 10
select note, id from t33 where a = 42;

-- name: t33 by a 4
-- calls: 10
select note, d, c, b from t33 where a = 42;

-- name: t33 by b 0
-- calls: 10
select note from t33 where b = 42;

-- name: t33 by b 1
-- calls: 10
select id, note from t33 where b = 42;

-- name: t33 by b 2
-- calls: 10
select * from t33 where b = 42;

-- name: t33 by b 3
-- calls: 10
select note, id from t33 where b = 42;

-- name: t33 by b 4
-- calls: 10
select note, d, c, b from t33 where b = 42;

-- name: t33 by c 0
-- calls: 10
select note from t33 where c = 42;

-- name: t33 by c 1
-- calls: 10
select id, note from t33 where c = 42;

-- name: t33 by c 2
-- calls: 10
select * from t33 where c = 42;

-- name: t33 by c 3
-- calls: 10
select note, id from t33 where c = 42;

-- name: t33 by c 4
-- calls: 10
select note, d, c, b from t33 where c = 42;

-- name: t33 by d 0
-- calls: 10
select note from t33 where d = 42;

-- name: t33 by d 1
-- calls: 10
select id, note from t33 where d = 42;

-- name: t33 by d 2
-- calls: 10
select * from t33 where d = 42;

-- name: t33 by d 3
-- calls: 10
select note, id from t33 where d = 42;

-- name: t33 by d 4
-- calls: 10
select note, d, c, b from t33 where d = 42;

-- name: t34 by a 0
-- calls: 10
select note from t34 where a = 42;

-- name: t34 by a 1
-- calls: 10
select id, note from t34 where a = 42;

-- name: t34 by a 2
-- calls: 10
select * from t34 where a = 42;

-- name: t34 by a 3
-- calls: 10
select note, id from t34 where a = 42;

-- name: t34 by a 4
-- calls: 10
select note, d, c, b from t34 where a = 42;

-- name: t34 by b 0
-- calls: 10
select note from t34 where b = 42;

-- name: t34 by b 1
-- calls: 10
select id, note from t34 where b = 42;

-- name: t34 by b 2
-- calls: 10
select * from t34 where b = 42;

-- name: t34 by b 3
-- calls: 10
select note, id from t34 where b = 42;

-- name: t34 by b 4
-- calls: 10
select note, d, c, b from t34 where b = 42;

-- name: t34 by c 0
-- calls: 10
select note from t34 where c = 42;

-- name: t34 by c 1
-- calls: 10
select id, note from t34 where c = 42;

-- name: t34 by c 2
-- calls: 10
select * from t34 where c = 42;

-- name: t34 by c 3
-- calls: 10
select note, id from t34 where c = 42;

-- name: t34 by c 4
-- calls: 10
select note, d, c, b from t34 where c = 42;

-- name: t34 by d 0
-- calls: 10
select note from t34 where d = 42;

-- name: t34 by d 1
-- calls: 10
select id, note from t34 where d = 42;

-- name: t34 by d 2
-- calls: 10
select * from t34 where d = 42;

-- name: t34 by d 3
-- calls: 10
select note, id from t34 where d = 42;

-- name: t34 by d 4
-- calls: 10
select note, d, c, b from t34 where d = 42;

-- name: t35 by a 0
-- calls: 10
select note from t35 where a = 42;

-- name: t35 by a 1
-- calls: 10
select id, note from t35 where a = 42;

-- name: t35 by a 2
-- calls: 10
select * from t35 where a = 42;

-- name: t35 by a 3
-- calls: 10
select note, id from t35 where a = 42;

-- name: t35 by a 4
-- calls: 10
select note, d, c, b from t35 where a = 42;

-- name: t35 by b 0
-- calls: 10
select note from t35 where b = 42;

-- name: t35 by b 1
-- calls: 10
select id, note from t35 where b = 42;

-- name: t35 by b 2
-- calls: 10
select * from t35 where b = 42;

-- name: t35 by b 3
-- calls: 10
select note, id from t35 where b = 42;

-- name: t35 by b 4
-- calls: 10
select note, d, c, b from t35 where b = 42;

-- name: t35 by c 0
-- calls: 10
select note from t35 where c = 42;

-- name: t35 by c 1
-- calls: 10
select id, note from t35 where c = 42;

-- name: t35 by c 2
-- calls: 10
select * from t35 where c = 42;

-- name: t35 by c 3
-- calls: 10
select note, id from t35 where c = 42;

-- name: t35 by c 4
-- calls: 10
select note, d, c, b from t35 where c = 42;

-- name: t35 by d 0
-- calls: 10
select note from t35 where d = 42;

-- name: t35 by d 1
-- calls: 10
select id, note from t35 where d = 42;

-- name: t35 by d 2
-- calls: 10
select * from t35 where d = 42;

-- name: t35 by d 3
-- calls: 10
select note, id from t35 where d = 42;

-- name: t35 by d 4
-- calls: 10
select note, d, c, b from t35 where d = 42;

-- name: t36 by a 0
-- calls: 10
select note from t36 where a = 42;

-- name: t36 by a 1
-- calls: 10
select id, note from t36 where a = 42;

-- name: t36 by a 2
-- calls: 10
select * from t36 where a = 42;

-- name: t36 by a 3
-- calls: 10
select note, id from t36 where a = 42;

-- name: t36 by a 4
-- calls: 10
select note, d, c, b from t36 where a = 42;

-- name: t36 by b 0
-- calls: 10
select note from t36 where b = 42;

-- name: t36 by b 1
-- calls: 10
select id, note from t36 where b = 42;

-- name: t36 by b 2
-- calls: 10
select * from t36 where b = 42;

-- name: t36 by b 3
-- calls: 10
select note, id from t36 where b = 42;

-- name: t36 by b 4
-- calls: 10
select note, d, c, b from t36 where b = 42;

-- name: t36 by c 0
-- calls: 10
select note from t36 where c = 42;

-- name: t36 by c 1
-- calls: 10
select id, note from t36 where c = 42;

-- name: t36 by c 2
-- calls: 10
select * from t36 where c = 42;

-- name: t36 by c 3
-- calls: 10
select note, id from t36 where c = 42;

-- name: t36 by c 4
-- calls: 10
select note, d, c, b from t36 where c = 42;

-- name: t36 by d 0
-- calls: 10
select note from t36 where d = 42;

-- name: t36 by d 1
-- calls: 10
select id, note from t36 where d = 42;

-- name: t36 by d 2
-- calls: 10
select * from t36 where d = 42;

-- name: t36 by d 3
-- calls: 10
select note, id from t36 where d = 42;

-- name: t36 by d 4
-- calls: 10
select note, d, c, b from t36 where d = 42;

-- name: t37 by a 0
-- calls: 10
select note from t37 where a = 42;

-- name: t37 by a 1
-- calls: 10
select id, note from t37 where a = 42;

-- name: t37 by a 2
-- calls: 10
select * from t37 where a = 42;

-- name: t37 by a 3
-- calls: 10
select note, id from t37 where a = 42;

-- name: t37 by a 4
-- calls: 10
select note, d, c, b from t37 where a = 42;

-- name: t37 by b 0
-- calls: 10
select note from t37 where b = 42;

-- name: t37 by b 1
-- calls: 10
select id, note from t37 where b = 42;

-- name: t37 by b 2
-- calls: 10
select * from t37 where b = 42;

-- name: t37 by b 3
-- calls: 10
select note, id from t37 where b = 42;

-- name: t37 by b 4
-- calls: 10
select note, d, c, b from t37 where b = 42;

-- name: t37 by c 0
-- calls: 10
select note from t37 where c = 42;

-- name: t37 by c 1
-- calls: 10
select id, note from t37 where c = 42;

-- name: t37 by c 2
-- calls: 10
select * from t37 where c = 42;

-- name: t37 by c 3
-- calls: 10
select note, id from t37 where c = 42;

-- name: t37 by c 4
-- calls: 10
select note, d, c, b from t37 where c = 42;

-- name: t37 by d 0
-- calls: 10
select note from t37 where d = 42;

-- name: t37 by d 1
-- calls: 10
select id, note from t37 where d = 42;

-- name: t37 by d 2
-- calls: 10
select * from t37 where d = 42;

-- name: t37 by d 3
-- calls: 10
select note, id from t37 where d = 42;

-- name: t37 by d 4
-- calls: 10
select note, d, c, b from t37 where d = 42;

-- name: t38 by a 0
-- calls: 10
select note from t38 where a = 42;

-- name: t38 by a 1
-- calls: 10
select id, note from t38 where a = 42;

-- name: t38 by a 2
-- calls: 10
select * from t38 where a = 42;

-- name: t38 by a 3
-- calls: 10
select note, id from t38 where a = 42;

-- name: t38 by a 4
-- calls: 10
select note, d, c, b from t38 where a = 42;

-- name: t38 by b 0
-- calls: 10
select note from t38 where b = 42;

-- name: t38 by b 1
-- calls: 10
select id, note from t38 where b = 42;

-- name: t38 by b 2
-- calls: 10
select * from t38 where b = 42;

-- name: t38 by b 3
-- calls: 10
select note, id from t38 where b = 42;

-- name: t38 by b 4
-- calls: 10
select note, d, c, b from t38 where b = 42;

-- name: t38 by c 0
-- calls: 10
select note from t38 where c = 42;

-- name: t38 by c 1
-- calls: 10
select id, note from t38 where c = 42;

-- name: t38 by c 2
-- calls: 10
select * from t38 where c = 42;

-- name: t38 by c 3
-- calls: 10
select note, id from t38 where c = 42;

-- name: t38 by c 4
-- calls: 10
select note, d, c, b from t38 where c = 42;

-- name: t38 by d 0
-- calls: 10
select note from t38 where d = 42;

-- name: t38 by d 1
-- calls: 10
select id, note from t38 where d = 42;

-- name: t38 by d 2
-- calls: 10
select * from t38 where d = 42;

-- name: t38 by d 3
-- calls: 10
select note, id from t38 where d = 42;

-- name: t38 by d 4
-- calls: 10
select note, d, c, b from t38 where d = 42;

-- name: t39 by a 0
-- calls: 10
select note from t39 where a = 42;

-- name: t39 by a 1
-- calls: 10
select id, note from t39 where a = 42;

-- name: t39 by a 2
-- calls: 10
select * from t39 where a = 42;

-- name: t39 by a 3
-- calls: 10
select note, id from t39 where a = 42;

-- name: t39 by a 4
-- calls: 10
select note, d, c, b from t39 where a = 42;

-- name: t39 by b 0
-- calls: 10
select note from t39 where b = 42;

-- name: t39 by b 1
-- calls: 10
select id, note from t39 where b = 42;

-- name: t39 by b 2
-- calls: 10
select * from t39 where b = 42;

-- name: t39 by b 3
-- calls: 10
select note, id from t39 where b = 42;

-- name: t39 by b 4
-- calls: 10
select note, d, c, b from t39 where b = 42;

-- name: t39 by c 0
-- calls: 10
select note from t39 where c = 42;

-- name: t39 by c 1
-- calls: 10
select id, note from t39 where c = 42;

-- name: t39 by c 2
-- calls: 10
select * from t39 where c = 42;

-- name: t39 by c 3
-- calls: 10
select note, id from t39 where c = 42;

-- name: t39 by c 4
-- calls: 10
select note, d, c, b from t39 where c = 42;

-- name: t39 by d 0
-- calls: 10
select note from t39 where d = 42;

-- name: t39 by d 1
-- calls: 10
select id, note from t39 where d = 42;

-- name: t39 by d 2
-- calls: 10
select * from t39 where d = 42;

-- name: t39 by d 3
-- calls: 10
select note, id from t39 where d = 42;

-- name: t39 by d 4
-- calls: 10
select note, d, c, b from t39 where d = 42;

-- name: t40 by a 0
-- calls: 10
select note from t40 where a = 42;

-- name: t40 by a 1
-- calls: 10
select id, note from t40 where a = 42;

-- name: t40 by a 2
-- calls: 10
select * from t40 where a = 42;

-- name: t40 by a 3
-- calls: 10
select note, id from t40 where a = 42;

-- name: t40 by a 4
-- calls: 10
select note, d, c, b from t40 where a = 42;

-- name: t40 by b 0
-- calls: 10
select note from t40 where b = 42;

-- name: t40 by b 1
-- calls: 10
select id, note from t40 where b = 42;

-- name: t40 by b 2
-- calls: 10
select * from t40 where b = 42;

-- name: t40 by b 3
-- calls: 10
select note, id from t40 where b = 42;

-- name: t40 by b 4
-- calls: 10
select note, d, c, b from t40 where b = 42;

-- name: t40 by c 0
-- calls: 10
select note from t40 where c = 42;

-- name: t40 by c 1
-- calls: 10
select id, note from t40 where c = 42;

-- name: t40 by c 2
-- calls: 10
select * from t40 where c = 42;

-- name: t40 by c 3
-- calls: 10
select note, id from t40 where c = 42;

-- name: t40 by c 4
-- calls: 10
select note, d, c, b from t40 where c = 42;

-- name: t40 by d 0
-- calls: 10
select note from t40 where d = 42;

-- name: t40 by d 1
-- calls: 10
select id, note from t40 where d = 42;

-- name: t40 by d 2
-- calls: 10
select * from t40 where d = 42;

-- name: t40 by d 3
-- calls: 10
select note, id from t40 where d = 42;

-- name: t40 by d 4
-- calls: 10
select note, d, c, b from t40 where d = 42;

-- name: t41 by a 0
-- calls: 10
select note from t41 where a = 42;

-- name: t41 by a 1
-- calls: 10
select id, note from t41 where a = 42;

-- name: t41 by a 2
-- calls: 10
select * from t41 where a = 42;

-- name: t41 by a 3
-- calls: 10
select note, id from t41 where a = 42;

-- name: t41 by a 4
-- calls: 10
select note, d, c, b from t41 where a = 42;

-- name: t41 by b 0
-- calls: 10
select note from t41 where b = 42;

-- name: t41 by b 1
-- calls: 10
select id, note from t41 where b = 42;

-- name: t41 by b 2
-- calls: 10
select * from t41 where b = 42;

-- name: t41 by b 3
-- calls: 10
select note, id from t41 where b = 42;

-- name: t41 by b 4
-- calls: 10
select note, d, c, b from t41 where b = 42;

-- name: t41 by c 0
-- calls: 10
select note from t41 where c = 42;

-- name: t41 by c 1
-- calls: 10
select id, note from t41 where c = 42;

-- name: t41 by c 2
-- calls: 10
select * from t41 where c = 42;

-- name: t41 by c 3
-- calls: 10
select note, id from t41 where c = 42;

-- name: t41 by c 4
-- calls: 10
select note, d, c, b from t41 where c = 42;

-- name: t41 by d 0
-- calls: 10
select note from t41 where d = 42;

-- name: t41 by d 1
-- calls: 10
select id, note from t41 where d = 42;

-- name: t41 by d 2
-- calls: 10
select * from t41 where d = 42;

-- name: t41 by d 3
-- calls: 10
select note, id from t41 where d = 42;

-- name: t41 by d 4
-- calls: 10
select note, d, c, b from t41 where d = 42;

-- name: t42 by a 0
-- calls: 10
select note from t42 where a = 42;

-- name: t42 by a 1
-- calls: 10
select id, note from t42 where a = 42;

-- name: t42 by a 2
-- calls: 10
select * from t42 where a = 42;

-- name: t42 by a 3
-- calls: 10
select note, id from t42 where a = 42;

-- name: t42 by a 4
-- calls: 10
select note, d, c, b from t42 where a = 42;

-- name: t42 by b 0
-- calls: 10
select note from t42 where b = 42;

-- name: t42 by b 1
-- calls: 10
select id, note from t42 where b = 42;

-- name: t42 by b 2
-- calls: 10
select * from t42 where b = 42;

-- name: t42 by b 3
-- calls: 10
select note, id from t42 where b = 42;

-- name: t42 by b 4
-- calls: 10
select note, d, c, b from t42 where b = 42;

-- name: t42 by c 0
-- calls: 10
select note from t42 where c = 42;

-- name: t42 by c 1
-- calls: 10
select id, note from t42 where c = 42;

-- name: t42 by c 2
-- calls: 10
select * from t42 where c = 42;

-- name: t42 by c 3
-- calls: 10
select note, id from t42 where c = 42;

-- name: t42 by c 4
-- calls: 10
select note, d, c, b from t42 where c = 42;

-- name: t42 by d 0
-- calls: 10
select note from t42 where d = 42;

-- name: t42 by d 1
-- calls: 10
select id, note from t42 where d = 42;

-- name: t42 by d 2
-- calls: 10
select * from t42 where d = 42;

-- name: t42 by d 3
-- calls: 10
select note, id from t42 where d = 42;

-- name: t42 by d 4
-- calls: 10
select note, d, c, b from t42 where d = 42;

-- name: t43 by a 0
-- calls: 10
select note from t43 where a = 42;

-- name: t43 by a 1
-- calls: 10
select id, note from t43 where a = 42;

-- name: t43 by a 2
-- calls: 10
select * from t43 where a = 42;

-- name: t43 by a 3
-- calls: 10
select note, id from t43 where a = 42;

-- name: t43 by a 4
-- calls: 10
select note, d, c, b from t43 where a = 42;

-- name: t43 by b 0
-- calls: 10
select note from t43 where b = 42;

-- name: t43 by b 1
-- calls: 10
select id, note from t43 where b = 42;

-- name: t43 by b 2
-- calls: 10
select * from t43 where b = 42;

-- name: t43 by b 3
-- calls: 10
select note, id from t43 where b = 42;

-- name: t43 by b 4
-- calls: 10
select note, d, c, b from t43 where b = 42;

-- name: t43 by c 0
-- calls: 10
select note from t43 where c = 42;

-- name: t43 by c 1
-- calls: 10
select id, note from t43 where c = 42;

-- name: t43 by c 2
-- calls: 10
select * from t43 where c = 42;

-- name: t43 by c 3
-- calls: 10
select note, id from t43 where c = 42;

-- name: t43 by c 4
-- calls: 10
select note, d, c, b from t43 where c = 42;

-- name: t43 by d 0
-- calls: 10
select note from t43 where d = 42;

-- name: t43 by d 1
-- calls: 10
select id, note from t43 where d = 42;

-- name: t43 by d 2
-- calls: 10
select * from t43 where d = 42;

-- name: t43 by d 3
-- calls: 10
select note, id from t43 where d = 42;

-- name: t43 by d 4
-- calls: 10
select note, d, c, b from t43 where d = 42;

-- name: t44 by a 0
-- calls: 10
select note from t44 where a = 42;

-- name: t44 by a 1
-- calls: 10
select id, note from t44 where a = 42;

-- name: t44 by a 2
-- calls: 10
select * from t44 where a = 42;

-- name: t44 by a 3
-- calls: 10
select note, id from t44 where a = 42;

-- name: t44 by a 4
-- calls: 10
select note, d, c, b from t44 where a = 42;

-- name: t44 by b 0
-- calls: 10
select note from t44 where b = 42;

-- name: t44 by b 1
-- calls: 10
select id, note from t44 where b = 42;

-- name: t44 by b 2
-- calls: 10
select * from t44 where b = 42;

-- name: t44 by b 3
-- calls: 10
select note, id from t44 where b = 42;

-- name: t44 by b 4
-- calls: 10
select note, d, c, b from t44 where b = 42;

-- name: t44 by c 0
-- calls: 10
select note from t44 where c = 42;

-- name: t44 by c 1
-- calls: 10
select id, note from t44 where c = 42;

-- name: t44 by c 2
-- calls: 10
select * from t44 where c = 42;

-- name: t44 by c 3
-- calls: 10
select note, id from t44 where c = 42;

-- name: t44 by c 4
-- calls: 10
select note, d, c, b from t44 where c = 42;

-- name: t44 by d 0
-- calls: 10
select note from t44 where d = 42;

-- name: t44 by d 1
-- calls: 10
select id, note from t44 where d = 42;

-- name: t44 by d 2
-- calls: 10
select * from t44 where d = 42;

-- name: t44 by d 3
-- calls: 10
select note, id from t44 where d = 42;

-- name: t44 by d 4
-- calls: 10
select note, d, c, b from t44 where d = 42;

-- name: t45 by a 0
-- calls: 10
select note from t45 where a = 42;

-- name: t45 by a 1
-- calls: 10
select id, note from t45 where a = 42;

-- name: t45 by a 2
-- calls: 10
select * from t45 where a = 42;

-- name: t45 by a 3
-- calls: 10
select note, id from t45 where a = 42;

-- name: t45 by a 4
-- calls: 10
select note, d, c, b from t45 where a = 42;

-- name: t45 by b 0
-- calls: 10
select note from t45 where b = 42;

-- name: t45 by b 1
-- calls: 10
select id, note from t45 where b = 42;

-- name: t45 by b 2
-- calls: 10
select * from t45 where b = 42;

-- name: t45 by b 3
-- calls: 10
select note, id from t45 where b = 42;

-- name: t45 by b 4
-- calls: 10
select note, d, c, b from t45 where b = 42;

-- name: t45 by c 0
-- calls: 10
select note from t45 where c = 42;

-- name: t45 by c 1
-- calls: 10
select id, note from t45 where c = 42;

-- name: t45 by c 2
-- calls: 10
select * from t45 where c = 42;

-- name: t45 by c 3
-- calls: 10
select note, id from t45 where c = 42;

-- name: t45 by c 4
-- calls: 10
select note, d, c, b from t45 where c = 42;

-- name: t45 by d 0
-- calls: 10
select note from t45 where d = 42;

-- name: t45 by d 1
-- calls: 10
select id, note from t45 where d = 42;

-- name: t45 by d 2
-- calls: 10
select * from t45 where d = 42;

-- name: t45 by d 3
-- calls: 10
select note, id from t45 where d = 42;

-- name: t45 by d 4
-- calls: 10
select note, d, c, b from t45 where d = 42;

-- name: t46 by a 0
-- calls: 10
select note from t46 where a = 42;

-- name: t46 by a 1
-- calls: 10
select id, note from t46 where a = 42;

-- name: t46 by a 2
-- calls: 10
select * from t46 where a = 42;

-- name: t46 by a 3
-- calls: 10
select note, id from t46 where a = 42;

-- name: t46 by a 4
-- calls: 10
select note, d, c, b from t46 where a = 42;

-- name: t46 by b 0
-- calls: 10
select note from t46 where b = 42;

-- name: t46 by b 1
-- calls: 10
select id, note from t46 where b = 42;

-- name: t46 by b 2
-- calls: 10
select * from t46 where b = 42;

-- name: t46 by b 3
-- calls: 10
select note, id from t46 where b = 42;

-- name: t46 by b 4
-- calls: 10
select note, d, c, b from t46 where b = 42;

-- name: t46 by c 0
-- calls: 10
select note from t46 where c = 42;

-- name: t46 by c 1
-- calls: 10
select id, note from t46 where c = 42;

-- name: t46 by c 2
-- calls: 10
select * from t46 where c = 42;

-- name: t46 by c 3
-- calls: 10
select note, id from t46 where c = 42;

-- name: t46 by c 4
-- calls: 10
select note, d, c, b from t46 where c = 42;

-- name: t46 by d 0
-- calls: 10
select note from t46 where d = 42;

-- name: t46 by d 1
-- calls: 10
select id, note from t46 where d = 42;

-- name: t46 by d 2
-- calls: 10
select * from t46 where d = 42;

-- name: t46 by d 3
-- calls: 10
select note, id from t46 where d = 42;

-- name: t46 by d 4
-- calls: 10
select note, d, c, b from t46 where d = 42;

-- name: t47 by a 0
-- calls: 10
select note from t47 where a = 42;

-- name: t47 by a 1
-- calls: 10
select id, note from t47 where a = 42;

-- name: t47 by a 2
-- calls: 10
select * from t47 where a = 42;

-- name: t47 by a 3
-- calls: 10
select note, id from t47 where a = 42;

-- name: t47 by a 4
-- calls: 10
select note, d, c, b from t47 where a = 42;

-- name: t47 by b 0
-- calls: 10
select note from t47 where b = 42;

-- name: t47 by b 1
-- calls: 10
select id, note from t47 where b = 42;

-- name: t47 by b 2
-- calls: 10
select * from t47 where b = 42;

-- name: t47 by b 3
-- calls: 10
select note, id from t47 where b = 42;

-- name: t47 by b 4
-- calls: 10
select note, d, c, b from t47 where b = 42;

-- name: t47 by c 0
-- calls: 10
select note from t47 where c = 42;

-- name: t47 by c 1
-- calls: 10
select id, note from t47 where c = 42;

-- name: t47 by c 2
-- calls: 10
select * from t47 where c = 42;

-- name: t47 by c 3
-- calls: 10
select note, id from t47 where c = 42;

-- name: t47 by c 4
-- calls: 10
select note, d, c, b from t47 where c = 42;

-- name: t47 by d 0
-- calls: 10
select note from t47 where d = 42;

-- name: t47 by d 1
-- calls: 10
select id, note from t47 where d = 42;

-- name: t47 by d 2
-- calls: 10
select * from t47 where d = 42;

-- name: t47 by d 3
-- calls: 10
select note, id from t47 where d = 42;

-- name: t47 by d 4
-- calls: 10
select note, d, c, b from t47 where d = 42;

-- name: t48 by a 0
-- calls: 10
select note from t48 where a = 42;

-- name: t48 by a 1
-- calls: 10
select id, note from t48 where a = 42;

-- name: t48 by a 2
-- calls: 10
select * from t48 where a = 42;

-- name: t48 by a 3
-- calls: 10
select note, id from t48 where a = 42;

-- name: t48 by a 4
-- calls: 10
select note, d, c, b from t48 where a = 42;

-- name: t48 by b 0
-- calls: 10
select note from t48 where b = 42;

-- name: t48 by b 1
-- calls: 10
select id, note from t48 where b = 42;

-- name: t48 by b 2
-- calls: 10
select * from t48 where b = 42;

-- name: t48 by b 3
-- calls: 10
select note, id from t48 where b = 42;

-- name: t48 by b 4
-- calls: 10
select note, d, c, b from t48 where b = 42;

-- name: t48 by c 0
-- calls: 10
select note from t48 where c = 42;

-- name: t48 by c 1
-- calls: 10
select id, note from t48 where c = 42;

-- name: t48 by c 2
-- calls: 10
select * from t48 where c = 42;

-- name: t48 by c 3
-- calls: 10
select note, id from t48 where c = 42;

-- name: t48 by c 4
-- calls: 10
select note, d, c, b from t48 where c = 42;

-- name: t48 by d 0
-- calls: 10
select note from t48 where d = 42;

-- name: t48 by d 1
-- calls: 10
select id, note from t48 where d = 42;

-- name: t48 by d 2
-- calls: 10
select * from t48 where d = 42;

-- name: t48 by d 3
-- calls: 10
select note, id from t48 where d = 42;

-- name: t48 by d 4
-- calls: 10
select note, d, c, b from t48 where d = 42;

-- name: t49 by a 0
-- calls: 10
select note from t49 where a = 42;

-- name: t49 by a 1
-- calls: 10
select id, note from t49 where a = 42;

-- name: t49 by a 2
-- calls: 10
select * from t49 where a = 42;

-- name: t49 by a 3
-- calls: 10
select note, id from t49 where a = 42;

-- name: t49 by a 4
-- calls: 10
select note, d, c, b from t49 where a = 42;

-- name: t49 by b 0
-- calls: 10
select note from t49 where b = 42;

-- name: t49 by b 1
-- calls: 10
select id, note from t49 where b = 42;

-- name: t49 by b 2
-- calls: 10
select * from t49 where b = 42;

-- name: t49 by b 3
-- calls: 10
select note, id from t49 where b = 42;

-- name: t49 by b 4
-- calls: 10
select note, d, c, b from t49 where b = 42;

-- name: t49 by c 0
-- calls: 10
select note from t49 where c = 42;

-- name: t49 by c 1
-- calls: 10
select id, note from t49 where c = 42;

-- name: t49 by c 2
-- calls: 10
select * from t49 where c = 42;

-- name: t49 by c 3
-- calls: 10
select note, id from t49 where c = 42;

-- name: t49 by c 4
-- calls: 10
select note, d, c, b from t49 where c = 42;

-- name: t49 by d 0
-- calls: 10
select note from t49 where d = 42;

-- name: t49 by d 1
-- calls: 10
select id, note from t49 where d = 42;

-- name: t49 by d 2
-- calls: 10
select * from t49 where d = 42;

-- name: t49 by d 3
-- calls: 10
select note, id from t49 where d = 42;

-- name: t49 by d 4
-- calls: 10
select note, d, c, b from t49 where d = 42;

-- name: t50 by a 0
-- calls: 10
select note from t50 where a = 42;

-- name: t50 by a 1
-- calls: 10
select id, note from t50 where a = 42;

-- name: t50 by a 2
-- calls: 10
select * from t50 where a = 42;

-- name: t50 by a 3
-- calls: 10
select note, id from t50 where a = 42;

-- name: t50 by a 4
-- calls: 10
select note, d, c, b from t50 where a = 42;

-- name: t50 by b 0
-- calls: 10
select note from t50 where b = 42;

-- name: t50 by b 1
-- calls: 10
select id, note from t50 where b = 42;

-- name: t50 by b 2
-- calls: 10
select * from t50 where b = 42;

-- name: t50 by b 3
-- calls: 10
select note, id from t50 where b = 42;

-- name: t50 by b 4
-- calls: 10
select note, d, c, b from t50 where b = 42;

-- name: t50 by c 0
-- calls: 10
select note from t50 where c = 42;

-- name: t50 by c 1
-- calls: 10
select id, note from t50 where c = 42;

-- name: t50 by c 2
-- calls: 10
select * from t50 where c = 42;

-- name: t50 by c 3
-- calls: 10
select note, id from t50 where c = 42;

-- name: t50 by c 4
-- calls: 10
select note, d, c, b from t50 where c = 42;

-- name: t50 by d 0
-- calls: 10
select note from t50 where d = 42;

-- name: t50 by d 1
-- calls: 10
select id, note from t50 where d = 42;

-- name: t50 by d 2
-- calls: 10
select * from t50 where d = 42;

-- name: t50 by d 3
-- calls: 10
select note, id from t50 where d = 42;

-- name: t50 by d 4
-- calls: 10
select note, d, c, b from t50 where d = 42;

-- name: t51 by a 0
-- calls: 10
select note from t51 where a = 42;

-- name: t51 by a 1
-- calls: 10
select id, note from t51 where a = 42;

-- name: t51 by a 2
-- calls: 10
select * from t51 where a = 42;

-- name: t51 by a 3
-- calls: 10
select note, id from t51 where a = 42;

-- name: t51 by a 4
-- calls: 10
select note, d, c, b from t51 where a = 42;

-- name: t51 by b 0
-- calls: 10
select note from t51 where b = 42;

-- name: t51 by b 1
-- calls: 10
select id, note from t51 where b = 42;

-- name: t51 by b 2
-- calls: 10
select * from t51 where b = 42;

-- name: t51 by b 3
-- calls: 10
select note, id from t51 where b = 42;

-- name: t51 by b 4
-- calls: 10
select note, d, c, b from t51 where b = 42;

-- name: t51 by c 0
-- calls: 10
select note from t51 where c = 42;

-- name: t51 by c 1
-- calls: 10
select id, note from t51 where c = 42;

-- name: t51 by c 2
-- calls: 10
select * from t51 where c = 42;

-- name: t51 by c 3
-- calls: 10
select note, id from t51 where c = 42;

-- name: t51 by c 4
-- calls: 10
select note, d, c, b from t51 where c = 42;

-- name: t51 by d 0
-- calls: 10
select note from t51 where d = 42;

-- name: t51 by d 1
-- calls: 10
select id, note from t51 where d = 42;

-- name: t51 by d 2
-- calls: 10
select * from t51 where d = 42;

-- name: t51 by d 3
-- calls: 10
select note, id from t51 where d = 42;

-- name: t51 by d 4
-- calls: 10
select note, d, c, b from t51 where d = 42;

-- name: t52 by a 0
-- calls: 10
select note from t52 where a = 42;

-- name: t52 by a 1
-- calls: 10
select id, note from t52 where a = 42;

-- name: t52 by a 2
-- calls: 10
select * from t52 where a = 42;

-- name: t52 by a 3
-- calls: 10
select note, id from t52 where a = 42;

-- name: t52 by a 4
-- calls: 10
select note, d, c, b from t52 where a = 42;

-- name: t52 by b 0
-- calls: 10
select note from t52 where b = 42;

-- name: t52 by b 1
-- calls: 10
select id, note from t52 where b = 42;

-- name: t52 by b 2
-- calls: 10
select * from t52 where b = 42;

-- name: t52 by b 3
-- calls: 10
select note, id from t52 where b = 42;

-- name: t52 by b 4
-- calls: 10
select note, d, c, b from t52 where b = 42;

-- name: t52 by c 0
-- calls: 10
select note from t52 where c = 42;

-- name: t52 by c 1
-- calls: 10
select id, note from t52 where c = 42;

-- name: t52 by c 2
-- calls: 10
select * from t52 where c = 42;

-- name: t52 by c 3
-- calls: 10
select note, id from t52 where c = 42;

-- name: t52 by c 4
-- calls: 10
select note, d, c, b from t52 where c = 42;

-- name: t52 by d 0
-- calls: 10
select note from t52 where d = 42;

-- name: t52 by d 1
-- calls: 10
select id, note from t52 where d = 42;

-- name: t52 by d 2
-- calls: 10
select * from t52 where d = 42;

-- name: t52 by d 3
-- calls: 10
select note, id from t52 where d = 42;

-- name: t52 by d 4
-- calls: 10
select note, d, c, b from t52 where d = 42;

-- name: t53 by a 0
-- calls: 10
select note from t53 where a = 42;

-- name: t53 by a 1
-- calls: 10
select id, note from t53 where a = 42;

-- name: t53 by a 2
-- calls: 10
select * from t53 where a = 42;

-- name: t53 by a 3
-- calls: 10
select note, id from t53 where a = 42;

-- name: t53 by a 4
-- calls: 10
select note, d, c, b from t53 where a = 42;

-- name: t53 by b 0
-- calls: 10
select note from t53 where b = 42;

-- name: t53 by b 1
-- calls: 10
select id, note from t53 where b = 42;

-- name: t53 by b 2
-- calls: 10
select * from t53 where b = 42;

-- name: t53 by b 3
-- calls: 10
select note, id from t53 where b = 42;

-- name: t53 by b 4
-- calls: 10
select note, d, c, b from t53 where b = 42;

-- name: t53 by c 0
-- calls: 10
select note from t53 where c = 42;

-- name: t53 by c 1
-- calls: 10
select id, note from t53 where c = 42;

-- name: t53 by c 2
-- calls: 10
select * from t53 where c = 42;

-- name: t53 by c 3
-- calls: 10
select note, id from t53 where c = 42;

-- name: t53 by c 4
-- calls: 10
select note, d, c, b from t53 where c = 42;

-- name: t53 by d 0
-- calls: 10
select note from t53 where d = 42;

-- name: t53 by d 1
-- calls: 10
select id, note from t53 where d = 42;

-- name: t53 by d 2
-- calls: 10
select * from t53 where d = 42;

-- name: t53 by d 3
-- calls: 10
select note, id from t53 where d = 42;

-- name: t53 by d 4
-- calls: 10
select note, d, c, b from t53 where d = 42;

-- name: t54 by a 0
-- calls: 10
select note from t54 where a = 42;

-- name: t54 by a 1
-- calls: 10
select id, note from t54 where a = 42;

-- name: t54 by a 2
-- calls: 10
select * from t54 where a = 42;

-- name: t54 by a 3
-- calls: 10
select note, id from t54 where a = 42;

-- name: t54 by a 4
-- calls: 10
select note, d, c, b from t54 where a = 42;

-- name: t54 by b 0
-- calls: 10
select note from t54 where b = 42;

-- name: t54 by b 1
-- calls: 10
select id, note from t54 where b = 42;

-- name: t54 by b 2
-- calls: 10
select * from t54 where b = 42;

-- name: t54 by b 3
-- calls: 10
select note, id from t54 where b = 42;

-- name: t54 by b 4
-- calls: 10
select note, d, c, b from t54 where b = 42;

-- name: t54 by c 0
-- calls: 10
select note from t54 where c = 42;

-- name: t54 by c 1
-- calls: 10
select id, note from t54 where c = 42;

-- name: t54 by c 2
-- calls: 10
select * from t54 where c = 42;

-- name: t54 by c 3
-- calls: 10
select note, id from t54 where c = 42;

-- name: t54 by c 4
-- calls: 10
select note, d, c, b from t54 where c = 42;

-- name: t54 by d 0
-- calls: 10
select note from t54 where d = 42;

-- name: t54 by d 1
-- calls: 10
select id, note from t54 where d = 42;

-- name: t54 by d 2
-- calls: 10
select * from t54 where d = 42;

-- name: t54 by d 3
-- calls: 10
select note, id from t54 where d = 42;

-- name: t54 by d 4
-- calls: 10
select note, d, c, b from t54 where d = 42;

-- name: t55 by a 0
-- calls: 10
select note from t55 where a = 42;

-- name: t55 by a 1
-- calls: 10
select id, note from t55 where a = 42;

-- name: t55 by a 2
-- calls: 10
select * from t55 where a = 42;

-- name: t55 by a 3
-- calls: 10
select note, id from t55 where a = 42;

-- name: t55 by a 4
-- calls: 10
select note, d, c, b from t55 where a = 42;

-- name: t55 by b 0
-- calls: 10
select note from t55 where b = 42;

-- name: t55 by b 1
-- calls: 10
select id, note from t55 where b = 42;

-- name: t55 by b 2
-- calls: 10
select * from t55 where b = 42;

-- name: t55 by b 3
-- calls: 10
select note, id from t55 where b = 42;

-- name: t55 by b 4
-- calls: 10
select note, d, c, b from t55 where b = 42;

-- name: t55 by c 0
-- calls: 10
select note from t55 where c = 42;

-- name: t55 by c 1
-- calls: 10
select id, note from t55 where c = 42;

-- name: t55 by c 2
-- calls: 10
select * from t55 where c = 42;

-- name: t55 by c 3
-- calls: 10
select note, id from t55 where c = 42;

-- name: t55 by c 4
-- calls: 10
select note, d, c, b from t55 where c = 42;

-- name: t55 by d 0
-- calls: 10
select note from t55 where d = 42;

-- name: t55 by d 1
-- calls: 10
select id, note from t55 where d = 42;

-- name: t55 by d 2
-- calls: 10
select * from t55 where d = 42;

-- name: t55 by d 3
-- calls: 10
select note, id from t55 where d = 42;

-- name: t55 by d 4
-- calls: 10
select note, d, c, b from t55 where d = 42;

-- name: t56 by a 0
-- calls: 10
select note from t56 where a = 42;

-- name: t56 by a 1
-- calls: 10
select id, note from t56 where a = 42;

-- name: t56 by a 2
-- calls: 10
select * from t56 where a = 42;

-- name: t56 by a 3
-- calls: 10
select note, id from t56 where a = 42;

-- name: t56 by a 4
-- calls: 10
select note, d, c, b from t56 where a = 42;

-- name: t56 by b 0
-- calls: 10
select note from t56 where b = 42;

-- name: t56 by b 1
-- calls: 10
select id, note from t56 where b = 42;

-- name: t56 by b 2
-- calls: 10
select * from t56 where b = 42;

-- name: t56 by b 3
-- calls: 10
select note, id from t56 where b = 42;

-- name: t56 by b 4
-- calls: 10
select note, d, c, b from t56 where b = 42;

-- name: t56 by c 0
-- calls: 10
select note from t56 where c = 42;

-- name: t56 by c 1
-- calls: 10
select id, note from t56 where c = 42;

-- name: t56 by c 2
-- calls: 10
select * from t56 where c = 42;

-- name: t56 by c 3
-- calls: 10
select note, id from t56 where c = 42;

-- name: t56 by c 4
-- calls: 10
select note, d, c, b from t56 where c = 42;

-- name: t56 by d 0
-- calls: 10
select note from t56 where d = 42;

-- name: t56 by d 1
-- calls: 10
select id, note from t56 where d = 42;

-- name: t56 by d 2
-- calls: 10
select * from t56 where d = 42;

-- name: t56 by d 3
-- calls: 10
select note, id from t56 where d = 42;

-- name: t56 by d 4
-- calls: 10
select note, d, c, b from t56 where d = 42;

-- name: t57 by a 0
-- calls: 10
select note from t57 where a = 42;

-- name: t57 by a 1
-- calls: 10
select id, note from t57 where a = 42;

-- name: t57 by a 2
-- calls: 10
select * from t57 where a = 42;

-- name: t57 by a 3
-- calls: 10
select note, id from t57 where a = 42;

-- name: t57 by a 4
-- calls: 10
select note, d, c, b from t57 where a = 42;

-- name: t57 by b 0
-- calls: 10
select note from t57 where b = 42;

-- name: t57 by b 1
-- calls: 10
select id, note from t57 where b = 42;

-- name: t57 by b 2
-- calls: 10
select * from t57 where b = 42;

-- name: t57 by b 3
-- calls: 10
select note, id from t57 where b = 42;

-- name: t57 by b 4
-- calls: 10
select note, d, c, b from t57 where b = 42;

-- name: t57 by c 0
-- calls: 10
select note from t57 where c = 42;

-- name: t57 by c 1
-- calls: 10
select id, note from t57 where c = 42;

-- name: t57 by c 2
-- calls: 10
select * from t57 where c = 42;

-- name: t57 by c 3
-- calls: 10
select note, id from t57 where c = 42;

-- name: t57 by c 4
-- calls: 10
select note, d, c, b from t57 where c = 42;

-- name: t57 by d 0
-- calls: 10
select note from t57 where d = 42;

-- name: t57 by d 1
-- calls: 10
select id, note from t57 where d = 42;

-- name: t57 by d 2
-- calls: 10
select * from t57 where d = 42;

-- name: t57 by d 3
-- calls: 10
select note, id from t57 where d = 42;

-- name: t57 by d 4
-- calls: 10
select note, d, c, b from t57 where d = 42;

-- name: t58 by a 0
-- calls: 10
select note from t58 where a = 42;

-- name: t58 by a 1
-- calls: 10
select id, note from t58 where a = 42;

-- name: t58 by a 2
-- calls: 10
select * from t58 where a = 42;

-- name: t58 by a 3
-- calls: 10
select note, id from t58 where a = 42;

-- name: t58 by a 4
-- calls: 10
select note, d, c, b from t58 where a = 42;

-- name: t58 by b 0
-- calls: 10
select note from t58 where b = 42;

-- name: t58 by b 1
-- calls: 10
select id, note from t58 where b = 42;

-- name: t58 by b 2
-- calls: 10
select * from t58 where b = 42;

-- name: t58 by b 3
-- calls: 10
select note, id from t58 where b = 42;

-- name: t58 by b 4
-- calls: 10
select note, d, c, b from t58 where b = 42;

-- name: t58 by c 0
-- calls: 10
select note from t58 where c = 42;

-- name: t58 by c 1
-- calls: 10
select id, note from t58 where c = 42;

-- name: t58 by c 2
-- calls: 10
select * from t58 where c = 42;

-- name: t58 by c 3
-- calls: 10
select note, id from t58 where c = 42;

-- name: t58 by c 4
-- calls: 10
select note, d, c, b from t58 where c = 42;

-- name: t58 by d 0
-- calls: 10
select note from t58 where d = 42;

-- name: t58 by d 1
-- calls: 10
select id, note from t58 where d = 42;

-- name: t58 by d 2
-- calls: 10
select * from t58 where d = 42;

-- name: t58 by d 3
-- calls: 10
select note, id from t58 where d = 42;

-- name: t58 by d 4
-- calls: 10
select note, d, c, b from t58 where d = 42;

-- name: t59 by a 0
-- calls: 10
select note from t59 where a = 42;

-- name: t59 by a 1
-- calls: 10
select id, note from t59 where a = 42;

-- name: t59 by a 2
-- calls: 10
select * from t59 where a = 42;

-- name: t59 by a 3
-- calls: 10
select note, id from t59 where a = 42;

-- name: t59 by a 4
-- calls: 10
select note, d, c, b from t59 where a = 42;

-- name: t59 by b 0
-- calls: 10
select note from t59 where b = 42;

-- name: t59 by b 1
-- calls: 10
select id, note from t59 where b = 42;

-- name: t59 by b 2
-- calls: 10
select * from t59 where b = 42;

-- name: t59 by b 3
-- calls: 10
select note, id from t59 where b = 42;

-- name: t59 by b 4
-- calls: 10
select note, d, c, b from t59 where b = 42;

-- name: t59 by c 0
-- calls: 10
select note from t59 where c = 42;

-- name: t59 by c 1
-- calls: 10
select id, note from t59 where c = 42;

-- name: t59 by c 2
-- calls: 10
select * from t59 where c = 42;

-- name: t59 by c 3
-- calls: 10
select note, id from t59 where c = 42;

-- name: t59 by c 4
-- calls: 10
select note, d, c, b from t59 where c = 42;

-- name: t59 by d 0
-- calls: 10
select note from t59 where d = 42;

-- name: t59 by d 1
-- calls: 10
select id, note from t59 where d = 42;

-- name: t59 by d 2
-- calls: 10
select * from t59 where d = 42;

-- name: t59 by d 3
-- calls: 10
select note, id from t59 where d = 42;

-- name: t59 by d 4
-- calls: 10
select note, d, c, b from t59 where d = 42;

-- name: t60 by a 0
-- calls: 10
select note from t60 where a = 42;

-- name: t60 by a 1
-- calls: 10
select id, note from t60 where a = 42;

-- name: t60 by a 2
-- calls: 10
select * from t60 where a = 42;

-- name: t60 by a 3
-- calls: 10
select note, id from t60 where a = 42;

-- name: t60 by a 4
-- calls: 10
select note, d, c, b from t60 where a = 42;

-- name: t60 by b 0
-- calls: 10
select note from t60 where b = 42;

-- name: t60 by b 1
-- calls: 10
select id, note from t60 where b = 42;

-- name: t60 by b 2
-- calls: 10
select * from t60 where b = 42;

-- name: t60 by b 3
-- calls: 10
select note, id from t60 where b = 42;

-- name: t60 by b 4
-- calls: 10
select note, d, c, b from t60 where b = 42;

-- name: t60 by c 0
-- calls: 10
select note from t60 where c = 42;

-- name: t60 by c 1
-- calls: 10
select id, note from t60 where c = 42;

-- name: t60 by c 2
-- calls: 10
select * from t60 where c = 42;

-- name: t60 by c 3
-- calls: 10
select note, id from t60 where c = 42;

-- name: t60 by c 4
-- calls: 10
select note, d, c, b from t60 where c = 42;

-- name: t60 by d 0
-- calls: 10
select note from t60 where d = 42;

-- name: t60 by d 1
-- calls: 10
select id, note from t60 where d = 42;

-- name: t60 by d 2
-- calls: 10
select * from t60 where d = 42;

-- name: t60 by d 3
-- calls: 10
select note, id from t60 where d = 42;

-- name: t60 by d 4
-- calls: 10
select note, d, c, b from t60 where d = 42;

-- name: t61 by a 0
-- calls: 10
select note from t61 where a = 42;

-- name: t61 by a 1
-- calls: 10
select id, note from t61 where a = 42;

-- name: t61 by a 2
-- calls: 10
select * from t61 where a = 42;

-- name: t61 by a 3
-- calls: 10
select note, id from t61 where a = 42;

-- name: t61 by a 4
-- calls: 10
select note, d, c, b from t61 where a = 42;

-- name: t61 by b 0
-- calls: 10
select note from t61 where b = 42;

-- name: t61 by b 1
-- calls: 10
select id, note from t61 where b = 42;

-- name: t61 by b 2
-- calls: 10
select * from t61 where b = 42;

-- name: t61 by b 3
-- calls: 10
select note, id from t61 where b = 42;

-- name: t61 by b 4
-- calls: 10
select note, d, c, b from t61 where b = 42;

-- name: t61 by c 0
-- calls: 10
select note from t61 where c = 42;

-- name: t61 by c 1
-- calls: 10
select id, note from t61 where c = 42;

-- name: t61 by c 2
-- calls: 10
select * from t61 where c = 42;

-- name: t61 by c 3
-- calls: 10
select note, id from t61 where c = 42;

-- name: t61 by c 4
-- calls: 10
select note, d, c, b from t61 where c = 42;

-- name: t61 by d 0
-- calls: 10
select note from t61 where d = 42;

-- name: t61 by d 1
-- calls: 10
select id, note from t61 where d = 42;

-- name: t61 by d 2
-- calls: 10
select * from t61 where d = 42;

-- name: t61 by d 3
-- calls: 10
select note, id from t61 where d = 42;

-- name: t61 by d 4
-- calls: 10
select note, d, c, b from t61 where d = 42;

-- name: t62 by a 0
-- calls: 10
select note from t62 where a = 42;

-- name: t62 by a 1
-- calls: 10
select id, note from t62 where a = 42;

-- name: t62 by a 2
-- calls: 10
select * from t62 where a = 42;

-- name: t62 by a 3
-- calls: 10
select note, id from t62 where a = 42;

-- name: t62 by a 4
-- calls: 10
select note, d, c, b from t62 where a = 42;

-- name: t62 by b 0
-- calls: 10
select note from t62 where b = 42;

-- name: t62 by b 1
-- calls: 10
select id, note from t62 where b = 42;

-- name: t62 by b 2
-- calls: 10
select * from t62 where b = 42;

-- name: t62 by b 3
-- calls: 10
select note, id from t62 where b = 42;

-- name: t62 by b 4
-- calls: 10
select note, d, c, b from t62 where b = 42;

-- name: t62 by c 0
-- calls: 10
select note from t62 where c = 42;

-- name: t62 by c 1
-- calls: 10
select id, note from t62 where c = 42;

-- name: t62 by c 2
-- calls: 10
select * from t62 where c = 42;

-- name: t62 by c 3
-- calls: 10
select note, id from t62 where c = 42;

-- name: t62 by c 4
-- calls: 10
select note, d, c, b from t62 where c = 42;

-- name: t62 by d 0
-- calls: 10
select note from t62 where d = 42;

-- name: t62 by d 1
-- calls: 10
select id, note from t62 where d = 42;

-- name: t62 by d 2
-- calls: 10
select * from t62 where d = 42;

-- name: t62 by d 3
-- calls: 10
select note, id from t62 where d = 42;

-- name: t62 by d 4
-- calls: 10
select note, d, c, b from t62 where d = 42;

-- name: t63 by a 0
-- calls: 10
select note from t63 where a = 42;

-- name: t63 by a 1
-- calls: 10
select id, note from t63 where a = 42;

-- name: t63 by a 2
-- calls: 10
select * from t63 where a = 42;

-- name: t63 by a 3
-- calls: 10
select note, id from t63 where a = 42;

-- name: t63 by a 4
-- calls: 10
select note, d, c, b from t63 where a = 42;

-- name: t63 by b 0
-- calls: 10
select note from t63 where b = 42;

-- name: t63 by b 1
-- calls: 10
select id, note from t63 where b = 42;

-- name: t63 by b 2
-- calls: 10
select * from t63 where b = 42;

-- name: t63 by b 3
-- calls: 10
select note, id from t63 where b = 42;

-- name: t63 by b 4
-- calls: 10
select note, d, c, b from t63 where b = 42;

-- name: t63 by c 0
-- calls: 10
select note from t63 where c = 42;

-- name: t63 by c 1
-- calls: 10
select id, note from t63 where c = 42;

-- name: t63 by c 2
-- calls: 10
select * from t63 where c = 42;

-- name: t63 by c 3
-- calls: 10
select note, id from t63 where c = 42;

-- name: t63 by c 4
-- calls: 10
select note, d, c, b from t63 where c = 42;

-- name: t63 by d 0
-- calls: 10
select note from t63 where d = 42;

-- name: t63 by d 1
-- calls: 10
select id, note from t63 where d = 42;

-- name: t63 by d 2
-- calls: 10
select * from t63 where d = 42;

-- name: t63 by d 3
-- calls: 10
select note, id from t63 where d = 42;

-- name: t63 by d 4
-- calls: 10
select note, d, c, b from t63 where d = 42;

-- name: t64 by a 0
-- calls: 10
select note from t64 where a = 42;

-- name: t64 by a 1
-- calls: 10
select id, note from t64 where a = 42;

-- name: t64 by a 2
-- calls: 10
select * from t64 where a = 42;

-- name: t64 by a 3
-- calls: 10
select note, id from t64 where a = 42;

-- name: t64 by a 4
-- calls: 10
select note, d, c, b from t64 where a = 42;

-- name: t64 by b 0
-- calls: 10
select note from t64 where b = 42;

-- name: t64 by b 1
-- calls: 10
select id, note from t64 where b = 42;

-- name: t64 by b 2
-- calls: 10
select * from t64 where b = 42;

-- name: t64 by b 3
-- calls: 10
select note, id from t64 where b = 42;

-- name: t64 by b 4
-- calls: 10
select note, d, c, b from t64 where b = 42;

-- name: t64 by c 0
-- calls: 10
select note from t64 where c = 42;

-- name: t64 by c 1
-- calls: 10
select id, note from t64 where c = 42;

-- name: t64 by c 2
-- calls: 10
select * from t64 where c = 42;

-- name: t64 by c 3
-- calls: 10
select note, id from t64 where c = 42;

-- name: t64 by c 4
-- calls: 10
select note, d, c, b from t64 where c = 42;

-- name: t64 by d 0
-- calls: 10
select note from t64 where d = 42;

-- name: t64 by d 1
-- calls: 10
select id, note from t64 where d = 42;

-- name: t64 by d 2
-- calls: 10
select * from t64 where d = 42;

-- name: t64 by d 3
-- calls: 10
select note, id from t64 where d = 42;

-- name: t64 by d 4
-- calls: 10
select note, d, c, b from t64 where d = 42;

-- name: t65 by a 0
-- calls: 10
select note from t65 where a = 42;

-- name: t65 by a 1
-- calls: 10
select id, note from t65 where a = 42;

-- name: t65 by a 2
-- calls: 10
select * from t65 where a = 42;

-- name: t65 by a 3
-- calls: 10
select note, id from t65 where a = 42;

-- name: t65 by a 4
-- calls: 10
select note, d, c, b from t65 where a = 42;

-- name: t65 by b 0
-- calls: 10
select note from t65 where b = 42;

-- name: t65 by b 1
-- calls: 10
select id, note from t65 where b = 42;

-- name: t65 by b 2
-- calls: 10
select * from t65 where b = 42;

-- name: t65 by b 3
-- calls: 10
select note, id from t65 where b = 42;

-- name: t65 by b 4
-- calls: 10
select note, d, c, b from t65 where b = 42;

-- name: t65 by c 0
-- calls: 10
select note from t65 where c = 42;

-- name: t65 by c 1
-- calls: 10
select id, note from t65 where c = 42;

-- name: t65 by c 2
-- calls: 10
select * from t65 where c = 42;

-- name: t65 by c 3
-- calls: 10
select note, id from t65 where c = 42;

-- name: t65 by c 4
-- calls: 10
select note, d, c, b from t65 where c = 42;

-- name: t65 by d 0
-- calls: 10
select note from t65 where d = 42;

-- name: t65 by d 1
-- calls: 10
select id, note from t65 where d = 42;

-- name: t65 by d 2
-- calls: 10
select * from t65 where d = 42;

-- name: t65 by d 3
-- calls: 10
select note, id from t65 where d = 42;

-- name: t65 by d 4
-- calls: 10
select note, d, c, b from t65 where d = 42;

-- name: t66 by a 0
-- calls: 10
select note from t66 where a = 42;

-- name: t66 by a 1
-- calls: 10
select id, note from t66 where a = 42;

-- name: t66 by a 2
-- calls: 10
select * from t66 where a = 42;

-- name: t66 by a 3
-- calls: 10
select note, id from t66 where a = 42;

-- name: t66 by a 4
-- calls: 10
select note, d, c, b from t66 where a = 42;

-- name: t66 by b 0
-- calls: 10
select note from t66 where b = 42;

-- name: t66 by b 1
-- calls: 10
select id, note from t66 where b = 42;

-- name: t66 by b 2
-- calls: 10
select * from t66 where b = 42;

-- name: t66 by b 3
-- calls: 10
select note, id from t66 where b = 42;

-- name: t66 by b 4
-- calls: 10
select note, d, c, b from t66 where b = 42;

-- name: t66 by c 0
-- calls: 10
select note from t66 where c = 42;

-- name: t66 by c 1
-- calls: 10
select id, note from t66 where c = 42;

-- name: t66 by c 2
-- calls: 10
select * from t66 where c = 42;

-- name: t66 by c 3
-- calls: 10
select note, id from t66 where c = 42;

-- name: t66 by c 4
-- calls: 10
select note, d, c, b from t66 where c = 42;

-- name: t66 by d 0
-- calls: 10
select note from t66 where d = 42;

-- name: t66 by d 1
-- calls: 10
select id, note from t66 where d = 42;

-- name: t66 by d 2
-- calls: 10
select * from t66 where d = 42;

-- name: t66 by d 3
-- calls: 10
select note, id from t66 where d = 42;

-- name: t66 by d 4
-- calls: 10
select note, d, c, b from t66 where d = 42;

-- name: t67 by a 0
-- calls: 10
select note from t67 where a = 42;

-- name: t67 by a 1
-- calls: 10
select id, note from t67 where a = 42;

-- name: t67 by a 2
-- calls: 10
select * from t67 where a = 42;

-- name: t67 by a 3
-- calls: 10
select note, id from t67 where a = 42;

-- name: t67 by a 4
-- calls: 10
select note, d, c, b from t67 where a = 42;

-- name: t67 by b 0
-- calls: 10
select note from t67 where b = 42;

-- name: t67 by b 1
-- calls: 10
select id, note from t67 where b = 42;

-- name: t67 by b 2
-- calls: 10
select * from t67 where b = 42;

-- name: t67 by b 3
-- calls: 10
select note, id from t67 where b = 42;

-- name: t67 by b 4
-- calls: 10
select note, d, c, b from t67 where b = 42;

-- name: t67 by c 0
-- calls: 10
select note from t67 where c = 42;

-- name: t67 by c 1
-- calls: 10
select id, note from t67 where c = 42;

-- name: t67 by c 2
-- calls: 10
select * from t67 where c = 42;

-- name: t67 by c 3
-- calls: 10
select note, id from t67 where c = 42;

-- name: t67 by c 4
-- calls: 10
select note, d, c, b from t67 where c = 42;

-- name: t67 by d 0
-- calls: 10
select note from t67 where d = 42;

-- name: t67 by d 1
-- calls: 10
select id, note from t67 where d = 42;

-- name: t67 by d 2
-- calls: 10
select * from t67 where d = 42;

-- name: t67 by d 3
-- calls: 10
select note, id from t67 where d = 42;

-- name: t67 by d 4
-- calls: 10
select note, d, c, b from t67 where d = 42;

-- name: t68 by a 0
-- calls: 10
select note from t68 where a = 42;

-- name: t68 by a 1
-- calls: 10
select id, note from t68 where a = 42;

-- name: t68 by a 2
-- calls: 10
select * from t68 where a = 42;

-- name: t68 by a 3
-- calls: 10
select note, id from t68 where a = 42;

-- name: t68 by a 4
-- calls: 10
select note, d, c, b from t68 where a = 42;

-- name: t68 by b 0
-- calls: 10
select note from t68 where b = 42;

-- name: t68 by b 1
-- calls: 10
select id, note from t68 where b = 42;

-- name: t68 by b 2
-- calls: 10
select * from t68 where b = 42;

-- name: t68 by b 3
-- calls: 10
select note, id from t68 where b = 42;

-- name: t68 by b 4
-- calls: 10
select note, d, c, b from t68 where b = 42;

-- name: t68 by c 0
-- calls: 10
select note from t68 where c = 42;

-- name: t68 by c 1
-- calls: 10
select id, note from t68 where c = 42;

-- name: t68 by c 2
-- calls: 10
select * from t68 where c = 42;

-- name: t68 by c 3
-- calls: 10
select note, id from t68 where c = 42;

-- name: t68 by c 4
-- calls: 10
select note, d, c, b from t68 where c = 42;

-- name: t68 by d 0
-- calls: 10
select note from t68 where d = 42;

-- name: t68 by d 1
-- calls: 10
select id, note from t68 where d = 42;

-- name: t68 by d 2
-- calls: 10
select * from t68 where d = 42;

-- name: t68 by d 3
-- calls: 10
select note, id from t68 where d = 42;

-- name: t68 by d 4
-- calls: 10
select note, d, c, b from t68 where d = 42;

-- name: t69 by a 0
-- calls: 10
select note from t69 where a = 42;

-- name: t69 by a 1
-- calls: 10
select id, note from t69 where a = 42;

-- name: t69 by a 2
-- calls: 10
select * from t69 where a = 42;

-- name: t69 by a 3
-- calls: 10
select note, id from t69 where a = 42;

-- name: t69 by a 4
-- calls: 10
select note, d, c, b from t69 where a = 42;

-- name: t69 by b 0
-- calls: 10
select note from t69 where b = 42;

-- name: t69 by b 1
-- calls: 10
select id, note from t69 where b = 42;

-- name: t69 by b 2
-- calls: 10
select * from t69 where b = 42;

-- name: t69 by b 3
-- calls: 10
select note, id from t69 where b = 42;

-- name: t69 by b 4
-- calls: 10
select note, d, c, b from t69 where b = 42;

-- name: t69 by c 0
-- calls: 10
select note from t69 where c = 42;

-- name: t69 by c 1
-- calls: 10
select id, note from t69 where c = 42;

-- name: t69 by c 2
-- calls: 10
select * from t69 where c = 42;

-- name: t69 by c 3
-- calls: 10
select note, id from t69 where c = 42;

-- name: t69 by c 4
-- calls: 10
select note, d, c, b from t69 where c = 42;

-- name: t69 by d 0
-- calls: 10
select note from t69 where d = 42;

-- name: t69 by d 1
-- calls: 10
select id, note from t69 where d = 42;

-- name: t69 by d 2
-- calls: 10
select * from t69 where d = 42;

-- name: t69 by d 3
-- calls: 10
select note, id from t69 where d = 42;

-- name: t69 by d 4
-- calls: 10
select note, d, c, b from t69 where d = 42;

-- name: t70 by a 0
-- calls: 10
select note from t70 where a = 42;

-- name: t70 by a 1
-- calls: 10
select id, note from t70 where a = 42;

-- name: t70 by a 2
-- calls: 10
select * from t70 where a = 42;

-- name: t70 by a 3
-- calls: 10
select note, id from t70 where a = 42;

-- name: t70 by a 4
-- calls: 10
select note, d, c, b from t70 where a = 42;

-- name: t70 by b 0
-- calls: 10
select note from t70 where b = 42;

-- name: t70 by b 1
-- calls: 10
select id, note from t70 where b = 42;

-- name: t70 by b 2
-- calls: 10
select * from t70 where b = 42;

-- name: t70 by b 3
-- calls: 10
select note, id from t70 where b = 42;

-- name: t70 by b 4
-- calls: 10
select note, d, c, b from t70 where b = 42;

-- name: t70 by c 0
-- calls: 10
select note from t70 where c = 42;

-- name: t70 by c 1
-- calls: 10
select id, note from t70 where c = 42;

-- name: t70 by c 2
-- calls: 10
select * from t70 where c = 42;

-- name: t70 by c 3
-- calls: 10
select note, id from t70 where c = 42;

-- name: t70 by c 4
-- calls: 10
select note, d, c, b from t70 where c = 42;

-- name: t70 by d 0
-- calls: 10
select note from t70 where d = 42;

-- name: t70 by d 1
-- calls: 10
select id, note from t70 where d = 42;

-- name: t70 by d 2
-- calls: 10
select * from t70 where d = 42;

-- name: t70 by d 3
-- calls: 10
select note, id from t70 where d = 42;

-- name: t70 by d 4
-- calls: 10
select note, d, c, b from t70 where d = 42;

-- name: t71 by a 0
-- calls: 10
select note from t71 where a = 42;

-- name: t71 by a 1
-- calls: 10
select id, note from t71 where a = 42;

-- name: t71 by a 2
-- calls: 10
select * from t71 where a = 42;

-- name: t71 by a 3
-- calls: 10
select note, id from t71 where a = 42;

-- name: t71 by a 4
-- calls: 10
select note, d, c, b from t71 where a = 42;

-- name: t71 by b 0
-- calls: 10
select note from t71 where b = 42;

-- name: t71 by b 1
-- calls: 10
select id, note from t71 where b = 42;

-- name: t71 by b 2
-- calls: 10
select * from t71 where b = 42;

-- name: t71 by b 3
-- calls: 10
select note, id from t71 where b = 42;

-- name: t71 by b 4
-- calls: 10
select note, d, c, b from t71 where b = 42;

-- name: t71 by c 0
-- calls: 10
select note from t71 where c = 42;

-- name: t71 by c 1
-- calls: 10
select id, note from t71 where c = 42;

-- name: t71 by c 2
-- calls: 10
select * from t71 where c = 42;

-- name: t71 by c 3
-- calls: 10
select note, id from t71 where c = 42;

-- name: t71 by c 4
-- calls: 10
select note, d, c, b from t71 where c = 42;

-- name: t71 by d 0
-- calls: 10
select note from t71 where d = 42;

-- name: t71 by d 1
-- calls: 10
select id, note from t71 where d = 42;

-- name: t71 by d 2
-- calls: 10
select * from t71 where d = 42;

-- name: t71 by d 3
-- calls: 10
select note, id from t71 where d = 42;

-- name: t71 by d 4
-- calls: 10
select note, d, c, b from t71 where d = 42;

-- name: t72 by a 0
-- calls: 10
select note from t72 where a = 42;

-- name: t72 by a 1
-- calls: 10
select id, note from t72 where a = 42;

-- name: t72 by a 2
-- calls: 10
select * from t72 where a = 42;

-- name: t72 by a 3
-- calls: 10
select note, id from t72 where a = 42;

-- name: t72 by a 4
-- calls: 10
select note, d, c, b from t72 where a = 42;

-- name: t72 by b 0
-- calls: 10
select note from t72 where b = 42;

-- name: t72 by b 1
-- calls: 10
select id, note from t72 where b = 42;

-- name: t72 by b 2
-- calls: 10
select * from t72 where b = 42;

-- name: t72 by b 3
-- calls: 10
select note, id from t72 where b = 42;

-- name: t72 by b 4
-- calls: 10
select note, d, c, b from t72 where b = 42;

-- name: t72 by c 0
-- calls: 10
select note from t72 where c = 42;

-- name: t72 by c 1
-- calls: 10
select id, note from t72 where c = 42;

-- name: t72 by c 2
-- calls: 10
select * from t72 where c = 42;

-- name: t72 by c 3
-- calls: 10
select note, id from t72 where c = 42;

-- name: t72 by c 4
-- calls: 10
select note, d, c, b from t72 where c = 42;

-- name: t72 by d 0
-- calls: 10
select note from t72 where d = 42;

-- name: t72 by d 1
-- calls: 10
select id, note from t72 where d = 42;

-- name: t72 by d 2
-- calls: 10
select * from t72 where d = 42;

-- name: t72 by d 3
-- calls: 10
select note, id from t72 where d = 42;

-- name: t72 by d 4
-- calls: 10
select note, d, c, b from t72 where d = 42;

-- name: t73 by a 0
-- calls: 10
select note from t73 where a = 42;

-- name: t73 by a 1
-- calls: 10
select id, note from t73 where a = 42;

-- name: t73 by a 2
-- calls: 10
select * from t73 where a = 42;

-- name: t73 by a 3
-- calls: 10
select note, id from t73 where a = 42;

-- name: t73 by a 4
-- calls: 10
select note, d, c, b from t73 where a = 42;

-- name: t73 by b 0
-- calls: 10
select note from t73 where b = 42;

-- name: t73 by b 1
-- calls: 10
select id, note from t73 where b = 42;

-- name: t73 by b 2
-- calls: 10
select * from t73 where b = 42;

-- name: t73 by b 3
-- calls: 10
select note, id from t73 where b = 42;

-- name: t73 by b 4
-- calls: 10
select note, d, c, b from t73 where b = 42;

-- name: t73 by c 0
-- calls: 10
select note from t73 where c = 42;

-- name: t73 by c 1
-- calls: 10
select id, note from t73 where c = 42;

-- name: t73 by c 2
-- calls: 10
select * from t73 where c = 42;

-- name: t73 by c 3
-- calls: 10
select note, id from t73 where c = 42;

-- name: t73 by c 4
-- calls: 10
select note, d, c, b from t73 where c = 42;

-- name: t73 by d 0
-- calls: 10
select note from t73 where d = 42;

-- name: t73 by d 1
-- calls: 10
select id, note from t73 where d = 42;

-- name: t73 by d 2
-- calls: 10
select * from t73 where d = 42;

-- name: t73 by d 3
-- calls: 10
select note, id from t73 where d = 42;

-- name: t73 by d 4
-- calls: 10
select note, d, c, b from t73 where d = 42;

-- name: t74 by a 0
-- calls: 10
select note from t74 where a = 42;

-- name: t74 by a 1
-- calls: 10
select id, note from t74 where a = 42;

-- name: t74 by a 2
-- calls: 10
select * from t74 where a = 42;

-- name: t74 by a 3
-- calls: 10
select note, id from t74 where a = 42;

-- name: t74 by a 4
-- calls: 10
select note, d, c, b from t74 where a = 42;

-- name: t74 by b 0
-- calls: 10
select note from t74 where b = 42;

-- name: t74 by b 1
-- calls: 10
select id, note from t74 where b = 42;

-- name: t74 by b 2
-- calls: 10
select * from t74 where b = 42;

-- name: t74 by b 3
-- calls: 10
select note, id from t74 where b = 42;

-- name: t74 by b 4
-- calls: 10
select note, d, c, b from t74 where b = 42;

-- name: t74 by c 0
-- calls: 10
select note from t74 where c = 42;

-- name: t74 by c 1
-- calls: 10
select id, note from t74 where c = 42;

-- name: t74 by c 2
-- calls: 10
select * from t74 where c = 42;

-- name: t74 by c 3
-- calls: 10
select note, id from t74 where c = 42;

-- name: t74 by c 4
-- calls: 10
select note, d, c, b from t74 where c = 42;

-- name: t74 by d 0
-- calls: 10
select note from t74 where d = 42;

-- name: t74 by d 1
-- calls: 10
select id, note from t74 where d = 42;

-- name: t74 by d 2
-- calls: 10
select * from t74 where d = 42;

-- name: t74 by d 3
-- calls: 10
select note, id from t74 where d = 42;

-- name: t74 by d 4
-- calls: 10
select note, d, c, b from t74 where d = 42;
