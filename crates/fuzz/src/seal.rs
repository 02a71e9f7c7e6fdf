//! Makes header and section table of a rule file right, after `crates/format/FORMAT.md`.
//!
//! The fuzzer can't guess hashes. With this it changes what stands behind them and still gets past `RuleFile::open`.

use std::ops::Range;

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

const HEADER: usize = 88;
const SECTION: usize = 32;
const HASH: usize = 8;
const ALIGNMENT: usize = 64;
/// Bytes of an entry, by kind of section; the rest has none.
const UNITS: [(u32, usize); 7] = [(1, 64), (2, 72), (3, 64), (5, 8), (6, 4), (PATTERNS, 4), (SITES, SITE)];
const PATTERNS: u32 = 8;
/// Bit of the features.
const NETWORK: u32 = 8;
const SITES: u32 = 32;
const SITE: usize = 40;
const FILES: u32 = 34;

/// Sets signature, version, lengths, the number of patterns and hashes, also those of the files in a network's; pushes
/// sections that overlap or stick out to where they can be, and leaves out those for which there is no room. Leaves bytes
/// alone that are too few for a header.
pub(crate) fn seal(bytes: &mut [u8]) {
    set_table(bytes);
    for file in files(bytes) {
        set_table(&mut bytes[file.clone()]);
        set_hashes(&mut bytes[file]);
    }
    set_hashes(bytes);
}

fn set_table(bytes: &mut [u8]) {
    let length = bytes.len();
    if length < HEADER + HASH {
        return;
    }
    let wanted = (read_u32(bytes, 68) as usize % 16).min((length - HEADER - HASH) / SECTION);
    let mut end = HEADER + wanted * SECTION + HASH;
    let mut sections = 0;
    let mut patterns = 0;
    for entry in (HEADER..).step_by(SECTION).take(wanted) {
        let kind = read_u32(bytes, entry);
        let offset = (read_u64(bytes, entry + 8) as usize).min(length) / ALIGNMENT * ALIGNMENT;
        let start = offset.max(end.next_multiple_of(ALIGNMENT));
        let Some(room) = length.checked_sub(start) else { break };
        let unit = UNITS.iter().find(|(known, _)| *known == kind).map_or(1, |(_, unit)| *unit);
        let size = (read_u64(bytes, entry + 16) as usize).min(room) / unit * unit;
        end = start + size;
        for (at, number) in [(8, start as u64), (16, size as u64)] {
            write_u64(bytes, entry + at, number);
        }
        if kind == PATTERNS {
            patterns = size / unit;
        }
        sections += 1;
    }
    bytes[..8].copy_from_slice(b"\x89DTR\r\n\x1a\n");
    bytes[8..10].copy_from_slice(&detour_format::MAJOR.to_le_bytes());
    for (at, number) in [(12, HEADER + sections * SECTION + HASH), (68, sections)] {
        write_u32(bytes, at, number);
    }
    // A network's header counts those of its files.
    if read_u32(bytes, 64) & NETWORK == 0 {
        write_u32(bytes, 80, patterns);
    }
    write_u64(bytes, 40, length as u64);
}

// After `set_table`.
fn set_hashes(bytes: &mut [u8]) {
    if bytes.len() < HEADER + HASH {
        return;
    }
    let table_end = HEADER + read_u32(bytes, 68) as usize * SECTION;
    let mut hashes = Vec::new();
    for entry in (HEADER..table_end).step_by(SECTION) {
        let start = read_u64(bytes, entry + 8) as usize;
        let hash = hash(&bytes[start..start + read_u64(bytes, entry + 16) as usize]);
        hashes.extend_from_slice(&hash.to_le_bytes());
        write_u64(bytes, entry + 24, hash);
    }
    write_u64(bytes, 48, hash(&hashes));
    let header = hash(&bytes[..table_end]);
    write_u64(bytes, table_end, header);
}

// Where the files in a network's stand, those that overlap left out.
fn files(bytes: &[u8]) -> Vec<Range<usize>> {
    let (sites, files) = (section(bytes, SITES), section(bytes, FILES));
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for entry in bytes.get(sites).unwrap_or_default().chunks_exact(SITE) {
        let start = files.start.saturating_add(read_u64(entry, 8) as usize);
        let range = start..start.saturating_add(read_u64(entry, 16) as usize);
        if range.end <= files.end && ranges.iter().all(|other| other.end <= range.start || range.end <= other.start) {
            ranges.push(range);
        }
    }
    ranges
}

/// Where the first section of this kind lies, if the table can be read.
pub(crate) fn section(bytes: &[u8], kind: u32) -> Range<usize> {
    let sections = if bytes.len() < HEADER { 0 } else { read_u32(bytes, 68) as usize };
    let entries = bytes.get(HEADER..).unwrap_or_default().chunks_exact(SECTION).take(sections);
    let found = entries.into_iter().find(|entry| read_u32(entry, 0) == kind);
    found.map_or(0..0, |entry| {
        let start = read_u64(entry, 8) as usize;
        start..start.saturating_add(read_u64(entry, 16) as usize)
    })
}

fn hash(bytes: &[u8]) -> u64 {
    rapidhash_v3_seeded(bytes, &RapidSecrets::seed_cpp(0))
}

fn read_u32(bytes: &[u8], at: usize) -> u32 {
    let mut number = [0; 4];
    number.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(number)
}

fn read_u64(bytes: &[u8], at: usize) -> u64 {
    u64::from(read_u32(bytes, at)) | u64::from(read_u32(bytes, at + 4)) << 32
}

fn write_u32(bytes: &mut [u8], at: usize, number: usize) {
    bytes[at..at + 4].copy_from_slice(&(number as u32).to_le_bytes());
}

fn write_u64(bytes: &mut [u8], at: usize, number: u64) {
    bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use detour_engine::compile;
    use detour_format::{AnyFile, SiteRules, Stamp, write, write_network};

    use super::*;

    fn both() -> [Vec<u8>; 2] {
        let json = r#"[{"source": {"value": "/a"}, "then": {"redirect": {"to": "/b"}}},
                       {"id": 1, "source": {"kind": "regex", "value": "^/[ab]+/x"}, "then": {"ignore": {}}}]"#;
        let rules: Vec<_> = serde_json::from_str(json).unwrap();
        let (program, other) = (compile(&rules).program, compile(&rules[1..]).program);
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 9 };
        let site = |blog, path, program| SiteRules { blog, host: "a.test", path, program };
        let sites = [site(1, "/", &program), site(2, "/x/", &other), site(3, "/y/", &program)];
        [write(&program, &stamp).unwrap(), write_network(&sites, &stamp).unwrap()]
    }

    #[test]
    fn a_whole_file_stays_as_it_is() {
        for whole in both() {
            let mut sealed = whole.clone();
            seal(&mut sealed);
            assert_eq!(sealed, whole, "does FORMAT.md still say what this module does?");
        }
    }

    #[test]
    fn a_damaged_file_can_be_opened() {
        let sealed = |mut bytes: Vec<u8>| {
            seal(&mut bytes);
            AnyFile::open(bytes).map(drop)
        };
        for whole in both() {
            for at in 0..whole.len() {
                let mut damaged = whole.clone();
                damaged[at] ^= 0xff;
                assert_eq!(sealed(damaged), Ok(()), "byte {at}");
            }
            for length in HEADER + HASH..whole.len() {
                assert_eq!(sealed(whole[..length].to_vec()), Ok(()), "{length} bytes");
            }
        }
    }
}
