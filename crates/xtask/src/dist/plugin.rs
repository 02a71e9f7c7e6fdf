//! The WordPress plugin as its users get it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{VERSION, archive};
use crate::{app, catalogue, workspace};

/// What of the plugin's folder is shipped, a name a line; php/Dockerfile reads the same. The rest is source and tests
/// (`LEFT_OUT`).
const SHIPPED: &str = include_str!("../../../../wp-plugin/detour/shipped.txt");

/// Builds the screens and the catalogue, and packs the folder `detour` as WordPress unpacks it.
pub(crate) fn package(into: &Path) -> Result<PathBuf> {
    app::build(&mut String::new())?;
    catalogue::write()?;
    let plugin = folder();
    let mut files = Vec::new();
    for part in SHIPPED.lines() {
        collect(&plugin, &plugin.join(part), &mut files)?;
    }
    let archive = into.join(format!("detour-plugin-{VERSION}.zip"));
    archive::zip(&archive, files)?;
    Ok(archive)
}

fn folder() -> PathBuf {
    workspace::root().join("wp-plugin/detour")
}

fn collect(plugin: &Path, path: &Path, files: &mut Vec<(String, Vec<u8>)>) -> Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path)? {
            collect(plugin, &entry?.path(), files)?;
        }
        return Ok(());
    }
    let content = std::fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
    let name = path.strip_prefix(plugin)?.to_str().with_context(|| format!("{}: no UTF-8", path.display()))?;
    files.push((format!("detour/{name}"), content));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source, tests, and what they are run with.
    const LEFT_OUT: [&str; 6] =
        ["app", "phpcs.xml.dist", "phpunit.xml.dist", "shipped.txt", "tests", ".phpunit.result.cache"];

    #[test]
    fn everything_in_the_folder_is_either_shipped_or_left_out_on_purpose() {
        for entry in std::fs::read_dir(folder()).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let known = SHIPPED.lines().any(|shipped| shipped == name) || LEFT_OUT.contains(&name.as_str());
            assert!(known, "{name}: name it in shipped.txt or in LEFT_OUT");
        }
    }

    #[test]
    fn the_image_takes_the_same_files() {
        let dockerfile = std::fs::read_to_string(workspace::root().join("php/Dockerfile")).unwrap();
        assert!(dockerfile.contains("grep -vx languages shipped.txt"));
        for name in SHIPPED.lines() {
            assert!(!dockerfile.contains(&format!("wp-plugin/detour/{name}")), "{name} is named in php/Dockerfile");
        }
    }
}
