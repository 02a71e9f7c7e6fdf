//! The plugin's readme.txt is what WordPress.org reads, and says the same as the plugin.

use super::VERSION;
use crate::workspace;

/// What its parser shows of the line under the headers.
const LONGEST_SHORT_DESCRIPTION: usize = 150;
/// Tags after the fifth are ignored.
const MOST_TAGS: usize = 5;
/// A section that it doesn't know becomes part of the description.
const SECTIONS: [&str; 6] =
    ["Description", "Installation", "Frequently Asked Questions", "Screenshots", "Changelog", "Upgrade Notice"];

/// Where WordPress.org takes the pictures from, which don't come with the plugin.
const PICTURES: &str = "wp-plugin/.wordpress-org";
/// Bytes of a picture: a page that shows some is loaded by people in a hurry.
const LARGEST_PICTURE: usize = 120_000;

fn file(name: &str) -> String {
    std::fs::read_to_string(workspace::root().join("wp-plugin/detour").join(name)).unwrap()
}

/// The value of `Name: value` in a readme or in the comment at the head of a plugin.
fn header<'a>(text: &'a str, name: &str) -> &'a str {
    let prefix = format!("{name}:");
    let value = |line: &'a str| line.trim_start_matches([' ', '*']).strip_prefix(&prefix);
    text.lines().find_map(value).unwrap_or_else(|| panic!("{name} is missing")).trim()
}

#[test]
fn one_version_is_everywhere() {
    let (plugin, readme) = (file("detour.php"), file("readme.txt"));
    assert_eq!(header(&plugin, "Version"), VERSION);
    assert!(plugin.contains(&format!("define( 'DETOUR_PLUGIN_VERSION', '{VERSION}' );")));
    assert_eq!(header(&readme, "Stable tag"), VERSION);
    assert!(readme.contains(&format!("\n= {VERSION} =\n")), "the changelog says nothing of {VERSION}");
    let changelog = workspace::root().join("crates/agent/packaging/debian/changelog");
    let changelog = std::fs::read_to_string(changelog).unwrap();
    assert!(
        changelog.starts_with(&format!("detour ({VERSION}-1) ")),
        "the Debian changelog begins with another version"
    );
}

#[test]
fn the_readme_and_the_plugin_ask_for_the_same() {
    let (plugin, readme) = (file("detour.php"), file("readme.txt"));
    for name in ["Requires at least", "Requires PHP", "License", "License URI"] {
        assert_eq!(header(&plugin, name), header(&readme, name), "{name}");
    }
    assert!(readme.starts_with(&format!("=== {} ===\n", header(&plugin, "Plugin Name"))));
    let tested: Vec<u32> = header(&readme, "Tested up to").split('.').map(|part| part.parse().unwrap()).collect();
    assert_eq!(tested.len(), 2, "a major version of WordPress has two numbers");
}

#[test]
fn the_readme_is_read_as_it_is_meant() {
    let readme = file("readme.txt");
    assert!(header(&readme, "Tags").split(',').count() <= MOST_TAGS);
    let head = readme.split("\n== ").next().unwrap();
    let short = head.trim_end().rsplit("\n\n").next().unwrap();
    assert!(!short.contains('\n') && !short.contains(':') || short.ends_with('.'), "no short description: {short}");
    assert!(short.chars().count() <= LONGEST_SHORT_DESCRIPTION, "{} characters", short.chars().count());
    assert!(!short.contains(['<', '`', '*']), "markup is not shown");
    let sections: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("== ")?.strip_suffix(" ==")).collect();
    for section in &sections {
        assert!(SECTIONS.contains(section), "{section} is no section");
    }
    for section in ["Description", "Installation", "Changelog"] {
        assert!(sections.contains(&section), "{section} is missing");
    }
}

#[test]
fn each_picture_has_a_line() {
    let readme = file("readme.txt");
    let section = readme.split("\n== Screenshots ==\n").nth(1).and_then(|rest| rest.split("\n== ").next()).unwrap();
    let lines = section.lines().filter(|line| !line.is_empty());
    let folder = workspace::root().join(PICTURES);
    let count = std::fs::read_dir(&folder).unwrap().count();
    assert!(count > 0);
    assert_eq!(lines.clone().count(), count);
    for (line, number) in lines.zip(1..) {
        assert!(line.starts_with(&format!("{number}. ")), "{line}");
        let name = format!("screenshot-{number}.png");
        let picture = std::fs::read(folder.join(&name)).unwrap_or_else(|error| panic!("{PICTURES}/{name}: {error}"));
        assert!(picture.starts_with(b"\x89PNG\r\n\x1a\n"), "{name} is no PNG");
        assert!(picture.len() <= LARGEST_PICTURE, "{name} has {} bytes", picture.len());
    }
}
