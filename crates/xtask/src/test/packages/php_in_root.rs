//! The PHP of a release as one to build the extension for: this machine's, or the one in the installation.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::Result;

use super::Release;
use crate::dist::php::TargetPhp;
use crate::stack::php::Php;

/// The PHP to build for. Rust and clang stay outside; only PHP and its headers are those of the installation.
pub(super) fn of(release: &Release, base: &Path) -> Result<TargetPhp> {
    if Php::installed().is_ok_and(|php| php.version == release.php)
        && let Some(php) = TargetPhp::installed()?.into_iter().find(|php| php.version == release.php)
    {
        return Ok(php);
    }
    let (version, root) = (release.php, base.display());
    let folder = base.with_extension("programs");
    std::fs::create_dir_all(&folder)?;
    let program = folder.join(format!("php{version}"));
    let config = folder.join(format!("php-config{version}"));
    let scripts = [
        (&program, format!("exec chroot '{root}' /usr/bin/php{version} \"$@\"\n")),
        (&config, format!("chroot '{root}' /usr/bin/php-config{version} \"$@\" | sed 's#-I/usr#-I{root}/usr#g'\n")),
    ];
    for (path, script) in scripts {
        std::fs::write(path, format!("#!/bin/sh\n{script}"))?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(TargetPhp::given(version, &program, &config))
}
