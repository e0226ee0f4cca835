//! Rollups carried out: add, build, refresh, verify, status, drop. Each flow is written once over
//! [`Session`]; what to run comes from core.

mod add;
mod aggregate;
mod anew;
mod attach;
mod build;
mod decimal;
mod definitions;
mod drop;
mod epoch;
mod mend;
mod read;
mod refresh;
mod refuse;
mod registry;
mod renew;
mod session;
mod slices;
mod status;
mod step;
mod touched;
mod verify;

pub use add::{Wanted, add};
pub use aggregate::Groups;
pub use attach::{Attached, attach};
pub use build::{Built, build};
pub use definitions::{Definition, families};
pub use drop::{Going, drop, going};
pub use mend::{Mended, mend};
pub use read::read;
pub use refresh::{BATCH, Refreshed, refresh, refresh_in_batches};
pub use registry::{Entry, check_names, find, list};
pub(crate) use session::text;
pub use session::{Cells, EachRow, GROUPS_MAX, Part, Session, firsts};
pub use slices::Period;
pub use status::{LevelStatus, Status, Waiting, WritePrice, look, status, waiting};
pub use step::scope;
pub(crate) use step::{carry_out, counted, preflight, standing};
pub use verify::{Verified, verify};
