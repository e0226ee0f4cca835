//! What a rollup's capture stands on: triggers, columns, and the numbers that InnoDB gives to
//! tables and partitions, which change when they are emptied or swapped. Changes nothing.

use jiff::Span;
use jiff::civil::{Date, date};
use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::{EngineError, ErrorClass};
use rungs_core::name::{Ident, TableName};
use rungs_core::rollup::derive::{Form, trigger_names, used_columns};
use rungs_core::rollup::{Dim, Family};

use crate::rollup::{Cells, Part, Session, firsts};

const Q: Quote = Quote::Backtick;

/// Where InnoDB tells its numbers: MariaDB, MySQL.
const NUMBERS: [&str; 2] =
    [" FROM information_schema.innodb_sys_tables n", " FROM information_schema.innodb_tables n"];

const REPLICA: &str = "SELECT 'this server is a replica, and slave_run_triggers_for_rbr is off: \
    rows from the primary fire no trigger' FROM information_schema.global_status \
    WHERE variable_name = 'SLAVES_RUNNING' AND variable_value > 0 \
    AND @@global.slave_run_triggers_for_rbr = 'NO'";

pub fn epoch(session: &mut dyn Session, family: &Family) -> Result<Vec<String>, EngineError> {
    let triggers = Sql::fixed(
        "SELECT CONCAT('trigger ', trigger_name, ' on ', event_object_table, ': ', \
         COALESCE(created, ''), ' ', MD5(action_statement)) FROM information_schema.triggers \
         WHERE trigger_schema = DATABASE() AND trigger_name IN (",
    )
    .list(&trigger_names(family), ", ", |sql, name| sql.literal(Q, name))
    .text(") ORDER BY 1");
    let mut lines = firsts(session.rows(&triggers)?);
    for (table, used) in used_columns(family) {
        // Its place too: names may have been swapped.
        let columns = Sql::fixed(
            "SELECT CONCAT('column ', column_name, ' of ', table_name, ': ', ordinal_position, \
             ' ', column_type, ' ', is_nullable, ' ', COALESCE(collation_name, ''), ' ', \
             COALESCE(generation_expression, '')) FROM information_schema.columns \
             WHERE table_schema = DATABASE() AND table_name = ",
        )
        .literal(Q, table.name.as_str())
        .text(" AND column_name IN (")
        .list(&used, ", ", |sql, name| sql.literal(Q, name.as_str()))
        .text(") ORDER BY 1");
        lines.extend(firsts(session.rows(&columns)?));
        lines.extend(numbers(session, table)?);
    }
    // What a primary sent since, which fired no trigger here. Not asked of MySQL.
    let taken_over = Sql::fixed(
        "SELECT CONCAT('what replication brought: ', @@global.gtid_slave_pos) FROM DUAL \
         WHERE @@global.gtid_slave_pos <> '' AND @@global.slave_run_triggers_for_rbr = 'NO'",
    );
    lines.extend(firsts(session.rows(&taken_over).unwrap_or_default()));
    Ok(lines)
}

/// A line for the table or for each of its partitions. Errors: `Refused` without the PROCESS
/// privilege; nothing else tells that a table was emptied.
fn numbers(session: &mut dyn Session, table: &TableName) -> Result<Vec<String>, EngineError> {
    let name = table.name.as_str();
    let mut last = None;
    for numbers in NUMBERS {
        // Names as those of files have them.
        let sql = Sql::fixed(
            "SELECT SUBSTRING(name, CHAR_LENGTH(file) + 4), number FROM (SELECT CONCAT( \
             CONVERT(CAST(CONVERT(DATABASE() USING filename) AS BINARY) USING utf8mb4), '/', \
             CONVERT(CAST(CONVERT(",
        )
        .literal(Q, name)
        .text(" USING filename) AS BINARY) USING utf8mb4)) AS file, n.name, n.table_id AS number")
        .text(numbers)
        .text(
            ") t WHERE BINARY name = BINARY file OR BINARY LEFT(name, CHAR_LENGTH(file) + 3) \
                 IN (CONCAT(file, '#P#'), CONCAT(file, '#p#')) ORDER BY name",
        );
        match session.rows(&sql) {
            Ok(rows) => {
                let bounds = if rows.len() > 1 { bounds(session, name)? } else { Vec::new() };
                return Ok(rows.iter().filter_map(|row| line(name, row, &bounds)).collect());
            }
            Err(e) if e.class == ErrorClass::User => last = Some(e),
            Err(e) => {
                let hint = "GRANT PROCESS ON *.* TO the user: only so a TRUNCATE can be seen";
                return Err(e.hint(hint));
            }
        }
    }
    Err(last.unwrap_or_else(|| EngineError::new(ErrorClass::Bug, "no table numbers are known")))
}

/// `part, number`; the part is empty for a table that has none.
fn line(table: &str, row: &Cells, bounds: &[(String, String)]) -> Option<String> {
    match &row[..] {
        [Some(part), Some(number)] if part.is_empty() => Some(format!("table {table}: {number}")),
        [Some(part), Some(number)] => {
            let bound = bounds.iter().find(|(name, _)| name == part);
            let bound = bound.map_or_else(String::new, |(_, bound)| format!(" | {bound}"));
            Some(format!("partition {part} of {table}: {number}{bound}"))
        }
        _ => None,
    }
}

/// What partitions are for, those by ranges of days: name and `RANGE (day) FOR VALUES TO ('…')`.
fn bounds(session: &mut dyn Session, table: &str) -> Result<Vec<(String, String)>, EngineError> {
    let sql = Sql::fixed(
        "SELECT CONCAT_WS('#SP#', partition_name, subpartition_name), partition_method, \
         partition_expression, partition_description FROM information_schema.partitions \
         WHERE partition_name IS NOT NULL AND table_schema = DATABASE() AND table_name = ",
    )
    .literal(Q, table);
    let one = |row: &Cells| match &row[..] {
        [Some(part), Some(method), Some(expression), Some(upto)] => {
            Some((part.clone(), bound(method, expression, upto)?))
        }
        _ => None,
    };
    Ok(session.rows(&sql)?.iter().filter_map(one).collect())
}

fn bound(method: &str, expression: &str, upto: &str) -> Option<String> {
    let bare = expression.replace('`', "");
    let (column, upto) = match (method, bare.split_once('(')) {
        ("RANGE COLUMNS", None) => (bare.as_str(), upto.to_owned()),
        ("RANGE", Some((_, rest))) if upto == "MAXVALUE" => {
            (rest.strip_suffix(')')?, upto.to_owned())
        }
        ("RANGE", Some((function, rest))) => {
            let number: i64 = upto.parse().ok()?;
            let day = match function.to_ascii_lowercase().as_str() {
                "to_days" => {
                    let since = Span::new().try_days(number.checked_sub(DAYS_TO_1970)?).ok()?;
                    date(1970, 1, 1).checked_add(since).ok()?
                }
                "year" => Date::new(i16::try_from(number).ok()?, 1, 1).ok()?,
                _ => return None,
            };
            (rest.strip_suffix(')')?, format!("'{day}'"))
        }
        _ => return None,
    };
    Some(format!("RANGE ({column}) FOR VALUES TO ({upto})"))
}

/// As `TO_DAYS` counts.
const DAYS_TO_1970: i64 = 719_528;

/// Triggers are of the whole table: a new partition that is empty has missed nothing.
pub fn unused_parts(session: &mut dyn Session, family: &Family) -> Result<Vec<Part>, EngineError> {
    let fact = &family.fact;
    let all = Sql::fixed(
        "SELECT CONCAT_WS('#SP#', partition_name, subpartition_name), \
         COALESCE(subpartition_name, partition_name) FROM information_schema.partitions \
         WHERE partition_name IS NOT NULL AND table_schema = DATABASE() AND table_name = ",
    )
    .literal(Q, fact.name.as_str());
    let mut unused = Vec::new();
    for row in session.rows(&all)? {
        let [Some(called), Some(name)] = &row[..] else { continue };
        let a_row = Sql::fixed("SELECT 1 FROM ")
            .ident(Q, &fact.name)
            .text(" PARTITION (")
            .ident(Q, &Ident::new(name.as_str()))
            .text(") LIMIT 1");
        if session.rows(&a_row)?.is_empty() {
            let called = format!("{called} of {}", fact.name);
            unused.push(Part { called, table: fact.clone(), form: Form::Row });
        }
    }
    Ok(unused)
}

pub fn holes(
    session: &mut dyn Session,
    family: &Family,
    form: Option<Form>,
) -> Result<Vec<String>, EngineError> {
    let tables: Vec<&Ident> = used_columns(family).iter().map(|(table, _)| &table.name).collect();
    let these = |sql: Sql| {
        let sql = sql.list(&tables, ", ", |sql, name| sql.literal(Q, name.as_str()));
        sql.text(") ORDER BY 1")
    };
    let foreign_keys = these(Sql::fixed(
        "SELECT CONCAT('the foreign key ', constraint_name, ' of ', table_name, ' acts (', \
         delete_rule, ' on delete, ', update_rule, ' on update) without firing a trigger') \
         FROM information_schema.referential_constraints \
         WHERE constraint_schema = DATABASE() \
         AND (delete_rule NOT IN ('RESTRICT', 'NO ACTION') \
         OR update_rule NOT IN ('RESTRICT', 'NO ACTION')) AND table_name IN (",
    ));
    let engines = these(Sql::fixed(
        "SELECT CONCAT(engine, ', which keeps ', table_name, ', does not roll back with the \
         deltas') FROM information_schema.tables WHERE engine <> 'InnoDB' \
         AND table_schema = DATABASE() AND table_name IN (",
    ));
    let mut holes = firsts(session.rows(&foreign_keys)?);
    holes.extend(firsts(session.rows(&engines)?));
    for dim in &family.dims {
        holes.extend(firsts(session.rows(&not_unique(dim))?));
    }
    if form.is_some() {
        // Before anything is made. Later looks have the epoch, which costs less.
        numbers(session, &family.fact)?;
        // Not known by these names on MySQL.
        holes.extend(firsts(session.rows(&Sql::fixed(REPLICA)).unwrap_or_default()));
    }
    Ok(holes)
}

/// A row if no unique index keeps the key of a joined table.
fn not_unique(dim: &Dim) -> Sql {
    let columns: Vec<&str> = dim.key.iter().map(Ident::as_str).collect();
    Sql::fixed("SELECT CONCAT('the key (', ")
        .literal(Q, &columns.join(", "))
        .text(", ') of ', ")
        .literal(Q, dim.table.name.as_str())
        .text(
            ", ' is not unique') FROM DUAL WHERE NOT EXISTS (SELECT 1 \
             FROM information_schema.statistics WHERE non_unique = 0 \
             AND table_schema = DATABASE() AND table_name = ",
        )
        .literal(Q, dim.table.name.as_str())
        .text(" GROUP BY index_name HAVING SUM(sub_part IS NOT NULL OR column_name NOT IN (")
        .list(&columns, ", ", |sql, name| sql.literal(Q, name))
        .text(")) = 0)")
}

#[cfg(test)]
mod tests {
    use super::bound;

    #[test]
    fn partitions_by_ranges_of_days_tell_their_bounds() {
        for (method, expression, upto, said) in [
            ("RANGE COLUMNS", "`day`", "'2025-03-01'", Some("(day) FOR VALUES TO ('2025-03-01')")),
            ("RANGE COLUMNS", "`day`", "MAXVALUE", Some("(day) FOR VALUES TO (MAXVALUE)")),
            ("RANGE", "to_days(`day`)", "739676", Some("(day) FOR VALUES TO ('2025-03-01')")),
            ("RANGE", "TO_DAYS(day)", "MAXVALUE", Some("(day) FOR VALUES TO (MAXVALUE)")),
            ("RANGE", "year(`day`)", "2026", Some("(day) FOR VALUES TO ('2026-01-01')")),
            ("RANGE", "`id`", "1000", None),
            ("RANGE", "unix_timestamp(`at`)", "1000", None),
            ("RANGE", "to_days(`day`)", "99999999999999", None),
            ("LIST", "`marketplace`", "1,2", None),
        ] {
            let said = said.map(|said| format!("RANGE {said}"));
            assert_eq!(bound(method, expression, upto), said, "{method} {expression} {upto}");
        }
    }
}
