//! Rules that would keep an audit busy, or bring it down.

use detour_audit::{Entry, Options, Site, audit};
use detour_rules::{Action, Kind, Redirect, Rule, Source};

fn rule(kind: Kind, value: impl Into<String>, to: &str) -> Entry {
    let source = Source { kind, value: value.into(), ..Source::default() };
    let then = Action::Redirect(Redirect { to: to.into(), ..Redirect::default() });
    Rule { source, then, ..Rule::default() }.into()
}

#[test]
fn unsound_rules_and_odd_targets_make_no_trouble() {
    let values = [
        "", "/", "//", "(", "^", "/a*", "/\u{0}", "/%", "/é", "?", "#", "*", "/a?b", ".", "\\", "[", "/a.b.c", "x?y=z",
    ];
    let targets = [
        "",
        "/",
        "//x",
        "http://",
        "https://",
        "://",
        "#",
        "?",
        "/$1",
        "$1",
        "https://x",
        "{path}",
        "/é#$",
        "http://é",
    ];
    let mut entries = Vec::new();
    for kind in [Kind::Exact, Kind::Prefix, Kind::Wildcard, Kind::Regex, Kind::Contains] {
        for value in values {
            entries.extend(targets.map(|to| rule(kind, value, to)));
        }
    }
    let count = entries.len();
    let report = audit(entries, &Site::default(), &Options::default());
    assert_eq!(report.rules, count);
    assert!(report.counts["unsound"] > 100);
}

#[test]
fn findings_are_bounded_and_counted() {
    let entries = (0..3000).map(|number| rule(Kind::Exact, format!("/page-{number}"), "/to")).collect();
    let report = audit(entries, &Site::default(), &Options { most: 100, ..Options::default() });
    assert_eq!((report.findings.len(), report.counts["slash-variant"], report.not_listed), (100, 3000, 2900));
}

#[test]
fn patterns_for_every_request_are_followed_for_some_rules_only() {
    let mut entries: Vec<Entry> =
        (0..1000).map(|number| rule(Kind::Regex, format!("^/[0-9]+.{}$", number % 10), "/to")).collect();
    entries.extend((0..1000).map(|number| rule(Kind::Exact, format!("/page-{number}"), "/to")));
    let report = audit(entries, &Site::default(), &Options { most: 1, ..Options::default() });
    assert!(report.not_followed > 0, "{report:?}");
}
