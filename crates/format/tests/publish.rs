//! Publishing and loading on a real file system.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use detour_engine::compile;
use detour_format::{FilePatterns, Identity, Stamp, Trust, load, load_whole, previous_path, publish, write};
use detour_rules::{Decision, Request, Rule};

fn file(generation: u64, target: &str, rules: usize) -> Vec<u8> {
    let rule = |n: usize| {
        let source = if n == 0 { "/a".into() } else { format!("/filler/of/some/length/{n}") };
        let json = serde_json::json!({"id": n + 1, "source": {"value": source}, "then": {"redirect": {"to": target}}});
        Rule::from_json(&json).unwrap()
    };
    let rules: Vec<Rule> = (0..rules).map(rule).collect();
    write(&compile(&rules).program, &Stamp { generation, revision: generation, created: 0, seed: 1 }).unwrap()
}

fn answer(path: &Path) -> String {
    let loaded = load(path, &Trust::default()).unwrap();
    match loaded.file.decide(&mut FilePatterns::new(), &Request::get("", "/a")) {
        Decision::Redirect { location, .. } => String::from_utf8(location).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_file_replaces_the_old_one_and_keeps_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("site.detour");
    publish(&path, &file(1, "/one", 1)).unwrap();
    let first = Identity::of(&path).unwrap();
    publish(&path, &file(2, "/two", 1)).unwrap();
    assert_eq!(answer(&path), "/two");
    assert_eq!(answer(&previous_path(&path)), "/one");
    assert_ne!(Identity::of(&path).unwrap(), first);
    publish(&path, &file(3, "/three", 1)).unwrap();
    assert_eq!(answer(&previous_path(&path)), "/two");
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 2, "no temporary file stays behind");
}

#[test]
fn an_open_file_goes_on_answering_after_it_was_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("site.detour");
    for rules in [1, 20_000] {
        publish(&path, &file(1, "/one", rules)).unwrap();
        let loaded = load(&path, &Trust::default()).unwrap();
        publish(&path, &file(2, "/two", rules)).unwrap();
        let decision = loaded.file.decide(&mut FilePatterns::new(), &Request::get("", "/a"));
        assert!(matches!(decision, Decision::Redirect { location, .. } if location == b"/one"), "{rules} rules");
    }
}

#[test]
fn what_fails_its_check_is_not_published() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("site.detour");
    publish(&path, &file(1, "/one", 1)).unwrap();
    let mut damaged = file(2, "/two", 1);
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let error = publish(&path, &damaged).unwrap_err().to_string();
    assert!(error.contains("failed its check") && error.contains("unchanged"), "{error}");
    assert_eq!(answer(&path), "/one");
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 1);
}

#[test]
fn a_missing_directory_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let error = publish(&directory.path().join("no/site.detour"), &file(1, "/one", 1)).unwrap_err().to_string();
    assert!(error.contains("/no: can't write in the directory"), "{error}");
}

#[test]
fn what_cannot_be_used_has_a_state_of_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("site.detour");
    let state = |path: &Path| load(path, &Trust::default()).map(drop).map_err(|error| error.state()).err();
    let mode = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();

    assert_eq!(state(&path), Some("missing"));
    publish(&path, &file(1, "/one", 1)).unwrap();
    assert_eq!(state(&path), None);
    mode(&path, 0o646);
    assert_eq!(state(&path), Some("untrusted"));
    mode(&path, 0o664);
    assert_eq!(state(&path), Some("untrusted"));
    assert!(load(&path, &Trust { group_writable: true }).is_ok());
    mode(&path, 0o644);
    mode(directory.path(), 0o777);
    assert_eq!(state(&path), Some("untrusted"));
    mode(directory.path(), 0o755);

    let link = directory.path().join("link.detour");
    symlink(&path, &link).unwrap();
    assert_eq!(state(&link), Some("untrusted"));
    assert_eq!(state(directory.path()), Some("untrusted"), "a directory");
    fs::write(directory.path().join("short"), &file(1, "/one", 1)[..100]).unwrap();
    assert_eq!(state(&directory.path().join("short")), Some("truncated"));
    fs::write(directory.path().join("empty"), b"").unwrap();
    assert_eq!(state(&directory.path().join("empty")), Some("truncated"));
    fs::write(directory.path().join("text"), b"no rule file").unwrap();
    assert_eq!(state(&directory.path().join("text")), Some("corrupt"));
}

#[test]
fn a_damaged_file_is_none_to_go_back_to() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("site.detour");
    publish(&path, &file(1, "/one", 1)).unwrap();
    publish(&path, &file(2, "/two", 1)).unwrap();
    let good = file(3, "/three", 1);
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    for damaged in [&good[..good.len() / 2], &[], &flipped] {
        fs::write(&path, damaged).unwrap();
        publish(&path, &file(4, "/four", 1)).unwrap();
        assert_eq!((answer(&path), answer(&previous_path(&path))), ("/four".to_owned(), "/one".to_owned()));
    }
}

#[test]
fn a_publisher_that_was_killed_between_two_names_of_a_file_leaves_no_third() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("site.detour");
    publish(&path, &file(1, "/one", 1)).unwrap();
    fs::hard_link(&path, previous_path(&path)).unwrap();
    publish(&path, &file(2, "/two", 1)).unwrap();
    assert_eq!((answer(&path), answer(&previous_path(&path))), ("/two".to_owned(), "/one".to_owned()));
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 2);
}

#[test]
fn a_file_written_in_place_is_told_from_its_successor() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("site.detour");
    publish(&path, &file(1, "/one", 1)).unwrap();
    let before = Identity::of(&path).unwrap();
    fs::hard_link(&path, directory.path().join("second")).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let named = Identity::of(&path).unwrap();
    assert!(named != before && !named.is_rewritten_since(&before));
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(9).unwrap();
    assert!(Identity::of(&path).unwrap().is_rewritten_since(&before));
    publish(&path, &file(2, "/two", 1)).unwrap();
    assert!(!Identity::of(&path).unwrap().is_rewritten_since(&before));
}

#[test]
fn a_file_that_is_read_whole_is_never_mapped_and_never_longer_than_it_says() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("site.detour");
    for (rules, is_mapped) in [(1, false), (20_000, true)] {
        publish(&path, &file(1, "/one", rules)).unwrap();
        assert_eq!(load(&path, &Trust::default()).unwrap().is_mapped, is_mapped, "{rules} rules");
        let whole = load_whole(&path, &Trust::default()).unwrap();
        assert!(!whole.is_mapped && whole.file.verify().is_ok());
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(load_whole(&path, &Trust::default()).map_err(|error| error.state()).err(), Some("corrupt"));
    }
}

#[test]
fn what_a_killed_publisher_left_behind_is_removed_by_the_next() {
    let directory = tempfile::tempdir().unwrap();
    let left = |name: &str, hours: u64| {
        let path = directory.path().join(name);
        let file = fs::File::create(&path).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(hours * 3600 + 60)).unwrap();
        path
    };
    let stale = left(".site.detour.aB3dE6.unpublished", 1);
    let kept = [
        left(".site.detour.aB3dE7.unpublished", 0),
        left(".other.detour.aB3dE6.unpublished", 9),
        left(".site.detour.a.b.unpublished", 9),
        left("site.detour.aB3dE6.unpublished", 9),
        left(".site.detour.aB3dE6", 9),
    ];
    publish(&directory.path().join("site.detour"), &file(1, "/one", 1)).unwrap();
    assert!(!stale.exists());
    assert!(kept.iter().all(|path| path.exists()));
}
