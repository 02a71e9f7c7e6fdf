//! Pages say what is there: links lead somewhere, states and settings are those of the code, tests that are named exist.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn read(name: impl AsRef<Path>) -> String {
    let path = Path::new(ROOT).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every page of the checkout, by its path in it.
fn pages() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "*.md"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    let pages: Vec<String> =
        list.lines().filter(|page| Path::new(ROOT).join(page).is_file()).map(str::to_owned).collect();
    assert!(pages.len() > 30, "{} pages", pages.len());
    pages
}

/// A page without its blocks of code.
fn prose(page: &str) -> String {
    let mut is_code = false;
    let lines = page.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence && !line.starts_with("    ")
    });
    lines.map(|line| format!("{line}\n")).collect()
}

/// What a heading is linked by: lower case, blanks as dashes, no other signs.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// `a/b/../c` → `a/c`
fn straight(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut way, part| {
        match part {
            Component::ParentDir => drop(way.pop()),
            part => way.push(part),
        }
        way
    })
}

#[test]
fn links_lead_somewhere() {
    let mut links = 0;
    for page in pages() {
        let text = prose(&read(&page));
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (file, place) = link.split_once('#').map_or((link, None), |(file, place)| (file, Some(place)));
            let target = if file.is_empty() {
                PathBuf::from(&page)
            } else {
                straight(&Path::new(&page).parent().unwrap().join(file))
            };
            assert!(Path::new(ROOT).join(&target).exists(), "{page}: {link} leads nowhere");
            if let Some(place) = place {
                let there = read(&target);
                let found = there.lines().any(|line| line.starts_with('#') && anchor(line) == place);
                assert!(found, "{page}: there is no heading for {link}");
            }
            links += 1;
        }
    }
    assert!(links > 100, "{links} links");
}

#[test]
fn the_readme_lists_every_page_of_the_documentation() {
    let readme = read("README.md");
    for page in pages().iter().filter(|page| page.starts_with("crates/agent/docs/")) {
        assert!(readme.contains(&format!("({page})")), "{page}");
    }
}

/// The words in back ticks that begin a row of the table under a heading.
fn rows(page: &str, heading: &str) -> BTreeSet<String> {
    let text = read(page);
    let (_, rest) =
        text.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("{page}: no heading {heading}"));
    let table = rest.split("\n## ").next().unwrap();
    table.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split('`').next()?.to_owned())).collect()
}

fn quoted(text: &str, quote: char) -> BTreeSet<String> {
    text.split(quote).skip(1).step_by(2).map(str::to_owned).collect()
}

const TROUBLESHOOTING: &str = "crates/agent/docs/troubleshooting.md";

#[test]
fn every_state_has_a_way_out() {
    let status = read("wp-plugin/detour/includes/Status/Status.php");
    let reasons = status.split("function reasons(): array {").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    assert_eq!(rows(TROUBLESHOOTING, "Tools → Detour"), quoted(reasons, '\''));

    let stubs = read("php/stubs/detour.php");
    let mut states =
        stubs.lines().filter_map(|line| line.split_once("state: 'ok'|").or(line.split_once("state: 'unused'|")));
    let states_of = |line: Option<(&str, &str)>, first: &str| {
        let (_, rest) = line.unwrap();
        let mut states = quoted(rest.split([',', '}']).next().unwrap(), '\'');
        states.insert(first.to_owned());
        states
    };
    assert_eq!(rows(TROUBLESHOOTING, "The rule file"), states_of(states.next(), "ok"));
    assert_eq!(rows(TROUBLESHOOTING, "The spool"), states_of(states.next(), "unused"));

    // Of the file besides.
    let code = read("crates/agent/src/status.rs");
    let comment = code.split("pub state: &'static str").next().and_then(|code| code.rsplit("///").next()).unwrap();
    let states = rows(TROUBLESHOOTING, "`detour status`");
    assert_eq!(states, quoted(comment, '`'));
    for state in states {
        assert!(code.contains(&format!("\"{state}\"")), "{state} is no state");
    }
}

#[test]
fn settings_of_php_are_those_there_are() {
    let shipped = read("php/detour.ini");
    let known: BTreeSet<&str> =
        shipped.lines().filter_map(|line| line.strip_prefix(";detour.")?.split([' ', '=']).next()).collect();
    assert!(known.len() >= 9, "{known:?}");
    let mut named = 0;
    for page in pages() {
        let text = read(&page);
        for rest in text.split("detour.").skip(1) {
            let key: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            // Of a file or a unit, or a name that goes on.
            let is_setting = known.contains(&*key)
                || rest[key.len()..].starts_with([' ', '=']) && rest[key.len()..].trim_start().starts_with('=');
            if is_setting {
                assert!(known.contains(&*key), "{page}: detour.{key} is no setting");
                named += 1;
            }
        }
    }
    assert!(named > 30, "{named} settings");
}

#[test]
fn developer_commands_are_those_there_are() {
    let main = read("crates/xtask/src/main.rs");
    let commands = main.split("enum Command {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let variants = commands.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let known: BTreeSet<String> = variants
        .filter_map(|line| line.split(['(', ',']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut named = 0;
    for page in pages() {
        for rest in read(&page).split("cargo xtask ").skip(1) {
            let name: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
            assert!(name.is_empty() || known.contains(&name), "{page}: cargo xtask {name}: there are {known:?}");
            named += 1;
        }
    }
    assert!(named > 50, "{named} commands");
}

#[test]
fn tests_that_prove_something_are_there() {
    let page = read("crates/agent/docs/security.md");
    let mut proofs = 0;
    for row in page.lines().filter(|line| line.starts_with("| ")) {
        // Paths stand in back ticks, a name of a test behind a colon.
        for word in quoted(row, '`') {
            let (path, name) = word.split_once(": ").map_or((&*word, None), |(path, name)| (path, Some(name)));
            if !path.contains('/') || path.starts_with('/') || path.contains(['=', ' ', '…', '{']) {
                continue;
            }
            let file = Path::new(ROOT).join(path);
            assert!(file.exists(), "{path} is not there");
            if let Some(name) = name {
                assert!(read(path).contains(name), "{path} has no test {name:?}");
            }
            proofs += 1;
        }
    }
    assert!(proofs > 40, "{proofs} proofs");
}

#[test]
fn the_changes_say_something_of_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(read(".github/CHANGELOG.md").contains(&format!("\n## {version}\n")), "{version}");
}
