//! `rungs rollup explain`: which rollup answers a query, with what SQL, or what stops each.

use clap::Args;
use rungs_core::name::Ident;
use rungs_core::rollup::derive::registry::State;
use rungs_core::rollup::{Answered, LevelRefusal, Unanswered};
use rungs_core::sql;
use rungs_engine::rollup::Entry;
use serde_json::json;

use super::Place;
use super::answers::Answers;
use crate::commands::Context;
use crate::exit::{Exit, UserError};
use crate::files;
use crate::report::{Report, Table};
use crate::words;

/// Which rollup answers a query, the SQL that reads it, or why none does; runs nothing
#[derive(Debug, Args)]
pub struct Explain {
    /// The query, or a file that ends in .sql
    #[arg(value_name = "SQL")]
    query: String,
    /// URL, name in rungs.toml, or nothing for the environment
    target: Option<String>,
}

pub fn run(args: &Explain, context: &Context<'_>) -> anyhow::Result<Exit> {
    let path = std::path::Path::new(&args.query);
    let query = if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("sql")) {
        files::read("query", path)?
    } else {
        args.query.clone()
    };
    let query = query.trim().trim_end_matches(';');
    let mut place = Place::open(args.target.as_deref(), context)?;
    sql::parse_check(query, place.session.kind()).map_err(|unparsed| {
        UserError::new(
            format!("the query cannot be read: {unparsed}"),
            "give one SELECT as the application sends it, or a file that ends in .sql",
        )
    })?;
    let answers = Answers::of(&mut place, context)?;
    context.print(&report(&answers.rewrite(query), &answers.asleep))?;
    Ok(Exit::Done)
}

fn report(answer: &Result<Answered, Unanswered>, asleep: &[Entry]) -> Report {
    let mut report = Report::new("rollup explain");
    let refused: &[LevelRefusal] = match answer {
        Ok(answered) => {
            report.say(match answered.parts.as_slice() {
                [] => format!("{} answers it:", answered.level),
                [one] => format!("{one} answers one SELECT of it, the rest stays as it is:"),
                parts => {
                    let parts: Vec<&str> = parts.iter().map(Ident::as_str).collect();
                    format!("{} answer SELECTs of it, by themselves:", parts.join(", "))
                }
            });
            report.say(format!("{};", answered.sql));
            if answered.reads_raw_edges {
                report
                    .say("The ends of its range lie within buckets: they are read from raw rows.");
            }
            &answered.refused
        }
        Err(Unanswered::Query(why)) => {
            report.say(format!("No rollup can answer it. {why}. Instead: {}", why.mend));
            &[]
        }
        Err(Unanswered::Levels(refused)) => {
            report.say(if refused.is_empty() {
                "There is no rollup that is live: rungs rollup status"
            } else {
                "No rollup answers it; it is read from the raw tables."
            });
            refused
        }
    };
    let mut table = Table::new(&["rollup", "what stops it", "because", "what would help"]);
    for one in refused {
        table.row([
            one.level.to_string(),
            one.why.construct.clone(),
            one.why.reason.clone(),
            one.why.mend.clone(),
        ]);
    }
    report.table(table);
    for entry in asleep {
        let name = entry.family.name.as_str();
        report.say(match entry.state {
            State::Invalid => words::invalid(name, &entry.why),
            other => format!("{name} is not asked: it is {}.", other.word()),
        });
    }
    report.json = json!({
        "level": answer.as_ref().ok().map(|a| a.level.as_str()),
        "parts": answer.as_ref().ok().map(|a| {
            a.parts.iter().map(Ident::as_str).collect::<Vec<_>>()
        }),
        "sql": answer.as_ref().ok().map(|a| a.sql.as_str()),
        "reads_raw_edges": answer.as_ref().ok().map(|a| a.reads_raw_edges),
        "query_refused": match answer {
            Err(Unanswered::Query(why)) => Some(format!("{why}; {}", why.mend)),
            _ => None,
        },
        "refused": refused.iter().map(|one| json!({
            "level": one.level.as_str(),
            "what": one.why.construct,
            "reason": one.why.reason,
            "mend": one.why.mend,
        })).collect::<Vec<_>>(),
    });
    report
}
