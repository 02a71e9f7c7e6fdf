//! Damaged files: refused with words or answered safely, never a panic, and never past the full check.

use std::sync::LazyLock;

use detour_engine::compile_with;
use detour_format::{AnyFile, FilePatterns, MINOR, OpenError, SiteRules, Stamp, write, write_network};
use detour_rules::{Facts, Fallback, RankMathSettings, RedirectionSettings, Request, Rule, Settings};
use proptest::prelude::*;

const STAMP: Stamp = Stamp { generation: 3, revision: 5, created: 1_790_000_000, seed: 42 };

fn rules() -> Vec<Rule> {
    let json = r#"[
        {"id": 1, "source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}},
        {"id": 2, "source": {"value": "/a?x=1", "host": "one.test"}, "then": {"redirect": {"to": "/c", "code": 301}}},
        {"id": 3, "source": {"value": "/p/", "kind": "prefix", "query": "pass"}, "then": {"redirect": {"to": "/q/$1"}}},
        {"id": 4, "source": {"value": "/w/*", "kind": "wildcard"}, "then": {"respond": {"code": 410}}},
        {"id": 5, "source": {"value": "^/r/(.*)$", "kind": "regex"},
         "then": {"redirect": {"to": "https://$1.good.test/", "allow_hosts": ["*.good.test"]}}},
        {"id": 6, "source": {"value": "/a"}, "then": {"ignore": {}}},
        {"id": 7, "position": 1, "source": {"value": "/c"},
         "when": [{"header": {"name": "X", "matches": "^1"}}, {"ip": ["10.0.0.0/8", "::1"]}, {"language": ["es", "en"]},
                  {"any": [{"country": ["MX"]}, {"not": {"cookie": {"name": "c", "is": "1"}}}, {"method": ["PUT"]}]}],
         "then": {"split": [{"to": "/b", "weight": 1}, {"to": "/d/{query}", "weight": 2}], "sticky": "cookie"},
         "else": {"redirect": {"to": "/e", "headers": {"X-Y": "z"}, "allow_hosts": ["f.test"]}},
         "schedule": {"from": "1970-01-01T00:00:00Z"}},
        {"id": 8, "position": 2, "source": {"value": "/c"},
         "when": [{"logged_in": true}, {"role": ["editor"]}, {"not_found": false}, {"filter": "f"}],
         "then": {"respond": {"code": 503, "retry_after": 9, "body": "theme"}}},
        {"id": 10, "position": 3, "dialect": "redirection", "source": {"value": "/m/", "slash": "ignore", "query": "pass"},
         "when": [{"not": {"cookie": {"name": "c", "matches": "^1"}}}],
         "then": {"redirect": {"to": "/n[upper]a[/upper]", "code": 301}}, "else": {"rewrite": {"to": "/o"}}},
        {"id": 11, "position": 3, "dialect": "redirection", "source": {"kind": "regex", "value": "^/m/(\\d+)"},
         "then": {"redirect": {"to": "/n/$1", "code": 302}}},
        {"id": 12, "position": 4, "dialect": "rank-math", "source": {"value": "m", "slash": "ignore", "query": "pass"},
         "alternatives": [{"kind": "contains", "value": "/m/", "query": "pass"}, {"kind": "regex", "value": "^m/(.*)", "query": "pass"}],
         "stored": "m", "then": {"redirect": {"to": "/p/$1", "code": 301}}},
        {"id": 9, "source": {"value": "/r/", "kind": "prefix"}, "then": {"rewrite": {"to": "/s/$1"}}}
    ]"#;
    serde_json::from_str(json).unwrap()
}

fn whole() -> Vec<u8> {
    let settings = Settings {
        tracking: vec!["utm_*".into()],
        redirection: Some(RedirectionSettings {
            aliases: vec!["two.test".into()],
            headers: vec![("X-Y".into(), "z".into())],
            ..RedirectionSettings::default()
        }),
        rank_math: Some(RankMathSettings {
            home: "http://one.test".into(),
            fallback: Some(Fallback { to: Some("/lost".into()), code: 302 }),
        }),
        ..Settings::default()
    };
    write(&compile_with(&rules(), &settings).program, &STAMP).unwrap()
}

fn network() -> Vec<u8> {
    let programs = [&rules()[..3], &rules()[2..3]].map(|rules| compile_with(rules, &Settings::default()).program);
    let site = |blog, host, path, program: usize| SiteRules { blog, host, path, program: &programs[program] };
    let sites = [
        site(1, "one.test", "/", 0),
        site(2, "one.test", "/p/", 1),
        site(3, "one.test", "/p/x/", 0),
        site(4, "two.test", "/", 1),
    ];
    write_network(&sites, &STAMP).unwrap()
}

fn requests() -> Vec<Request<'static>> {
    static VISITORS: LazyLock<[Facts; 2]> = LazyLock::new(|| {
        let headers =
            [("X", "1"), ("Accept-Language", "es"), ("Cookie", "c=2; detour_split_7=2"), ("CF-IPCountry", "MX")];
        let headers = headers.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let passing = Facts { headers, client_ip: Some([10, 0, 0, 1].into()), ..Facts::default() };
        [Facts::default(), passing]
    });
    let urls =
        ["/m", "/m/7?x=1", "/a", "/a?x=1&utm_a=1", "/p/x?y=1", "/w/1", "/r/x", "/c?utm_b", "/none", "/wp-admin/"];
    let of = |visitor: &'static Facts| {
        urls.iter().map(move |url| Request { context: visitor, ..Request::get("one.test", url) })
    };
    VISITORS.iter().flat_map(of).collect()
}

/// Opens and uses a file in every way; must not panic.
fn use_all(bytes: &[u8]) -> Option<bool> {
    let file = AnyFile::open(bytes).ok()?;
    let mut patterns = FilePatterns::new();
    for request in requests() {
        file.decide_from(&mut patterns, &request, 0);
        file.decide_from(&mut patterns, &request, 7);
        file.explain(&mut patterns, &request).to_string();
    }
    if let AnyFile::Site(site) = &file {
        site.rules().for_each(drop);
    }
    Some(file.verify().is_ok())
}

#[test]
fn the_whole_file_is_sound() {
    assert_eq!(use_all(&whole()), Some(true));
    assert_eq!(use_all(&network()), Some(true));
}

#[test]
fn no_flipped_byte_passes_the_full_check() {
    for whole in [whole(), network()] {
        for at in 0..whole.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                assert_ne!(use_all(&bytes), Some(true), "byte {at} flipped by {flip:#x}");
            }
        }
    }
}

#[test]
fn every_truncation_is_said_to_be_one() {
    for whole in [whole(), network()] {
        for length in 0..whole.len() {
            let error = AnyFile::open(&whole[..length]).unwrap_err();
            assert_eq!(error.state(), "truncated", "{length} bytes: {error}");
        }
    }
}

#[test]
fn other_versions_and_other_files_are_told_apart() {
    let mut newer = whole();
    newer[8] = 9;
    let error = AnyFile::open(&newer[..]).unwrap_err();
    assert_eq!((error.state(), error.clone()), ("version", OpenError::Version { major: 9, minor: MINOR }));
    assert!(error.to_string().contains("format version 9."), "{error}");
    assert_eq!(AnyFile::open(&b"<?php return [];"[..]).unwrap_err(), OpenError::NotARuleFile);
    let text_mode =
        whole().iter().flat_map(|&b| if b == b'\n' { vec![b'\r', b'\n'] } else { vec![b] }).collect::<Vec<_>>();
    assert_eq!(AnyFile::open(text_mode).unwrap_err(), OpenError::NotARuleFile);
    let mut longer = whole();
    longer.push(0);
    assert_eq!(AnyFile::open(longer).unwrap_err().state(), "corrupt");
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_safe(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert_ne!(use_all(&bytes), Some(true));
    }

    /// Damage behind a header that is made right again: the reader has only its own checks left.
    #[test]
    fn a_damaged_body_is_safe(at in 0usize..8192, len in 1usize..64, noise in any::<u64>(), sites in any::<bool>()) {
        let mut bytes = if sites { network() } else { whole() };
        let body = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
        let at = body + at % (bytes.len() - body);
        for (offset, byte) in bytes[at..].iter_mut().take(len).enumerate() {
            *byte = (noise >> (offset % 8 * 8)) as u8;
        }
        use_all(&bytes);
    }
}
