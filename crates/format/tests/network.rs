//! Network files: what they share, what they refuse, and that ten thousand blogs are cheap to look through.

use detour_engine::{Patterns, Program, compile};
use detour_format::{
    AnyFile, FilePatterns, NetworkError, OpenError, RuleFile, SiteFile, SiteRules, Stamp, write, write_network,
    write_network_of_files,
};
use detour_rules::{Decision, Request, Rule};
use serde_json::json;

const STAMP: Stamp = Stamp { generation: 3, revision: 5, created: 1_790_000_000, seed: 42 };

/// `/x/old`, whatever the host, to this target.
fn program(to: &str) -> Program {
    let rule = json!({"id": 7, "source": {"kind": "wildcard", "value": "*/old"}, "then": {"redirect": {"to": to}}});
    compile(&[Rule::from_json(&rule).unwrap()]).program
}

fn location(file: &AnyFile<Vec<u8>>, patterns: &mut FilePatterns, host: &str, url: &str) -> Option<String> {
    match file.decide(patterns, &Request::get(host, url)) {
        Decision::Redirect { location, .. } => Some(String::from_utf8(location).unwrap()),
        _ => None,
    }
}

fn network(count: u64, target: impl Fn(u64) -> String) -> Vec<u8> {
    let programs: Vec<Program> = (0..count).map(|blog| program(&target(blog))).collect();
    let paths: Vec<String> =
        (0..count).map(|blog| if blog == 0 { "/".into() } else { format!("/blog{blog}/") }).collect();
    let sites: Vec<SiteRules<'_>> = (0..count)
        .map(|blog| SiteRules {
            blog,
            host: "net.test",
            path: &paths[blog as usize],
            program: &programs[blog as usize],
        })
        .collect();
    write_network(&sites, &STAMP).unwrap()
}

#[test]
fn each_of_many_blogs_has_its_own_answers() {
    const COUNT: u64 = 10_000;
    let file = AnyFile::open(network(COUNT, |blog| format!("/{blog}"))).unwrap();
    file.verify().unwrap();
    assert_eq!((file.site_count(), file.rule_count()), (COUNT as usize, COUNT as u32));
    let mut patterns = FilePatterns::new();
    for blog in (0..COUNT).step_by(97).chain([1, 2, 1, 2, COUNT - 1]) {
        let url = if blog == 0 { "/old".to_owned() } else { format!("/blog{blog}/old") };
        assert_eq!(location(&file, &mut patterns, "net.test", &url), Some(format!("/{blog}")), "{url}");
        assert_eq!(file.blog(&Request::get("NET.test:80", &url)), Some(blog));
    }
    assert_eq!(location(&file, &mut patterns, "net.test", "/blog10000/old"), Some("/0".into()));
    assert_eq!(location(&file, &mut patterns, "other.test", "/old"), None);
}

#[test]
fn blogs_share_the_memory_for_patterns_but_no_pattern() {
    const COUNT: u64 = 20;
    let programs: Vec<Program> = (0..COUNT)
        .map(|blog| {
            let rules = (1..=30).map(|id| {
                let value = format!("^/blog{blog}/{id}/\\w{{900}}(x|y\\w)*$");
                let rule =
                    json!({"id": id, "source": {"kind": "regex", "value": value}, "then": {"respond": {"code": 410}}});
                Rule::from_json(&rule).unwrap()
            });
            compile(&rules.collect::<Vec<_>>()).program
        })
        .collect();
    let paths: Vec<String> = (0..COUNT).map(|blog| format!("/blog{blog}/")).collect();
    let sites = (0..COUNT).zip(&paths).zip(&programs);
    let sites = sites.map(|((blog, path), program)| SiteRules { blog, host: "net.test", path, program });
    let file = AnyFile::open(write_network(&sites.collect::<Vec<_>>(), &STAMP).unwrap()).unwrap();
    let mut patterns = FilePatterns::new();
    let mut was_dropped = false;
    for id in 1..=30 {
        for blog in 0..COUNT {
            let (url, before) = (format!("/blog{blog}/{id}/{}x", "a".repeat(900)), patterns.bytes());
            let decision = file.decide(&mut patterns, &Request::get("net.test", &url));
            assert!(matches!(decision, Decision::Respond { rule, code: 410, .. } if rule == id), "{url}: {decision:?}");
            assert!(patterns.bytes() <= Patterns::MOST_BYTES);
            was_dropped |= patterns.bytes() < before;
        }
    }
    assert!(was_dropped, "six hundred large patterns fit into the memory");
}

#[test]
fn blogs_with_the_same_rules_share_them() {
    let (one, many) = (network(1, |_| "/same".into()), network(1000, |_| "/same".into()));
    assert!((many.len() - one.len()) / 999 < 64, "{} bytes a blog", (many.len() - one.len()) / 999);
    let file = AnyFile::open(many).unwrap();
    file.verify().unwrap();
    assert_eq!((file.site_count(), file.rule_count()), (1000, 1));
    let explanation = file.explain(&mut FilePatterns::new(), &Request::get("net.test", "/blog999/old"));
    assert_eq!((explanation.blog, explanation.rule), (Some(999), Some(7)));
    assert!(explanation.to_string().contains("the rules of blog 999"), "{explanation}");
}

#[test]
fn equal_networks_have_equal_content_whenever_they_are_written() {
    let later = Stamp { generation: 9, revision: 9, created: 1, ..STAMP };
    let program = program("/to");
    let hash = |stamp: &Stamp, blog| {
        let site = SiteRules { blog, host: "a.test", path: "/", program: &program };
        AnyFile::open(write_network(&[site], stamp).unwrap()).unwrap().content_hash()
    };
    assert_eq!(hash(&STAMP, 1), hash(&later, 1));
    assert_ne!(hash(&STAMP, 1), hash(&STAMP, 2));
}

#[test]
fn files_taken_out_of_a_network_make_the_same_network_again() {
    let sizes = |blog| if blog < 3 { "/same".to_owned() } else { format!("/{blog}") };
    let bytes = network(6, sizes);
    let AnyFile::Network(before) = AnyFile::open(&bytes[..]).unwrap() else { panic!("a network was written") };
    let mut files: Vec<(u64, &[u8])> = before.embedded().collect();
    files.sort_by_key(|(blog, _)| *blog);
    assert_eq!(files.iter().map(|(blog, _)| *blog).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    let paths: Vec<String> = (0..6).map(|blog| if blog == 0 { "/".into() } else { format!("/blog{blog}/") }).collect();
    let sites = files.iter().zip(&paths);
    let sites = sites.map(|(&(blog, file), path)| SiteFile { blog, host: "net.test", path, revision: 0, file });
    let mut sites: Vec<SiteFile<'_>> = sites.collect();
    assert!(write_network_of_files(&sites, &STAMP).unwrap() == bytes);

    sites[4].revision = (1 << 32) + 17;
    let file = AnyFile::open(write_network_of_files(&sites, &STAMP).unwrap()).unwrap();
    file.verify().unwrap();
    let revisions = ["/blog4/x", "/blog5/x"].map(|url| file.revision_for(&Request::get("net.test", url)));
    assert_eq!(revisions, [17, 0]);
    assert_eq!(file.revision_for(&Request::get("other.test", "/")), STAMP.revision);
}

#[test]
fn an_empty_network_answers_nothing() {
    let file = AnyFile::open(write_network(&[], &STAMP).unwrap()).unwrap();
    file.verify().unwrap();
    assert_eq!((file.site_count(), file.generation(), file.revision(), file.created()), (0, 3, 5, 1_790_000_000));
    let explanation = file.explain(&mut FilePatterns::new(), &Request::get("a.test", "/x"));
    assert_eq!((explanation.reason, explanation.request.host.as_str()), (Some("no-site"), "a.test"));
    assert!(explanation.to_string().contains("no site of the network has this host and path"), "{explanation}");
}

#[test]
fn sites_need_a_place_of_their_own() {
    let program = program("/to");
    let site = |blog, host, path| SiteRules { blog, host, path, program: &program };
    let refused = |sites: &[SiteRules<'_>]| write_network(sites, &STAMP).unwrap_err();
    for host in ["", ":80", "a b", "a.test/x", "a?", "user@a.test"] {
        assert!(matches!(refused(&[site(4, host, "/")]), NetworkError::Host { blog: 4, .. }), "{host:?}");
    }
    for path in ["", "blog", "/a?b", "/a#b", "/a\nb"] {
        assert!(matches!(refused(&[site(4, "a.test", path)]), NetworkError::Path { blog: 4, .. }), "{path:?}");
    }
    let twice = refused(&[site(1, "a.test:80", "/B"), site(2, "A.test.", "/b/")]);
    assert_eq!(
        twice.to_string(),
        "the blogs 1 and 2 have the same host and path, a.test/b/; give each its own (ports don't count)"
    );
}

#[test]
fn a_network_is_no_site() {
    let inner = network(1, |_| "/x".into());
    assert_eq!(RuleFile::open(&inner[..]).unwrap_err(), OpenError::Network);
    assert!(detour_format::NetworkFile::open(write(&program("/x"), &STAMP).unwrap()).is_err());
}

/// A container around bytes that `write_network` would never put there, its hashes right.
#[test]
fn what_is_embedded_must_be_a_sites_own_file() {
    let site = write(&program("/x"), &STAMP).unwrap();
    let network = network(1, |_| "/x".into());
    let good = container(&site, &[(0, site.len())]);
    let file = AnyFile::open(good).unwrap();
    file.verify().unwrap();
    assert_eq!(location(&file, &mut FilePatterns::new(), "h0", "/a/old"), Some("/x".into()));

    for (embedded, ranges, what) in [
        (&network, vec![(0, network.len())], "a network inside"),
        (&site, vec![(0, site.len()), (64, site.len() - 64)], "an overlap"),
        (&site, vec![(0, site.len() + 1)], "outside"),
        (&site, vec![(0, site.len()), (0, 64)], "two lengths at one place"),
        (&site, vec![(1, site.len() - 1)], "not aligned"),
        (&site, vec![(usize::MAX, 2)], "beyond all numbers"),
    ] {
        let file = AnyFile::open(container(embedded, &ranges)).unwrap();
        assert!(file.verify().is_err(), "{what}");
        let host = format!("h{}", ranges.len() - 1);
        assert_eq!(location(&file, &mut FilePatterns::new(), &host, "/a/old"), None, "{what}");
    }
}

// Laid out by hand after FORMAT.md: sites h0, h1, … at the path / have these ranges of `embedded`.
fn container(embedded: &[u8], ranges: &[(usize, usize)]) -> Vec<u8> {
    let hash = |bytes: &[u8]| {
        rapidhash::v3::rapidhash_v3_seeded(bytes, &rapidhash::v3::RapidSecrets::seed_cpp(0)).to_le_bytes()
    };
    let mut sites = Vec::new();
    let mut keys = Vec::new();
    for (number, &(offset, length)) in ranges.iter().enumerate() {
        let key = format!("h{number}/");
        for field in [number as u64, offset as u64, length as u64] {
            sites.extend_from_slice(&field.to_le_bytes());
        }
        for field in [keys.len() as u32, key.len() as u32, 0, 0] {
            sites.extend_from_slice(&field.to_le_bytes());
        }
        keys.extend_from_slice(key.as_bytes());
    }
    let sections = [(32_u32, sites), (33, keys), (34, embedded.to_vec())];
    let header_length = 88 + 32 * sections.len() + 8;
    let mut end = header_length;
    let mut table = Vec::new();
    let mut hashes = Vec::new();
    for (kind, bytes) in &sections {
        let offset = end.next_multiple_of(64);
        end = offset + bytes.len();
        table.extend_from_slice(&u64::from(*kind).to_le_bytes());
        table.extend_from_slice(&(offset as u64).to_le_bytes());
        table.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        table.extend_from_slice(&hash(bytes));
        hashes.extend_from_slice(&hash(bytes));
    }
    // Signature, version and counts are those of a real one.
    let mut file = network(1, |_| "/x".into())[..88].to_vec();
    file[12..16].copy_from_slice(&(header_length as u32).to_le_bytes());
    file[40..48].copy_from_slice(&(end as u64).to_le_bytes());
    file[48..56].copy_from_slice(&hash(&hashes));
    file.extend_from_slice(&table);
    file.extend_from_slice(&hash(&file));
    for (_, bytes) in &sections {
        file.resize(file.len().next_multiple_of(64), 0);
        file.extend_from_slice(bytes);
    }
    file
}
