//! What the packages bring, and what is left when they are gone.

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use anyhow::{Result, bail, ensure};

use super::root::Root;
use crate::stack::debian::Release;

/// Files and directories with mode, owner and group.
pub(super) fn expected(release: &Release, api: &str) -> Vec<(String, u32, &'static str, &'static str)> {
    let php = release.php;
    let root = |path: &str, mode| (path.to_owned(), mode, "root", "root");
    vec![
        root("/usr/bin/detour", 0o755),
        root("/etc/detour/agent.toml", 0o644),
        root("/usr/lib/systemd/system/detour.service", 0o644),
        root("/usr/lib/sysusers.d/detour.conf", 0o644),
        root("/usr/lib/tmpfiles.d/detour.conf", 0o644),
        root("/usr/share/man/man1/detour.1.gz", 0o644),
        root("/usr/share/man/man1/detour-agent.1.gz", 0o644),
        root("/usr/share/bash-completion/completions/detour", 0o644),
        root("/usr/share/zsh/vendor-completions/_detour", 0o644),
        root("/usr/share/fish/vendor_completions.d/detour.fish", 0o644),
        root("/usr/share/doc/detour/copyright", 0o644),
        root("/usr/share/doc/detour/changelog.Debian.gz", 0o644),
        ("/var/lib/detour".to_owned(), 0o755, "detour", "detour"),
        ("/var/lib/detour/rules".to_owned(), 0o755, "detour", "detour"),
        // The group's bit: what the agent makes there belongs to the workers' group.
        ("/var/lib/detour/spool".to_owned(), 0o2750, "detour", "www-data"),
        root(&format!("/usr/lib/php/{api}/detour.so"), 0o644),
        root(&format!("/etc/php/{php}/mods-available/detour.ini"), 0o644),
        root(&format!("/usr/share/doc/php{php}-detour/copyright"), 0o644),
    ]
}

/// Compares what is there with what should be.
pub(super) fn check(root: &Root, expected: &[(String, u32, &str, &str)]) -> Result<()> {
    let id = |file: &str, name: &str| -> Result<u32> {
        let prefix = format!("{name}:");
        let lines = root.read(file)?;
        let found = lines.lines().find_map(|line| line.strip_prefix(&prefix)?.split(':').nth(1)?.parse().ok());
        found.ok_or_else(|| anyhow::anyhow!("{file} has no {name}"))
    };
    let mut wrong = Vec::new();
    for (path, mode, owner, group) in expected {
        let Ok(found) = root.at(path).symlink_metadata() else {
            wrong.push(format!("{path} is missing"));
            continue;
        };
        let is = (found.permissions().mode() & 0o7777, found.uid(), found.gid());
        let should = (*mode, id("/etc/passwd", owner)?, id("/etc/group", group)?);
        if is != should {
            wrong.push(format!(
                "{path}: mode {:o}, user {}, group {} instead of {mode:o} {owner} {group}",
                is.0, is.1, is.2
            ));
        }
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{}", wrong.join("; ")) }
}

/// Where packages leave traces of their own, which are dpkg's or the system's business.
const OF_THE_SYSTEM: [&str; 8] = [
    "/dev",
    "/proc",
    "/run",
    "/tmp",
    "/var/cache",
    "/var/lib/dpkg",
    "/var/log",
    // The lock of systemd-sysusers, whose users and groups stay.
    "/etc/.pwd.lock",
];

/// Every path there is, with what a symlink leads to.
pub(super) fn snapshot(root: &Root) -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    walk(&root.path, "", &mut found)?;
    Ok(found)
}

fn walk(root: &Path, inside: &str, found: &mut BTreeMap<String, String>) -> Result<()> {
    for entry in std::fs::read_dir(root.join(inside.trim_start_matches('/')))? {
        let entry = entry?;
        let path = format!("{inside}/{}", entry.file_name().to_string_lossy());
        let is_backup = path.starts_with("/etc/") && path.ends_with('-');
        if is_backup || OF_THE_SYSTEM.contains(&path.as_str()) {
            continue;
        }
        let kind = entry.file_type()?;
        let leads_to =
            if kind.is_symlink() { std::fs::read_link(entry.path())?.display().to_string() } else { String::new() };
        if kind.is_dir() {
            walk(root, &path, found)?;
            // Where phpenmod keeps its notes, it makes directories as it needs them.
            if path.starts_with("/var/lib/php/modules/") {
                continue;
            }
        }
        found.insert(path, leads_to);
    }
    Ok(())
}

/// Whether exactly `kept` is there that was not there before, and nothing is missing.
pub(super) fn is_left(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    kept: &[&str],
) -> Result<()> {
    let new: Vec<&str> = after.keys().filter(|path| !before.contains_key(*path)).map(String::as_str).collect();
    let gone: Vec<&String> = before.keys().filter(|path| !after.contains_key(*path)).collect();
    ensure!(new == kept, "left are {new:?} instead of {kept:?}");
    ensure!(gone.is_empty(), "no longer there: {gone:?}");
    Ok(())
}
