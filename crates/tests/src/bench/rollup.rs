//! What rollups cost and what they bring, on the marketplace, beside plain SQL in the same run.

mod build;
mod changes;
mod cpu;
mod figures;
mod flows;
mod native;
mod read;
mod refresh;
mod site;
mod write;

pub use self::build::run as build;
pub use self::read::run as read;
pub use self::refresh::run as refresh;
pub use self::site::Wishes;
pub use self::write::run as write;
