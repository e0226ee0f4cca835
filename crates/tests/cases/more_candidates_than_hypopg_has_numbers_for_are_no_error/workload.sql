-- name: 1 1
select id, c10 from wide_1 where c1 = 7 and c4 = 8 and c6 > 9 order by c8;

-- name: 1 2
select id, c11 from wide_1 where c2 = 7 and c5 = 8 and c7 > 9 order by c9;

-- name: 1 3
select id, c12 from wide_1 where c3 = 7 and c6 = 8 and c8 > 9 order by c10;

-- name: 1 4
select id, c13 from wide_1 where c4 = 7 and c7 = 8 and c9 > 9 order by c11;

-- name: 1 5
select id, c14 from wide_1 where c5 = 7 and c8 = 8 and c10 > 9 order by c12;

-- name: 1 6
select id, c15 from wide_1 where c6 = 7 and c9 = 8 and c11 > 9 order by c13;

-- name: 1 7
select id, c16 from wide_1 where c7 = 7 and c10 = 8 and c12 > 9 order by c14;

-- name: 1 8
select id, c17 from wide_1 where c8 = 7 and c11 = 8 and c13 > 9 order by c15;

-- name: 1 9
select id, c18 from wide_1 where c9 = 7 and c12 = 8 and c14 > 9 order by c16;

-- name: 1 10
select id, c19 from wide_1 where c10 = 7 and c13 = 8 and c15 > 9 order by c17;

-- name: 1 11
select id, c20 from wide_1 where c11 = 7 and c14 = 8 and c16 > 9 order by c18;

-- name: 1 12
select id, c21 from wide_1 where c12 = 7 and c15 = 8 and c17 > 9 order by c19;

-- name: 1 13
select id, c22 from wide_1 where c13 = 7 and c16 = 8 and c18 > 9 order by c20;

-- name: 1 14
select id, c23 from wide_1 where c14 = 7 and c17 = 8 and c19 > 9 order by c21;

-- name: 1 15
select id, c24 from wide_1 where c15 = 7 and c18 = 8 and c20 > 9 order by c22;

-- name: 1 16
select id, c25 from wide_1 where c16 = 7 and c19 = 8 and c21 > 9 order by c23;

-- name: 1 17
select id, c26 from wide_1 where c17 = 7 and c20 = 8 and c22 > 9 order by c24;

-- name: 1 18
select id, c1 from wide_1 where c18 = 7 and c21 = 8 and c23 > 9 order by c25;

-- name: 1 19
select id, c2 from wide_1 where c19 = 7 and c22 = 8 and c24 > 9 order by c26;

-- name: 1 20
select id, c3 from wide_1 where c20 = 7 and c23 = 8 and c25 > 9 order by c1;

-- name: 1 21
select id, c4 from wide_1 where c21 = 7 and c24 = 8 and c26 > 9 order by c2;

-- name: 1 22
select id, c5 from wide_1 where c22 = 7 and c25 = 8 and c1 > 9 order by c3;

-- name: 1 23
select id, c6 from wide_1 where c23 = 7 and c26 = 8 and c2 > 9 order by c4;

-- name: 1 24
select id, c7 from wide_1 where c24 = 7 and c1 = 8 and c3 > 9 order by c5;

-- name: 1 25
select id, c8 from wide_1 where c25 = 7 and c2 = 8 and c4 > 9 order by c6;

-- name: 1 26
select id, c9 from wide_1 where c26 = 7 and c3 = 8 and c5 > 9 order by c7;

-- name: 2 1
select id, c10 from wide_2 where c1 = 7 and c4 = 8 and c6 > 9 order by c8;

-- name: 2 2
select id, c11 from wide_2 where c2 = 7 and c5 = 8 and c7 > 9 order by c9;

-- name: 2 3
select id, c12 from wide_2 where c3 = 7 and c6 = 8 and c8 > 9 order by c10;

-- name: 2 4
select id, c13 from wide_2 where c4 = 7 and c7 = 8 and c9 > 9 order by c11;

-- name: 2 5
select id, c14 from wide_2 where c5 = 7 and c8 = 8 and c10 > 9 order by c12;

-- name: 2 6
select id, c15 from wide_2 where c6 = 7 and c9 = 8 and c11 > 9 order by c13;

-- name: 2 7
select id, c16 from wide_2 where c7 = 7 and c10 = 8 and c12 > 9 order by c14;

-- name: 2 8
select id, c17 from wide_2 where c8 = 7 and c11 = 8 and c13 > 9 order by c15;

-- name: 2 9
select id, c18 from wide_2 where c9 = 7 and c12 = 8 and c14 > 9 order by c16;

-- name: 2 10
select id, c19 from wide_2 where c10 = 7 and c13 = 8 and c15 > 9 order by c17;

-- name: 2 11
select id, c20 from wide_2 where c11 = 7 and c14 = 8 and c16 > 9 order by c18;

-- name: 2 12
select id, c21 from wide_2 where c12 = 7 and c15 = 8 and c17 > 9 order by c19;

-- name: 2 13
select id, c22 from wide_2 where c13 = 7 and c16 = 8 and c18 > 9 order by c20;

-- name: 2 14
select id, c23 from wide_2 where c14 = 7 and c17 = 8 and c19 > 9 order by c21;

-- name: 2 15
select id, c24 from wide_2 where c15 = 7 and c18 = 8 and c20 > 9 order by c22;

-- name: 2 16
select id, c25 from wide_2 where c16 = 7 and c19 = 8 and c21 > 9 order by c23;

-- name: 2 17
select id, c26 from wide_2 where c17 = 7 and c20 = 8 and c22 > 9 order by c24;

-- name: 2 18
select id, c1 from wide_2 where c18 = 7 and c21 = 8 and c23 > 9 order by c25;

-- name: 2 19
select id, c2 from wide_2 where c19 = 7 and c22 = 8 and c24 > 9 order by c26;

-- name: 2 20
select id, c3 from wide_2 where c20 = 7 and c23 = 8 and c25 > 9 order by c1;

-- name: 2 21
select id, c4 from wide_2 where c21 = 7 and c24 = 8 and c26 > 9 order by c2;

-- name: 2 22
select id, c5 from wide_2 where c22 = 7 and c25 = 8 and c1 > 9 order by c3;

-- name: 2 23
select id, c6 from wide_2 where c23 = 7 and c26 = 8 and c2 > 9 order by c4;

-- name: 2 24
select id, c7 from wide_2 where c24 = 7 and c1 = 8 and c3 > 9 order by c5;

-- name: 2 25
select id, c8 from wide_2 where c25 = 7 and c2 = 8 and c4 > 9 order by c6;

-- name: 2 26
select id, c9 from wide_2 where c26 = 7 and c3 = 8 and c5 > 9 order by c7;

-- name: heavy
-- calls: 10000
select id from wide_1 where c2 = 7;
