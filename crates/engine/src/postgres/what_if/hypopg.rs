//! Plans as if indexes existed, by HypoPG. Pretended indexes live in the memory of one server
//! process, so each asking session keeps its own, and changes only what differs from its last
//! question. Nothing is built; the catalog is not touched.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use rungs_core::dialect::{Quote, Sql};
use rungs_core::engine::{Answer, EngineError, ErrorClass, Question};
use rungs_core::name::IndexName;
use rungs_core::seen::StatementPlan;
use rungs_core::seen::statement_plan::Basis;

use super::super::connect::{PostgresTarget, Purpose, Session};
use super::super::explain::Relations;
use super::super::{error, explain};
use super::queue::{Asked, Numbers, by_least_change, numbered};
use super::{Texts, merged};

/// HypoPG has about 2,500 numbers for a session; before they run out all is let go.
const CREATED_MAX: usize = 2_000;
/// The server begins to compile the expressions of a dear plan even if it is only explained: two
/// fifths of its time. Costs are the same without.
const NOT_COMPILED: &str = "set jit = off";
/// Neighbouring questions that one session takes at a time.
const TAKEN: usize = 8;

/// HypoPG as it is installed in this database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct HypoPg {
    /// Quoted.
    schema: String,
    /// Since 1.4 existing indexes can be hidden.
    hides: bool,
}

/// None: not installed, or not to be used by this role.
pub(in super::super) fn find(session: &mut Session) -> Result<Option<HypoPg>, EngineError> {
    let rows = session.rows(
        "select quote_ident(n.nspname), \
                exists (select from pg_proc h where h.pronamespace = n.oid \
                        and h.proname = 'hypopg_hide_index') \
         from pg_extension e join pg_namespace n on n.oid = e.extnamespace \
         join pg_proc p on p.pronamespace = n.oid and p.proname = 'hypopg_create_index' \
         where e.extname = 'hypopg' and has_schema_privilege(n.oid, 'usage') \
         and has_function_privilege(p.oid, 'execute')",
    )?;
    Ok(rows.first().map(|row| HypoPg { schema: row.owned(0), hides: row.flag(1) }))
}

/// Answers in the order of the questions. Sessions take neighbours: questions whose indexes differ
/// little, so that little changes from one to the next.
pub(in super::super) fn answer_all(
    askers: &mut [Asker],
    numbers: &mut Numbers,
    context: &Context,
    questions: &[Question],
) -> Result<Vec<Answer>, EngineError> {
    let lost = || Answer::Unknown("the asking session ended early".to_owned());
    let mut answers: Vec<Answer> = questions.iter().map(|_| lost()).collect();
    let (places, asked): (Vec<usize>, Vec<Asked>) = questions
        .iter()
        .enumerate()
        .filter_map(|(at, question)| Some((at, numbered(question, numbers)?)))
        .unzip();
    let order = by_least_change(&asked);
    let parts: Vec<&[usize]> = order.chunks(TAKEN).collect();
    let next = AtomicUsize::new(0);
    let numbers = &*numbers;
    let answer_parts = |asker: &mut Asker| {
        let mut found = Vec::new();
        while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            for at in *part {
                found.push((*at, asker.answer(context, numbers, &asked[*at])));
            }
        }
        found
    };
    std::thread::scope(|scope| {
        let running: Vec<_> =
            askers.iter_mut().map(|asker| scope.spawn(|| answer_parts(asker))).collect();
        for thread in running {
            let Ok(found) = thread.join() else { continue };
            for (at, answer) in found {
                answers[places[at]] = answer;
            }
        }
    });
    if askers.iter().any(|asker| asker.session.client.is_closed()) {
        let what = "the connection was lost while plans were asked for";
        return Err(EngineError::new(ErrorClass::Unreachable, what)
            .hint("see whether the server still runs, then try again"));
    }
    Ok(answers)
}

/// What a question needs besides the question.
pub(in super::super) struct Context<'a> {
    pub relations: &'a Relations,
    pub hypopg: Option<&'a HypoPg>,
    /// Texts that stand for each asked text (constants instead of `$1`), or why there are none.
    pub texts: &'a HashMap<String, Result<Texts, String>>,
}

/// A session with the indexes that it pretends to have.
pub(in super::super) struct Asker {
    pub session: Session,
    /// By number.
    pretended: HashMap<usize, Pretended>,
    hidden: Vec<IndexName>,
    created: usize,
}

struct Pretended {
    oid: String,
    name: String,
}

impl Asker {
    pub fn open(target: &PostgresTarget) -> Result<Self, EngineError> {
        let mut session = Session::open(target, Purpose::Ask)?;
        // Behind a pooler it would outlive this session.
        if !session.pooled {
            session.rows(NOT_COMPILED)?;
        }
        Ok(Self { session, pretended: HashMap::new(), hidden: Vec::new(), created: 0 })
    }

    /// Never fails: what cannot be said is an [`Answer::Unknown`] with the reason.
    fn answer(&mut self, context: &Context, numbers: &Numbers, asked: &Asked) -> Answer {
        let texts = match context.texts.get(asked.text) {
            Some(Ok(texts)) => texts,
            Some(Err(why)) => return Answer::Unknown(why.clone()),
            None => return Answer::Unknown("its text could not be made ready".to_owned()),
        };
        match self.plan(context, numbers, texts, asked) {
            Ok(plan) => Answer::Plan(plan),
            Err(why) => {
                self.forget(context.hypopg);
                Answer::Unknown(why)
            }
        }
    }

    fn plan(
        &mut self,
        context: &Context,
        numbers: &Numbers,
        texts: &Texts,
        asked: &Asked,
    ) -> Result<StatementPlan, String> {
        let fresh = self.make_room(context.hypopg, &asked.with);
        let mut batch = self.difference(context.hypopg, numbers, asked, &fresh)?;
        let prefix = explain::prefix(context.relations, texts.generic);
        for text in &texts.texts {
            batch.push_str(prefix);
            batch.push_str(text.trim_end_matches([';', ' ', '\n', '\t', '\r']));
            // A text may end in a comment.
            batch.push_str("\n;");
        }
        let rows = self.session.try_rows(&batch).map_err(|e| error::reason(&e))?;
        let mut fresh = fresh.into_iter();
        let mut plans = Vec::new();
        for row in &rows {
            match (row.text(0), row.text(1)) {
                (Some(oid), Some(name)) => {
                    if let Some(number) = fresh.next() {
                        let pretended = Pretended { oid: oid.to_owned(), name: name.to_owned() };
                        self.pretended.insert(number, pretended);
                    }
                }
                (Some(json), None) if json.starts_with('[') => plans.push(json),
                _ => {}
            }
        }
        let basis = if asked.with.is_empty() && asked.without.is_empty() {
            Basis::Planner
        } else {
            Basis::Hypothetical
        };
        let names = self.names(&asked.with);
        let plans: Option<Vec<StatementPlan>> = plans
            .into_iter()
            .map(|json| {
                let position = |name: &str| names.get(name).copied();
                explain::parse(json, context.relations, &position, basis)
            })
            .collect();
        plans.and_then(merged).ok_or_else(|| "the server's plan could not be read".to_owned())
    }

    /// Those that this session does not pretend yet, each once; lets go of all before HypoPG's
    /// numbers run out.
    fn make_room(&mut self, hypopg: Option<&HypoPg>, with: &[usize]) -> Vec<usize> {
        let fresh = self.fresh(with);
        if self.created + fresh.len() <= CREATED_MAX {
            return fresh;
        }
        self.forget(hypopg);
        self.fresh(with)
    }

    fn fresh(&self, with: &[usize]) -> Vec<usize> {
        let mut fresh: Vec<usize> =
            with.iter().copied().filter(|number| !self.pretended.contains_key(number)).collect();
        fresh.sort_unstable();
        fresh.dedup();
        fresh
    }

    /// Statements that make this session pretend what is asked for, of which it has all but
    /// `fresh`, and nothing else.
    fn difference(
        &mut self,
        hypopg: Option<&HypoPg>,
        numbers: &Numbers,
        asked: &Asked,
        fresh: &[usize],
    ) -> Result<String, String> {
        let nothing = asked.with.is_empty() && asked.without.is_empty();
        let Some(hypopg) = hypopg else {
            return if nothing {
                Ok(String::new())
            } else {
                Err("extension hypopg is not installed; CREATE EXTENSION hypopg".to_owned())
            };
        };
        if self.session.pooled && !nothing {
            return Err("what-if indexes do not work behind a connection pooler".to_owned());
        }
        if !asked.without.is_empty() && !hypopg.hides {
            return Err("hypopg before 1.4 cannot hide an index; update the extension".to_owned());
        }
        let schema = &hypopg.schema;
        let made: Result<Vec<&str>, String> =
            fresh.iter().map(|number| numbers.statement(*number)).collect();
        let made = made?;
        let mut batch = String::new();
        let wanted: HashSet<usize> = asked.with.iter().copied().collect();
        let gone: Vec<String> = self
            .pretended
            .extract_if(|number, _| !wanted.contains(number))
            .map(|(_, pretended)| pretended.oid)
            .collect();
        if !gone.is_empty() {
            let gone = gone.join(",");
            batch += &format!(
                "select {schema}.hypopg_drop_index(made) \
                 from pg_catalog.unnest('{{{gone}}}'::pg_catalog.oid[]) made;"
            );
        }
        if !made.is_empty() {
            self.created += made.len();
            let made = made.join(",");
            batch += &format!(
                "select i.indexrelid::pg_catalog.text, i.indexname \
                 from pg_catalog.unnest(array[{made}]) made, \
                 {schema}.hypopg_create_index(made) i;"
            );
        }
        if self.hidden != asked.without {
            batch += &hide(hypopg, asked.without);
            self.hidden = asked.without.to_vec();
        }
        Ok(batch)
    }

    /// After an error it is not known which of a batch took effect.
    fn forget(&mut self, hypopg: Option<&HypoPg>) {
        self.pretended.clear();
        self.created = 0;
        if let Some(HypoPg { schema, hides }) = hypopg {
            let reset = format!("select {schema}.hypopg_reset()");
            let sql = if *hides && !self.hidden.is_empty() {
                format!("{reset}; select {schema}.hypopg_unhide_all_indexes()")
            } else {
                reset
            };
            // A session that is dead has forgotten by itself.
            drop(self.session.try_rows(&sql));
        }
        self.hidden.clear();
    }

    /// Name of each pretended index → its position in the question.
    fn names(&self, with: &[usize]) -> HashMap<&str, usize> {
        with.iter()
            .enumerate()
            .filter_map(|(position, number)| Some((&*self.pretended.get(number)?.name, position)))
            .collect()
    }
}

/// Statements that hide these existing indexes from the session's plans and no others.
fn hide(hypopg: &HypoPg, indexes: &[IndexName]) -> String {
    let schema = &hypopg.schema;
    let mut batch = format!("select {schema}.hypopg_unhide_all_indexes();");
    for index in indexes {
        let name = Sql::fixed("").ident(Quote::Double, &index.table.schema).text(".");
        let name = name.ident(Quote::Double, &index.name);
        let name = Sql::fixed("").literal(Quote::Double, name.as_str());
        batch += &format!("select {schema}.hypopg_hide_index({name}::pg_catalog.regclass);");
    }
    batch
}
