//! Where WordPress comes from: an own copy, the cache, Debian, or wordpress.org.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::apt_source::PrivateApt;
use crate::command::{is_on_path, run};

/// Suites that carry a WordPress new enough for the plugin, newest first.
const NEWER_SUITES: [&str; 2] = ["sid", "trixie"];

/// The project's own download, for machines that aren't Debian.
const WORDPRESS_ORG: &str = "https://wordpress.org/latest.tar.gz";

/// A folder with WordPress in it, to be copied from and never run in place.
pub(crate) struct WordPress {
    pub(crate) dir: PathBuf,
    pub(crate) version: String,
}

/// Finds or fetches WordPress; says in `remark` from where.
pub(crate) fn find(own: Option<&Path>, cache: &Path, remark: &mut String) -> Result<WordPress> {
    if let Some(dir) = own {
        let version = version_of(dir)
            .with_context(|| format!("--wordpress {}: no WordPress there (wp-includes/version.php)", dir.display()))?;
        *remark = format!("WordPress {version} in {}", dir.display());
        return Ok(WordPress { dir: dir.to_owned(), version });
    }
    if let Some(cached) = newest_cached(cache) {
        *remark = format!("WordPress {}, fetched before", cached.version);
        return Ok(cached);
    }
    std::fs::create_dir_all(cache).with_context(|| format!("can't make {}", cache.display()))?;
    let mut failures = Vec::new();
    for suite in NEWER_SUITES {
        if !is_on_path("apt-get") {
            failures.push("no apt-get here to ask Debian".to_owned());
            break;
        }
        match from_debian(suite, cache, remark) {
            Ok(found) => return Ok(found),
            Err(error) => {
                println!("      not from Debian {suite}: {error:#}");
                failures.push(format!("Debian {suite}: {error:#}"));
            }
        }
    }
    match from_wordpress_org(cache, remark) {
        Ok(found) => Ok(found),
        Err(error) => {
            failures.push(format!("wordpress.org: {error:#}"));
            let tried = failures.join("\n  ");
            bail!("WordPress could not be had:\n  {tried}\nGive a copy of your own with --wordpress DIR.")
        }
    }
}

fn newest_cached(cache: &Path) -> Option<WordPress> {
    let entries = std::fs::read_dir(cache).ok()?;
    let found = entries.flatten().filter_map(|entry| {
        let dir = entry.path();
        entry.file_name().to_str()?.strip_prefix("wordpress-")?;
        Some(WordPress { version: version_of(&dir)?, dir })
    });
    found.max_by_key(|wordpress| {
        wordpress.version.split('.').map(|part| part.parse::<u32>().unwrap_or(0)).collect::<Vec<_>>()
    })
}

/// `$wp_version` as version.php has it.
pub(super) fn version_of(dir: &Path) -> Option<String> {
    let text = std::fs::read_to_string(dir.join("wp-includes/version.php")).ok()?;
    let (_, assigned) = text.split_once("$wp_version = '")?;
    Some(assigned.split_once('\'')?.0.to_owned())
}

/// Puts a complete tree into the cache by one rename, so that a broken run leaves nothing half done.
fn into_cache(tree: &Path, cache: &Path) -> Result<WordPress> {
    let version = version_of(tree).context("what was fetched is no WordPress: wp-includes/version.php says nothing")?;
    move_to(tree, cache.join(format!("wordpress-{version}")), version)
}

pub(super) fn move_to(tree: &Path, dir: PathBuf, version: String) -> Result<WordPress> {
    std::fs::rename(tree, &dir).with_context(|| format!("can't move WordPress to {}", dir.display()))?;
    Ok(WordPress { dir, version })
}

fn from_debian(suite: &str, cache: &Path, remark: &mut String) -> Result<WordPress> {
    let apt = PrivateApt::of_suite(suite, &cache.join(format!("apt-{suite}")))?;
    let offered = apt.field("wordpress", "Version").context("it has no package wordpress")?;
    println!("      fetching the package wordpress {offered} of Debian {suite}");
    let work = tempfile::Builder::new().prefix("unpack-").tempdir_in(cache)?;
    let root = work.path().join("root");
    let mut packages = vec!["wordpress".to_owned()];
    packages.extend(parts_packaged_apart(&apt));
    let files = apt.download(&packages, &work.path().join("deb"))?;
    std::fs::create_dir_all(&root)?;
    for file in &files {
        run(Command::new("dpkg").arg("-x").arg(file).arg(&root))?;
    }
    let tree = root.join("usr/share/wordpress");
    let broken = materialise_links(&tree, &root)?;
    // Debian's own configuration looks into /etc/wordpress; a site here brings its own.
    let _ = std::fs::remove_file(tree.join("wp-config.php"));
    let found = into_cache(&tree, cache)?;
    *remark = format!("WordPress {} from Debian {suite}", found.version);
    for link in broken {
        *remark += &format!("\n      left out, it points to nothing: {link}");
    }
    Ok(found)
}

/// The libraries that Debian keeps in packages of their own, and the default theme.
fn parts_packaged_apart(apt: &PrivateApt) -> Vec<String> {
    let depends = apt.field("wordpress", "Depends").unwrap_or_default();
    let recommends = apt.field("wordpress", "Recommends").unwrap_or_default();
    let is_part = |name: &&str| {
        ["libjs-", "libphp-", "wordpress-theme-"].iter().any(|prefix| name.starts_with(prefix)) || *name == "php-getid3"
    };
    let names = depends.split([',', '|']).chain(recommends.split([',', '|']));
    let names = names.filter_map(|dependency| dependency.split_whitespace().next()).filter(is_part);
    let mut parts: Vec<String> = names.map(str::to_owned).collect();
    parts.sort();
    parts.dedup();
    parts
}

/// Replaces every link in `tree` by what it points to below `root` or, for the
/// certificates, on this machine; returns the links that point to nothing.
fn materialise_links(tree: &Path, root: &Path) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    let mut folders = vec![tree.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let path = entry.path();
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                let target = resolve(&path, root);
                std::fs::remove_file(&path)?;
                match target {
                    Some(target) => {
                        run(Command::new("cp").args(["-rL"]).arg(&target).arg(&path))?;
                    }
                    None => {
                        let shown = path.strip_prefix(tree).unwrap_or(&path);
                        broken.push(shown.display().to_string());
                    }
                }
            }
        }
    }
    Ok(broken)
}

/// Follows a link as if `root` were `/`; what isn't there may be on this machine.
fn resolve(link: &Path, root: &Path) -> Option<PathBuf> {
    let mut path = link.to_owned();
    for _ in 0..8 {
        let Ok(target) = std::fs::read_link(&path) else { return path.exists().then_some(path) };
        path = if target.is_absolute() {
            let inside = root.join(target.strip_prefix("/").unwrap_or(&target));
            if inside.symlink_metadata().is_ok() { inside } else { target }
        } else {
            path.parent()?.join(target)
        };
    }
    None
}

fn from_wordpress_org(cache: &Path, remark: &mut String) -> Result<WordPress> {
    println!("      fetching {WORDPRESS_ORG}");
    let work = tempfile::Builder::new().prefix("unpack-").tempdir_in(cache)?;
    let found = into_cache(&unpacked_from(WORDPRESS_ORG, work.path())?, cache)?;
    *remark = format!("WordPress {} from wordpress.org", found.version);
    Ok(found)
}

/// Fetches one of WordPress' own archives and unpacks it in `work`.
pub(super) fn unpacked_from(address: &str, work: &Path) -> Result<PathBuf> {
    let archive = work.join("wordpress.tar.gz");
    let mut fetch = Command::new("curl");
    fetch.args(["-fsSL", "--connect-timeout", "15", "--max-time", "600", "-o"]).arg(&archive).arg(address);
    run(&mut fetch).context("the download failed")?;
    run(Command::new("tar").arg("-xzf").arg(&archive).arg("-C").arg(work)).context("it can't be unpacked")?;
    Ok(work.join("wordpress"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_links_and_names_broken_ones() {
        let root = tempfile::tempdir().unwrap();
        let tree = root.path().join("usr/share/wordpress");
        std::fs::create_dir_all(tree.join("js")).unwrap();
        std::fs::create_dir_all(root.path().join("usr/share/lib")).unwrap();
        std::fs::write(root.path().join("usr/share/lib/a.js"), "a").unwrap();
        std::os::unix::fs::symlink("../../lib/a.js", tree.join("js/a.js")).unwrap();
        std::os::unix::fs::symlink("/usr/share/lib/a.js", tree.join("b.js")).unwrap();
        std::os::unix::fs::symlink("/nowhere/at/all", tree.join("c.js")).unwrap();
        assert_eq!(materialise_links(&tree, root.path()).unwrap(), ["c.js"]);
        assert_eq!(std::fs::read_to_string(tree.join("js/a.js")).unwrap(), "a");
        assert_eq!(std::fs::read_to_string(tree.join("b.js")).unwrap(), "a");
        assert!(!tree.join("b.js").symlink_metadata().unwrap().is_symlink());
    }

    #[test]
    fn the_newest_cached_version_is_taken() {
        let cache = tempfile::tempdir().unwrap();
        for version in ["6.9.1", "6.10", "6.8.7"] {
            let dir = cache.path().join(format!("wordpress-{version}/wp-includes"));
            std::fs::create_dir_all(&dir).unwrap();
            std::fs::write(dir.join("version.php"), format!("<?php\n$wp_version = '{version}';\n")).unwrap();
        }
        assert_eq!(newest_cached(cache.path()).unwrap().version, "6.10");
    }
}
