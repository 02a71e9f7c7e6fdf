//! The plugin's app (`wp-plugin/detour/app`): npm's packages and the build.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::command::{is_on_path, run, stdout_of};
use crate::workspace;

/// Oldest Node.js that the build tools run on, as `engines` in package.json has it.
const NODE: (u32, u32) = (20, 19);

/// Inputs of the build, in the folder of the app.
const INPUTS: [&str; 6] =
    ["src", "package.json", "package-lock.json", "tsconfig.json", "webpack.config.js", "lean-dataviews.js"];

/// Builds the app unless what is built is newer than its source; says in `remark` what it did.
pub(crate) fn build(remark: &mut String) -> Result<()> {
    let folder = folder();
    let built = folder.with_file_name("build").join("index.asset.php");
    let newest = INPUTS.iter().filter_map(|input| newest_change(&folder.join(input))).max();
    if built.metadata().and_then(|built| built.modified()).is_ok_and(|built| Some(built) > newest) {
        *remark = "is up to date".to_owned();
        return Ok(());
    }
    install(&folder)?;
    script("build")?;
    built.metadata().with_context(|| format!("the build left no {}", built.display()))?;
    *remark = "built with npm".to_owned();
    Ok(())
}

/// Runs a script of package.json, with npm's packages in place.
pub(crate) fn script(name: &str) -> Result<()> {
    let folder = folder();
    install(&folder)?;
    run(npm(&folder).args(["run", "--silent", name])).map(drop)
}

/// Writes the app's source as plain JavaScript, without types and JSX, a file for each.
pub(crate) fn compile(into: &Path) -> Result<()> {
    let folder = folder();
    install(&folder)?;
    let mut compiler = npm(&folder);
    compiler.args(["exec", "--no", "--", "tsc", "--noEmit", "false", "--outDir"]).arg(into);
    run(&mut compiler).map(drop)
}

/// Why the app can't be built here, if so.
pub(crate) fn obstacle() -> Option<String> {
    let (major, minor) = NODE;
    let way_out = format!("install Node.js {major}.{minor} or newer with npm (https://nodejs.org)");
    if !is_on_path("node") || !is_on_path("npm") {
        return Some(format!("Node.js is missing: {way_out}"));
    }
    let version = stdout_of(Command::new("node").arg("--version")).unwrap_or_default();
    let mut parts = version.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    let found: (u32, u32) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    (found < NODE).then(|| format!("Node.js {version} is too old: {way_out}"))
}

/// Fetches what a lock file names into `node_modules` beside it, unless that has been done.
pub(crate) fn install(folder: &Path) -> Result<()> {
    if let Some(obstacle) = obstacle() {
        bail!("{obstacle}");
    }
    let lock = folder.join("package-lock.json");
    let wanted = std::fs::read(&lock).with_context(|| format!("can't read {}", lock.display()))?;
    // npm's own record leaves out what was not meant for this system, so it can't be compared.
    let record = folder.join("node_modules/.installed-from.json");
    if std::fs::read(&record).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("      fetching npm's packages for {}, which can take minutes", folder.display());
    run(npm(folder).arg("ci"))?;
    std::fs::write(&record, wanted).with_context(|| format!("can't write {}", record.display()))
}

fn folder() -> PathBuf {
    workspace::root().join("wp-plugin/detour/app")
}

fn npm(folder: &Path) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(folder).env("NO_COLOR", "1").env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    npm
}

fn newest_change(path: &Path) -> Option<SystemTime> {
    let own = path.metadata().ok()?.modified().ok();
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| newest_change(&entry.path())).chain(own).max()
}
