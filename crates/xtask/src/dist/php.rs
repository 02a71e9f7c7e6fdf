//! The PHPs that the extension is built for.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::command::{find, run, stdout_of};
use crate::workspace;

/// A PHP with its headers.
pub(crate) struct TargetPhp {
    /// `8.2`
    pub(crate) version: String,
    program: PathBuf,
    config: PathBuf,
}

impl TargetPhp {
    /// Those of this machine, the oldest first: `php-config8.2` with `php8.2` beside it.
    pub(crate) fn installed() -> Result<Vec<Self>> {
        let mut found: Vec<Self> = Vec::new();
        let path = std::env::var_os("PATH").unwrap_or_default();
        for folder in std::env::split_paths(&path) {
            for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let Some(version) = name.to_str().and_then(|name| name.strip_prefix("php-config")) else { continue };
                let program = folder.join(format!("php{version}"));
                if is_version(version) && program.is_file() && found.iter().all(|known| known.version != version) {
                    found.push(Self { version: version.to_owned(), program, config: entry.path() });
                }
            }
        }
        ensure!(
            !found.is_empty(),
            "no PHP with its headers is on the path (php8.2 and php-config8.2, or another version): \
             install php8.2-cli and php8.2-dev"
        );
        found.sort_by_key(|php| numbers(&php.version));
        Ok(found)
    }

    /// One by its programs.
    pub(crate) fn given(version: &str, program: PathBuf, config: PathBuf) -> Self {
        Self { version: version.to_owned(), program, config }
    }

    /// Builds the extension for it.
    pub(crate) fn build(&self) -> Result<PathBuf> {
        workspace::build_against(&self.variables())
    }

    /// What ext-php-rs is told of it: nothing of the PHP on the path, which it finds by itself, so that cargo has nothing to
    /// build anew.
    pub(crate) fn variables(&self) -> Vec<(&str, &Path)> {
        let is_on_path = find("php").is_some_and(|php| php.canonicalize().ok() == self.program.canonicalize().ok());
        if is_on_path { Vec::new() } else { vec![("PHP", &self.program), ("PHP_CONFIG", &self.config)] }
    }

    /// Whether the library is one that this PHP loads. Both must see it under the same path.
    pub(crate) fn loads(&self, library: &Path) -> Result<()> {
        let mut php = Command::new(&self.program);
        php.arg("-n")
            .arg("-d")
            .arg(format!("extension={}", library.display()))
            .args(["-r", "echo phpversion('detour');"]);
        let version = stdout_of(&mut php)?;
        ensure!(version == super::VERSION, "PHP {} has loaded {} as {version:?}", self.version, library.display());
        Ok(())
    }

    /// What tells its binaries from those of others, as PIE names them: `php8.2-x86_64-linux-glibc`, with `-zts` where threads
    /// are used.
    pub(crate) fn platform(&self) -> Result<String> {
        let script = "echo php_uname('m'), PHP_DEBUG ? '-debug' : '', PHP_ZTS ? '-zts' : '';";
        let said = run(Command::new(&self.program).args(["-n", "-r", script]))?.stdout;
        let said = String::from_utf8_lossy(&said);
        let (machine, flags) = said.split_once('-').map_or((&*said, String::new()), |(a, b)| (a, format!("-{b}")));
        Ok(format!("php{}-{machine}-linux-glibc{flags}", self.version))
    }
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').filter_map(|part| part.parse().ok()).collect()
}

fn is_version(text: &str) -> bool {
    numbers(text).len() == 2 && text.split('.').count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_two_numbers() {
        assert!(is_version("8.2") && is_version("8.10"));
        assert!(!is_version("") && !is_version("8") && !is_version("8.2.1") && !is_version(".x"));
        assert!(numbers("8.9") < numbers("8.10"));
    }

    #[test]
    fn every_package_of_the_extension_is_for_the_php_it_names() {
        let manifest = std::fs::read_to_string(workspace::root().join("crates/ext/Cargo.toml")).unwrap();
        let variants: Vec<&str> = manifest.split("[package.metadata.deb.variants.\"").skip(1).collect();
        assert!(variants.len() >= 5);
        for variant in variants {
            let version = &variant[..variant.find('"').unwrap()];
            let api = variant.split("phpapi-").nth(1).unwrap().split(',').next().unwrap();
            assert!(is_version(version));
            for part in [
                format!("name = \"php{version}-detour\""),
                format!("usr/lib/php/{api}/detour.so"),
                format!("etc/php/{version}/mods-available/detour.ini"),
            ] {
                assert!(variant.contains(&part), "{version}: {part} is missing");
            }
        }
    }
}
