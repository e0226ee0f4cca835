//! Plans as if indexes existed, by HypoPG. Pretended indexes live in the memory of one server
//! process, so each asking session keeps its own, and changes only what differs from its last
//! question. Nothing is built; the catalog is not touched.

use std::collections::HashMap;

use rungs_core::change::Action;
use rungs_core::dialect::{Quote, ServerFlavour, Sql, render};
use rungs_core::engine::{Answer, EngineError, ErrorClass, Question};
use rungs_core::name::{EngineKind, Ident, IndexName};
use rungs_core::seen::statement_plan::Basis;
use rungs_core::seen::{IndexSpec, Method, StatementPlan};

use super::super::connect::Session;
use super::super::explain::Relations;
use super::super::{error, explain};
use super::{Texts, merged};

/// HypoPG has about 2,500 numbers for a session; before they run out all is let go.
const CREATED_MAX: u32 = 2_000;

/// HypoPG reads the same statement whatever the version.
const POSTGRES: ServerFlavour =
    ServerFlavour { engine: EngineKind::Postgres, is_mysql: false, version_num: 0 };

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

/// Answers in the order of the questions. Each asker gets neighbours: questions with the same
/// indexes stand together, so that little changes from one to the next.
pub(in super::super) fn answer_all(
    askers: &mut [Asker],
    context: &Context,
    questions: &[Question],
) -> Result<Vec<Answer>, EngineError> {
    let mut order: Vec<usize> = (0..questions.len()).collect();
    order.sort_by_cached_key(|at| match &questions[*at] {
        Question::Plan { with, without, .. } => (without.clone(), with.clone()),
        Question::Groups(_) => (Vec::new(), Vec::new()),
    });
    let share = order.len().div_ceil(askers.len().max(1)).max(1);
    let mut answers: Vec<Option<Answer>> = vec![None; questions.len()];
    std::thread::scope(|scope| {
        let running: Vec<_> = askers
            .iter_mut()
            .zip(order.chunks(share))
            .map(|(asker, part)| {
                scope.spawn(move || {
                    part.iter()
                        .map(|at| (*at, asker.answer(context, &questions[*at])))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        for thread in running {
            for (at, answer) in thread.join().unwrap_or_default() {
                answers[at] = Some(answer);
            }
        }
    });
    if askers.iter().any(|asker| asker.session.client.is_closed()) {
        let what = "the connection was lost while plans were asked for";
        return Err(EngineError::new(ErrorClass::Unreachable, what)
            .hint("see whether the server still runs, then try again"));
    }
    let lost = || Answer::Unknown("the asking session ended early".to_owned());
    Ok(answers.into_iter().map(|answer| answer.unwrap_or_else(lost)).collect())
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
    pretended: HashMap<IndexSpec, Pretended>,
    hidden: Vec<IndexName>,
    created: u32,
}

#[derive(Debug, Clone)]
struct Pretended {
    oid: String,
    name: String,
}

impl Asker {
    pub fn new(session: Session) -> Self {
        Self { session, pretended: HashMap::new(), hidden: Vec::new(), created: 0 }
    }

    /// Never fails: what cannot be said is an [`Answer::Unknown`] with the reason.
    pub fn answer(&mut self, context: &Context, question: &Question) -> Answer {
        let Question::Plan { text, with, without } = question else {
            return Answer::Unknown("it asks for no plan".to_owned());
        };
        let texts = match context.texts.get(text) {
            Some(Ok(texts)) => texts,
            Some(Err(why)) => return Answer::Unknown(why.clone()),
            None => return Answer::Unknown("its text could not be made ready".to_owned()),
        };
        match self.plan(context, texts, with, without) {
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
        texts: &Texts,
        with: &[IndexSpec],
        without: &[IndexName],
    ) -> Result<StatementPlan, String> {
        let mut batch = self.difference(context.hypopg, with, without)?;
        let prefix = explain::prefix(context.relations, texts.generic);
        for text in &texts.texts {
            batch.push_str(prefix);
            batch.push_str(text.trim_end_matches([';', ' ', '\n', '\t', '\r']));
            // A text may end in a comment.
            batch.push_str("\n;");
        }
        let rows = self.session.try_rows(&batch).map_err(|e| error::reason(&e))?;
        let fresh: Vec<IndexSpec> = self.fresh(with).into_iter().cloned().collect();
        let mut fresh = fresh.into_iter();
        let mut plans = Vec::new();
        for row in &rows {
            match (row.text(0), row.text(1)) {
                (Some(oid), Some(name)) => {
                    if let Some(spec) = fresh.next() {
                        let pretended = Pretended { oid: oid.to_owned(), name: name.to_owned() };
                        self.pretended.insert(spec, pretended);
                    }
                }
                (Some(json), None) if json.starts_with('[') => plans.push(json),
                _ => {}
            }
        }
        let basis = if with.is_empty() && without.is_empty() {
            Basis::Planner
        } else {
            Basis::Hypothetical
        };
        let names = self.names(with);
        let plans: Option<Vec<StatementPlan>> = plans
            .into_iter()
            .map(|json| explain::parse(json, context.relations, &names, basis))
            .collect();
        plans.and_then(merged).ok_or_else(|| "the server's plan could not be read".to_owned())
    }

    /// Those that this session does not pretend yet, each once.
    fn fresh<'a>(&self, with: &'a [IndexSpec]) -> Vec<&'a IndexSpec> {
        let mut fresh: Vec<&IndexSpec> = Vec::new();
        for spec in with {
            if !self.pretended.contains_key(spec) && !fresh.contains(&spec) {
                fresh.push(spec);
            }
        }
        fresh
    }

    /// Statements that make this session pretend `with` and hide `without`, and nothing else.
    fn difference(
        &mut self,
        hypopg: Option<&HypoPg>,
        with: &[IndexSpec],
        without: &[IndexName],
    ) -> Result<String, String> {
        let nothing = with.is_empty() && without.is_empty();
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
        if !without.is_empty() && !hypopg.hides {
            return Err("hypopg before 1.4 cannot hide an index; update the extension".to_owned());
        }
        let fresh = self.fresh(with);
        if self.created + fresh.len() as u32 > CREATED_MAX {
            self.forget(Some(hypopg));
            return self.difference(Some(hypopg), with, without);
        }
        let schema = &hypopg.schema;
        let ddls: Result<Vec<Sql>, String> = fresh.iter().map(|spec| ddl(spec)).collect();
        let ddls = ddls?;
        self.created += ddls.len() as u32;
        let mut batch = Vec::new();
        self.pretended.retain(|spec, pretended| {
            let keep = with.contains(spec);
            if !keep {
                batch.push(format!("select {schema}.hypopg_drop_index({});", pretended.oid));
            }
            keep
        });
        for ddl in &ddls {
            let call = Sql::fixed("").literal(Quote::Double, ddl.as_str());
            batch.push(format!(
                "select indexrelid::text, indexname from {schema}.hypopg_create_index({call});"
            ));
        }
        if self.hidden != without {
            batch.push(format!("select {schema}.hypopg_unhide_all_indexes();"));
            for index in without {
                let name = Sql::fixed("").ident(Quote::Double, &index.table.schema).text(".");
                let name = name.ident(Quote::Double, &index.name);
                let name = Sql::fixed("").literal(Quote::Double, name.as_str());
                batch.push(format!("select {schema}.hypopg_hide_index({name}::regclass);"));
            }
            self.hidden = without.to_vec();
        }
        Ok(batch.concat())
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

    fn names(&self, with: &[IndexSpec]) -> HashMap<String, usize> {
        with.iter()
            .enumerate()
            .filter_map(|(position, spec)| Some((self.pretended.get(spec)?.name.clone(), position)))
            .collect()
    }
}

/// The statement that would make the index. Errors: methods that HypoPG does not know.
fn ddl(spec: &IndexSpec) -> Result<Sql, String> {
    match &spec.method {
        Method::Btree | Method::Hash | Method::Brin => {}
        Method::Other(name) if name == "bloom" => {}
        other => return Err(format!("hypopg cannot pretend an index of method {other:?}")),
    }
    let action = Action::CreateIndex { name: Ident::new("rungs_what_if"), index: spec.clone() };
    let rendered = render(&action, POSTGRES).map_err(|e| e.to_string())?;
    rendered.forward.into_iter().next().ok_or_else(|| "the index has no statement".to_owned())
}
