//! The PHP of a Debian release as one to build the extension for: this machine's, or the one in an installation.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Result;

use super::php::TargetPhp;
use crate::stack::debian::{self, Release};
use crate::stack::php::Php;

/// The PHP to build for. Rust and clang stay outside; only PHP and its headers are those of the installation.
pub(crate) fn of(release: &Release, root: &Path) -> Result<TargetPhp> {
    if let Some(php) = installed(release) {
        return Ok(php);
    }
    let php = debian::php(release, root)?;
    let folder = root.with_extension("programs");
    std::fs::create_dir_all(&folder)?;
    // Programs of their own, since builds are told a path and nothing else.
    let program = |name: &str, line: &[String], filter: &str| -> Result<_> {
        let words: Vec<String> = line.iter().map(|word| format!("'{word}'")).collect();
        let path = folder.join(format!("{name}{}", release.php));
        std::fs::write(&path, format!("#!/bin/sh\n{} \"$@\"{filter}\n", words.join(" ")))?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        Ok(path)
    };
    // The headers are read from outside.
    let filter = format!(" | sed 's#-I/usr#-I{}/usr#g'", root.display());
    Ok(TargetPhp::given(
        release.php,
        program("php", &php.line(&php.programs.cli), "")?,
        program("php-config", &php.line(&php.programs.config), &filter)?,
    ))
}

/// This machine's, if it is the one that the release has.
pub(crate) fn installed(release: &Release) -> Option<TargetPhp> {
    let is_same = Php::installed().is_ok_and(|php| php.version == release.php);
    TargetPhp::installed().ok()?.into_iter().find(|php| is_same && php.version == release.php)
}
