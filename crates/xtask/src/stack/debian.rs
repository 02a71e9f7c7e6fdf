//! Debian in a folder: made once, and left as it is.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::apt_source;
use super::php::{Php, Programs};
use crate::command::run;
use crate::workspace;

/// A Debian, and the PHP it has.
pub(crate) struct Release {
    pub(crate) name: &'static str,
    pub(crate) php: &'static str,
}

pub(crate) const RELEASES: [Release; 2] =
    [Release { name: "bookworm", php: "8.2" }, Release { name: "trixie", php: "8.4" }];

/// Puts the installation's programs in place of ours, for one command alone: paths, users, folders and processes stay ours,
/// and nothing is left to unmount, however it ends. `/usr` comes last, because it brings another `mount`.
const IN_PLACE: &str =
    r#"for place in /etc/ld.so.cache /etc/php /usr; do mount --bind "$0$place" "$place"; done; exec "$@""#;

/// A small installation of the release with its PHP, PHP's headers, and what PHP is run by.
pub(crate) fn installation(release: &Release) -> Result<PathBuf> {
    let folder = workspace::target()?.join("debian");
    let (done, unfinished) = (folder.join(release.name), folder.join(format!("{}.unfinished", release.name)));
    if done.is_dir() {
        return Ok(done);
    }
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished)?;
    }
    let cache = folder.join("cache");
    std::fs::create_dir_all(&cache)?;
    println!("  installing Debian {} into {}, which takes minutes", release.name, done.display());
    let php = release.php;
    let mut debootstrap = Command::new("debootstrap");
    debootstrap.arg("--variant=minbase").arg(format!("--cache-dir={}", cache.display()));
    debootstrap.arg(format!(
        "--include=systemd,php{php}-fpm,php{php}-cli,php{php}-dev,php{php}-cgi,php{php}-opcache,libapache2-mod-php{php}"
    ));
    run(debootstrap.arg(release.name).arg(&unfinished).arg(apt_source::mirror()?))?;
    std::fs::rename(&unfinished, &done)?;
    Ok(done)
}

/// The PHP in an installation.
pub(crate) fn php(release: &Release, root: &Path) -> Result<Php> {
    let (version, root) = (release.php, root.display().to_string());
    let under = ["unshare", "--mount", "--propagation", "private", "sh", "-euc", IN_PLACE, &root];
    Php::of(
        Programs {
            cli: format!("/usr/bin/php{version}").into(),
            cgi: format!("/usr/bin/php-cgi{version}").into(),
            fpm: format!("/usr/sbin/php-fpm{version}").into(),
            config: format!("/usr/bin/php-config{version}").into(),
            apache_module: format!("/usr/lib/apache2/modules/libphp{version}.so").into(),
        },
        under.map(str::to_owned).to_vec(),
    )
}
