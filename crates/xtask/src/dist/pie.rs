//! The extension for PIE, PHP's installer for extensions: what `download-url-method` of php/composer.json looks for among the
//! files of a release. Names: php/pie, docs/extension-maintainers.md, and its issue 436 for binaries.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::php::TargetPhp;
use super::{VERSION, archive};
use crate::command::run;
use crate::workspace;

/// What building the extension takes. Fuzz targets and comparisons are workspaces of their own.
const SOURCE: [&str; 8] = [
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "crates",
    "php",
    ":(exclude)crates/fuzz",
    ":(exclude)crates/bench",
];

/// The source as it is committed, for `phpize`, `./configure` and `make` in its folder `php`.
pub(crate) fn source(into: &Path) -> Result<PathBuf> {
    let archive = into.join(format!("php_detour-{VERSION}-src.tgz"));
    let mut git = Command::new("git");
    git.current_dir(workspace::root()).args(["archive", "--format=tgz", "-o"]).arg(&archive);
    run(git.args(["HEAD", "--"]).args(SOURCE))?;
    Ok(archive)
}

/// The library alone, for one PHP.
pub(crate) fn binary(php: &TargetPhp, library: &Path, into: &Path) -> Result<PathBuf> {
    let archive = into.join(format!("php_detour-{VERSION}_{}.zip", php.platform()?));
    let stripped = tempfile::NamedTempFile::new()?;
    run(Command::new("strip").args(["--strip-unneeded", "-o"]).arg(stripped.path()).arg(library))?;
    php.loads(stripped.path())?;
    archive::zip(&archive, vec![("detour.so".to_owned(), std::fs::read(stripped.path())?)])?;
    Ok(archive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_is_what_pie_asks_for() {
        let php = workspace::root().join("php");
        let composer = std::fs::read_to_string(php.join("composer.json")).unwrap();
        let composer: serde_json::Value = serde_json::from_str(&composer).unwrap();
        assert_eq!(composer["type"], "php-ext");
        let vendor_and_name: Vec<&str> = composer["name"].as_str().unwrap().split('/').collect();
        assert_eq!(vendor_and_name.len(), 2);
        assert!(composer["description"].is_string() && composer["require"]["php"] == ">=8.1");
        // Tags give the version.
        assert!(composer.get("version").is_none());
        let extension = &composer["php-ext"];
        assert_eq!(extension["extension-name"], "detour");
        let folder = workspace::root().join(extension["build-path"].as_str().unwrap());
        assert!(folder.join("config.m4").is_file());
        let ini = std::fs::read_to_string(php.join("detour.ini")).unwrap();
        assert!(ini.contains(&format!("; priority={}\n", extension["priority"])));
    }
}
