//! Files that the user names: read or written whole, with an error that says what to do.

use std::io::{ErrorKind, Write};
use std::path::Path;

use rungs_core::format::{FormatError, plan_v1, snapshot_v1};

use crate::exit::UserError;

/// The text of a file; `what` it is stands in the error: `plan`, `workload`, `snapshot`.
pub fn read(what: &str, path: &Path) -> Result<String, UserError> {
    std::fs::read_to_string(path).map_err(|error| {
        let hint = match error.kind() {
            ErrorKind::NotFound if what == "plan" => {
                format!("make it: rungs plan TARGET -o {}", path.display())
            }
            ErrorKind::NotFound => "see that the path is right, seen from this folder".to_owned(),
            ErrorKind::IsADirectory => "name a file in it".to_owned(),
            ErrorKind::PermissionDenied => "see who may read it: ls -l".to_owned(),
            ErrorKind::InvalidData => format!("a {what} is UTF-8 text; is this another file?"),
            _ => "see that the disk is well and the file is there".to_owned(),
        };
        UserError::new(format!("cannot read {what} {}", path.display()), hint)
            .detail(error.to_string())
    })
}

/// Complete or not there at all, and readable by its owner only: it tells of a database.
pub fn write(what: &str, path: &Path, text: &str) -> Result<(), UserError> {
    write_whole(path, text).map_err(|error| {
        let hint = match error.kind() {
            ErrorKind::NotFound => "make the folder first, or name another",
            ErrorKind::IsADirectory => "name a file in it",
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "name a folder that you may write"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                "make room, or name a place on another disk"
            }
            _ => "name another place",
        };
        UserError::new(format!("cannot write {what} {}", path.display()), hint)
            .detail(error.to_string())
    })
}

fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let Some(name) = path.file_name() else {
        return Err(ErrorKind::IsADirectory.into());
    };
    // A pipe or a device is written as it is; a rename would replace it.
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return std::fs::write(path, text);
    }
    let mut partial = name.to_owned();
    partial.push(format!(".{}.partial", std::process::id()));
    let partial = path.with_file_name(partial);
    let written = write_durably(&partial, text).and_then(|()| std::fs::rename(&partial, path));
    if written.is_err() {
        // What is left of it is of no use; that it cannot be removed either changes nothing.
        let _ = std::fs::remove_file(&partial);
    }
    written
}

fn write_durably(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// What is wrong inside a file, with its name, and the right command where it is of another kind.
pub fn unusable(path: &Path, text: &str, error: &FormatError) -> UserError {
    let (shown, wanted) = (path.display(), error.file);
    if wanted == "plan" && text.contains(snapshot_v1::FORMAT) {
        return UserError::new(
            format!("{shown} is a snapshot, not a plan"),
            format!("make a plan of it: rungs plan {shown} -o plan.toml"),
        );
    }
    if wanted == "snapshot" && text.contains(plan_v1::FORMAT) {
        return UserError::new(
            format!("{shown} is a plan, not a snapshot"),
            format!("do it: rungs apply {shown} TARGET"),
        );
    }
    UserError::new(format!("{shown}: {error}"), error.hint.clone())
}
