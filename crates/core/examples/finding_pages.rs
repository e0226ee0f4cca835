//! Writes the pages of findings: `cargo run -p rungs-core --example finding_pages --
//! docs/findings`.

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "docs/findings".to_owned()));
    fs::create_dir_all(&folder)?;
    for (name, text) in rungs_core::ladder::docs::pages() {
        fs::write(folder.join(name), text)?;
    }
    Ok(())
}
