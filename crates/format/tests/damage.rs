//! Damaged files: refused with words or answered safely, never a panic, and never past the full check.

use detour_engine::{Patterns, compile};
use detour_format::{OpenError, RuleFile, Stamp, write};
use detour_rules::{Request, Rule};
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
        {"id": 6, "source": {"value": "/a"}, "then": {"ignore": {}}}
    ]"#;
    serde_json::from_str(json).unwrap()
}

fn whole() -> Vec<u8> {
    write(&compile(&rules()).program, &STAMP).unwrap()
}

fn requests() -> Vec<Request<'static>> {
    let urls = ["/a", "/a?x=1", "/p/x?y=1", "/w/1", "/r/x", "/none", "/wp-admin/"];
    urls.iter().map(|url| Request::get("one.test", url)).collect()
}

/// Opens and uses a file in every way; must not panic.
fn use_all(bytes: &[u8]) -> Option<bool> {
    let file = RuleFile::open(bytes).ok()?;
    let mut patterns = Patterns::new();
    for request in requests() {
        file.decide(&mut patterns, &request);
        file.explain(&mut patterns, &request).to_string();
    }
    Some(file.verify().is_ok())
}

#[test]
fn the_whole_file_is_sound() {
    assert_eq!(use_all(&whole()), Some(true));
}

#[test]
fn no_flipped_byte_passes_the_full_check() {
    let whole = whole();
    for at in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            assert_ne!(use_all(&bytes), Some(true), "byte {at} flipped by {flip:#x}");
        }
    }
}

#[test]
fn every_truncation_is_said_to_be_one() {
    let whole = whole();
    for length in 0..whole.len() {
        let error = RuleFile::open(&whole[..length]).unwrap_err();
        assert_eq!(error.state(), "truncated", "{length} bytes: {error}");
    }
}

#[test]
fn other_versions_and_other_files_are_told_apart() {
    let mut newer = whole();
    newer[8] = 9;
    let error = RuleFile::open(&newer[..]).unwrap_err();
    assert_eq!((error.state(), error.clone()), ("version", OpenError::Version { major: 9, minor: 0 }));
    assert!(error.to_string().contains("9.0"), "{error}");
    assert_eq!(RuleFile::open(&b"<?php return [];"[..]).unwrap_err(), OpenError::NotARuleFile);
    let text_mode =
        whole().iter().flat_map(|&b| if b == b'\n' { vec![b'\r', b'\n'] } else { vec![b] }).collect::<Vec<_>>();
    assert_eq!(RuleFile::open(text_mode).unwrap_err(), OpenError::NotARuleFile);
    let mut longer = whole();
    longer.push(0);
    assert_eq!(RuleFile::open(longer).unwrap_err().state(), "corrupt");
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_safe(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert_ne!(use_all(&bytes), Some(true));
    }

    /// Damage behind a header that is made right again: the reader has only its own checks left.
    #[test]
    fn a_damaged_body_is_safe(at in 0usize..4096, len in 1usize..64, noise in any::<u64>()) {
        let mut bytes = whole();
        let body = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
        let at = body + at % (bytes.len() - body);
        for (offset, byte) in bytes[at..].iter_mut().take(len).enumerate() {
            *byte = (noise >> (offset % 8 * 8)) as u8;
        }
        use_all(&bytes);
    }
}
