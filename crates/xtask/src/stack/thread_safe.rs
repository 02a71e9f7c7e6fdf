//! A PHP that knows threads (ZTS). Debian has none, so it is built from Debian's source, once.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::apt_source::PrivateApt;
use super::php::{Php, Programs};
use crate::command::run;
use crate::workspace;

/// Debian's source package of PHP, and the suite that has it.
const SOURCE: (&str, &str) = ("php8.2", "bookworm");

/// What the tests ask of a PHP. PCRE2 is the one in PHP's source, as in the containers that most run PHP in.
const FEATURES: [&str; 11] = [
    "--enable-zts",
    "--disable-all",
    "--disable-phpdbg",
    "--enable-fpm",
    "--enable-cgi",
    "--enable-opcache",
    "--enable-session",
    "--enable-filter",
    "--enable-ctype",
    "--with-zlib",
    "--with-apxs2=/usr/bin/apxs2",
];

/// All but the module, which would be installed into this machine's Apache.
const INSTALLED: [&str; 7] = [
    "install-cli",
    "install-cgi",
    "install-fpm",
    "install-modules",
    "install-build",
    "install-headers",
    "install-programs",
];

/// The one that is built, or is built now.
pub(crate) fn php() -> Result<Php> {
    let folder = workspace::target()?;
    let prefix = folder.join(format!("{}-zts", SOURCE.0));
    if !prefix.is_dir() {
        build(&prefix, &folder.join(format!("{}-build", SOURCE.0)))
            .with_context(|| format!("can't build {} with threads", SOURCE.0))?;
    }
    let programs = Programs {
        cli: prefix.join("bin/php"),
        cgi: prefix.join("bin/php-cgi"),
        fpm: prefix.join("sbin/php-fpm"),
        config: prefix.join("bin/php-config"),
        apache_module: prefix.join("libphp.so"),
    };
    Php::of(programs, Vec::new())
}

fn build(prefix: &Path, work: &Path) -> Result<()> {
    if work.exists() {
        std::fs::remove_dir_all(work)?;
    }
    std::fs::create_dir_all(work)?;
    println!("  building {} with threads into {}, which takes ten minutes", SOURCE.0, prefix.display());
    let source = source(work)?;
    let settings = prefix.join("etc/conf.d");
    let mut configure = Command::new("./configure");
    configure.current_dir(&source).args(FEATURES).arg(format!("--prefix={}", prefix.display()));
    configure.arg(format!("--with-config-file-path={}", prefix.join("etc").display()));
    configure.arg(format!("--with-config-file-scan-dir={}", settings.display()));
    // A quarter of the time; how threads get on is the same.
    run(configure.env("CFLAGS", "-O0 -pipe"))?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    run(Command::new("make").current_dir(&source).arg(format!("-j{jobs}")))?;
    let staged = work.join("staged");
    let mut install = Command::new("make");
    install.current_dir(&source).arg(format!("INSTALL_ROOT={}", staged.display()));
    run(install.args(INSTALLED))?;
    let installed = staged.join(prefix.strip_prefix("/").unwrap_or(prefix));
    std::fs::copy(source.join("libs/libphp.so"), installed.join("libphp.so")).context("make left no libs/libphp.so")?;
    let settings = installed.join("etc/conf.d");
    std::fs::create_dir_all(&settings)?;
    std::fs::write(settings.join("10-opcache.ini"), "zend_extension=opcache\n")?;
    std::fs::rename(&installed, prefix)?;
    Ok(std::fs::remove_dir_all(work)?)
}

/// The source that Debian builds from.
fn source(work: &Path) -> Result<PathBuf> {
    let (package, suite) = SOURCE;
    let apt = PrivateApt::of_sources(suite, &workspace::cache()?.join(format!("apt-source-{suite}")))?;
    apt.unpack(package, work)
}
