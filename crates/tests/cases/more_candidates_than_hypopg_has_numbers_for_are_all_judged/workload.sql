-- calls: 10
select id from wide_1 where c1 = 7;
-- calls: 10
select id from wide_1 where c2 = 7;
-- calls: 10
select id from wide_1 where c3 = 7;
-- calls: 10
select id from wide_1 where c4 = 7;
-- calls: 10
select id from wide_1 where c5 = 7;
-- calls: 10
select id from wide_1 where c6 = 7;
-- calls: 10
select id from wide_1 where c7 = 7;
-- calls: 10
select id from wide_1 where c8 = 7;
-- calls: 10
select id from wide_1 where c9 = 7;
-- calls: 10
select id from wide_1 where c10 = 7;
-- calls: 10
select id from wide_1 where c11 = 7;
-- calls: 10
select id from wide_1 where c12 = 7;
-- calls: 10
select id from wide_1 where c13 = 7;
-- calls: 10
select id from wide_1 where c14 = 7;
-- calls: 10
select id from wide_1 where c15 = 7;
-- calls: 10
select id from wide_1 where c16 = 7;
-- calls: 10
select id from wide_1 where c17 = 7;
-- calls: 10
select id from wide_1 where c18 = 7;
-- calls: 10
select id from wide_1 where c19 = 7;
-- calls: 10
select id from wide_1 where c20 = 7;
-- calls: 10
select id from wide_1 where c21 = 7;
-- calls: 10
select id from wide_1 where c22 = 7;
-- calls: 10
select id from wide_1 where c23 = 7;
-- calls: 10
select id from wide_1 where c24 = 7;
-- calls: 10
select id from wide_1 where c25 = 7;
-- calls: 10
select id from wide_1 where c26 = 7;
-- calls: 10
select id from wide_1 where c27 = 7;
-- calls: 10
select id from wide_1 where c28 = 7;
-- calls: 10
select id from wide_1 where c29 = 7;
-- calls: 10
select id from wide_1 where c30 = 7;
-- calls: 10
select id from wide_1 where c31 = 7;
-- calls: 10
select id from wide_1 where c32 = 7;
-- calls: 10
select id from wide_1 where c33 = 7;
-- calls: 10
select id from wide_1 where c34 = 7;
-- calls: 10
select id from wide_1 where c35 = 7;
-- calls: 10
select id from wide_1 where c36 = 7;
-- calls: 10
select id from wide_1 where c37 = 7;
-- calls: 10
select id from wide_1 where c38 = 7;
-- calls: 10
select id from wide_1 where c39 = 7;
-- calls: 10
select id from wide_1 where c40 = 7;
-- calls: 10
select id from wide_1 where c41 = 7;
-- calls: 10
select id from wide_1 where c42 = 7;
-- calls: 10
select id from wide_1 where c43 = 7;
-- calls: 10
select id from wide_1 where c44 = 7;
-- calls: 10
select id from wide_1 where c45 = 7;
-- calls: 10
select id from wide_1 where c46 = 7;
-- calls: 10
select id from wide_1 where c47 = 7;
-- calls: 10
select id from wide_1 where c48 = 7;
-- calls: 10
select id from wide_1 where c49 = 7;
-- calls: 10
select id from wide_1 where c50 = 7;
-- calls: 10
select id from wide_1 where c51 = 7;
-- calls: 10
select id from wide_1 where c52 = 7;
-- calls: 10
select id from wide_1 where c53 = 7;
-- calls: 10
select id from wide_1 where c54 = 7;
-- calls: 10
select id from wide_1 where c55 = 7;
-- calls: 10
select id from wide_1 where c56 = 7;
-- calls: 10
select id from wide_1 where c57 = 7;
-- calls: 10
select id from wide_1 where c58 = 7;
-- calls: 10
select id from wide_1 where c59 = 7;
-- calls: 10
select id from wide_1 where c60 = 7;
-- calls: 10
select id from wide_1 where c61 = 7;
-- calls: 10
select id from wide_1 where c62 = 7;
-- calls: 10
select id from wide_1 where c63 = 7;
-- calls: 10
select id from wide_1 where c64 = 7;
-- calls: 10
select id from wide_1 where c65 = 7;
-- calls: 10
select id from wide_1 where c66 = 7;
-- calls: 10
select id from wide_1 where c67 = 7;
-- calls: 10
select id from wide_1 where c68 = 7;
-- calls: 10
select id from wide_1 where c69 = 7;
-- calls: 10
select id from wide_1 where c70 = 7;
-- calls: 10
select id from wide_1 where c71 = 7;
-- calls: 10
select id from wide_1 where c72 = 7;
-- calls: 10
select id from wide_1 where c73 = 7;
-- calls: 10
select id from wide_1 where c74 = 7;
-- calls: 10
select id from wide_1 where c75 = 7;
-- calls: 10
select id from wide_1 where c76 = 7;
-- calls: 10
select id from wide_1 where c77 = 7;
-- calls: 10
select id from wide_1 where c78 = 7;
-- calls: 10
select id from wide_1 where c79 = 7;
-- calls: 10
select id from wide_1 where c80 = 7;
-- calls: 10
select id from wide_1 where c81 = 7;
-- calls: 10
select id from wide_1 where c82 = 7;
-- calls: 10
select id from wide_1 where c83 = 7;
-- calls: 10
select id from wide_1 where c84 = 7;
-- calls: 10
select id from wide_1 where c85 = 7;
-- calls: 10
select id from wide_1 where c86 = 7;
-- calls: 10
select id from wide_1 where c87 = 7;
-- calls: 10
select id from wide_1 where c88 = 7;
-- calls: 10
select id from wide_1 where c89 = 7;
-- calls: 10
select id from wide_1 where c90 = 7;
-- calls: 10
select id from wide_1 where c91 = 7;
-- calls: 10
select id from wide_1 where c92 = 7;
-- calls: 10
select id from wide_1 where c93 = 7;
-- calls: 10
select id from wide_1 where c94 = 7;
-- calls: 10
select id from wide_1 where c95 = 7;
-- calls: 10
select id from wide_1 where c96 = 7;
-- calls: 10
select id from wide_1 where c97 = 7;
-- calls: 10
select id from wide_1 where c98 = 7;
-- calls: 10
select id from wide_1 where c99 = 7;
-- calls: 10
select id from wide_1 where c100 = 7;
-- calls: 10
select id from wide_2 where c1 = 7;
-- calls: 10
select id from wide_2 where c2 = 7;
-- calls: 10
select id from wide_2 where c3 = 7;
-- calls: 10
select id from wide_2 where c4 = 7;
-- calls: 10
select id from wide_2 where c5 = 7;
-- calls: 10
select id from wide_2 where c6 = 7;
-- calls: 10
select id from wide_2 where c7 = 7;
-- calls: 10
select id from wide_2 where c8 = 7;
-- calls: 10
select id from wide_2 where c9 = 7;
-- calls: 10
select id from wide_2 where c10 = 7;
-- calls: 10
select id from wide_2 where c11 = 7;
-- calls: 10
select id from wide_2 where c12 = 7;
-- calls: 10
select id from wide_2 where c13 = 7;
-- calls: 10
select id from wide_2 where c14 = 7;
-- calls: 10
select id from wide_2 where c15 = 7;
-- calls: 10
select id from wide_2 where c16 = 7;
-- calls: 10
select id from wide_2 where c17 = 7;
-- calls: 10
select id from wide_2 where c18 = 7;
-- calls: 10
select id from wide_2 where c19 = 7;
-- calls: 10
select id from wide_2 where c20 = 7;
-- calls: 10
select id from wide_2 where c21 = 7;
-- calls: 10
select id from wide_2 where c22 = 7;
-- calls: 10
select id from wide_2 where c23 = 7;
-- calls: 10
select id from wide_2 where c24 = 7;
-- calls: 10
select id from wide_2 where c25 = 7;
-- calls: 10
select id from wide_2 where c26 = 7;
-- calls: 10
select id from wide_2 where c27 = 7;
-- calls: 10
select id from wide_2 where c28 = 7;
-- calls: 10
select id from wide_2 where c29 = 7;
-- calls: 10
select id from wide_2 where c30 = 7;
-- calls: 10
select id from wide_2 where c31 = 7;
-- calls: 10
select id from wide_2 where c32 = 7;
-- calls: 10
select id from wide_2 where c33 = 7;
-- calls: 10
select id from wide_2 where c34 = 7;
-- calls: 10
select id from wide_2 where c35 = 7;
-- calls: 10
select id from wide_2 where c36 = 7;
-- calls: 10
select id from wide_2 where c37 = 7;
-- calls: 10
select id from wide_2 where c38 = 7;
-- calls: 10
select id from wide_2 where c39 = 7;
-- calls: 10
select id from wide_2 where c40 = 7;
-- calls: 10
select id from wide_2 where c41 = 7;
-- calls: 10
select id from wide_2 where c42 = 7;
-- calls: 10
select id from wide_2 where c43 = 7;
-- calls: 10
select id from wide_2 where c44 = 7;
-- calls: 10
select id from wide_2 where c45 = 7;
-- calls: 10
select id from wide_2 where c46 = 7;
-- calls: 10
select id from wide_2 where c47 = 7;
-- calls: 10
select id from wide_2 where c48 = 7;
-- calls: 10
select id from wide_2 where c49 = 7;
-- calls: 10
select id from wide_2 where c50 = 7;
-- calls: 10
select id from wide_2 where c51 = 7;
-- calls: 10
select id from wide_2 where c52 = 7;
-- calls: 10
select id from wide_2 where c53 = 7;
-- calls: 10
select id from wide_2 where c54 = 7;
-- calls: 10
select id from wide_2 where c55 = 7;
-- calls: 10
select id from wide_2 where c56 = 7;
-- calls: 10
select id from wide_2 where c57 = 7;
-- calls: 10
select id from wide_2 where c58 = 7;
-- calls: 10
select id from wide_2 where c59 = 7;
-- calls: 10
select id from wide_2 where c60 = 7;
-- calls: 10
select id from wide_2 where c61 = 7;
-- calls: 10
select id from wide_2 where c62 = 7;
-- calls: 10
select id from wide_2 where c63 = 7;
-- calls: 10
select id from wide_2 where c64 = 7;
-- calls: 10
select id from wide_2 where c65 = 7;
-- calls: 10
select id from wide_2 where c66 = 7;
-- calls: 10
select id from wide_2 where c67 = 7;
-- calls: 10
select id from wide_2 where c68 = 7;
-- calls: 10
select id from wide_2 where c69 = 7;
-- calls: 10
select id from wide_2 where c70 = 7;
-- calls: 10
select id from wide_2 where c71 = 7;
-- calls: 10
select id from wide_2 where c72 = 7;
-- calls: 10
select id from wide_2 where c73 = 7;
-- calls: 10
select id from wide_2 where c74 = 7;
-- calls: 10
select id from wide_2 where c75 = 7;
-- calls: 10
select id from wide_2 where c76 = 7;
-- calls: 10
select id from wide_2 where c77 = 7;
-- calls: 10
select id from wide_2 where c78 = 7;
-- calls: 10
select id from wide_2 where c79 = 7;
-- calls: 10
select id from wide_2 where c80 = 7;
-- calls: 10
select id from wide_2 where c81 = 7;
-- calls: 10
select id from wide_2 where c82 = 7;
-- calls: 10
select id from wide_2 where c83 = 7;
-- calls: 10
select id from wide_2 where c84 = 7;
-- calls: 10
select id from wide_2 where c85 = 7;
-- calls: 10
select id from wide_2 where c86 = 7;
-- calls: 10
select id from wide_2 where c87 = 7;
-- calls: 10
select id from wide_2 where c88 = 7;
-- calls: 10
select id from wide_2 where c89 = 7;
-- calls: 10
select id from wide_2 where c90 = 7;
-- calls: 10
select id from wide_2 where c91 = 7;
-- calls: 10
select id from wide_2 where c92 = 7;
-- calls: 10
select id from wide_2 where c93 = 7;
-- calls: 10
select id from wide_2 where c94 = 7;
-- calls: 10
select id from wide_2 where c95 = 7;
-- calls: 10
select id from wide_2 where c96 = 7;
-- calls: 10
select id from wide_2 where c97 = 7;
-- calls: 10
select id from wide_2 where c98 = 7;
-- calls: 10
select id from wide_2 where c99 = 7;
-- calls: 10
select id from wide_2 where c100 = 7;
-- calls: 10
select id from wide_3 where c1 = 7;
-- calls: 10
select id from wide_3 where c2 = 7;
-- calls: 10
select id from wide_3 where c3 = 7;
-- calls: 10
select id from wide_3 where c4 = 7;
-- calls: 10
select id from wide_3 where c5 = 7;
-- calls: 10
select id from wide_3 where c6 = 7;
-- calls: 10
select id from wide_3 where c7 = 7;
-- calls: 10
select id from wide_3 where c8 = 7;
-- calls: 10
select id from wide_3 where c9 = 7;
-- calls: 10
select id from wide_3 where c10 = 7;
-- calls: 10
select id from wide_3 where c11 = 7;
-- calls: 10
select id from wide_3 where c12 = 7;
-- calls: 10
select id from wide_3 where c13 = 7;
-- calls: 10
select id from wide_3 where c14 = 7;
-- calls: 10
select id from wide_3 where c15 = 7;
-- calls: 10
select id from wide_3 where c16 = 7;
-- calls: 10
select id from wide_3 where c17 = 7;
-- calls: 10
select id from wide_3 where c18 = 7;
-- calls: 10
select id from wide_3 where c19 = 7;
-- calls: 10
select id from wide_3 where c20 = 7;
-- calls: 10
select id from wide_3 where c21 = 7;
-- calls: 10
select id from wide_3 where c22 = 7;
-- calls: 10
select id from wide_3 where c23 = 7;
-- calls: 10
select id from wide_3 where c24 = 7;
-- calls: 10
select id from wide_3 where c25 = 7;
-- calls: 10
select id from wide_3 where c26 = 7;
-- calls: 10
select id from wide_3 where c27 = 7;
-- calls: 10
select id from wide_3 where c28 = 7;
-- calls: 10
select id from wide_3 where c29 = 7;
-- calls: 10
select id from wide_3 where c30 = 7;
-- calls: 10
select id from wide_3 where c31 = 7;
-- calls: 10
select id from wide_3 where c32 = 7;
-- calls: 10
select id from wide_3 where c33 = 7;
-- calls: 10
select id from wide_3 where c34 = 7;
-- calls: 10
select id from wide_3 where c35 = 7;
-- calls: 10
select id from wide_3 where c36 = 7;
-- calls: 10
select id from wide_3 where c37 = 7;
-- calls: 10
select id from wide_3 where c38 = 7;
-- calls: 10
select id from wide_3 where c39 = 7;
-- calls: 10
select id from wide_3 where c40 = 7;
-- calls: 10
select id from wide_3 where c41 = 7;
-- calls: 10
select id from wide_3 where c42 = 7;
-- calls: 10
select id from wide_3 where c43 = 7;
-- calls: 10
select id from wide_3 where c44 = 7;
-- calls: 10
select id from wide_3 where c45 = 7;
-- calls: 10
select id from wide_3 where c46 = 7;
-- calls: 10
select id from wide_3 where c47 = 7;
-- calls: 10
select id from wide_3 where c48 = 7;
-- calls: 10
select id from wide_3 where c49 = 7;
-- calls: 10
select id from wide_3 where c50 = 7;
-- calls: 10
select id from wide_3 where c51 = 7;
-- calls: 10
select id from wide_3 where c52 = 7;
-- calls: 10
select id from wide_3 where c53 = 7;
-- calls: 10
select id from wide_3 where c54 = 7;
-- calls: 10
select id from wide_3 where c55 = 7;
-- calls: 10
select id from wide_3 where c56 = 7;
-- calls: 10
select id from wide_3 where c57 = 7;
-- calls: 10
select id from wide_3 where c58 = 7;
-- calls: 10
select id from wide_3 where c59 = 7;
-- calls: 10
select id from wide_3 where c60 = 7;
-- calls: 10
select id from wide_3 where c61 = 7;
-- calls: 10
select id from wide_3 where c62 = 7;
-- calls: 10
select id from wide_3 where c63 = 7;
-- calls: 10
select id from wide_3 where c64 = 7;
-- calls: 10
select id from wide_3 where c65 = 7;
-- calls: 10
select id from wide_3 where c66 = 7;
-- calls: 10
select id from wide_3 where c67 = 7;
-- calls: 10
select id from wide_3 where c68 = 7;
-- calls: 10
select id from wide_3 where c69 = 7;
-- calls: 10
select id from wide_3 where c70 = 7;
-- calls: 10
select id from wide_3 where c71 = 7;
-- calls: 10
select id from wide_3 where c72 = 7;
-- calls: 10
select id from wide_3 where c73 = 7;
-- calls: 10
select id from wide_3 where c74 = 7;
-- calls: 10
select id from wide_3 where c75 = 7;
-- calls: 10
select id from wide_3 where c76 = 7;
-- calls: 10
select id from wide_3 where c77 = 7;
-- calls: 10
select id from wide_3 where c78 = 7;
-- calls: 10
select id from wide_3 where c79 = 7;
-- calls: 10
select id from wide_3 where c80 = 7;
-- calls: 10
select id from wide_3 where c81 = 7;
-- calls: 10
select id from wide_3 where c82 = 7;
-- calls: 10
select id from wide_3 where c83 = 7;
-- calls: 10
select id from wide_3 where c84 = 7;
-- calls: 10
select id from wide_3 where c85 = 7;
-- calls: 10
select id from wide_3 where c86 = 7;
-- calls: 10
select id from wide_3 where c87 = 7;
-- calls: 10
select id from wide_3 where c88 = 7;
-- calls: 10
select id from wide_3 where c89 = 7;
-- calls: 10
select id from wide_3 where c90 = 7;
-- calls: 10
select id from wide_3 where c91 = 7;
-- calls: 10
select id from wide_3 where c92 = 7;
-- calls: 10
select id from wide_3 where c93 = 7;
-- calls: 10
select id from wide_3 where c94 = 7;
-- calls: 10
select id from wide_3 where c95 = 7;
-- calls: 10
select id from wide_3 where c96 = 7;
-- calls: 10
select id from wide_3 where c97 = 7;
-- calls: 10
select id from wide_3 where c98 = 7;
-- calls: 10
select id from wide_3 where c99 = 7;
-- calls: 10
select id from wide_3 where c100 = 7;
-- calls: 10
select id from wide_4 where c1 = 7;
-- calls: 10
select id from wide_4 where c2 = 7;
-- calls: 10
select id from wide_4 where c3 = 7;
-- calls: 10
select id from wide_4 where c4 = 7;
-- calls: 10
select id from wide_4 where c5 = 7;
-- calls: 10
select id from wide_4 where c6 = 7;
-- calls: 10
select id from wide_4 where c7 = 7;
-- calls: 10
select id from wide_4 where c8 = 7;
-- calls: 10
select id from wide_4 where c9 = 7;
-- calls: 10
select id from wide_4 where c10 = 7;
-- calls: 10
select id from wide_4 where c11 = 7;
-- calls: 10
select id from wide_4 where c12 = 7;
-- calls: 10
select id from wide_4 where c13 = 7;
-- calls: 10
select id from wide_4 where c14 = 7;
-- calls: 10
select id from wide_4 where c15 = 7;
-- calls: 10
select id from wide_4 where c16 = 7;
-- calls: 10
select id from wide_4 where c17 = 7;
-- calls: 10
select id from wide_4 where c18 = 7;
-- calls: 10
select id from wide_4 where c19 = 7;
-- calls: 10
select id from wide_4 where c20 = 7;
-- calls: 10
select id from wide_4 where c21 = 7;
-- calls: 10
select id from wide_4 where c22 = 7;
-- calls: 10
select id from wide_4 where c23 = 7;
-- calls: 10
select id from wide_4 where c24 = 7;
-- calls: 10
select id from wide_4 where c25 = 7;
-- calls: 10
select id from wide_4 where c26 = 7;
-- calls: 10
select id from wide_4 where c27 = 7;
-- calls: 10
select id from wide_4 where c28 = 7;
-- calls: 10
select id from wide_4 where c29 = 7;
-- calls: 10
select id from wide_4 where c30 = 7;
-- calls: 10
select id from wide_4 where c31 = 7;
-- calls: 10
select id from wide_4 where c32 = 7;
-- calls: 10
select id from wide_4 where c33 = 7;
-- calls: 10
select id from wide_4 where c34 = 7;
-- calls: 10
select id from wide_4 where c35 = 7;
-- calls: 10
select id from wide_4 where c36 = 7;
-- calls: 10
select id from wide_4 where c37 = 7;
-- calls: 10
select id from wide_4 where c38 = 7;
-- calls: 10
select id from wide_4 where c39 = 7;
-- calls: 10
select id from wide_4 where c40 = 7;
-- calls: 10
select id from wide_4 where c41 = 7;
-- calls: 10
select id from wide_4 where c42 = 7;
-- calls: 10
select id from wide_4 where c43 = 7;
-- calls: 10
select id from wide_4 where c44 = 7;
-- calls: 10
select id from wide_4 where c45 = 7;
-- calls: 10
select id from wide_4 where c46 = 7;
-- calls: 10
select id from wide_4 where c47 = 7;
-- calls: 10
select id from wide_4 where c48 = 7;
-- calls: 10
select id from wide_4 where c49 = 7;
-- calls: 10
select id from wide_4 where c50 = 7;
-- calls: 10
select id from wide_4 where c51 = 7;
-- calls: 10
select id from wide_4 where c52 = 7;
-- calls: 10
select id from wide_4 where c53 = 7;
-- calls: 10
select id from wide_4 where c54 = 7;
-- calls: 10
select id from wide_4 where c55 = 7;
-- calls: 10
select id from wide_4 where c56 = 7;
-- calls: 10
select id from wide_4 where c57 = 7;
-- calls: 10
select id from wide_4 where c58 = 7;
-- calls: 10
select id from wide_4 where c59 = 7;
-- calls: 10
select id from wide_4 where c60 = 7;
-- calls: 10
select id from wide_4 where c61 = 7;
-- calls: 10
select id from wide_4 where c62 = 7;
-- calls: 10
select id from wide_4 where c63 = 7;
-- calls: 10
select id from wide_4 where c64 = 7;
-- calls: 10
select id from wide_4 where c65 = 7;
-- calls: 10
select id from wide_4 where c66 = 7;
-- calls: 10
select id from wide_4 where c67 = 7;
-- calls: 10
select id from wide_4 where c68 = 7;
-- calls: 10
select id from wide_4 where c69 = 7;
-- calls: 10
select id from wide_4 where c70 = 7;
-- calls: 10
select id from wide_4 where c71 = 7;
-- calls: 10
select id from wide_4 where c72 = 7;
-- calls: 10
select id from wide_4 where c73 = 7;
-- calls: 10
select id from wide_4 where c74 = 7;
-- calls: 10
select id from wide_4 where c75 = 7;
-- calls: 10
select id from wide_4 where c76 = 7;
-- calls: 10
select id from wide_4 where c77 = 7;
-- calls: 10
select id from wide_4 where c78 = 7;
-- calls: 10
select id from wide_4 where c79 = 7;
-- calls: 10
select id from wide_4 where c80 = 7;
-- calls: 10
select id from wide_4 where c81 = 7;
-- calls: 10
select id from wide_4 where c82 = 7;
-- calls: 10
select id from wide_4 where c83 = 7;
-- calls: 10
select id from wide_4 where c84 = 7;
-- calls: 10
select id from wide_4 where c85 = 7;
-- calls: 10
select id from wide_4 where c86 = 7;
-- calls: 10
select id from wide_4 where c87 = 7;
-- calls: 10
select id from wide_4 where c88 = 7;
-- calls: 10
select id from wide_4 where c89 = 7;
-- calls: 10
select id from wide_4 where c90 = 7;
-- calls: 10
select id from wide_4 where c91 = 7;
-- calls: 10
select id from wide_4 where c92 = 7;
-- calls: 10
select id from wide_4 where c93 = 7;
-- calls: 10
select id from wide_4 where c94 = 7;
-- calls: 10
select id from wide_4 where c95 = 7;
-- calls: 10
select id from wide_4 where c96 = 7;
-- calls: 10
select id from wide_4 where c97 = 7;
-- calls: 10
select id from wide_4 where c98 = 7;
-- calls: 10
select id from wide_4 where c99 = 7;
-- calls: 10
select id from wide_4 where c100 = 7;
-- calls: 10
select id from wide_5 where c1 = 7;
-- calls: 10
select id from wide_5 where c2 = 7;
-- calls: 10
select id from wide_5 where c3 = 7;
-- calls: 10
select id from wide_5 where c4 = 7;
-- calls: 10
select id from wide_5 where c5 = 7;
-- calls: 10
select id from wide_5 where c6 = 7;
-- calls: 10
select id from wide_5 where c7 = 7;
-- calls: 10
select id from wide_5 where c8 = 7;
-- calls: 10
select id from wide_5 where c9 = 7;
-- calls: 10
select id from wide_5 where c10 = 7;
-- calls: 10
select id from wide_5 where c11 = 7;
-- calls: 10
select id from wide_5 where c12 = 7;
-- calls: 10
select id from wide_5 where c13 = 7;
-- calls: 10
select id from wide_5 where c14 = 7;
-- calls: 10
select id from wide_5 where c15 = 7;
-- calls: 10
select id from wide_5 where c16 = 7;
-- calls: 10
select id from wide_5 where c17 = 7;
-- calls: 10
select id from wide_5 where c18 = 7;
-- calls: 10
select id from wide_5 where c19 = 7;
-- calls: 10
select id from wide_5 where c20 = 7;
-- calls: 10
select id from wide_5 where c21 = 7;
-- calls: 10
select id from wide_5 where c22 = 7;
-- calls: 10
select id from wide_5 where c23 = 7;
-- calls: 10
select id from wide_5 where c24 = 7;
-- calls: 10
select id from wide_5 where c25 = 7;
-- calls: 10
select id from wide_5 where c26 = 7;
-- calls: 10
select id from wide_5 where c27 = 7;
-- calls: 10
select id from wide_5 where c28 = 7;
-- calls: 10
select id from wide_5 where c29 = 7;
-- calls: 10
select id from wide_5 where c30 = 7;
-- calls: 10
select id from wide_5 where c31 = 7;
-- calls: 10
select id from wide_5 where c32 = 7;
-- calls: 10
select id from wide_5 where c33 = 7;
-- calls: 10
select id from wide_5 where c34 = 7;
-- calls: 10
select id from wide_5 where c35 = 7;
-- calls: 10
select id from wide_5 where c36 = 7;
-- calls: 10
select id from wide_5 where c37 = 7;
-- calls: 10
select id from wide_5 where c38 = 7;
-- calls: 10
select id from wide_5 where c39 = 7;
-- calls: 10
select id from wide_5 where c40 = 7;
-- calls: 10
select id from wide_5 where c41 = 7;
-- calls: 10
select id from wide_5 where c42 = 7;
-- calls: 10
select id from wide_5 where c43 = 7;
-- calls: 10
select id from wide_5 where c44 = 7;
-- calls: 10
select id from wide_5 where c45 = 7;
-- calls: 10
select id from wide_5 where c46 = 7;
-- calls: 10
select id from wide_5 where c47 = 7;
-- calls: 10
select id from wide_5 where c48 = 7;
-- calls: 10
select id from wide_5 where c49 = 7;
-- calls: 10
select id from wide_5 where c50 = 7;
-- calls: 10
select id from wide_5 where c51 = 7;
-- calls: 10
select id from wide_5 where c52 = 7;
-- calls: 10
select id from wide_5 where c53 = 7;
-- calls: 10
select id from wide_5 where c54 = 7;
-- calls: 10
select id from wide_5 where c55 = 7;
-- calls: 10
select id from wide_5 where c56 = 7;
-- calls: 10
select id from wide_5 where c57 = 7;
-- calls: 10
select id from wide_5 where c58 = 7;
-- calls: 10
select id from wide_5 where c59 = 7;
-- calls: 10
select id from wide_5 where c60 = 7;
-- calls: 10
select id from wide_5 where c61 = 7;
-- calls: 10
select id from wide_5 where c62 = 7;
-- calls: 10
select id from wide_5 where c63 = 7;
-- calls: 10
select id from wide_5 where c64 = 7;
-- calls: 10
select id from wide_5 where c65 = 7;
-- calls: 10
select id from wide_5 where c66 = 7;
-- calls: 10
select id from wide_5 where c67 = 7;
-- calls: 10
select id from wide_5 where c68 = 7;
-- calls: 10
select id from wide_5 where c69 = 7;
-- calls: 10
select id from wide_5 where c70 = 7;
-- calls: 10
select id from wide_5 where c71 = 7;
-- calls: 10
select id from wide_5 where c72 = 7;
-- calls: 10
select id from wide_5 where c73 = 7;
-- calls: 10
select id from wide_5 where c74 = 7;
-- calls: 10
select id from wide_5 where c75 = 7;
-- calls: 10
select id from wide_5 where c76 = 7;
-- calls: 10
select id from wide_5 where c77 = 7;
-- calls: 10
select id from wide_5 where c78 = 7;
-- calls: 10
select id from wide_5 where c79 = 7;
-- calls: 10
select id from wide_5 where c80 = 7;
-- calls: 10
select id from wide_5 where c81 = 7;
-- calls: 10
select id from wide_5 where c82 = 7;
-- calls: 10
select id from wide_5 where c83 = 7;
-- calls: 10
select id from wide_5 where c84 = 7;
-- calls: 10
select id from wide_5 where c85 = 7;
-- calls: 10
select id from wide_5 where c86 = 7;
-- calls: 10
select id from wide_5 where c87 = 7;
-- calls: 10
select id from wide_5 where c88 = 7;
-- calls: 10
select id from wide_5 where c89 = 7;
-- calls: 10
select id from wide_5 where c90 = 7;
-- calls: 10
select id from wide_5 where c91 = 7;
-- calls: 10
select id from wide_5 where c92 = 7;
-- calls: 10
select id from wide_5 where c93 = 7;
-- calls: 10
select id from wide_5 where c94 = 7;
-- calls: 10
select id from wide_5 where c95 = 7;
-- calls: 10
select id from wide_5 where c96 = 7;
-- calls: 10
select id from wide_5 where c97 = 7;
-- calls: 10
select id from wide_5 where c98 = 7;
-- calls: 10
select id from wide_5 where c99 = 7;
-- calls: 10
select id from wide_5 where c100 = 7;
-- calls: 10
select id from wide_6 where c1 = 7;
-- calls: 10
select id from wide_6 where c2 = 7;
-- calls: 10
select id from wide_6 where c3 = 7;
-- calls: 10
select id from wide_6 where c4 = 7;
-- calls: 10
select id from wide_6 where c5 = 7;
-- calls: 10
select id from wide_6 where c6 = 7;
-- calls: 10
select id from wide_6 where c7 = 7;
-- calls: 10
select id from wide_6 where c8 = 7;
-- calls: 10
select id from wide_6 where c9 = 7;
-- calls: 10
select id from wide_6 where c10 = 7;
-- calls: 10
select id from wide_6 where c11 = 7;
-- calls: 10
select id from wide_6 where c12 = 7;
-- calls: 10
select id from wide_6 where c13 = 7;
-- calls: 10
select id from wide_6 where c14 = 7;
-- calls: 10
select id from wide_6 where c15 = 7;
-- calls: 10
select id from wide_6 where c16 = 7;
-- calls: 10
select id from wide_6 where c17 = 7;
-- calls: 10
select id from wide_6 where c18 = 7;
-- calls: 10
select id from wide_6 where c19 = 7;
-- calls: 10
select id from wide_6 where c20 = 7;
-- calls: 10
select id from wide_6 where c21 = 7;
-- calls: 10
select id from wide_6 where c22 = 7;
-- calls: 10
select id from wide_6 where c23 = 7;
-- calls: 10
select id from wide_6 where c24 = 7;
-- calls: 10
select id from wide_6 where c25 = 7;
-- calls: 10
select id from wide_6 where c26 = 7;
-- calls: 10
select id from wide_6 where c27 = 7;
-- calls: 10
select id from wide_6 where c28 = 7;
-- calls: 10
select id from wide_6 where c29 = 7;
-- calls: 10
select id from wide_6 where c30 = 7;
-- calls: 10
select id from wide_6 where c31 = 7;
-- calls: 10
select id from wide_6 where c32 = 7;
-- calls: 10
select id from wide_6 where c33 = 7;
-- calls: 10
select id from wide_6 where c34 = 7;
-- calls: 10
select id from wide_6 where c35 = 7;
-- calls: 10
select id from wide_6 where c36 = 7;
-- calls: 10
select id from wide_6 where c37 = 7;
-- calls: 10
select id from wide_6 where c38 = 7;
-- calls: 10
select id from wide_6 where c39 = 7;
-- calls: 10
select id from wide_6 where c40 = 7;
-- calls: 10
select id from wide_6 where c41 = 7;
-- calls: 10
select id from wide_6 where c42 = 7;
-- calls: 10
select id from wide_6 where c43 = 7;
-- calls: 10
select id from wide_6 where c44 = 7;
-- calls: 10
select id from wide_6 where c45 = 7;
-- calls: 10
select id from wide_6 where c46 = 7;
-- calls: 10
select id from wide_6 where c47 = 7;
-- calls: 10
select id from wide_6 where c48 = 7;
-- calls: 10
select id from wide_6 where c49 = 7;
-- calls: 10
select id from wide_6 where c50 = 7;
-- calls: 10
select id from wide_6 where c51 = 7;
-- calls: 10
select id from wide_6 where c52 = 7;
-- calls: 10
select id from wide_6 where c53 = 7;
-- calls: 10
select id from wide_6 where c54 = 7;
-- calls: 10
select id from wide_6 where c55 = 7;
-- calls: 10
select id from wide_6 where c56 = 7;
-- calls: 10
select id from wide_6 where c57 = 7;
-- calls: 10
select id from wide_6 where c58 = 7;
-- calls: 10
select id from wide_6 where c59 = 7;
-- calls: 10
select id from wide_6 where c60 = 7;
-- calls: 10
select id from wide_6 where c61 = 7;
-- calls: 10
select id from wide_6 where c62 = 7;
-- calls: 10
select id from wide_6 where c63 = 7;
-- calls: 10
select id from wide_6 where c64 = 7;
-- calls: 10
select id from wide_6 where c65 = 7;
-- calls: 10
select id from wide_6 where c66 = 7;
-- calls: 10
select id from wide_6 where c67 = 7;
-- calls: 10
select id from wide_6 where c68 = 7;
-- calls: 10
select id from wide_6 where c69 = 7;
-- calls: 10
select id from wide_6 where c70 = 7;
-- calls: 10
select id from wide_6 where c71 = 7;
-- calls: 10
select id from wide_6 where c72 = 7;
-- calls: 10
select id from wide_6 where c73 = 7;
-- calls: 10
select id from wide_6 where c74 = 7;
-- calls: 10
select id from wide_6 where c75 = 7;
-- calls: 10
select id from wide_6 where c76 = 7;
-- calls: 10
select id from wide_6 where c77 = 7;
-- calls: 10
select id from wide_6 where c78 = 7;
-- calls: 10
select id from wide_6 where c79 = 7;
-- calls: 10
select id from wide_6 where c80 = 7;
-- calls: 10
select id from wide_6 where c81 = 7;
-- calls: 10
select id from wide_6 where c82 = 7;
-- calls: 10
select id from wide_6 where c83 = 7;
-- calls: 10
select id from wide_6 where c84 = 7;
-- calls: 10
select id from wide_6 where c85 = 7;
-- calls: 10
select id from wide_6 where c86 = 7;
-- calls: 10
select id from wide_6 where c87 = 7;
-- calls: 10
select id from wide_6 where c88 = 7;
-- calls: 10
select id from wide_6 where c89 = 7;
-- calls: 10
select id from wide_6 where c90 = 7;
-- calls: 10
select id from wide_6 where c91 = 7;
-- calls: 10
select id from wide_6 where c92 = 7;
-- calls: 10
select id from wide_6 where c93 = 7;
-- calls: 10
select id from wide_6 where c94 = 7;
-- calls: 10
select id from wide_6 where c95 = 7;
-- calls: 10
select id from wide_6 where c96 = 7;
-- calls: 10
select id from wide_6 where c97 = 7;
-- calls: 10
select id from wide_6 where c98 = 7;
-- calls: 10
select id from wide_6 where c99 = 7;
-- calls: 10
select id from wide_6 where c100 = 7;
-- calls: 10
select id from wide_7 where c1 = 7;
-- calls: 10
select id from wide_7 where c2 = 7;
-- calls: 10
select id from wide_7 where c3 = 7;
-- calls: 10
select id from wide_7 where c4 = 7;
-- calls: 10
select id from wide_7 where c5 = 7;
-- calls: 10
select id from wide_7 where c6 = 7;
-- calls: 10
select id from wide_7 where c7 = 7;
-- calls: 10
select id from wide_7 where c8 = 7;
-- calls: 10
select id from wide_7 where c9 = 7;
-- calls: 10
select id from wide_7 where c10 = 7;
-- calls: 10
select id from wide_7 where c11 = 7;
-- calls: 10
select id from wide_7 where c12 = 7;
-- calls: 10
select id from wide_7 where c13 = 7;
-- calls: 10
select id from wide_7 where c14 = 7;
-- calls: 10
select id from wide_7 where c15 = 7;
-- calls: 10
select id from wide_7 where c16 = 7;
-- calls: 10
select id from wide_7 where c17 = 7;
-- calls: 10
select id from wide_7 where c18 = 7;
-- calls: 10
select id from wide_7 where c19 = 7;
-- calls: 10
select id from wide_7 where c20 = 7;
-- calls: 10
select id from wide_7 where c21 = 7;
-- calls: 10
select id from wide_7 where c22 = 7;
-- calls: 10
select id from wide_7 where c23 = 7;
-- calls: 10
select id from wide_7 where c24 = 7;
-- calls: 10
select id from wide_7 where c25 = 7;
-- calls: 10
select id from wide_7 where c26 = 7;
-- calls: 10
select id from wide_7 where c27 = 7;
-- calls: 10
select id from wide_7 where c28 = 7;
-- calls: 10
select id from wide_7 where c29 = 7;
-- calls: 10
select id from wide_7 where c30 = 7;
-- calls: 10
select id from wide_7 where c31 = 7;
-- calls: 10
select id from wide_7 where c32 = 7;
-- calls: 10
select id from wide_7 where c33 = 7;
-- calls: 10
select id from wide_7 where c34 = 7;
-- calls: 10
select id from wide_7 where c35 = 7;
-- calls: 10
select id from wide_7 where c36 = 7;
-- calls: 10
select id from wide_7 where c37 = 7;
-- calls: 10
select id from wide_7 where c38 = 7;
-- calls: 10
select id from wide_7 where c39 = 7;
-- calls: 10
select id from wide_7 where c40 = 7;
-- calls: 10
select id from wide_7 where c41 = 7;
-- calls: 10
select id from wide_7 where c42 = 7;
-- calls: 10
select id from wide_7 where c43 = 7;
-- calls: 10
select id from wide_7 where c44 = 7;
-- calls: 10
select id from wide_7 where c45 = 7;
-- calls: 10
select id from wide_7 where c46 = 7;
-- calls: 10
select id from wide_7 where c47 = 7;
-- calls: 10
select id from wide_7 where c48 = 7;
-- calls: 10
select id from wide_7 where c49 = 7;
-- calls: 10
select id from wide_7 where c50 = 7;
-- calls: 10
select id from wide_7 where c51 = 7;
-- calls: 10
select id from wide_7 where c52 = 7;
-- calls: 10
select id from wide_7 where c53 = 7;
-- calls: 10
select id from wide_7 where c54 = 7;
-- calls: 10
select id from wide_7 where c55 = 7;
-- calls: 10
select id from wide_7 where c56 = 7;
-- calls: 10
select id from wide_7 where c57 = 7;
-- calls: 10
select id from wide_7 where c58 = 7;
-- calls: 10
select id from wide_7 where c59 = 7;
-- calls: 10
select id from wide_7 where c60 = 7;
-- calls: 10
select id from wide_7 where c61 = 7;
-- calls: 10
select id from wide_7 where c62 = 7;
-- calls: 10
select id from wide_7 where c63 = 7;
-- calls: 10
select id from wide_7 where c64 = 7;
-- calls: 10
select id from wide_7 where c65 = 7;
-- calls: 10
select id from wide_7 where c66 = 7;
-- calls: 10
select id from wide_7 where c67 = 7;
-- calls: 10
select id from wide_7 where c68 = 7;
-- calls: 10
select id from wide_7 where c69 = 7;
-- calls: 10
select id from wide_7 where c70 = 7;
-- calls: 10
select id from wide_7 where c71 = 7;
-- calls: 10
select id from wide_7 where c72 = 7;
-- calls: 10
select id from wide_7 where c73 = 7;
-- calls: 10
select id from wide_7 where c74 = 7;
-- calls: 10
select id from wide_7 where c75 = 7;
-- calls: 10
select id from wide_7 where c76 = 7;
-- calls: 10
select id from wide_7 where c77 = 7;
-- calls: 10
select id from wide_7 where c78 = 7;
-- calls: 10
select id from wide_7 where c79 = 7;
-- calls: 10
select id from wide_7 where c80 = 7;
-- calls: 10
select id from wide_7 where c81 = 7;
-- calls: 10
select id from wide_7 where c82 = 7;
-- calls: 10
select id from wide_7 where c83 = 7;
-- calls: 10
select id from wide_7 where c84 = 7;
-- calls: 10
select id from wide_7 where c85 = 7;
-- calls: 10
select id from wide_7 where c86 = 7;
-- calls: 10
select id from wide_7 where c87 = 7;
-- calls: 10
select id from wide_7 where c88 = 7;
-- calls: 10
select id from wide_7 where c89 = 7;
-- calls: 10
select id from wide_7 where c90 = 7;
-- calls: 10
select id from wide_7 where c91 = 7;
-- calls: 10
select id from wide_7 where c92 = 7;
-- calls: 10
select id from wide_7 where c93 = 7;
-- calls: 10
select id from wide_7 where c94 = 7;
-- calls: 10
select id from wide_7 where c95 = 7;
-- calls: 10
select id from wide_7 where c96 = 7;
-- calls: 10
select id from wide_7 where c97 = 7;
-- calls: 10
select id from wide_7 where c98 = 7;
-- calls: 10
select id from wide_7 where c99 = 7;
-- calls: 10
select id from wide_7 where c100 = 7;
-- calls: 10
select id from wide_8 where c1 = 7;
-- calls: 10
select id from wide_8 where c2 = 7;
-- calls: 10
select id from wide_8 where c3 = 7;
-- calls: 10
select id from wide_8 where c4 = 7;
-- calls: 10
select id from wide_8 where c5 = 7;
-- calls: 10
select id from wide_8 where c6 = 7;
-- calls: 10
select id from wide_8 where c7 = 7;
-- calls: 10
select id from wide_8 where c8 = 7;
-- calls: 10
select id from wide_8 where c9 = 7;
-- calls: 10
select id from wide_8 where c10 = 7;
-- calls: 10
select id from wide_8 where c11 = 7;
-- calls: 10
select id from wide_8 where c12 = 7;
-- calls: 10
select id from wide_8 where c13 = 7;
-- calls: 10
select id from wide_8 where c14 = 7;
-- calls: 10
select id from wide_8 where c15 = 7;
-- calls: 10
select id from wide_8 where c16 = 7;
-- calls: 10
select id from wide_8 where c17 = 7;
-- calls: 10
select id from wide_8 where c18 = 7;
-- calls: 10
select id from wide_8 where c19 = 7;
-- calls: 10
select id from wide_8 where c20 = 7;
-- calls: 10
select id from wide_8 where c21 = 7;
-- calls: 10
select id from wide_8 where c22 = 7;
-- calls: 10
select id from wide_8 where c23 = 7;
-- calls: 10
select id from wide_8 where c24 = 7;
-- calls: 10
select id from wide_8 where c25 = 7;
-- calls: 10
select id from wide_8 where c26 = 7;
-- calls: 10
select id from wide_8 where c27 = 7;
-- calls: 10
select id from wide_8 where c28 = 7;
-- calls: 10
select id from wide_8 where c29 = 7;
-- calls: 10
select id from wide_8 where c30 = 7;
-- calls: 10
select id from wide_8 where c31 = 7;
-- calls: 10
select id from wide_8 where c32 = 7;
-- calls: 10
select id from wide_8 where c33 = 7;
-- calls: 10
select id from wide_8 where c34 = 7;
-- calls: 10
select id from wide_8 where c35 = 7;
-- calls: 10
select id from wide_8 where c36 = 7;
-- calls: 10
select id from wide_8 where c37 = 7;
-- calls: 10
select id from wide_8 where c38 = 7;
-- calls: 10
select id from wide_8 where c39 = 7;
-- calls: 10
select id from wide_8 where c40 = 7;
-- calls: 10
select id from wide_8 where c41 = 7;
-- calls: 10
select id from wide_8 where c42 = 7;
-- calls: 10
select id from wide_8 where c43 = 7;
-- calls: 10
select id from wide_8 where c44 = 7;
-- calls: 10
select id from wide_8 where c45 = 7;
-- calls: 10
select id from wide_8 where c46 = 7;
-- calls: 10
select id from wide_8 where c47 = 7;
-- calls: 10
select id from wide_8 where c48 = 7;
-- calls: 10
select id from wide_8 where c49 = 7;
-- calls: 10
select id from wide_8 where c50 = 7;
-- calls: 10
select id from wide_8 where c51 = 7;
-- calls: 10
select id from wide_8 where c52 = 7;
-- calls: 10
select id from wide_8 where c53 = 7;
-- calls: 10
select id from wide_8 where c54 = 7;
-- calls: 10
select id from wide_8 where c55 = 7;
-- calls: 10
select id from wide_8 where c56 = 7;
-- calls: 10
select id from wide_8 where c57 = 7;
-- calls: 10
select id from wide_8 where c58 = 7;
-- calls: 10
select id from wide_8 where c59 = 7;
-- calls: 10
select id from wide_8 where c60 = 7;
-- calls: 10
select id from wide_8 where c61 = 7;
-- calls: 10
select id from wide_8 where c62 = 7;
-- calls: 10
select id from wide_8 where c63 = 7;
-- calls: 10
select id from wide_8 where c64 = 7;
-- calls: 10
select id from wide_8 where c65 = 7;
-- calls: 10
select id from wide_8 where c66 = 7;
-- calls: 10
select id from wide_8 where c67 = 7;
-- calls: 10
select id from wide_8 where c68 = 7;
-- calls: 10
select id from wide_8 where c69 = 7;
-- calls: 10
select id from wide_8 where c70 = 7;
-- calls: 10
select id from wide_8 where c71 = 7;
-- calls: 10
select id from wide_8 where c72 = 7;
-- calls: 10
select id from wide_8 where c73 = 7;
-- calls: 10
select id from wide_8 where c74 = 7;
-- calls: 10
select id from wide_8 where c75 = 7;
-- calls: 10
select id from wide_8 where c76 = 7;
-- calls: 10
select id from wide_8 where c77 = 7;
-- calls: 10
select id from wide_8 where c78 = 7;
-- calls: 10
select id from wide_8 where c79 = 7;
-- calls: 10
select id from wide_8 where c80 = 7;
-- calls: 10
select id from wide_8 where c81 = 7;
-- calls: 10
select id from wide_8 where c82 = 7;
-- calls: 10
select id from wide_8 where c83 = 7;
-- calls: 10
select id from wide_8 where c84 = 7;
-- calls: 10
select id from wide_8 where c85 = 7;
-- calls: 10
select id from wide_8 where c86 = 7;
-- calls: 10
select id from wide_8 where c87 = 7;
-- calls: 10
select id from wide_8 where c88 = 7;
-- calls: 10
select id from wide_8 where c89 = 7;
-- calls: 10
select id from wide_8 where c90 = 7;
-- calls: 10
select id from wide_8 where c91 = 7;
-- calls: 10
select id from wide_8 where c92 = 7;
-- calls: 10
select id from wide_8 where c93 = 7;
-- calls: 10
select id from wide_8 where c94 = 7;
-- calls: 10
select id from wide_8 where c95 = 7;
-- calls: 10
select id from wide_8 where c96 = 7;
-- calls: 10
select id from wide_8 where c97 = 7;
-- calls: 10
select id from wide_8 where c98 = 7;
-- calls: 10
select id from wide_8 where c99 = 7;
-- calls: 10
select id from wide_8 where c100 = 7;
-- calls: 10
select id from wide_9 where c1 = 7;
-- calls: 10
select id from wide_9 where c2 = 7;
-- calls: 10
select id from wide_9 where c3 = 7;
-- calls: 10
select id from wide_9 where c4 = 7;
-- calls: 10
select id from wide_9 where c5 = 7;
-- calls: 10
select id from wide_9 where c6 = 7;
-- calls: 10
select id from wide_9 where c7 = 7;
-- calls: 10
select id from wide_9 where c8 = 7;
-- calls: 10
select id from wide_9 where c9 = 7;
-- calls: 10
select id from wide_9 where c10 = 7;
-- calls: 10
select id from wide_9 where c11 = 7;
-- calls: 10
select id from wide_9 where c12 = 7;
-- calls: 10
select id from wide_9 where c13 = 7;
-- calls: 10
select id from wide_9 where c14 = 7;
-- calls: 10
select id from wide_9 where c15 = 7;
-- calls: 10
select id from wide_9 where c16 = 7;
-- calls: 10
select id from wide_9 where c17 = 7;
-- calls: 10
select id from wide_9 where c18 = 7;
-- calls: 10
select id from wide_9 where c19 = 7;
-- calls: 10
select id from wide_9 where c20 = 7;
-- calls: 10
select id from wide_9 where c21 = 7;
-- calls: 10
select id from wide_9 where c22 = 7;
-- calls: 10
select id from wide_9 where c23 = 7;
-- calls: 10
select id from wide_9 where c24 = 7;
-- calls: 10
select id from wide_9 where c25 = 7;
-- calls: 10
select id from wide_9 where c26 = 7;
-- calls: 10
select id from wide_9 where c27 = 7;
-- calls: 10
select id from wide_9 where c28 = 7;
-- calls: 10
select id from wide_9 where c29 = 7;
-- calls: 10
select id from wide_9 where c30 = 7;
-- calls: 10
select id from wide_9 where c31 = 7;
-- calls: 10
select id from wide_9 where c32 = 7;
-- calls: 10
select id from wide_9 where c33 = 7;
-- calls: 10
select id from wide_9 where c34 = 7;
-- calls: 10
select id from wide_9 where c35 = 7;
-- calls: 10
select id from wide_9 where c36 = 7;
-- calls: 10
select id from wide_9 where c37 = 7;
-- calls: 10
select id from wide_9 where c38 = 7;
-- calls: 10
select id from wide_9 where c39 = 7;
-- calls: 10
select id from wide_9 where c40 = 7;
-- calls: 10
select id from wide_9 where c41 = 7;
-- calls: 10
select id from wide_9 where c42 = 7;
-- calls: 10
select id from wide_9 where c43 = 7;
-- calls: 10
select id from wide_9 where c44 = 7;
-- calls: 10
select id from wide_9 where c45 = 7;
-- calls: 10
select id from wide_9 where c46 = 7;
-- calls: 10
select id from wide_9 where c47 = 7;
-- calls: 10
select id from wide_9 where c48 = 7;
-- calls: 10
select id from wide_9 where c49 = 7;
-- calls: 10
select id from wide_9 where c50 = 7;
-- calls: 10
select id from wide_9 where c51 = 7;
-- calls: 10
select id from wide_9 where c52 = 7;
-- calls: 10
select id from wide_9 where c53 = 7;
-- calls: 10
select id from wide_9 where c54 = 7;
-- calls: 10
select id from wide_9 where c55 = 7;
-- calls: 10
select id from wide_9 where c56 = 7;
-- calls: 10
select id from wide_9 where c57 = 7;
-- calls: 10
select id from wide_9 where c58 = 7;
-- calls: 10
select id from wide_9 where c59 = 7;
-- calls: 10
select id from wide_9 where c60 = 7;
-- calls: 10
select id from wide_9 where c61 = 7;
-- calls: 10
select id from wide_9 where c62 = 7;
-- calls: 10
select id from wide_9 where c63 = 7;
-- calls: 10
select id from wide_9 where c64 = 7;
-- calls: 10
select id from wide_9 where c65 = 7;
-- calls: 10
select id from wide_9 where c66 = 7;
-- calls: 10
select id from wide_9 where c67 = 7;
-- calls: 10
select id from wide_9 where c68 = 7;
-- calls: 10
select id from wide_9 where c69 = 7;
-- calls: 10
select id from wide_9 where c70 = 7;
-- calls: 10
select id from wide_9 where c71 = 7;
-- calls: 10
select id from wide_9 where c72 = 7;
-- calls: 10
select id from wide_9 where c73 = 7;
-- calls: 10
select id from wide_9 where c74 = 7;
-- calls: 10
select id from wide_9 where c75 = 7;
-- calls: 10
select id from wide_9 where c76 = 7;
-- calls: 10
select id from wide_9 where c77 = 7;
-- calls: 10
select id from wide_9 where c78 = 7;
-- calls: 10
select id from wide_9 where c79 = 7;
-- calls: 10
select id from wide_9 where c80 = 7;
-- calls: 10
select id from wide_9 where c81 = 7;
-- calls: 10
select id from wide_9 where c82 = 7;
-- calls: 10
select id from wide_9 where c83 = 7;
-- calls: 10
select id from wide_9 where c84 = 7;
-- calls: 10
select id from wide_9 where c85 = 7;
-- calls: 10
select id from wide_9 where c86 = 7;
-- calls: 10
select id from wide_9 where c87 = 7;
-- calls: 10
select id from wide_9 where c88 = 7;
-- calls: 10
select id from wide_9 where c89 = 7;
-- calls: 10
select id from wide_9 where c90 = 7;
-- calls: 10
select id from wide_9 where c91 = 7;
-- calls: 10
select id from wide_9 where c92 = 7;
-- calls: 10
select id from wide_9 where c93 = 7;
-- calls: 10
select id from wide_9 where c94 = 7;
-- calls: 10
select id from wide_9 where c95 = 7;
-- calls: 10
select id from wide_9 where c96 = 7;
-- calls: 10
select id from wide_9 where c97 = 7;
-- calls: 10
select id from wide_9 where c98 = 7;
-- calls: 10
select id from wide_9 where c99 = 7;
-- calls: 10
select id from wide_9 where c100 = 7;
-- calls: 10
select id from wide_10 where c1 = 7;
-- calls: 10
select id from wide_10 where c2 = 7;
-- calls: 10
select id from wide_10 where c3 = 7;
-- calls: 10
select id from wide_10 where c4 = 7;
-- calls: 10
select id from wide_10 where c5 = 7;
-- calls: 10
select id from wide_10 where c6 = 7;
-- calls: 10
select id from wide_10 where c7 = 7;
-- calls: 10
select id from wide_10 where c8 = 7;
-- calls: 10
select id from wide_10 where c9 = 7;
-- calls: 10
select id from wide_10 where c10 = 7;
-- calls: 10
select id from wide_10 where c11 = 7;
-- calls: 10
select id from wide_10 where c12 = 7;
-- calls: 10
select id from wide_10 where c13 = 7;
-- calls: 10
select id from wide_10 where c14 = 7;
-- calls: 10
select id from wide_10 where c15 = 7;
-- calls: 10
select id from wide_10 where c16 = 7;
-- calls: 10
select id from wide_10 where c17 = 7;
-- calls: 10
select id from wide_10 where c18 = 7;
-- calls: 10
select id from wide_10 where c19 = 7;
-- calls: 10
select id from wide_10 where c20 = 7;
-- calls: 10
select id from wide_10 where c21 = 7;
-- calls: 10
select id from wide_10 where c22 = 7;
-- calls: 10
select id from wide_10 where c23 = 7;
-- calls: 10
select id from wide_10 where c24 = 7;
-- calls: 10
select id from wide_10 where c25 = 7;
-- calls: 10
select id from wide_10 where c26 = 7;
-- calls: 10
select id from wide_10 where c27 = 7;
-- calls: 10
select id from wide_10 where c28 = 7;
-- calls: 10
select id from wide_10 where c29 = 7;
-- calls: 10
select id from wide_10 where c30 = 7;
-- calls: 10
select id from wide_10 where c31 = 7;
-- calls: 10
select id from wide_10 where c32 = 7;
-- calls: 10
select id from wide_10 where c33 = 7;
-- calls: 10
select id from wide_10 where c34 = 7;
-- calls: 10
select id from wide_10 where c35 = 7;
-- calls: 10
select id from wide_10 where c36 = 7;
-- calls: 10
select id from wide_10 where c37 = 7;
-- calls: 10
select id from wide_10 where c38 = 7;
-- calls: 10
select id from wide_10 where c39 = 7;
-- calls: 10
select id from wide_10 where c40 = 7;
-- calls: 10
select id from wide_10 where c41 = 7;
-- calls: 10
select id from wide_10 where c42 = 7;
-- calls: 10
select id from wide_10 where c43 = 7;
-- calls: 10
select id from wide_10 where c44 = 7;
-- calls: 10
select id from wide_10 where c45 = 7;
-- calls: 10
select id from wide_10 where c46 = 7;
-- calls: 10
select id from wide_10 where c47 = 7;
-- calls: 10
select id from wide_10 where c48 = 7;
-- calls: 10
select id from wide_10 where c49 = 7;
-- calls: 10
select id from wide_10 where c50 = 7;
-- calls: 10
select id from wide_10 where c51 = 7;
-- calls: 10
select id from wide_10 where c52 = 7;
-- calls: 10
select id from wide_10 where c53 = 7;
-- calls: 10
select id from wide_10 where c54 = 7;
-- calls: 10
select id from wide_10 where c55 = 7;
-- calls: 10
select id from wide_10 where c56 = 7;
-- calls: 10
select id from wide_10 where c57 = 7;
-- calls: 10
select id from wide_10 where c58 = 7;
-- calls: 10
select id from wide_10 where c59 = 7;
-- calls: 10
select id from wide_10 where c60 = 7;
-- calls: 10
select id from wide_10 where c61 = 7;
-- calls: 10
select id from wide_10 where c62 = 7;
-- calls: 10
select id from wide_10 where c63 = 7;
-- calls: 10
select id from wide_10 where c64 = 7;
-- calls: 10
select id from wide_10 where c65 = 7;
-- calls: 10
select id from wide_10 where c66 = 7;
-- calls: 10
select id from wide_10 where c67 = 7;
-- calls: 10
select id from wide_10 where c68 = 7;
-- calls: 10
select id from wide_10 where c69 = 7;
-- calls: 10
select id from wide_10 where c70 = 7;
-- calls: 10
select id from wide_10 where c71 = 7;
-- calls: 10
select id from wide_10 where c72 = 7;
-- calls: 10
select id from wide_10 where c73 = 7;
-- calls: 10
select id from wide_10 where c74 = 7;
-- calls: 10
select id from wide_10 where c75 = 7;
-- calls: 10
select id from wide_10 where c76 = 7;
-- calls: 10
select id from wide_10 where c77 = 7;
-- calls: 10
select id from wide_10 where c78 = 7;
-- calls: 10
select id from wide_10 where c79 = 7;
-- calls: 10
select id from wide_10 where c80 = 7;
-- calls: 10
select id from wide_10 where c81 = 7;
-- calls: 10
select id from wide_10 where c82 = 7;
-- calls: 10
select id from wide_10 where c83 = 7;
-- calls: 10
select id from wide_10 where c84 = 7;
-- calls: 10
select id from wide_10 where c85 = 7;
-- calls: 10
select id from wide_10 where c86 = 7;
-- calls: 10
select id from wide_10 where c87 = 7;
-- calls: 10
select id from wide_10 where c88 = 7;
-- calls: 10
select id from wide_10 where c89 = 7;
-- calls: 10
select id from wide_10 where c90 = 7;
-- calls: 10
select id from wide_10 where c91 = 7;
-- calls: 10
select id from wide_10 where c92 = 7;
-- calls: 10
select id from wide_10 where c93 = 7;
-- calls: 10
select id from wide_10 where c94 = 7;
-- calls: 10
select id from wide_10 where c95 = 7;
-- calls: 10
select id from wide_10 where c96 = 7;
-- calls: 10
select id from wide_10 where c97 = 7;
-- calls: 10
select id from wide_10 where c98 = 7;
-- calls: 10
select id from wide_10 where c99 = 7;
-- calls: 10
select id from wide_10 where c100 = 7;
-- calls: 10
select id from wide_11 where c1 = 7;
-- calls: 10
select id from wide_11 where c2 = 7;
-- calls: 10
select id from wide_11 where c3 = 7;
-- calls: 10
select id from wide_11 where c4 = 7;
-- calls: 10
select id from wide_11 where c5 = 7;
-- calls: 10
select id from wide_11 where c6 = 7;
-- calls: 10
select id from wide_11 where c7 = 7;
-- calls: 10
select id from wide_11 where c8 = 7;
-- calls: 10
select id from wide_11 where c9 = 7;
-- calls: 10
select id from wide_11 where c10 = 7;
-- calls: 10
select id from wide_11 where c11 = 7;
-- calls: 10
select id from wide_11 where c12 = 7;
-- calls: 10
select id from wide_11 where c13 = 7;
-- calls: 10
select id from wide_11 where c14 = 7;
-- calls: 10
select id from wide_11 where c15 = 7;
-- calls: 10
select id from wide_11 where c16 = 7;
-- calls: 10
select id from wide_11 where c17 = 7;
-- calls: 10
select id from wide_11 where c18 = 7;
-- calls: 10
select id from wide_11 where c19 = 7;
-- calls: 10
select id from wide_11 where c20 = 7;
-- calls: 10
select id from wide_11 where c21 = 7;
-- calls: 10
select id from wide_11 where c22 = 7;
-- calls: 10
select id from wide_11 where c23 = 7;
-- calls: 10
select id from wide_11 where c24 = 7;
-- calls: 10
select id from wide_11 where c25 = 7;
-- calls: 10
select id from wide_11 where c26 = 7;
-- calls: 10
select id from wide_11 where c27 = 7;
-- calls: 10
select id from wide_11 where c28 = 7;
-- calls: 10
select id from wide_11 where c29 = 7;
-- calls: 10
select id from wide_11 where c30 = 7;
-- calls: 10
select id from wide_11 where c31 = 7;
-- calls: 10
select id from wide_11 where c32 = 7;
-- calls: 10
select id from wide_11 where c33 = 7;
-- calls: 10
select id from wide_11 where c34 = 7;
-- calls: 10
select id from wide_11 where c35 = 7;
-- calls: 10
select id from wide_11 where c36 = 7;
-- calls: 10
select id from wide_11 where c37 = 7;
-- calls: 10
select id from wide_11 where c38 = 7;
-- calls: 10
select id from wide_11 where c39 = 7;
-- calls: 10
select id from wide_11 where c40 = 7;
-- calls: 10
select id from wide_11 where c41 = 7;
-- calls: 10
select id from wide_11 where c42 = 7;
-- calls: 10
select id from wide_11 where c43 = 7;
-- calls: 10
select id from wide_11 where c44 = 7;
-- calls: 10
select id from wide_11 where c45 = 7;
-- calls: 10
select id from wide_11 where c46 = 7;
-- calls: 10
select id from wide_11 where c47 = 7;
-- calls: 10
select id from wide_11 where c48 = 7;
-- calls: 10
select id from wide_11 where c49 = 7;
-- calls: 10
select id from wide_11 where c50 = 7;
-- calls: 10
select id from wide_11 where c51 = 7;
-- calls: 10
select id from wide_11 where c52 = 7;
-- calls: 10
select id from wide_11 where c53 = 7;
-- calls: 10
select id from wide_11 where c54 = 7;
-- calls: 10
select id from wide_11 where c55 = 7;
-- calls: 10
select id from wide_11 where c56 = 7;
-- calls: 10
select id from wide_11 where c57 = 7;
-- calls: 10
select id from wide_11 where c58 = 7;
-- calls: 10
select id from wide_11 where c59 = 7;
-- calls: 10
select id from wide_11 where c60 = 7;
-- calls: 10
select id from wide_11 where c61 = 7;
-- calls: 10
select id from wide_11 where c62 = 7;
-- calls: 10
select id from wide_11 where c63 = 7;
-- calls: 10
select id from wide_11 where c64 = 7;
-- calls: 10
select id from wide_11 where c65 = 7;
-- calls: 10
select id from wide_11 where c66 = 7;
-- calls: 10
select id from wide_11 where c67 = 7;
-- calls: 10
select id from wide_11 where c68 = 7;
-- calls: 10
select id from wide_11 where c69 = 7;
-- calls: 10
select id from wide_11 where c70 = 7;
-- calls: 10
select id from wide_11 where c71 = 7;
-- calls: 10
select id from wide_11 where c72 = 7;
-- calls: 10
select id from wide_11 where c73 = 7;
-- calls: 10
select id from wide_11 where c74 = 7;
-- calls: 10
select id from wide_11 where c75 = 7;
-- calls: 10
select id from wide_11 where c76 = 7;
-- calls: 10
select id from wide_11 where c77 = 7;
-- calls: 10
select id from wide_11 where c78 = 7;
-- calls: 10
select id from wide_11 where c79 = 7;
-- calls: 10
select id from wide_11 where c80 = 7;
-- calls: 10
select id from wide_11 where c81 = 7;
-- calls: 10
select id from wide_11 where c82 = 7;
-- calls: 10
select id from wide_11 where c83 = 7;
-- calls: 10
select id from wide_11 where c84 = 7;
-- calls: 10
select id from wide_11 where c85 = 7;
-- calls: 10
select id from wide_11 where c86 = 7;
-- calls: 10
select id from wide_11 where c87 = 7;
-- calls: 10
select id from wide_11 where c88 = 7;
-- calls: 10
select id from wide_11 where c89 = 7;
-- calls: 10
select id from wide_11 where c90 = 7;
-- calls: 10
select id from wide_11 where c91 = 7;
-- calls: 10
select id from wide_11 where c92 = 7;
-- calls: 10
select id from wide_11 where c93 = 7;
-- calls: 10
select id from wide_11 where c94 = 7;
-- calls: 10
select id from wide_11 where c95 = 7;
-- calls: 10
select id from wide_11 where c96 = 7;
-- calls: 10
select id from wide_11 where c97 = 7;
-- calls: 10
select id from wide_11 where c98 = 7;
-- calls: 10
select id from wide_11 where c99 = 7;
-- calls: 10
select id from wide_11 where c100 = 7;
-- calls: 10
select id from wide_12 where c1 = 7;
-- calls: 10
select id from wide_12 where c2 = 7;
-- calls: 10
select id from wide_12 where c3 = 7;
-- calls: 10
select id from wide_12 where c4 = 7;
-- calls: 10
select id from wide_12 where c5 = 7;
-- calls: 10
select id from wide_12 where c6 = 7;
-- calls: 10
select id from wide_12 where c7 = 7;
-- calls: 10
select id from wide_12 where c8 = 7;
-- calls: 10
select id from wide_12 where c9 = 7;
-- calls: 10
select id from wide_12 where c10 = 7;
-- calls: 10
select id from wide_12 where c11 = 7;
-- calls: 10
select id from wide_12 where c12 = 7;
-- calls: 10
select id from wide_12 where c13 = 7;
-- calls: 10
select id from wide_12 where c14 = 7;
-- calls: 10
select id from wide_12 where c15 = 7;
-- calls: 10
select id from wide_12 where c16 = 7;
-- calls: 10
select id from wide_12 where c17 = 7;
-- calls: 10
select id from wide_12 where c18 = 7;
-- calls: 10
select id from wide_12 where c19 = 7;
-- calls: 10
select id from wide_12 where c20 = 7;
-- calls: 10
select id from wide_12 where c21 = 7;
-- calls: 10
select id from wide_12 where c22 = 7;
-- calls: 10
select id from wide_12 where c23 = 7;
-- calls: 10
select id from wide_12 where c24 = 7;
-- calls: 10
select id from wide_12 where c25 = 7;
-- calls: 10
select id from wide_12 where c26 = 7;
-- calls: 10
select id from wide_12 where c27 = 7;
-- calls: 10
select id from wide_12 where c28 = 7;
-- calls: 10
select id from wide_12 where c29 = 7;
-- calls: 10
select id from wide_12 where c30 = 7;
-- calls: 10
select id from wide_12 where c31 = 7;
-- calls: 10
select id from wide_12 where c32 = 7;
-- calls: 10
select id from wide_12 where c33 = 7;
-- calls: 10
select id from wide_12 where c34 = 7;
-- calls: 10
select id from wide_12 where c35 = 7;
-- calls: 10
select id from wide_12 where c36 = 7;
-- calls: 10
select id from wide_12 where c37 = 7;
-- calls: 10
select id from wide_12 where c38 = 7;
-- calls: 10
select id from wide_12 where c39 = 7;
-- calls: 10
select id from wide_12 where c40 = 7;
-- calls: 10
select id from wide_12 where c41 = 7;
-- calls: 10
select id from wide_12 where c42 = 7;
-- calls: 10
select id from wide_12 where c43 = 7;
-- calls: 10
select id from wide_12 where c44 = 7;
-- calls: 10
select id from wide_12 where c45 = 7;
-- calls: 10
select id from wide_12 where c46 = 7;
-- calls: 10
select id from wide_12 where c47 = 7;
-- calls: 10
select id from wide_12 where c48 = 7;
-- calls: 10
select id from wide_12 where c49 = 7;
-- calls: 10
select id from wide_12 where c50 = 7;
-- calls: 10
select id from wide_12 where c51 = 7;
-- calls: 10
select id from wide_12 where c52 = 7;
-- calls: 10
select id from wide_12 where c53 = 7;
-- calls: 10
select id from wide_12 where c54 = 7;
-- calls: 10
select id from wide_12 where c55 = 7;
-- calls: 10
select id from wide_12 where c56 = 7;
-- calls: 10
select id from wide_12 where c57 = 7;
-- calls: 10
select id from wide_12 where c58 = 7;
-- calls: 10
select id from wide_12 where c59 = 7;
-- calls: 10
select id from wide_12 where c60 = 7;
-- calls: 10
select id from wide_12 where c61 = 7;
-- calls: 10
select id from wide_12 where c62 = 7;
-- calls: 10
select id from wide_12 where c63 = 7;
-- calls: 10
select id from wide_12 where c64 = 7;
-- calls: 10
select id from wide_12 where c65 = 7;
-- calls: 10
select id from wide_12 where c66 = 7;
-- calls: 10
select id from wide_12 where c67 = 7;
-- calls: 10
select id from wide_12 where c68 = 7;
-- calls: 10
select id from wide_12 where c69 = 7;
-- calls: 10
select id from wide_12 where c70 = 7;
-- calls: 10
select id from wide_12 where c71 = 7;
-- calls: 10
select id from wide_12 where c72 = 7;
-- calls: 10
select id from wide_12 where c73 = 7;
-- calls: 10
select id from wide_12 where c74 = 7;
-- calls: 10
select id from wide_12 where c75 = 7;
-- calls: 10
select id from wide_12 where c76 = 7;
-- calls: 10
select id from wide_12 where c77 = 7;
-- calls: 10
select id from wide_12 where c78 = 7;
-- calls: 10
select id from wide_12 where c79 = 7;
-- calls: 10
select id from wide_12 where c80 = 7;
-- calls: 10
select id from wide_12 where c81 = 7;
-- calls: 10
select id from wide_12 where c82 = 7;
-- calls: 10
select id from wide_12 where c83 = 7;
-- calls: 10
select id from wide_12 where c84 = 7;
-- calls: 10
select id from wide_12 where c85 = 7;
-- calls: 10
select id from wide_12 where c86 = 7;
-- calls: 10
select id from wide_12 where c87 = 7;
-- calls: 10
select id from wide_12 where c88 = 7;
-- calls: 10
select id from wide_12 where c89 = 7;
-- calls: 10
select id from wide_12 where c90 = 7;
-- calls: 10
select id from wide_12 where c91 = 7;
-- calls: 10
select id from wide_12 where c92 = 7;
-- calls: 10
select id from wide_12 where c93 = 7;
-- calls: 10
select id from wide_12 where c94 = 7;
-- calls: 10
select id from wide_12 where c95 = 7;
-- calls: 10
select id from wide_12 where c96 = 7;
-- calls: 10
select id from wide_12 where c97 = 7;
-- calls: 10
select id from wide_12 where c98 = 7;
-- calls: 10
select id from wide_12 where c99 = 7;
-- calls: 10
select id from wide_12 where c100 = 7;
-- calls: 10
select id from wide_13 where c1 = 7;
-- calls: 10
select id from wide_13 where c2 = 7;
-- calls: 10
select id from wide_13 where c3 = 7;
-- calls: 10
select id from wide_13 where c4 = 7;
-- calls: 10
select id from wide_13 where c5 = 7;
-- calls: 10
select id from wide_13 where c6 = 7;
-- calls: 10
select id from wide_13 where c7 = 7;
-- calls: 10
select id from wide_13 where c8 = 7;
-- calls: 10
select id from wide_13 where c9 = 7;
-- calls: 10
select id from wide_13 where c10 = 7;
-- calls: 10
select id from wide_13 where c11 = 7;
-- calls: 10
select id from wide_13 where c12 = 7;
-- calls: 10
select id from wide_13 where c13 = 7;
-- calls: 10
select id from wide_13 where c14 = 7;
-- calls: 10
select id from wide_13 where c15 = 7;
-- calls: 10
select id from wide_13 where c16 = 7;
-- calls: 10
select id from wide_13 where c17 = 7;
-- calls: 10
select id from wide_13 where c18 = 7;
-- calls: 10
select id from wide_13 where c19 = 7;
-- calls: 10
select id from wide_13 where c20 = 7;
-- calls: 10
select id from wide_13 where c21 = 7;
-- calls: 10
select id from wide_13 where c22 = 7;
-- calls: 10
select id from wide_13 where c23 = 7;
-- calls: 10
select id from wide_13 where c24 = 7;
-- calls: 10
select id from wide_13 where c25 = 7;
-- calls: 10
select id from wide_13 where c26 = 7;
-- calls: 10
select id from wide_13 where c27 = 7;
-- calls: 10
select id from wide_13 where c28 = 7;
-- calls: 10
select id from wide_13 where c29 = 7;
-- calls: 10
select id from wide_13 where c30 = 7;
-- calls: 10
select id from wide_13 where c31 = 7;
-- calls: 10
select id from wide_13 where c32 = 7;
-- calls: 10
select id from wide_13 where c33 = 7;
-- calls: 10
select id from wide_13 where c34 = 7;
-- calls: 10
select id from wide_13 where c35 = 7;
-- calls: 10
select id from wide_13 where c36 = 7;
-- calls: 10
select id from wide_13 where c37 = 7;
-- calls: 10
select id from wide_13 where c38 = 7;
-- calls: 10
select id from wide_13 where c39 = 7;
-- calls: 10
select id from wide_13 where c40 = 7;
-- calls: 10
select id from wide_13 where c41 = 7;
-- calls: 10
select id from wide_13 where c42 = 7;
-- calls: 10
select id from wide_13 where c43 = 7;
-- calls: 10
select id from wide_13 where c44 = 7;
-- calls: 10
select id from wide_13 where c45 = 7;
-- calls: 10
select id from wide_13 where c46 = 7;
-- calls: 10
select id from wide_13 where c47 = 7;
-- calls: 10
select id from wide_13 where c48 = 7;
-- calls: 10
select id from wide_13 where c49 = 7;
-- calls: 10
select id from wide_13 where c50 = 7;
-- calls: 10
select id from wide_13 where c51 = 7;
-- calls: 10
select id from wide_13 where c52 = 7;
-- calls: 10
select id from wide_13 where c53 = 7;
-- calls: 10
select id from wide_13 where c54 = 7;
-- calls: 10
select id from wide_13 where c55 = 7;
-- calls: 10
select id from wide_13 where c56 = 7;
-- calls: 10
select id from wide_13 where c57 = 7;
-- calls: 10
select id from wide_13 where c58 = 7;
-- calls: 10
select id from wide_13 where c59 = 7;
-- calls: 10
select id from wide_13 where c60 = 7;
-- calls: 10
select id from wide_13 where c61 = 7;
-- calls: 10
select id from wide_13 where c62 = 7;
-- calls: 10
select id from wide_13 where c63 = 7;
-- calls: 10
select id from wide_13 where c64 = 7;
-- calls: 10
select id from wide_13 where c65 = 7;
-- calls: 10
select id from wide_13 where c66 = 7;
-- calls: 10
select id from wide_13 where c67 = 7;
-- calls: 10
select id from wide_13 where c68 = 7;
-- calls: 10
select id from wide_13 where c69 = 7;
-- calls: 10
select id from wide_13 where c70 = 7;
-- calls: 10
select id from wide_13 where c71 = 7;
-- calls: 10
select id from wide_13 where c72 = 7;
-- calls: 10
select id from wide_13 where c73 = 7;
-- calls: 10
select id from wide_13 where c74 = 7;
-- calls: 10
select id from wide_13 where c75 = 7;
-- calls: 10
select id from wide_13 where c76 = 7;
-- calls: 10
select id from wide_13 where c77 = 7;
-- calls: 10
select id from wide_13 where c78 = 7;
-- calls: 10
select id from wide_13 where c79 = 7;
-- calls: 10
select id from wide_13 where c80 = 7;
-- calls: 10
select id from wide_13 where c81 = 7;
-- calls: 10
select id from wide_13 where c82 = 7;
-- calls: 10
select id from wide_13 where c83 = 7;
-- calls: 10
select id from wide_13 where c84 = 7;
-- calls: 10
select id from wide_13 where c85 = 7;
-- calls: 10
select id from wide_13 where c86 = 7;
-- calls: 10
select id from wide_13 where c87 = 7;
-- calls: 10
select id from wide_13 where c88 = 7;
-- calls: 10
select id from wide_13 where c89 = 7;
-- calls: 10
select id from wide_13 where c90 = 7;
-- calls: 10
select id from wide_13 where c91 = 7;
-- calls: 10
select id from wide_13 where c92 = 7;
-- calls: 10
select id from wide_13 where c93 = 7;
-- calls: 10
select id from wide_13 where c94 = 7;
-- calls: 10
select id from wide_13 where c95 = 7;
-- calls: 10
select id from wide_13 where c96 = 7;
-- calls: 10
select id from wide_13 where c97 = 7;
-- calls: 10
select id from wide_13 where c98 = 7;
-- calls: 10
select id from wide_13 where c99 = 7;
-- calls: 10
select id from wide_13 where c100 = 7;
-- calls: 10
select id from wide_14 where c1 = 7;
-- calls: 10
select id from wide_14 where c2 = 7;
-- calls: 10
select id from wide_14 where c3 = 7;
-- calls: 10
select id from wide_14 where c4 = 7;
-- calls: 10
select id from wide_14 where c5 = 7;
-- calls: 10
select id from wide_14 where c6 = 7;
-- calls: 10
select id from wide_14 where c7 = 7;
-- calls: 10
select id from wide_14 where c8 = 7;
-- calls: 10
select id from wide_14 where c9 = 7;
-- calls: 10
select id from wide_14 where c10 = 7;
-- calls: 10
select id from wide_14 where c11 = 7;
-- calls: 10
select id from wide_14 where c12 = 7;
-- calls: 10
select id from wide_14 where c13 = 7;
-- calls: 10
select id from wide_14 where c14 = 7;
-- calls: 10
select id from wide_14 where c15 = 7;
-- calls: 10
select id from wide_14 where c16 = 7;
-- calls: 10
select id from wide_14 where c17 = 7;
-- calls: 10
select id from wide_14 where c18 = 7;
-- calls: 10
select id from wide_14 where c19 = 7;
-- calls: 10
select id from wide_14 where c20 = 7;
-- calls: 10
select id from wide_14 where c21 = 7;
-- calls: 10
select id from wide_14 where c22 = 7;
-- calls: 10
select id from wide_14 where c23 = 7;
-- calls: 10
select id from wide_14 where c24 = 7;
-- calls: 10
select id from wide_14 where c25 = 7;
-- calls: 10
select id from wide_14 where c26 = 7;
-- calls: 10
select id from wide_14 where c27 = 7;
-- calls: 10
select id from wide_14 where c28 = 7;
-- calls: 10
select id from wide_14 where c29 = 7;
-- calls: 10
select id from wide_14 where c30 = 7;
-- calls: 10
select id from wide_14 where c31 = 7;
-- calls: 10
select id from wide_14 where c32 = 7;
-- calls: 10
select id from wide_14 where c33 = 7;
-- calls: 10
select id from wide_14 where c34 = 7;
-- calls: 10
select id from wide_14 where c35 = 7;
-- calls: 10
select id from wide_14 where c36 = 7;
-- calls: 10
select id from wide_14 where c37 = 7;
-- calls: 10
select id from wide_14 where c38 = 7;
-- calls: 10
select id from wide_14 where c39 = 7;
-- calls: 10
select id from wide_14 where c40 = 7;
-- calls: 10
select id from wide_14 where c41 = 7;
-- calls: 10
select id from wide_14 where c42 = 7;
-- calls: 10
select id from wide_14 where c43 = 7;
-- calls: 10
select id from wide_14 where c44 = 7;
-- calls: 10
select id from wide_14 where c45 = 7;
-- calls: 10
select id from wide_14 where c46 = 7;
-- calls: 10
select id from wide_14 where c47 = 7;
-- calls: 10
select id from wide_14 where c48 = 7;
-- calls: 10
select id from wide_14 where c49 = 7;
-- calls: 10
select id from wide_14 where c50 = 7;
-- calls: 10
select id from wide_14 where c51 = 7;
-- calls: 10
select id from wide_14 where c52 = 7;
-- calls: 10
select id from wide_14 where c53 = 7;
-- calls: 10
select id from wide_14 where c54 = 7;
-- calls: 10
select id from wide_14 where c55 = 7;
-- calls: 10
select id from wide_14 where c56 = 7;
-- calls: 10
select id from wide_14 where c57 = 7;
-- calls: 10
select id from wide_14 where c58 = 7;
-- calls: 10
select id from wide_14 where c59 = 7;
-- calls: 10
select id from wide_14 where c60 = 7;
-- calls: 10
select id from wide_14 where c61 = 7;
-- calls: 10
select id from wide_14 where c62 = 7;
-- calls: 10
select id from wide_14 where c63 = 7;
-- calls: 10
select id from wide_14 where c64 = 7;
-- calls: 10
select id from wide_14 where c65 = 7;
-- calls: 10
select id from wide_14 where c66 = 7;
-- calls: 10
select id from wide_14 where c67 = 7;
-- calls: 10
select id from wide_14 where c68 = 7;
-- calls: 10
select id from wide_14 where c69 = 7;
-- calls: 10
select id from wide_14 where c70 = 7;
-- calls: 10
select id from wide_14 where c71 = 7;
-- calls: 10
select id from wide_14 where c72 = 7;
-- calls: 10
select id from wide_14 where c73 = 7;
-- calls: 10
select id from wide_14 where c74 = 7;
-- calls: 10
select id from wide_14 where c75 = 7;
-- calls: 10
select id from wide_14 where c76 = 7;
-- calls: 10
select id from wide_14 where c77 = 7;
-- calls: 10
select id from wide_14 where c78 = 7;
-- calls: 10
select id from wide_14 where c79 = 7;
-- calls: 10
select id from wide_14 where c80 = 7;
-- calls: 10
select id from wide_14 where c81 = 7;
-- calls: 10
select id from wide_14 where c82 = 7;
-- calls: 10
select id from wide_14 where c83 = 7;
-- calls: 10
select id from wide_14 where c84 = 7;
-- calls: 10
select id from wide_14 where c85 = 7;
-- calls: 10
select id from wide_14 where c86 = 7;
-- calls: 10
select id from wide_14 where c87 = 7;
-- calls: 10
select id from wide_14 where c88 = 7;
-- calls: 10
select id from wide_14 where c89 = 7;
-- calls: 10
select id from wide_14 where c90 = 7;
-- calls: 10
select id from wide_14 where c91 = 7;
-- calls: 10
select id from wide_14 where c92 = 7;
-- calls: 10
select id from wide_14 where c93 = 7;
-- calls: 10
select id from wide_14 where c94 = 7;
-- calls: 10
select id from wide_14 where c95 = 7;
-- calls: 10
select id from wide_14 where c96 = 7;
-- calls: 10
select id from wide_14 where c97 = 7;
-- calls: 10
select id from wide_14 where c98 = 7;
-- calls: 10
select id from wide_14 where c99 = 7;
-- calls: 10
select id from wide_14 where c100 = 7;
-- calls: 10
select id from wide_15 where c1 = 7;
-- calls: 10
select id from wide_15 where c2 = 7;
-- calls: 10
select id from wide_15 where c3 = 7;
-- calls: 10
select id from wide_15 where c4 = 7;
-- calls: 10
select id from wide_15 where c5 = 7;
-- calls: 10
select id from wide_15 where c6 = 7;
-- calls: 10
select id from wide_15 where c7 = 7;
-- calls: 10
select id from wide_15 where c8 = 7;
-- calls: 10
select id from wide_15 where c9 = 7;
-- calls: 10
select id from wide_15 where c10 = 7;
-- calls: 10
select id from wide_15 where c11 = 7;
-- calls: 10
select id from wide_15 where c12 = 7;
-- calls: 10
select id from wide_15 where c13 = 7;
-- calls: 10
select id from wide_15 where c14 = 7;
-- calls: 10
select id from wide_15 where c15 = 7;
-- calls: 10
select id from wide_15 where c16 = 7;
-- calls: 10
select id from wide_15 where c17 = 7;
-- calls: 10
select id from wide_15 where c18 = 7;
-- calls: 10
select id from wide_15 where c19 = 7;
-- calls: 10
select id from wide_15 where c20 = 7;
-- calls: 10
select id from wide_15 where c21 = 7;
-- calls: 10
select id from wide_15 where c22 = 7;
-- calls: 10
select id from wide_15 where c23 = 7;
-- calls: 10
select id from wide_15 where c24 = 7;
-- calls: 10
select id from wide_15 where c25 = 7;
-- calls: 10
select id from wide_15 where c26 = 7;
-- calls: 10
select id from wide_15 where c27 = 7;
-- calls: 10
select id from wide_15 where c28 = 7;
-- calls: 10
select id from wide_15 where c29 = 7;
-- calls: 10
select id from wide_15 where c30 = 7;
-- calls: 10
select id from wide_15 where c31 = 7;
-- calls: 10
select id from wide_15 where c32 = 7;
-- calls: 10
select id from wide_15 where c33 = 7;
-- calls: 10
select id from wide_15 where c34 = 7;
-- calls: 10
select id from wide_15 where c35 = 7;
-- calls: 10
select id from wide_15 where c36 = 7;
-- calls: 10
select id from wide_15 where c37 = 7;
-- calls: 10
select id from wide_15 where c38 = 7;
-- calls: 10
select id from wide_15 where c39 = 7;
-- calls: 10
select id from wide_15 where c40 = 7;
-- calls: 10
select id from wide_15 where c41 = 7;
-- calls: 10
select id from wide_15 where c42 = 7;
-- calls: 10
select id from wide_15 where c43 = 7;
-- calls: 10
select id from wide_15 where c44 = 7;
-- calls: 10
select id from wide_15 where c45 = 7;
-- calls: 10
select id from wide_15 where c46 = 7;
-- calls: 10
select id from wide_15 where c47 = 7;
-- calls: 10
select id from wide_15 where c48 = 7;
-- calls: 10
select id from wide_15 where c49 = 7;
-- calls: 10
select id from wide_15 where c50 = 7;
-- calls: 10
select id from wide_15 where c51 = 7;
-- calls: 10
select id from wide_15 where c52 = 7;
-- calls: 10
select id from wide_15 where c53 = 7;
-- calls: 10
select id from wide_15 where c54 = 7;
-- calls: 10
select id from wide_15 where c55 = 7;
-- calls: 10
select id from wide_15 where c56 = 7;
-- calls: 10
select id from wide_15 where c57 = 7;
-- calls: 10
select id from wide_15 where c58 = 7;
-- calls: 10
select id from wide_15 where c59 = 7;
-- calls: 10
select id from wide_15 where c60 = 7;
-- calls: 10
select id from wide_15 where c61 = 7;
-- calls: 10
select id from wide_15 where c62 = 7;
-- calls: 10
select id from wide_15 where c63 = 7;
-- calls: 10
select id from wide_15 where c64 = 7;
-- calls: 10
select id from wide_15 where c65 = 7;
-- calls: 10
select id from wide_15 where c66 = 7;
-- calls: 10
select id from wide_15 where c67 = 7;
-- calls: 10
select id from wide_15 where c68 = 7;
-- calls: 10
select id from wide_15 where c69 = 7;
-- calls: 10
select id from wide_15 where c70 = 7;
-- calls: 10
select id from wide_15 where c71 = 7;
-- calls: 10
select id from wide_15 where c72 = 7;
-- calls: 10
select id from wide_15 where c73 = 7;
-- calls: 10
select id from wide_15 where c74 = 7;
-- calls: 10
select id from wide_15 where c75 = 7;
-- calls: 10
select id from wide_15 where c76 = 7;
-- calls: 10
select id from wide_15 where c77 = 7;
-- calls: 10
select id from wide_15 where c78 = 7;
-- calls: 10
select id from wide_15 where c79 = 7;
-- calls: 10
select id from wide_15 where c80 = 7;
-- calls: 10
select id from wide_15 where c81 = 7;
-- calls: 10
select id from wide_15 where c82 = 7;
-- calls: 10
select id from wide_15 where c83 = 7;
-- calls: 10
select id from wide_15 where c84 = 7;
-- calls: 10
select id from wide_15 where c85 = 7;
-- calls: 10
select id from wide_15 where c86 = 7;
-- calls: 10
select id from wide_15 where c87 = 7;
-- calls: 10
select id from wide_15 where c88 = 7;
-- calls: 10
select id from wide_15 where c89 = 7;
-- calls: 10
select id from wide_15 where c90 = 7;
-- calls: 10
select id from wide_15 where c91 = 7;
-- calls: 10
select id from wide_15 where c92 = 7;
-- calls: 10
select id from wide_15 where c93 = 7;
-- calls: 10
select id from wide_15 where c94 = 7;
-- calls: 10
select id from wide_15 where c95 = 7;
-- calls: 10
select id from wide_15 where c96 = 7;
-- calls: 10
select id from wide_15 where c97 = 7;
-- calls: 10
select id from wide_15 where c98 = 7;
-- calls: 10
select id from wide_15 where c99 = 7;
-- calls: 10
select id from wide_15 where c100 = 7;
-- calls: 10
select id from wide_16 where c1 = 7;
-- calls: 10
select id from wide_16 where c2 = 7;
-- calls: 10
select id from wide_16 where c3 = 7;
-- calls: 10
select id from wide_16 where c4 = 7;
-- calls: 10
select id from wide_16 where c5 = 7;
-- calls: 10
select id from wide_16 where c6 = 7;
-- calls: 10
select id from wide_16 where c7 = 7;
-- calls: 10
select id from wide_16 where c8 = 7;
-- calls: 10
select id from wide_16 where c9 = 7;
-- calls: 10
select id from wide_16 where c10 = 7;
-- calls: 10
select id from wide_16 where c11 = 7;
-- calls: 10
select id from wide_16 where c12 = 7;
-- calls: 10
select id from wide_16 where c13 = 7;
-- calls: 10
select id from wide_16 where c14 = 7;
-- calls: 10
select id from wide_16 where c15 = 7;
-- calls: 10
select id from wide_16 where c16 = 7;
-- calls: 10
select id from wide_16 where c17 = 7;
-- calls: 10
select id from wide_16 where c18 = 7;
-- calls: 10
select id from wide_16 where c19 = 7;
-- calls: 10
select id from wide_16 where c20 = 7;
-- calls: 10
select id from wide_16 where c21 = 7;
-- calls: 10
select id from wide_16 where c22 = 7;
-- calls: 10
select id from wide_16 where c23 = 7;
-- calls: 10
select id from wide_16 where c24 = 7;
-- calls: 10
select id from wide_16 where c25 = 7;
-- calls: 10
select id from wide_16 where c26 = 7;
-- calls: 10
select id from wide_16 where c27 = 7;
-- calls: 10
select id from wide_16 where c28 = 7;
-- calls: 10
select id from wide_16 where c29 = 7;
-- calls: 10
select id from wide_16 where c30 = 7;
-- calls: 10
select id from wide_16 where c31 = 7;
-- calls: 10
select id from wide_16 where c32 = 7;
-- calls: 10
select id from wide_16 where c33 = 7;
-- calls: 10
select id from wide_16 where c34 = 7;
-- calls: 10
select id from wide_16 where c35 = 7;
-- calls: 10
select id from wide_16 where c36 = 7;
-- calls: 10
select id from wide_16 where c37 = 7;
-- calls: 10
select id from wide_16 where c38 = 7;
-- calls: 10
select id from wide_16 where c39 = 7;
-- calls: 10
select id from wide_16 where c40 = 7;
-- calls: 10
select id from wide_16 where c41 = 7;
-- calls: 10
select id from wide_16 where c42 = 7;
-- calls: 10
select id from wide_16 where c43 = 7;
-- calls: 10
select id from wide_16 where c44 = 7;
-- calls: 10
select id from wide_16 where c45 = 7;
-- calls: 10
select id from wide_16 where c46 = 7;
-- calls: 10
select id from wide_16 where c47 = 7;
-- calls: 10
select id from wide_16 where c48 = 7;
-- calls: 10
select id from wide_16 where c49 = 7;
-- calls: 10
select id from wide_16 where c50 = 7;
-- calls: 10
select id from wide_16 where c51 = 7;
-- calls: 10
select id from wide_16 where c52 = 7;
-- calls: 10
select id from wide_16 where c53 = 7;
-- calls: 10
select id from wide_16 where c54 = 7;
-- calls: 10
select id from wide_16 where c55 = 7;
-- calls: 10
select id from wide_16 where c56 = 7;
-- calls: 10
select id from wide_16 where c57 = 7;
-- calls: 10
select id from wide_16 where c58 = 7;
-- calls: 10
select id from wide_16 where c59 = 7;
-- calls: 10
select id from wide_16 where c60 = 7;
-- calls: 10
select id from wide_16 where c61 = 7;
-- calls: 10
select id from wide_16 where c62 = 7;
-- calls: 10
select id from wide_16 where c63 = 7;
-- calls: 10
select id from wide_16 where c64 = 7;
-- calls: 10
select id from wide_16 where c65 = 7;
-- calls: 10
select id from wide_16 where c66 = 7;
-- calls: 10
select id from wide_16 where c67 = 7;
-- calls: 10
select id from wide_16 where c68 = 7;
-- calls: 10
select id from wide_16 where c69 = 7;
-- calls: 10
select id from wide_16 where c70 = 7;
-- calls: 10
select id from wide_16 where c71 = 7;
-- calls: 10
select id from wide_16 where c72 = 7;
-- calls: 10
select id from wide_16 where c73 = 7;
-- calls: 10
select id from wide_16 where c74 = 7;
-- calls: 10
select id from wide_16 where c75 = 7;
-- calls: 10
select id from wide_16 where c76 = 7;
-- calls: 10
select id from wide_16 where c77 = 7;
-- calls: 10
select id from wide_16 where c78 = 7;
-- calls: 10
select id from wide_16 where c79 = 7;
-- calls: 10
select id from wide_16 where c80 = 7;
-- calls: 10
select id from wide_16 where c81 = 7;
-- calls: 10
select id from wide_16 where c82 = 7;
-- calls: 10
select id from wide_16 where c83 = 7;
-- calls: 10
select id from wide_16 where c84 = 7;
-- calls: 10
select id from wide_16 where c85 = 7;
-- calls: 10
select id from wide_16 where c86 = 7;
-- calls: 10
select id from wide_16 where c87 = 7;
-- calls: 10
select id from wide_16 where c88 = 7;
-- calls: 10
select id from wide_16 where c89 = 7;
-- calls: 10
select id from wide_16 where c90 = 7;
-- calls: 10
select id from wide_16 where c91 = 7;
-- calls: 10
select id from wide_16 where c92 = 7;
-- calls: 10
select id from wide_16 where c93 = 7;
-- calls: 10
select id from wide_16 where c94 = 7;
-- calls: 10
select id from wide_16 where c95 = 7;
-- calls: 10
select id from wide_16 where c96 = 7;
-- calls: 10
select id from wide_16 where c97 = 7;
-- calls: 10
select id from wide_16 where c98 = 7;
-- calls: 10
select id from wide_16 where c99 = 7;
-- calls: 10
select id from wide_16 where c100 = 7;
-- calls: 10
select id from wide_17 where c1 = 7;
-- calls: 10
select id from wide_17 where c2 = 7;
-- calls: 10
select id from wide_17 where c3 = 7;
-- calls: 10
select id from wide_17 where c4 = 7;
-- calls: 10
select id from wide_17 where c5 = 7;
-- calls: 10
select id from wide_17 where c6 = 7;
-- calls: 10
select id from wide_17 where c7 = 7;
-- calls: 10
select id from wide_17 where c8 = 7;
-- calls: 10
select id from wide_17 where c9 = 7;
-- calls: 10
select id from wide_17 where c10 = 7;
-- calls: 10
select id from wide_17 where c11 = 7;
-- calls: 10
select id from wide_17 where c12 = 7;
-- calls: 10
select id from wide_17 where c13 = 7;
-- calls: 10
select id from wide_17 where c14 = 7;
-- calls: 10
select id from wide_17 where c15 = 7;
-- calls: 10
select id from wide_17 where c16 = 7;
-- calls: 10
select id from wide_17 where c17 = 7;
-- calls: 10
select id from wide_17 where c18 = 7;
-- calls: 10
select id from wide_17 where c19 = 7;
-- calls: 10
select id from wide_17 where c20 = 7;
-- calls: 10
select id from wide_17 where c21 = 7;
-- calls: 10
select id from wide_17 where c22 = 7;
-- calls: 10
select id from wide_17 where c23 = 7;
-- calls: 10
select id from wide_17 where c24 = 7;
-- calls: 10
select id from wide_17 where c25 = 7;
-- calls: 10
select id from wide_17 where c26 = 7;
-- calls: 10
select id from wide_17 where c27 = 7;
-- calls: 10
select id from wide_17 where c28 = 7;
-- calls: 10
select id from wide_17 where c29 = 7;
-- calls: 10
select id from wide_17 where c30 = 7;
-- calls: 10
select id from wide_17 where c31 = 7;
-- calls: 10
select id from wide_17 where c32 = 7;
-- calls: 10
select id from wide_17 where c33 = 7;
-- calls: 10
select id from wide_17 where c34 = 7;
-- calls: 10
select id from wide_17 where c35 = 7;
-- calls: 10
select id from wide_17 where c36 = 7;
-- calls: 10
select id from wide_17 where c37 = 7;
-- calls: 10
select id from wide_17 where c38 = 7;
-- calls: 10
select id from wide_17 where c39 = 7;
-- calls: 10
select id from wide_17 where c40 = 7;
-- calls: 10
select id from wide_17 where c41 = 7;
-- calls: 10
select id from wide_17 where c42 = 7;
-- calls: 10
select id from wide_17 where c43 = 7;
-- calls: 10
select id from wide_17 where c44 = 7;
-- calls: 10
select id from wide_17 where c45 = 7;
-- calls: 10
select id from wide_17 where c46 = 7;
-- calls: 10
select id from wide_17 where c47 = 7;
-- calls: 10
select id from wide_17 where c48 = 7;
-- calls: 10
select id from wide_17 where c49 = 7;
-- calls: 10
select id from wide_17 where c50 = 7;
-- calls: 10
select id from wide_17 where c51 = 7;
-- calls: 10
select id from wide_17 where c52 = 7;
-- calls: 10
select id from wide_17 where c53 = 7;
-- calls: 10
select id from wide_17 where c54 = 7;
-- calls: 10
select id from wide_17 where c55 = 7;
-- calls: 10
select id from wide_17 where c56 = 7;
-- calls: 10
select id from wide_17 where c57 = 7;
-- calls: 10
select id from wide_17 where c58 = 7;
-- calls: 10
select id from wide_17 where c59 = 7;
-- calls: 10
select id from wide_17 where c60 = 7;
-- calls: 10
select id from wide_17 where c61 = 7;
-- calls: 10
select id from wide_17 where c62 = 7;
-- calls: 10
select id from wide_17 where c63 = 7;
-- calls: 10
select id from wide_17 where c64 = 7;
-- calls: 10
select id from wide_17 where c65 = 7;
-- calls: 10
select id from wide_17 where c66 = 7;
-- calls: 10
select id from wide_17 where c67 = 7;
-- calls: 10
select id from wide_17 where c68 = 7;
-- calls: 10
select id from wide_17 where c69 = 7;
-- calls: 10
select id from wide_17 where c70 = 7;
-- calls: 10
select id from wide_17 where c71 = 7;
-- calls: 10
select id from wide_17 where c72 = 7;
-- calls: 10
select id from wide_17 where c73 = 7;
-- calls: 10
select id from wide_17 where c74 = 7;
-- calls: 10
select id from wide_17 where c75 = 7;
-- calls: 10
select id from wide_17 where c76 = 7;
-- calls: 10
select id from wide_17 where c77 = 7;
-- calls: 10
select id from wide_17 where c78 = 7;
-- calls: 10
select id from wide_17 where c79 = 7;
-- calls: 10
select id from wide_17 where c80 = 7;
-- calls: 10
select id from wide_17 where c81 = 7;
-- calls: 10
select id from wide_17 where c82 = 7;
-- calls: 10
select id from wide_17 where c83 = 7;
-- calls: 10
select id from wide_17 where c84 = 7;
-- calls: 10
select id from wide_17 where c85 = 7;
-- calls: 10
select id from wide_17 where c86 = 7;
-- calls: 10
select id from wide_17 where c87 = 7;
-- calls: 10
select id from wide_17 where c88 = 7;
-- calls: 10
select id from wide_17 where c89 = 7;
-- calls: 10
select id from wide_17 where c90 = 7;
-- calls: 10
select id from wide_17 where c91 = 7;
-- calls: 10
select id from wide_17 where c92 = 7;
-- calls: 10
select id from wide_17 where c93 = 7;
-- calls: 10
select id from wide_17 where c94 = 7;
-- calls: 10
select id from wide_17 where c95 = 7;
-- calls: 10
select id from wide_17 where c96 = 7;
-- calls: 10
select id from wide_17 where c97 = 7;
-- calls: 10
select id from wide_17 where c98 = 7;
-- calls: 10
select id from wide_17 where c99 = 7;
-- calls: 10
select id from wide_17 where c100 = 7;
-- calls: 10
select id from wide_18 where c1 = 7;
-- calls: 10
select id from wide_18 where c2 = 7;
-- calls: 10
select id from wide_18 where c3 = 7;
-- calls: 10
select id from wide_18 where c4 = 7;
-- calls: 10
select id from wide_18 where c5 = 7;
-- calls: 10
select id from wide_18 where c6 = 7;
-- calls: 10
select id from wide_18 where c7 = 7;
-- calls: 10
select id from wide_18 where c8 = 7;
-- calls: 10
select id from wide_18 where c9 = 7;
-- calls: 10
select id from wide_18 where c10 = 7;
-- calls: 10
select id from wide_18 where c11 = 7;
-- calls: 10
select id from wide_18 where c12 = 7;
-- calls: 10
select id from wide_18 where c13 = 7;
-- calls: 10
select id from wide_18 where c14 = 7;
-- calls: 10
select id from wide_18 where c15 = 7;
-- calls: 10
select id from wide_18 where c16 = 7;
-- calls: 10
select id from wide_18 where c17 = 7;
-- calls: 10
select id from wide_18 where c18 = 7;
-- calls: 10
select id from wide_18 where c19 = 7;
-- calls: 10
select id from wide_18 where c20 = 7;
-- calls: 10
select id from wide_18 where c21 = 7;
-- calls: 10
select id from wide_18 where c22 = 7;
-- calls: 10
select id from wide_18 where c23 = 7;
-- calls: 10
select id from wide_18 where c24 = 7;
-- calls: 10
select id from wide_18 where c25 = 7;
-- calls: 10
select id from wide_18 where c26 = 7;
-- calls: 10
select id from wide_18 where c27 = 7;
-- calls: 10
select id from wide_18 where c28 = 7;
-- calls: 10
select id from wide_18 where c29 = 7;
-- calls: 10
select id from wide_18 where c30 = 7;
-- calls: 10
select id from wide_18 where c31 = 7;
-- calls: 10
select id from wide_18 where c32 = 7;
-- calls: 10
select id from wide_18 where c33 = 7;
-- calls: 10
select id from wide_18 where c34 = 7;
-- calls: 10
select id from wide_18 where c35 = 7;
-- calls: 10
select id from wide_18 where c36 = 7;
-- calls: 10
select id from wide_18 where c37 = 7;
-- calls: 10
select id from wide_18 where c38 = 7;
-- calls: 10
select id from wide_18 where c39 = 7;
-- calls: 10
select id from wide_18 where c40 = 7;
-- calls: 10
select id from wide_18 where c41 = 7;
-- calls: 10
select id from wide_18 where c42 = 7;
-- calls: 10
select id from wide_18 where c43 = 7;
-- calls: 10
select id from wide_18 where c44 = 7;
-- calls: 10
select id from wide_18 where c45 = 7;
-- calls: 10
select id from wide_18 where c46 = 7;
-- calls: 10
select id from wide_18 where c47 = 7;
-- calls: 10
select id from wide_18 where c48 = 7;
-- calls: 10
select id from wide_18 where c49 = 7;
-- calls: 10
select id from wide_18 where c50 = 7;
-- calls: 10
select id from wide_18 where c51 = 7;
-- calls: 10
select id from wide_18 where c52 = 7;
-- calls: 10
select id from wide_18 where c53 = 7;
-- calls: 10
select id from wide_18 where c54 = 7;
-- calls: 10
select id from wide_18 where c55 = 7;
-- calls: 10
select id from wide_18 where c56 = 7;
-- calls: 10
select id from wide_18 where c57 = 7;
-- calls: 10
select id from wide_18 where c58 = 7;
-- calls: 10
select id from wide_18 where c59 = 7;
-- calls: 10
select id from wide_18 where c60 = 7;
-- calls: 10
select id from wide_18 where c61 = 7;
-- calls: 10
select id from wide_18 where c62 = 7;
-- calls: 10
select id from wide_18 where c63 = 7;
-- calls: 10
select id from wide_18 where c64 = 7;
-- calls: 10
select id from wide_18 where c65 = 7;
-- calls: 10
select id from wide_18 where c66 = 7;
-- calls: 10
select id from wide_18 where c67 = 7;
-- calls: 10
select id from wide_18 where c68 = 7;
-- calls: 10
select id from wide_18 where c69 = 7;
-- calls: 10
select id from wide_18 where c70 = 7;
-- calls: 10
select id from wide_18 where c71 = 7;
-- calls: 10
select id from wide_18 where c72 = 7;
-- calls: 10
select id from wide_18 where c73 = 7;
-- calls: 10
select id from wide_18 where c74 = 7;
-- calls: 10
select id from wide_18 where c75 = 7;
-- calls: 10
select id from wide_18 where c76 = 7;
-- calls: 10
select id from wide_18 where c77 = 7;
-- calls: 10
select id from wide_18 where c78 = 7;
-- calls: 10
select id from wide_18 where c79 = 7;
-- calls: 10
select id from wide_18 where c80 = 7;
-- calls: 10
select id from wide_18 where c81 = 7;
-- calls: 10
select id from wide_18 where c82 = 7;
-- calls: 10
select id from wide_18 where c83 = 7;
-- calls: 10
select id from wide_18 where c84 = 7;
-- calls: 10
select id from wide_18 where c85 = 7;
-- calls: 10
select id from wide_18 where c86 = 7;
-- calls: 10
select id from wide_18 where c87 = 7;
-- calls: 10
select id from wide_18 where c88 = 7;
-- calls: 10
select id from wide_18 where c89 = 7;
-- calls: 10
select id from wide_18 where c90 = 7;
-- calls: 10
select id from wide_18 where c91 = 7;
-- calls: 10
select id from wide_18 where c92 = 7;
-- calls: 10
select id from wide_18 where c93 = 7;
-- calls: 10
select id from wide_18 where c94 = 7;
-- calls: 10
select id from wide_18 where c95 = 7;
-- calls: 10
select id from wide_18 where c96 = 7;
-- calls: 10
select id from wide_18 where c97 = 7;
-- calls: 10
select id from wide_18 where c98 = 7;
-- calls: 10
select id from wide_18 where c99 = 7;
-- calls: 10
select id from wide_18 where c100 = 7;
-- calls: 10
select id from wide_19 where c1 = 7;
-- calls: 10
select id from wide_19 where c2 = 7;
-- calls: 10
select id from wide_19 where c3 = 7;
-- calls: 10
select id from wide_19 where c4 = 7;
-- calls: 10
select id from wide_19 where c5 = 7;
-- calls: 10
select id from wide_19 where c6 = 7;
-- calls: 10
select id from wide_19 where c7 = 7;
-- calls: 10
select id from wide_19 where c8 = 7;
-- calls: 10
select id from wide_19 where c9 = 7;
-- calls: 10
select id from wide_19 where c10 = 7;
-- calls: 10
select id from wide_19 where c11 = 7;
-- calls: 10
select id from wide_19 where c12 = 7;
-- calls: 10
select id from wide_19 where c13 = 7;
-- calls: 10
select id from wide_19 where c14 = 7;
-- calls: 10
select id from wide_19 where c15 = 7;
-- calls: 10
select id from wide_19 where c16 = 7;
-- calls: 10
select id from wide_19 where c17 = 7;
-- calls: 10
select id from wide_19 where c18 = 7;
-- calls: 10
select id from wide_19 where c19 = 7;
-- calls: 10
select id from wide_19 where c20 = 7;
-- calls: 10
select id from wide_19 where c21 = 7;
-- calls: 10
select id from wide_19 where c22 = 7;
-- calls: 10
select id from wide_19 where c23 = 7;
-- calls: 10
select id from wide_19 where c24 = 7;
-- calls: 10
select id from wide_19 where c25 = 7;
-- calls: 10
select id from wide_19 where c26 = 7;
-- calls: 10
select id from wide_19 where c27 = 7;
-- calls: 10
select id from wide_19 where c28 = 7;
-- calls: 10
select id from wide_19 where c29 = 7;
-- calls: 10
select id from wide_19 where c30 = 7;
-- calls: 10
select id from wide_19 where c31 = 7;
-- calls: 10
select id from wide_19 where c32 = 7;
-- calls: 10
select id from wide_19 where c33 = 7;
-- calls: 10
select id from wide_19 where c34 = 7;
-- calls: 10
select id from wide_19 where c35 = 7;
-- calls: 10
select id from wide_19 where c36 = 7;
-- calls: 10
select id from wide_19 where c37 = 7;
-- calls: 10
select id from wide_19 where c38 = 7;
-- calls: 10
select id from wide_19 where c39 = 7;
-- calls: 10
select id from wide_19 where c40 = 7;
-- calls: 10
select id from wide_19 where c41 = 7;
-- calls: 10
select id from wide_19 where c42 = 7;
-- calls: 10
select id from wide_19 where c43 = 7;
-- calls: 10
select id from wide_19 where c44 = 7;
-- calls: 10
select id from wide_19 where c45 = 7;
-- calls: 10
select id from wide_19 where c46 = 7;
-- calls: 10
select id from wide_19 where c47 = 7;
-- calls: 10
select id from wide_19 where c48 = 7;
-- calls: 10
select id from wide_19 where c49 = 7;
-- calls: 10
select id from wide_19 where c50 = 7;
-- calls: 10
select id from wide_19 where c51 = 7;
-- calls: 10
select id from wide_19 where c52 = 7;
-- calls: 10
select id from wide_19 where c53 = 7;
-- calls: 10
select id from wide_19 where c54 = 7;
-- calls: 10
select id from wide_19 where c55 = 7;
-- calls: 10
select id from wide_19 where c56 = 7;
-- calls: 10
select id from wide_19 where c57 = 7;
-- calls: 10
select id from wide_19 where c58 = 7;
-- calls: 10
select id from wide_19 where c59 = 7;
-- calls: 10
select id from wide_19 where c60 = 7;
-- calls: 10
select id from wide_19 where c61 = 7;
-- calls: 10
select id from wide_19 where c62 = 7;
-- calls: 10
select id from wide_19 where c63 = 7;
-- calls: 10
select id from wide_19 where c64 = 7;
-- calls: 10
select id from wide_19 where c65 = 7;
-- calls: 10
select id from wide_19 where c66 = 7;
-- calls: 10
select id from wide_19 where c67 = 7;
-- calls: 10
select id from wide_19 where c68 = 7;
-- calls: 10
select id from wide_19 where c69 = 7;
-- calls: 10
select id from wide_19 where c70 = 7;
-- calls: 10
select id from wide_19 where c71 = 7;
-- calls: 10
select id from wide_19 where c72 = 7;
-- calls: 10
select id from wide_19 where c73 = 7;
-- calls: 10
select id from wide_19 where c74 = 7;
-- calls: 10
select id from wide_19 where c75 = 7;
-- calls: 10
select id from wide_19 where c76 = 7;
-- calls: 10
select id from wide_19 where c77 = 7;
-- calls: 10
select id from wide_19 where c78 = 7;
-- calls: 10
select id from wide_19 where c79 = 7;
-- calls: 10
select id from wide_19 where c80 = 7;
-- calls: 10
select id from wide_19 where c81 = 7;
-- calls: 10
select id from wide_19 where c82 = 7;
-- calls: 10
select id from wide_19 where c83 = 7;
-- calls: 10
select id from wide_19 where c84 = 7;
-- calls: 10
select id from wide_19 where c85 = 7;
-- calls: 10
select id from wide_19 where c86 = 7;
-- calls: 10
select id from wide_19 where c87 = 7;
-- calls: 10
select id from wide_19 where c88 = 7;
-- calls: 10
select id from wide_19 where c89 = 7;
-- calls: 10
select id from wide_19 where c90 = 7;
-- calls: 10
select id from wide_19 where c91 = 7;
-- calls: 10
select id from wide_19 where c92 = 7;
-- calls: 10
select id from wide_19 where c93 = 7;
-- calls: 10
select id from wide_19 where c94 = 7;
-- calls: 10
select id from wide_19 where c95 = 7;
-- calls: 10
select id from wide_19 where c96 = 7;
-- calls: 10
select id from wide_19 where c97 = 7;
-- calls: 10
select id from wide_19 where c98 = 7;
-- calls: 10
select id from wide_19 where c99 = 7;
-- calls: 10
select id from wide_19 where c100 = 7;
-- calls: 10
select id from wide_20 where c1 = 7;
-- calls: 10
select id from wide_20 where c2 = 7;
-- calls: 10
select id from wide_20 where c3 = 7;
-- calls: 10
select id from wide_20 where c4 = 7;
-- calls: 10
select id from wide_20 where c5 = 7;
-- calls: 10
select id from wide_20 where c6 = 7;
-- calls: 10
select id from wide_20 where c7 = 7;
-- calls: 10
select id from wide_20 where c8 = 7;
-- calls: 10
select id from wide_20 where c9 = 7;
-- calls: 10
select id from wide_20 where c10 = 7;
-- calls: 10
select id from wide_20 where c11 = 7;
-- calls: 10
select id from wide_20 where c12 = 7;
-- calls: 10
select id from wide_20 where c13 = 7;
-- calls: 10
select id from wide_20 where c14 = 7;
-- calls: 10
select id from wide_20 where c15 = 7;
-- calls: 10
select id from wide_20 where c16 = 7;
-- calls: 10
select id from wide_20 where c17 = 7;
-- calls: 10
select id from wide_20 where c18 = 7;
-- calls: 10
select id from wide_20 where c19 = 7;
-- calls: 10
select id from wide_20 where c20 = 7;
-- calls: 10
select id from wide_20 where c21 = 7;
-- calls: 10
select id from wide_20 where c22 = 7;
-- calls: 10
select id from wide_20 where c23 = 7;
-- calls: 10
select id from wide_20 where c24 = 7;
-- calls: 10
select id from wide_20 where c25 = 7;
-- calls: 10
select id from wide_20 where c26 = 7;
-- calls: 10
select id from wide_20 where c27 = 7;
-- calls: 10
select id from wide_20 where c28 = 7;
-- calls: 10
select id from wide_20 where c29 = 7;
-- calls: 10
select id from wide_20 where c30 = 7;
-- calls: 10
select id from wide_20 where c31 = 7;
-- calls: 10
select id from wide_20 where c32 = 7;
-- calls: 10
select id from wide_20 where c33 = 7;
-- calls: 10
select id from wide_20 where c34 = 7;
-- calls: 10
select id from wide_20 where c35 = 7;
-- calls: 10
select id from wide_20 where c36 = 7;
-- calls: 10
select id from wide_20 where c37 = 7;
-- calls: 10
select id from wide_20 where c38 = 7;
-- calls: 10
select id from wide_20 where c39 = 7;
-- calls: 10
select id from wide_20 where c40 = 7;
-- calls: 10
select id from wide_20 where c41 = 7;
-- calls: 10
select id from wide_20 where c42 = 7;
-- calls: 10
select id from wide_20 where c43 = 7;
-- calls: 10
select id from wide_20 where c44 = 7;
-- calls: 10
select id from wide_20 where c45 = 7;
-- calls: 10
select id from wide_20 where c46 = 7;
-- calls: 10
select id from wide_20 where c47 = 7;
-- calls: 10
select id from wide_20 where c48 = 7;
-- calls: 10
select id from wide_20 where c49 = 7;
-- calls: 10
select id from wide_20 where c50 = 7;
-- calls: 10
select id from wide_20 where c51 = 7;
-- calls: 10
select id from wide_20 where c52 = 7;
-- calls: 10
select id from wide_20 where c53 = 7;
-- calls: 10
select id from wide_20 where c54 = 7;
-- calls: 10
select id from wide_20 where c55 = 7;
-- calls: 10
select id from wide_20 where c56 = 7;
-- calls: 10
select id from wide_20 where c57 = 7;
-- calls: 10
select id from wide_20 where c58 = 7;
-- calls: 10
select id from wide_20 where c59 = 7;
-- calls: 10
select id from wide_20 where c60 = 7;
-- calls: 10
select id from wide_20 where c61 = 7;
-- calls: 10
select id from wide_20 where c62 = 7;
-- calls: 10
select id from wide_20 where c63 = 7;
-- calls: 10
select id from wide_20 where c64 = 7;
-- calls: 10
select id from wide_20 where c65 = 7;
-- calls: 10
select id from wide_20 where c66 = 7;
-- calls: 10
select id from wide_20 where c67 = 7;
-- calls: 10
select id from wide_20 where c68 = 7;
-- calls: 10
select id from wide_20 where c69 = 7;
-- calls: 10
select id from wide_20 where c70 = 7;
-- calls: 10
select id from wide_20 where c71 = 7;
-- calls: 10
select id from wide_20 where c72 = 7;
-- calls: 10
select id from wide_20 where c73 = 7;
-- calls: 10
select id from wide_20 where c74 = 7;
-- calls: 10
select id from wide_20 where c75 = 7;
-- calls: 10
select id from wide_20 where c76 = 7;
-- calls: 10
select id from wide_20 where c77 = 7;
-- calls: 10
select id from wide_20 where c78 = 7;
-- calls: 10
select id from wide_20 where c79 = 7;
-- calls: 10
select id from wide_20 where c80 = 7;
-- calls: 10
select id from wide_20 where c81 = 7;
-- calls: 10
select id from wide_20 where c82 = 7;
-- calls: 10
select id from wide_20 where c83 = 7;
-- calls: 10
select id from wide_20 where c84 = 7;
-- calls: 10
select id from wide_20 where c85 = 7;
-- calls: 10
select id from wide_20 where c86 = 7;
-- calls: 10
select id from wide_20 where c87 = 7;
-- calls: 10
select id from wide_20 where c88 = 7;
-- calls: 10
select id from wide_20 where c89 = 7;
-- calls: 10
select id from wide_20 where c90 = 7;
-- calls: 10
select id from wide_20 where c91 = 7;
-- calls: 10
select id from wide_20 where c92 = 7;
-- calls: 10
select id from wide_20 where c93 = 7;
-- calls: 10
select id from wide_20 where c94 = 7;
-- calls: 10
select id from wide_20 where c95 = 7;
-- calls: 10
select id from wide_20 where c96 = 7;
-- calls: 10
select id from wide_20 where c97 = 7;
-- calls: 10
select id from wide_20 where c98 = 7;
-- calls: 10
select id from wide_20 where c99 = 7;
-- calls: 10
select id from wide_20 where c100 = 7;
-- calls: 10
select id from wide_21 where c1 = 7;
-- calls: 10
select id from wide_21 where c2 = 7;
-- calls: 10
select id from wide_21 where c3 = 7;
-- calls: 10
select id from wide_21 where c4 = 7;
-- calls: 10
select id from wide_21 where c5 = 7;
-- calls: 10
select id from wide_21 where c6 = 7;
-- calls: 10
select id from wide_21 where c7 = 7;
-- calls: 10
select id from wide_21 where c8 = 7;
-- calls: 10
select id from wide_21 where c9 = 7;
-- calls: 10
select id from wide_21 where c10 = 7;
-- calls: 10
select id from wide_21 where c11 = 7;
-- calls: 10
select id from wide_21 where c12 = 7;
-- calls: 10
select id from wide_21 where c13 = 7;
-- calls: 10
select id from wide_21 where c14 = 7;
-- calls: 10
select id from wide_21 where c15 = 7;
-- calls: 10
select id from wide_21 where c16 = 7;
-- calls: 10
select id from wide_21 where c17 = 7;
-- calls: 10
select id from wide_21 where c18 = 7;
-- calls: 10
select id from wide_21 where c19 = 7;
-- calls: 10
select id from wide_21 where c20 = 7;
-- calls: 10
select id from wide_21 where c21 = 7;
-- calls: 10
select id from wide_21 where c22 = 7;
-- calls: 10
select id from wide_21 where c23 = 7;
-- calls: 10
select id from wide_21 where c24 = 7;
-- calls: 10
select id from wide_21 where c25 = 7;
-- calls: 10
select id from wide_21 where c26 = 7;
-- calls: 10
select id from wide_21 where c27 = 7;
-- calls: 10
select id from wide_21 where c28 = 7;
-- calls: 10
select id from wide_21 where c29 = 7;
-- calls: 10
select id from wide_21 where c30 = 7;
-- calls: 10
select id from wide_21 where c31 = 7;
-- calls: 10
select id from wide_21 where c32 = 7;
-- calls: 10
select id from wide_21 where c33 = 7;
-- calls: 10
select id from wide_21 where c34 = 7;
-- calls: 10
select id from wide_21 where c35 = 7;
-- calls: 10
select id from wide_21 where c36 = 7;
-- calls: 10
select id from wide_21 where c37 = 7;
-- calls: 10
select id from wide_21 where c38 = 7;
-- calls: 10
select id from wide_21 where c39 = 7;
-- calls: 10
select id from wide_21 where c40 = 7;
-- calls: 10
select id from wide_21 where c41 = 7;
-- calls: 10
select id from wide_21 where c42 = 7;
-- calls: 10
select id from wide_21 where c43 = 7;
-- calls: 10
select id from wide_21 where c44 = 7;
-- calls: 10
select id from wide_21 where c45 = 7;
-- calls: 10
select id from wide_21 where c46 = 7;
-- calls: 10
select id from wide_21 where c47 = 7;
-- calls: 10
select id from wide_21 where c48 = 7;
-- calls: 10
select id from wide_21 where c49 = 7;
-- calls: 10
select id from wide_21 where c50 = 7;
-- calls: 10
select id from wide_21 where c51 = 7;
-- calls: 10
select id from wide_21 where c52 = 7;
-- calls: 10
select id from wide_21 where c53 = 7;
-- calls: 10
select id from wide_21 where c54 = 7;
-- calls: 10
select id from wide_21 where c55 = 7;
-- calls: 10
select id from wide_21 where c56 = 7;
-- calls: 10
select id from wide_21 where c57 = 7;
-- calls: 10
select id from wide_21 where c58 = 7;
-- calls: 10
select id from wide_21 where c59 = 7;
-- calls: 10
select id from wide_21 where c60 = 7;
-- calls: 10
select id from wide_21 where c61 = 7;
-- calls: 10
select id from wide_21 where c62 = 7;
-- calls: 10
select id from wide_21 where c63 = 7;
-- calls: 10
select id from wide_21 where c64 = 7;
-- calls: 10
select id from wide_21 where c65 = 7;
-- calls: 10
select id from wide_21 where c66 = 7;
-- calls: 10
select id from wide_21 where c67 = 7;
-- calls: 10
select id from wide_21 where c68 = 7;
-- calls: 10
select id from wide_21 where c69 = 7;
-- calls: 10
select id from wide_21 where c70 = 7;
-- calls: 10
select id from wide_21 where c71 = 7;
-- calls: 10
select id from wide_21 where c72 = 7;
-- calls: 10
select id from wide_21 where c73 = 7;
-- calls: 10
select id from wide_21 where c74 = 7;
-- calls: 10
select id from wide_21 where c75 = 7;
-- calls: 10
select id from wide_21 where c76 = 7;
-- calls: 10
select id from wide_21 where c77 = 7;
-- calls: 10
select id from wide_21 where c78 = 7;
-- calls: 10
select id from wide_21 where c79 = 7;
-- calls: 10
select id from wide_21 where c80 = 7;
-- calls: 10
select id from wide_21 where c81 = 7;
-- calls: 10
select id from wide_21 where c82 = 7;
-- calls: 10
select id from wide_21 where c83 = 7;
-- calls: 10
select id from wide_21 where c84 = 7;
-- calls: 10
select id from wide_21 where c85 = 7;
-- calls: 10
select id from wide_21 where c86 = 7;
-- calls: 10
select id from wide_21 where c87 = 7;
-- calls: 10
select id from wide_21 where c88 = 7;
-- calls: 10
select id from wide_21 where c89 = 7;
-- calls: 10
select id from wide_21 where c90 = 7;
-- calls: 10
select id from wide_21 where c91 = 7;
-- calls: 10
select id from wide_21 where c92 = 7;
-- calls: 10
select id from wide_21 where c93 = 7;
-- calls: 10
select id from wide_21 where c94 = 7;
-- calls: 10
select id from wide_21 where c95 = 7;
-- calls: 10
select id from wide_21 where c96 = 7;
-- calls: 10
select id from wide_21 where c97 = 7;
-- calls: 10
select id from wide_21 where c98 = 7;
-- calls: 10
select id from wide_21 where c99 = 7;
-- calls: 10
select id from wide_21 where c100 = 7;
-- calls: 10
select id from wide_22 where c1 = 7;
-- calls: 10
select id from wide_22 where c2 = 7;
-- calls: 10
select id from wide_22 where c3 = 7;
-- calls: 10
select id from wide_22 where c4 = 7;
-- calls: 10
select id from wide_22 where c5 = 7;
-- calls: 10
select id from wide_22 where c6 = 7;
-- calls: 10
select id from wide_22 where c7 = 7;
-- calls: 10
select id from wide_22 where c8 = 7;
-- calls: 10
select id from wide_22 where c9 = 7;
-- calls: 10
select id from wide_22 where c10 = 7;
-- calls: 10
select id from wide_22 where c11 = 7;
-- calls: 10
select id from wide_22 where c12 = 7;
-- calls: 10
select id from wide_22 where c13 = 7;
-- calls: 10
select id from wide_22 where c14 = 7;
-- calls: 10
select id from wide_22 where c15 = 7;
-- calls: 10
select id from wide_22 where c16 = 7;
-- calls: 10
select id from wide_22 where c17 = 7;
-- calls: 10
select id from wide_22 where c18 = 7;
-- calls: 10
select id from wide_22 where c19 = 7;
-- calls: 10
select id from wide_22 where c20 = 7;
-- calls: 10
select id from wide_22 where c21 = 7;
-- calls: 10
select id from wide_22 where c22 = 7;
-- calls: 10
select id from wide_22 where c23 = 7;
-- calls: 10
select id from wide_22 where c24 = 7;
-- calls: 10
select id from wide_22 where c25 = 7;
-- calls: 10
select id from wide_22 where c26 = 7;
-- calls: 10
select id from wide_22 where c27 = 7;
-- calls: 10
select id from wide_22 where c28 = 7;
-- calls: 10
select id from wide_22 where c29 = 7;
-- calls: 10
select id from wide_22 where c30 = 7;
-- calls: 10
select id from wide_22 where c31 = 7;
-- calls: 10
select id from wide_22 where c32 = 7;
-- calls: 10
select id from wide_22 where c33 = 7;
-- calls: 10
select id from wide_22 where c34 = 7;
-- calls: 10
select id from wide_22 where c35 = 7;
-- calls: 10
select id from wide_22 where c36 = 7;
-- calls: 10
select id from wide_22 where c37 = 7;
-- calls: 10
select id from wide_22 where c38 = 7;
-- calls: 10
select id from wide_22 where c39 = 7;
-- calls: 10
select id from wide_22 where c40 = 7;
-- calls: 10
select id from wide_22 where c41 = 7;
-- calls: 10
select id from wide_22 where c42 = 7;
-- calls: 10
select id from wide_22 where c43 = 7;
-- calls: 10
select id from wide_22 where c44 = 7;
-- calls: 10
select id from wide_22 where c45 = 7;
-- calls: 10
select id from wide_22 where c46 = 7;
-- calls: 10
select id from wide_22 where c47 = 7;
-- calls: 10
select id from wide_22 where c48 = 7;
-- calls: 10
select id from wide_22 where c49 = 7;
-- calls: 10
select id from wide_22 where c50 = 7;
-- calls: 10
select id from wide_22 where c51 = 7;
-- calls: 10
select id from wide_22 where c52 = 7;
-- calls: 10
select id from wide_22 where c53 = 7;
-- calls: 10
select id from wide_22 where c54 = 7;
-- calls: 10
select id from wide_22 where c55 = 7;
-- calls: 10
select id from wide_22 where c56 = 7;
-- calls: 10
select id from wide_22 where c57 = 7;
-- calls: 10
select id from wide_22 where c58 = 7;
-- calls: 10
select id from wide_22 where c59 = 7;
-- calls: 10
select id from wide_22 where c60 = 7;
-- calls: 10
select id from wide_22 where c61 = 7;
-- calls: 10
select id from wide_22 where c62 = 7;
-- calls: 10
select id from wide_22 where c63 = 7;
-- calls: 10
select id from wide_22 where c64 = 7;
-- calls: 10
select id from wide_22 where c65 = 7;
-- calls: 10
select id from wide_22 where c66 = 7;
-- calls: 10
select id from wide_22 where c67 = 7;
-- calls: 10
select id from wide_22 where c68 = 7;
-- calls: 10
select id from wide_22 where c69 = 7;
-- calls: 10
select id from wide_22 where c70 = 7;
-- calls: 10
select id from wide_22 where c71 = 7;
-- calls: 10
select id from wide_22 where c72 = 7;
-- calls: 10
select id from wide_22 where c73 = 7;
-- calls: 10
select id from wide_22 where c74 = 7;
-- calls: 10
select id from wide_22 where c75 = 7;
-- calls: 10
select id from wide_22 where c76 = 7;
-- calls: 10
select id from wide_22 where c77 = 7;
-- calls: 10
select id from wide_22 where c78 = 7;
-- calls: 10
select id from wide_22 where c79 = 7;
-- calls: 10
select id from wide_22 where c80 = 7;
-- calls: 10
select id from wide_22 where c81 = 7;
-- calls: 10
select id from wide_22 where c82 = 7;
-- calls: 10
select id from wide_22 where c83 = 7;
-- calls: 10
select id from wide_22 where c84 = 7;
-- calls: 10
select id from wide_22 where c85 = 7;
-- calls: 10
select id from wide_22 where c86 = 7;
-- calls: 10
select id from wide_22 where c87 = 7;
-- calls: 10
select id from wide_22 where c88 = 7;
-- calls: 10
select id from wide_22 where c89 = 7;
-- calls: 10
select id from wide_22 where c90 = 7;
-- calls: 10
select id from wide_22 where c91 = 7;
-- calls: 10
select id from wide_22 where c92 = 7;
-- calls: 10
select id from wide_22 where c93 = 7;
-- calls: 10
select id from wide_22 where c94 = 7;
-- calls: 10
select id from wide_22 where c95 = 7;
-- calls: 10
select id from wide_22 where c96 = 7;
-- calls: 10
select id from wide_22 where c97 = 7;
-- calls: 10
select id from wide_22 where c98 = 7;
-- calls: 10
select id from wide_22 where c99 = 7;
-- calls: 10
select id from wide_22 where c100 = 7;
-- calls: 10
select id from wide_23 where c1 = 7;
-- calls: 10
select id from wide_23 where c2 = 7;
-- calls: 10
select id from wide_23 where c3 = 7;
-- calls: 10
select id from wide_23 where c4 = 7;
-- calls: 10
select id from wide_23 where c5 = 7;
-- calls: 10
select id from wide_23 where c6 = 7;
-- calls: 10
select id from wide_23 where c7 = 7;
-- calls: 10
select id from wide_23 where c8 = 7;
-- calls: 10
select id from wide_23 where c9 = 7;
-- calls: 10
select id from wide_23 where c10 = 7;
-- calls: 10
select id from wide_23 where c11 = 7;
-- calls: 10
select id from wide_23 where c12 = 7;
-- calls: 10
select id from wide_23 where c13 = 7;
-- calls: 10
select id from wide_23 where c14 = 7;
-- calls: 10
select id from wide_23 where c15 = 7;
-- calls: 10
select id from wide_23 where c16 = 7;
-- calls: 10
select id from wide_23 where c17 = 7;
-- calls: 10
select id from wide_23 where c18 = 7;
-- calls: 10
select id from wide_23 where c19 = 7;
-- calls: 10
select id from wide_23 where c20 = 7;
-- calls: 10
select id from wide_23 where c21 = 7;
-- calls: 10
select id from wide_23 where c22 = 7;
-- calls: 10
select id from wide_23 where c23 = 7;
-- calls: 10
select id from wide_23 where c24 = 7;
-- calls: 10
select id from wide_23 where c25 = 7;
-- calls: 10
select id from wide_23 where c26 = 7;
-- calls: 10
select id from wide_23 where c27 = 7;
-- calls: 10
select id from wide_23 where c28 = 7;
-- calls: 10
select id from wide_23 where c29 = 7;
-- calls: 10
select id from wide_23 where c30 = 7;
-- calls: 10
select id from wide_23 where c31 = 7;
-- calls: 10
select id from wide_23 where c32 = 7;
-- calls: 10
select id from wide_23 where c33 = 7;
-- calls: 10
select id from wide_23 where c34 = 7;
-- calls: 10
select id from wide_23 where c35 = 7;
-- calls: 10
select id from wide_23 where c36 = 7;
-- calls: 10
select id from wide_23 where c37 = 7;
-- calls: 10
select id from wide_23 where c38 = 7;
-- calls: 10
select id from wide_23 where c39 = 7;
-- calls: 10
select id from wide_23 where c40 = 7;
-- calls: 10
select id from wide_23 where c41 = 7;
-- calls: 10
select id from wide_23 where c42 = 7;
-- calls: 10
select id from wide_23 where c43 = 7;
-- calls: 10
select id from wide_23 where c44 = 7;
-- calls: 10
select id from wide_23 where c45 = 7;
-- calls: 10
select id from wide_23 where c46 = 7;
-- calls: 10
select id from wide_23 where c47 = 7;
-- calls: 10
select id from wide_23 where c48 = 7;
-- calls: 10
select id from wide_23 where c49 = 7;
-- calls: 10
select id from wide_23 where c50 = 7;
-- calls: 10
select id from wide_23 where c51 = 7;
-- calls: 10
select id from wide_23 where c52 = 7;
-- calls: 10
select id from wide_23 where c53 = 7;
-- calls: 10
select id from wide_23 where c54 = 7;
-- calls: 10
select id from wide_23 where c55 = 7;
-- calls: 10
select id from wide_23 where c56 = 7;
-- calls: 10
select id from wide_23 where c57 = 7;
-- calls: 10
select id from wide_23 where c58 = 7;
-- calls: 10
select id from wide_23 where c59 = 7;
-- calls: 10
select id from wide_23 where c60 = 7;
-- calls: 10
select id from wide_23 where c61 = 7;
-- calls: 10
select id from wide_23 where c62 = 7;
-- calls: 10
select id from wide_23 where c63 = 7;
-- calls: 10
select id from wide_23 where c64 = 7;
-- calls: 10
select id from wide_23 where c65 = 7;
-- calls: 10
select id from wide_23 where c66 = 7;
-- calls: 10
select id from wide_23 where c67 = 7;
-- calls: 10
select id from wide_23 where c68 = 7;
-- calls: 10
select id from wide_23 where c69 = 7;
-- calls: 10
select id from wide_23 where c70 = 7;
-- calls: 10
select id from wide_23 where c71 = 7;
-- calls: 10
select id from wide_23 where c72 = 7;
-- calls: 10
select id from wide_23 where c73 = 7;
-- calls: 10
select id from wide_23 where c74 = 7;
-- calls: 10
select id from wide_23 where c75 = 7;
-- calls: 10
select id from wide_23 where c76 = 7;
-- calls: 10
select id from wide_23 where c77 = 7;
-- calls: 10
select id from wide_23 where c78 = 7;
-- calls: 10
select id from wide_23 where c79 = 7;
-- calls: 10
select id from wide_23 where c80 = 7;
-- calls: 10
select id from wide_23 where c81 = 7;
-- calls: 10
select id from wide_23 where c82 = 7;
-- calls: 10
select id from wide_23 where c83 = 7;
-- calls: 10
select id from wide_23 where c84 = 7;
-- calls: 10
select id from wide_23 where c85 = 7;
-- calls: 10
select id from wide_23 where c86 = 7;
-- calls: 10
select id from wide_23 where c87 = 7;
-- calls: 10
select id from wide_23 where c88 = 7;
-- calls: 10
select id from wide_23 where c89 = 7;
-- calls: 10
select id from wide_23 where c90 = 7;
-- calls: 10
select id from wide_23 where c91 = 7;
-- calls: 10
select id from wide_23 where c92 = 7;
-- calls: 10
select id from wide_23 where c93 = 7;
-- calls: 10
select id from wide_23 where c94 = 7;
-- calls: 10
select id from wide_23 where c95 = 7;
-- calls: 10
select id from wide_23 where c96 = 7;
-- calls: 10
select id from wide_23 where c97 = 7;
-- calls: 10
select id from wide_23 where c98 = 7;
-- calls: 10
select id from wide_23 where c99 = 7;
-- calls: 10
select id from wide_23 where c100 = 7;
-- calls: 10
select id from wide_24 where c1 = 7;
-- calls: 10
select id from wide_24 where c2 = 7;
-- calls: 10
select id from wide_24 where c3 = 7;
-- calls: 10
select id from wide_24 where c4 = 7;
-- calls: 10
select id from wide_24 where c5 = 7;
-- calls: 10
select id from wide_24 where c6 = 7;
-- calls: 10
select id from wide_24 where c7 = 7;
-- calls: 10
select id from wide_24 where c8 = 7;
-- calls: 10
select id from wide_24 where c9 = 7;
-- calls: 10
select id from wide_24 where c10 = 7;
-- calls: 10
select id from wide_24 where c11 = 7;
-- calls: 10
select id from wide_24 where c12 = 7;
-- calls: 10
select id from wide_24 where c13 = 7;
-- calls: 10
select id from wide_24 where c14 = 7;
-- calls: 10
select id from wide_24 where c15 = 7;
-- calls: 10
select id from wide_24 where c16 = 7;
-- calls: 10
select id from wide_24 where c17 = 7;
-- calls: 10
select id from wide_24 where c18 = 7;
-- calls: 10
select id from wide_24 where c19 = 7;
-- calls: 10
select id from wide_24 where c20 = 7;
-- calls: 10
select id from wide_24 where c21 = 7;
-- calls: 10
select id from wide_24 where c22 = 7;
-- calls: 10
select id from wide_24 where c23 = 7;
-- calls: 10
select id from wide_24 where c24 = 7;
-- calls: 10
select id from wide_24 where c25 = 7;
-- calls: 10
select id from wide_24 where c26 = 7;
-- calls: 10
select id from wide_24 where c27 = 7;
-- calls: 10
select id from wide_24 where c28 = 7;
-- calls: 10
select id from wide_24 where c29 = 7;
-- calls: 10
select id from wide_24 where c30 = 7;
-- calls: 10
select id from wide_24 where c31 = 7;
-- calls: 10
select id from wide_24 where c32 = 7;
-- calls: 10
select id from wide_24 where c33 = 7;
-- calls: 10
select id from wide_24 where c34 = 7;
-- calls: 10
select id from wide_24 where c35 = 7;
-- calls: 10
select id from wide_24 where c36 = 7;
-- calls: 10
select id from wide_24 where c37 = 7;
-- calls: 10
select id from wide_24 where c38 = 7;
-- calls: 10
select id from wide_24 where c39 = 7;
-- calls: 10
select id from wide_24 where c40 = 7;
-- calls: 10
select id from wide_24 where c41 = 7;
-- calls: 10
select id from wide_24 where c42 = 7;
-- calls: 10
select id from wide_24 where c43 = 7;
-- calls: 10
select id from wide_24 where c44 = 7;
-- calls: 10
select id from wide_24 where c45 = 7;
-- calls: 10
select id from wide_24 where c46 = 7;
-- calls: 10
select id from wide_24 where c47 = 7;
-- calls: 10
select id from wide_24 where c48 = 7;
-- calls: 10
select id from wide_24 where c49 = 7;
-- calls: 10
select id from wide_24 where c50 = 7;
-- calls: 10
select id from wide_24 where c51 = 7;
-- calls: 10
select id from wide_24 where c52 = 7;
-- calls: 10
select id from wide_24 where c53 = 7;
-- calls: 10
select id from wide_24 where c54 = 7;
-- calls: 10
select id from wide_24 where c55 = 7;
-- calls: 10
select id from wide_24 where c56 = 7;
-- calls: 10
select id from wide_24 where c57 = 7;
-- calls: 10
select id from wide_24 where c58 = 7;
-- calls: 10
select id from wide_24 where c59 = 7;
-- calls: 10
select id from wide_24 where c60 = 7;
-- calls: 10
select id from wide_24 where c61 = 7;
-- calls: 10
select id from wide_24 where c62 = 7;
-- calls: 10
select id from wide_24 where c63 = 7;
-- calls: 10
select id from wide_24 where c64 = 7;
-- calls: 10
select id from wide_24 where c65 = 7;
-- calls: 10
select id from wide_24 where c66 = 7;
-- calls: 10
select id from wide_24 where c67 = 7;
-- calls: 10
select id from wide_24 where c68 = 7;
-- calls: 10
select id from wide_24 where c69 = 7;
-- calls: 10
select id from wide_24 where c70 = 7;
-- calls: 10
select id from wide_24 where c71 = 7;
-- calls: 10
select id from wide_24 where c72 = 7;
-- calls: 10
select id from wide_24 where c73 = 7;
-- calls: 10
select id from wide_24 where c74 = 7;
-- calls: 10
select id from wide_24 where c75 = 7;
-- calls: 10
select id from wide_24 where c76 = 7;
-- calls: 10
select id from wide_24 where c77 = 7;
-- calls: 10
select id from wide_24 where c78 = 7;
-- calls: 10
select id from wide_24 where c79 = 7;
-- calls: 10
select id from wide_24 where c80 = 7;
-- calls: 10
select id from wide_24 where c81 = 7;
-- calls: 10
select id from wide_24 where c82 = 7;
-- calls: 10
select id from wide_24 where c83 = 7;
-- calls: 10
select id from wide_24 where c84 = 7;
-- calls: 10
select id from wide_24 where c85 = 7;
-- calls: 10
select id from wide_24 where c86 = 7;
-- calls: 10
select id from wide_24 where c87 = 7;
-- calls: 10
select id from wide_24 where c88 = 7;
-- calls: 10
select id from wide_24 where c89 = 7;
-- calls: 10
select id from wide_24 where c90 = 7;
-- calls: 10
select id from wide_24 where c91 = 7;
-- calls: 10
select id from wide_24 where c92 = 7;
-- calls: 10
select id from wide_24 where c93 = 7;
-- calls: 10
select id from wide_24 where c94 = 7;
-- calls: 10
select id from wide_24 where c95 = 7;
-- calls: 10
select id from wide_24 where c96 = 7;
-- calls: 10
select id from wide_24 where c97 = 7;
-- calls: 10
select id from wide_24 where c98 = 7;
-- calls: 10
select id from wide_24 where c99 = 7;
-- calls: 10
select id from wide_24 where c100 = 7;
-- calls: 10
select id from wide_25 where c1 = 7;
-- calls: 10
select id from wide_25 where c2 = 7;
-- calls: 10
select id from wide_25 where c3 = 7;
-- calls: 10
select id from wide_25 where c4 = 7;
-- calls: 10
select id from wide_25 where c5 = 7;
-- calls: 10
select id from wide_25 where c6 = 7;
-- calls: 10
select id from wide_25 where c7 = 7;
-- calls: 10
select id from wide_25 where c8 = 7;
-- calls: 10
select id from wide_25 where c9 = 7;
-- calls: 10
select id from wide_25 where c10 = 7;
-- calls: 10
select id from wide_25 where c11 = 7;
-- calls: 10
select id from wide_25 where c12 = 7;
-- calls: 10
select id from wide_25 where c13 = 7;
-- calls: 10
select id from wide_25 where c14 = 7;
-- calls: 10
select id from wide_25 where c15 = 7;
-- calls: 10
select id from wide_25 where c16 = 7;
-- calls: 10
select id from wide_25 where c17 = 7;
-- calls: 10
select id from wide_25 where c18 = 7;
-- calls: 10
select id from wide_25 where c19 = 7;
-- calls: 10
select id from wide_25 where c20 = 7;
-- calls: 10
select id from wide_25 where c21 = 7;
-- calls: 10
select id from wide_25 where c22 = 7;
-- calls: 10
select id from wide_25 where c23 = 7;
-- calls: 10
select id from wide_25 where c24 = 7;
-- calls: 10
select id from wide_25 where c25 = 7;
-- calls: 10
select id from wide_25 where c26 = 7;
-- calls: 10
select id from wide_25 where c27 = 7;
-- calls: 10
select id from wide_25 where c28 = 7;
-- calls: 10
select id from wide_25 where c29 = 7;
-- calls: 10
select id from wide_25 where c30 = 7;
-- calls: 10
select id from wide_25 where c31 = 7;
-- calls: 10
select id from wide_25 where c32 = 7;
-- calls: 10
select id from wide_25 where c33 = 7;
-- calls: 10
select id from wide_25 where c34 = 7;
-- calls: 10
select id from wide_25 where c35 = 7;
-- calls: 10
select id from wide_25 where c36 = 7;
-- calls: 10
select id from wide_25 where c37 = 7;
-- calls: 10
select id from wide_25 where c38 = 7;
-- calls: 10
select id from wide_25 where c39 = 7;
-- calls: 10
select id from wide_25 where c40 = 7;
-- calls: 10
select id from wide_25 where c41 = 7;
-- calls: 10
select id from wide_25 where c42 = 7;
-- calls: 10
select id from wide_25 where c43 = 7;
-- calls: 10
select id from wide_25 where c44 = 7;
-- calls: 10
select id from wide_25 where c45 = 7;
-- calls: 10
select id from wide_25 where c46 = 7;
-- calls: 10
select id from wide_25 where c47 = 7;
-- calls: 10
select id from wide_25 where c48 = 7;
-- calls: 10
select id from wide_25 where c49 = 7;
-- calls: 10
select id from wide_25 where c50 = 7;
-- calls: 10
select id from wide_25 where c51 = 7;
-- calls: 10
select id from wide_25 where c52 = 7;
-- calls: 10
select id from wide_25 where c53 = 7;
-- calls: 10
select id from wide_25 where c54 = 7;
-- calls: 10
select id from wide_25 where c55 = 7;
-- calls: 10
select id from wide_25 where c56 = 7;
-- calls: 10
select id from wide_25 where c57 = 7;
-- calls: 10
select id from wide_25 where c58 = 7;
-- calls: 10
select id from wide_25 where c59 = 7;
-- calls: 10
select id from wide_25 where c60 = 7;
-- calls: 10
select id from wide_25 where c61 = 7;
-- calls: 10
select id from wide_25 where c62 = 7;
-- calls: 10
select id from wide_25 where c63 = 7;
-- calls: 10
select id from wide_25 where c64 = 7;
-- calls: 10
select id from wide_25 where c65 = 7;
-- calls: 10
select id from wide_25 where c66 = 7;
-- calls: 10
select id from wide_25 where c67 = 7;
-- calls: 10
select id from wide_25 where c68 = 7;
-- calls: 10
select id from wide_25 where c69 = 7;
-- calls: 10
select id from wide_25 where c70 = 7;
-- calls: 10
select id from wide_25 where c71 = 7;
-- calls: 10
select id from wide_25 where c72 = 7;
-- calls: 10
select id from wide_25 where c73 = 7;
-- calls: 10
select id from wide_25 where c74 = 7;
-- calls: 10
select id from wide_25 where c75 = 7;
-- calls: 10
select id from wide_25 where c76 = 7;
-- calls: 10
select id from wide_25 where c77 = 7;
-- calls: 10
select id from wide_25 where c78 = 7;
-- calls: 10
select id from wide_25 where c79 = 7;
-- calls: 10
select id from wide_25 where c80 = 7;
-- calls: 10
select id from wide_25 where c81 = 7;
-- calls: 10
select id from wide_25 where c82 = 7;
-- calls: 10
select id from wide_25 where c83 = 7;
-- calls: 10
select id from wide_25 where c84 = 7;
-- calls: 10
select id from wide_25 where c85 = 7;
-- calls: 10
select id from wide_25 where c86 = 7;
-- calls: 10
select id from wide_25 where c87 = 7;
-- calls: 10
select id from wide_25 where c88 = 7;
-- calls: 10
select id from wide_25 where c89 = 7;
-- calls: 10
select id from wide_25 where c90 = 7;
-- calls: 10
select id from wide_25 where c91 = 7;
-- calls: 10
select id from wide_25 where c92 = 7;
-- calls: 10
select id from wide_25 where c93 = 7;
-- calls: 10
select id from wide_25 where c94 = 7;
-- calls: 10
select id from wide_25 where c95 = 7;
-- calls: 10
select id from wide_25 where c96 = 7;
-- calls: 10
select id from wide_25 where c97 = 7;
-- calls: 10
select id from wide_25 where c98 = 7;
-- calls: 10
select id from wide_25 where c99 = 7;
-- calls: 10
select id from wide_25 where c100 = 7;
-- calls: 10
select id from wide_26 where c1 = 7;
-- calls: 10
select id from wide_26 where c2 = 7;
-- calls: 10
select id from wide_26 where c3 = 7;
-- calls: 10
select id from wide_26 where c4 = 7;
-- calls: 10
select id from wide_26 where c5 = 7;
-- calls: 10
select id from wide_26 where c6 = 7;
-- calls: 10
select id from wide_26 where c7 = 7;
-- calls: 10
select id from wide_26 where c8 = 7;
-- calls: 10
select id from wide_26 where c9 = 7;
-- calls: 10
select id from wide_26 where c10 = 7;
-- calls: 10
select id from wide_26 where c11 = 7;
-- calls: 10
select id from wide_26 where c12 = 7;
-- calls: 10
select id from wide_26 where c13 = 7;
-- calls: 10
select id from wide_26 where c14 = 7;
-- calls: 10
select id from wide_26 where c15 = 7;
-- calls: 10
select id from wide_26 where c16 = 7;
-- calls: 10
select id from wide_26 where c17 = 7;
-- calls: 10
select id from wide_26 where c18 = 7;
-- calls: 10
select id from wide_26 where c19 = 7;
-- calls: 10
select id from wide_26 where c20 = 7;
-- calls: 10
select id from wide_26 where c21 = 7;
-- calls: 10
select id from wide_26 where c22 = 7;
-- calls: 10
select id from wide_26 where c23 = 7;
-- calls: 10
select id from wide_26 where c24 = 7;
-- calls: 10
select id from wide_26 where c25 = 7;
-- calls: 10
select id from wide_26 where c26 = 7;
-- calls: 10
select id from wide_26 where c27 = 7;
-- calls: 10
select id from wide_26 where c28 = 7;
-- calls: 10
select id from wide_26 where c29 = 7;
-- calls: 10
select id from wide_26 where c30 = 7;
-- calls: 10
select id from wide_26 where c31 = 7;
-- calls: 10
select id from wide_26 where c32 = 7;
-- calls: 10
select id from wide_26 where c33 = 7;
-- calls: 10
select id from wide_26 where c34 = 7;
-- calls: 10
select id from wide_26 where c35 = 7;
-- calls: 10
select id from wide_26 where c36 = 7;
-- calls: 10
select id from wide_26 where c37 = 7;
-- calls: 10
select id from wide_26 where c38 = 7;
-- calls: 10
select id from wide_26 where c39 = 7;
-- calls: 10
select id from wide_26 where c40 = 7;
-- calls: 10
select id from wide_26 where c41 = 7;
-- calls: 10
select id from wide_26 where c42 = 7;
-- calls: 10
select id from wide_26 where c43 = 7;
-- calls: 10
select id from wide_26 where c44 = 7;
-- calls: 10
select id from wide_26 where c45 = 7;
-- calls: 10
select id from wide_26 where c46 = 7;
-- calls: 10
select id from wide_26 where c47 = 7;
-- calls: 10
select id from wide_26 where c48 = 7;
-- calls: 10
select id from wide_26 where c49 = 7;
-- calls: 10
select id from wide_26 where c50 = 7;
-- calls: 10
select id from wide_26 where c51 = 7;
-- calls: 10
select id from wide_26 where c52 = 7;
-- calls: 10
select id from wide_26 where c53 = 7;
-- calls: 10
select id from wide_26 where c54 = 7;
-- calls: 10
select id from wide_26 where c55 = 7;
-- calls: 10
select id from wide_26 where c56 = 7;
-- calls: 10
select id from wide_26 where c57 = 7;
-- calls: 10
select id from wide_26 where c58 = 7;
-- calls: 10
select id from wide_26 where c59 = 7;
-- calls: 10
select id from wide_26 where c60 = 7;
-- calls: 10
select id from wide_26 where c61 = 7;
-- calls: 10
select id from wide_26 where c62 = 7;
-- calls: 10
select id from wide_26 where c63 = 7;
-- calls: 10
select id from wide_26 where c64 = 7;
-- calls: 10
select id from wide_26 where c65 = 7;
-- calls: 10
select id from wide_26 where c66 = 7;
-- calls: 10
select id from wide_26 where c67 = 7;
-- calls: 10
select id from wide_26 where c68 = 7;
-- calls: 10
select id from wide_26 where c69 = 7;
-- calls: 10
select id from wide_26 where c70 = 7;
-- calls: 10
select id from wide_26 where c71 = 7;
-- calls: 10
select id from wide_26 where c72 = 7;
-- calls: 10
select id from wide_26 where c73 = 7;
-- calls: 10
select id from wide_26 where c74 = 7;
-- calls: 10
select id from wide_26 where c75 = 7;
-- calls: 10
select id from wide_26 where c76 = 7;
-- calls: 10
select id from wide_26 where c77 = 7;
-- calls: 10
select id from wide_26 where c78 = 7;
-- calls: 10
select id from wide_26 where c79 = 7;
-- calls: 10
select id from wide_26 where c80 = 7;
-- calls: 10
select id from wide_26 where c81 = 7;
-- calls: 10
select id from wide_26 where c82 = 7;
-- calls: 10
select id from wide_26 where c83 = 7;
-- calls: 10
select id from wide_26 where c84 = 7;
-- calls: 10
select id from wide_26 where c85 = 7;
-- calls: 10
select id from wide_26 where c86 = 7;
-- calls: 10
select id from wide_26 where c87 = 7;
-- calls: 10
select id from wide_26 where c88 = 7;
-- calls: 10
select id from wide_26 where c89 = 7;
-- calls: 10
select id from wide_26 where c90 = 7;
-- calls: 10
select id from wide_26 where c91 = 7;
-- calls: 10
select id from wide_26 where c92 = 7;
-- calls: 10
select id from wide_26 where c93 = 7;
-- calls: 10
select id from wide_26 where c94 = 7;
-- calls: 10
select id from wide_26 where c95 = 7;
-- calls: 10
select id from wide_26 where c96 = 7;
-- calls: 10
select id from wide_26 where c97 = 7;
-- calls: 10
select id from wide_26 where c98 = 7;
-- calls: 10
select id from wide_26 where c99 = 7;
-- calls: 10
select id from wide_26 where c100 = 7;
