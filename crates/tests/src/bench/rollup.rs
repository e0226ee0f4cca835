//! tmp
mod cpu;
mod changes;
mod site;
pub use self::site::{Site, Wishes};
pub use self::changes::stage;
