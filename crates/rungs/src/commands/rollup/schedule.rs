//! The lines by which cron or systemd refresh rollups. Pure text; installing them is the user's.

use crate::shell;

/// `rungs rollup refresh …` as the shell reads it. A target that may hold a password is left out:
/// it is then taken from the environment.
pub fn command(target: Option<&str>, rollups: &[String], notify: Option<&str>) -> String {
    let mut command = "rungs rollup refresh --quiet".to_owned();
    if let Some(target) = target.filter(|t| !shell::is_secret(t)) {
        command.push_str(&format!(" {}", shell::word(target)));
    }
    for name in rollups {
        command.push_str(&format!(" --rollup {}", shell::word(name)));
    }
    if let Some(notify) = notify {
        command.push_str(&format!(" || {{ {notify}; }}"));
    }
    command
}

/// A line of crontab, each minute. There `%` is the end of a line.
pub fn cron(command: &str, is_secret: bool) -> String {
    let said = if is_secret { "# add a line DATABASE_URL=… above this one\n" } else { "" };
    format!("{said}* * * * * {}", command.replace('%', "\\%"))
}

/// A service and its timer, each minute. There `%` and `$` stand for other things.
pub fn systemd(command: &str, is_secret: bool) -> String {
    let secret =
        if is_secret { "# holds DATABASE_URL=…\nEnvironmentFile=/etc/rungs.env\n" } else { "" };
    let escaped = command.replace('\\', "\\\\").replace('"', "\\\"");
    let escaped = escaped.replace('%', "%%").replace('$', "$$");
    format!(
        "# /etc/systemd/system/rungs-rollup.service\n\
         [Unit]\nDescription=Refresh rollups\n\
         [Service]\nType=oneshot\n{secret}ExecStart=/bin/sh -c \"{escaped}\"\n\n\
         # /etc/systemd/system/rungs-rollup.timer\n\
         [Unit]\nDescription=Refresh rollups\n\
         [Timer]\nOnBootSec=1min\nOnUnitInactiveSec=1min\n\
         [Install]\nWantedBy=timers.target"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_shell_would_read_is_quoted() {
        let target = "postgres:///shop?sslmode=disable&application_name=a'b";
        let command = command(Some(target), &["brand month".to_owned()], None);
        assert_eq!(
            command,
            "rungs rollup refresh --quiet \
             'postgres:///shop?sslmode=disable&application_name=a'\\''b' --rollup 'brand month'"
        );
    }

    #[test]
    fn a_target_with_a_password_is_left_to_the_environment() {
        let target = "mysql://app:secret@db/shop";
        let command = command(Some(target), &[], Some("mail -s failed me"));
        assert_eq!(command, "rungs rollup refresh --quiet || { mail -s failed me; }");
        assert!(cron(&command, shell::is_secret(target)).starts_with("# add a line DATABASE_URL"));
        assert!(systemd(&command, true).contains("EnvironmentFile"));
    }

    #[test]
    fn signs_of_cron_and_systemd_are_escaped() {
        let command = command(Some("/data/50%.db"), &[], Some("echo \"$HOST\""));
        assert!(cron(&command, false).contains("50\\%.db"));
        let unit = systemd(&command, false);
        assert!(unit.contains("'/data/50%%.db' || { echo \\\"$$HOST\\\"; }\""), "{unit}");
    }
}
