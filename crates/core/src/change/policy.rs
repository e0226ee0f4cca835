//! Every limit that the executor and the prover keep, in one place, units last.

use super::action::Action;
use crate::name::EngineKind;

/// Limits of one try of one statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Longest wait for a lock in one try; also the longest stall imposed on others.
    pub lock_wait_ms: u64,
    /// 0: no limit (index builds).
    pub statement_ms: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// For DDL that needs a strong lock for a moment.
    pub ddl: Limits,
    /// For builds that block no traffic (CREATE INDEX CONCURRENTLY): a short lock time-out would
    /// only leave invalid indexes behind.
    pub online_build: Limits,
    /// For statements run as a proof.
    pub proof: Limits,
    pub attempts_max: u32,
    pub backoff_first_ms: u64,
    pub backoff_max_ms: u64,
    /// Transactions older than this are waited for before an online build starts.
    pub long_transaction_ms: u64,
    /// How long to wait for them before giving up.
    pub long_transaction_wait_ms_max: u64,
    /// Free disk needed, as a multiple of the predicted index size.
    pub disk_factor: f64,
    /// Runs of each statement before and after, at most. 0: nothing is measured, and whatever
    /// succeeds is kept.
    pub proof_rounds: u32,
    /// A statement is not run again on a side where its runs took so long together.
    pub proof_budget_ms: u64,
    /// Targets must get better by at least this share to be kept.
    pub improvement_min: f64,
    /// No other statement may get worse by more than this share.
    pub regression_max: f64,
    /// Nobody else writes between the two sides of a proof, so another answer is the change's
    /// fault and it is taken back. False: another answer is told, and is no reason.
    pub data_at_rest: bool,
    /// Do again what was taken back, by the user or by a proof.
    pub again: bool,
}

impl Policy {
    /// Limits for one statement of an action, forward or back.
    pub fn limits(&self, engine: EngineKind, action: &Action) -> Limits {
        match action {
            Action::Set { .. } | Action::AddRollup { .. } => self.ddl,
            // MariaDB and SQLite drop an index in a moment; PostgreSQL waits for old snapshots.
            Action::DropIndex { .. } if engine != EngineKind::Postgres => self.ddl,
            Action::CreateIndex { .. }
            | Action::DropIndex { .. }
            | Action::RebuildIndex { .. }
            | Action::Analyze { .. }
            | Action::Vacuum { .. }
            | Action::Compact { .. }
            | Action::PragmaOptimize => match engine {
                EngineKind::Postgres => self.online_build,
                // A strong lock for a moment at each end, a build without limit between.
                EngineKind::MariaDb | EngineKind::Sqlite => {
                    Limits { statement_ms: self.online_build.statement_ms, ..self.ddl }
                }
            },
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            ddl: Limits { lock_wait_ms: 200, statement_ms: 60_000 },
            online_build: Limits { lock_wait_ms: 0, statement_ms: 0 },
            proof: Limits { lock_wait_ms: 1_000, statement_ms: 30_000 },
            attempts_max: 30,
            backoff_first_ms: 100,
            backoff_max_ms: 30_000,
            long_transaction_ms: 60_000,
            long_transaction_wait_ms_max: 300_000,
            disk_factor: 2.0,
            proof_rounds: 5,
            proof_budget_ms: 5_000,
            improvement_min: 0.1,
            regression_max: 0.2,
            data_at_rest: true,
            again: false,
        }
    }
}
