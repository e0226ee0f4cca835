//! Shapes of statements as people and servers write them, and laws on random ones.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::sql::tokens::tokens;
use EngineKind::{MariaDb, Postgres, Sqlite};

fn check_shape(engine: EngineKind, text: &str, expect: &Expect) {
    let once = shape(text, engine);
    expect.assert_eq(&once.text);
    assert_eq!(shape(&once.text, engine), once, "the shape of a shape is itself");
}

fn check_same(engine: EngineKind, one: &str, other: &str) {
    let (one, other) = (shape(one, engine), shape(other, engine));
    assert_eq!(one.fingerprint, other.fingerprint, "{}\n{}", one.text, other.text);
}

fn check_different(engine: EngineKind, one: &str, other: &str) {
    assert_ne!(shape(one, engine).fingerprint, shape(other, engine).fingerprint);
}

#[test]
fn literals_go_and_names_keep_their_case() {
    check_shape(
        Postgres,
        "SELECT \"Id\", -1, a-1 FROM T /* x */ WHERE b = 'SELECT; x' AND c = -1.5 LIMIT 5;",
        &expect![[r#"SELECT "Id", $1, a-$2 FROM T WHERE b = $3 AND c = $4 LIMIT $5"#]],
    );
}

#[test]
fn lists_of_any_length_are_one_shape() {
    check_shape(
        Postgres,
        "SELECT 1 WHERE a IN (1, 2,3) AND b = ANY (ARRAY[1,2]) AND c IN ('x'::text, 'y'::text)
         AND (d, e) IN ((1,2), (3,4)) AND f NOT IN (SELECT g FROM h)",
        &expect![
            "SELECT $1 WHERE a IN ($2) AND b = ANY (ARRAY[$3]) AND c IN ($4::text) AND (d, \
             e) IN (($5,$6)) AND f NOT IN (SELECT g FROM h)"
        ],
    );
    check_shape(
        Sqlite,
        "INSERT INTO t(a, b) VALUES (1, 'x'), (2, NULL), (?, :n) ON CONFLICT DO NOTHING",
        &expect!["INSERT INTO t(a, b) VALUES (?, ?) ON CONFLICT DO NOTHING"],
    );
}

#[test]
fn positions_stay_and_limits_go() {
    check_shape(
        Sqlite,
        "SELECT a, count(*) FROM t GROUP BY 1, 2 ORDER BY 2 DESC, 1 LIMIT 10 OFFSET 20",
        &expect!["SELECT a, count(*) FROM t GROUP BY 1, 2 ORDER BY 2 DESC, 1 LIMIT ? OFFSET ?"],
    );
}

#[test]
fn a_typed_string_of_postgres_can_still_be_prepared() {
    check_shape(
        Postgres,
        "SELECT date FROM t WHERE d < date '1998-12-01' - interval '90' day AND x = $7",
        &expect!["SELECT date FROM t WHERE d < $1::date - $2::interval day AND x = $3"],
    );
}

#[test]
fn what_the_server_normalized_has_the_fingerprint_of_the_statement() {
    check_same(
        Postgres,
        "select * from T where a = $1 and b in ($2,$3,$4) and c = $5 and d < date $6 order \
         by 1",
        "SELECT * FROM t WHERE \"a\" = 'x' AND b IN (1) AND c = TRUE AND d < date '2020-01-01'
         ORDER BY 1 -- done",
    );
    // As PostgreSQL 15 gave it.
    check_same(
        Postgres,
        "select -1, a-1 from t where f = TRUE and b = NULL and c < date '2020-01-01' - \
         interval '90' day and a in (1,-2,3) and (f is true or not f) and a = \
         any(array[1,2]) and b is not null and a = -5 and b like E'x\\\\y%' order by 1, 2 \
         limit 5",
        "select $1, a-$2 from t where f = $3 and b = $4 and c < date $5 - interval $6 day \
         and a in ($7,$8,$9) and (f is true or not f) and a = any(array[$10,$11]) and b is \
         not null and a = $12 and b like $13 order by 1, 2 limit $14",
    );
    // As MariaDB 10.11 gave it.
    check_same(
        MariaDb,
        "SELECT `lower` ( `B` ) , COUNT ( * ) , SUBSTRING ( `b` , ?, ... ) AS ? , - `a` FROM \
         `T1` `x` WHERE `a` = - ? AND `a` IN (...) AND `c` > DATE ? + INTERVAL ? SQL_TSI_DAY \
         AND `b` != ? AND `a` IS NOT NULL AND `a` = ? AND `a` = TRUE ORDER BY ? LIMIT ?, ... ",
        "select lower(B), count(*), substr(b,1,2) as 'Alias', -a from T1 x where a = -1 and \
         a in (1,2,3) and c > date '1994-01-01' + interval 1 day and b <> 'x' and a is not \
         null and a=null and a = true order by 1 limit 5, 10",
    );
    check_same(
        MariaDb,
        "INSERT INTO `T1` ( `a` , `b` ) VALUES (...) /* , ... */ ",
        "insert into T1(a,b) values (1,'x'),(2,null)",
    );
}

#[test]
fn other_statements_have_other_fingerprints() {
    check_different(Postgres, "SELECT a FROM t", "SELECT ab FROM t");
    check_different(Postgres, "SELECT \"A\" FROM t", "SELECT a FROM t");
    check_different(Postgres, "SELECT a b FROM t", "SELECT ab FROM t");
    check_different(Sqlite, "SELECT a FROM t WHERE b IS NULL", "SELECT a FROM t WHERE b IS ?");
    check_different(Sqlite, "SELECT a FROM t ORDER BY 1", "SELECT a FROM t ORDER BY 2");
}

#[test]
fn the_fingerprint_never_changes() {
    let shape = shape("SELECT a FROM t WHERE b = 1", Postgres);
    expect!["0e5e42cf80226853"].assert_eq(&shape.fingerprint.to_string());
}

fn engine() -> impl Strategy<Value = EngineKind> {
    prop::sample::select(EngineKind::ALL.to_vec())
}

/// Pieces of SQL put together at random: much nearer to trouble than random letters.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "SELECT",
        "a",
        "\"B\"",
        "`c`",
        "[d]",
        "'x'",
        "'it''s'",
        "\"",
        "'",
        "`",
        "$1",
        "?",
        ":n",
        "$$",
        "$t$",
        "(",
        ")",
        "[",
        "]",
        ",",
        ";",
        ".",
        "...",
        "-",
        "--",
        "/*",
        "*/",
        "/*!",
        "#",
        "1",
        "1.5e3",
        ".5",
        "0x1f",
        "IN",
        "VALUES",
        "ARRAY",
        "BY",
        "ORDER",
        "date",
        "AS",
        "::",
        "=",
        "<",
        "*",
        "NULL",
        "_utf8",
        "@v",
        "E'",
        "U&'",
        "UESCAPE",
        "SQL_TSI_DAY",
        "\\",
        "é",
        "\n",
        " ",
        "interval",
        "LIMIT",
    ]);
    let gap = prop::sample::select(vec!["", " "]);
    prop::collection::vec((piece, gap), 0..40)
        .prop_map(|all| all.into_iter().flat_map(|(piece, gap)| [piece, gap]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None,
        ..ProptestConfig::default() })]

    #[test]
    fn tokens_joined_are_the_text(
        text in any::<String>(),
        mix in pieces(),
        engine in engine(),
    ) {
        for text in [text, mix] {
            let joined: String = tokens(&text, engine).map(|t| t.text).collect();
            prop_assert_eq!(joined, text);
        }
    }

    #[test]
    fn the_shape_of_a_shape_is_itself(
        text in any::<String>(),
        mix in pieces(),
        engine in engine(),
    ) {
        for text in [text, mix] {
            let once = shape(&text, engine);
            let twice = shape(&once.text, engine);
            prop_assert_eq!(&twice, &once, "of {:?}", text);
        }
    }

    #[test]
    fn no_literal_survives(
        strings in prop::collection::vec("[ -~é]{0,12}", 1..6),
        numbers in prop::collection::vec(70_000_u32..99_999, 1..6),
        engine in engine(),
    ) {
        let quote = |s: &String| {
            let mut s = s.replace('\'', "''");
            if engine == MariaDb { s = s.replace('\\', "\\\\"); }
            format!("'secret{s}secret'")
        };
        let strings: Vec<_> = strings.iter().map(quote).collect();
        let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
        let text = format!(
            "SELECT f({s}), -{n} FROM t WHERE a = {s} AND b IN ({ss}, {nn}) AND c BETWEEN \
             -{n} AND {n}
             ORDER BY a, {n}+1 LIMIT {n}; INSERT INTO t VALUES ({ss}), ({nn}), ({s})",
            s = strings[0], n = numbers[0], ss = strings.join(","), nn = numbers.join(", "),
        );
        let shape = shape(&text, engine).text;
        prop_assert!(!shape.contains("secret"), "{}", shape);
        for n in numbers {
            prop_assert!(!shape.contains(&n), "{}", shape);
        }
    }
}
