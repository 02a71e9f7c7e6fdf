//! The file's fixed parts, as `FORMAT.md` lays them out. Everything is little-endian.

use detour_engine::Key;
use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};
use zerocopy::byteorder::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// First bytes of every rule file. As in PNG, damage by text-mode copying shows: high bit, CR LF, end-of-file, LF.
pub(crate) const MAGIC: [u8; 8] = *b"\x89DTR\r\n\x1a\n";
/// Another major version can't be read.
pub const MAJOR: u16 = 4;
/// A higher minor version can be read: it adds sections that older readers may leave aside.
pub const MINOR: u16 = 1;

/// Sections begin at multiples of this many bytes.
pub(crate) const SECTION_ALIGNMENT: usize = 64;
/// Offsets of records count units of this many bytes.
pub(crate) const RECORD_UNIT: usize = 4;
/// More sections than any version has.
pub(crate) const MAX_SECTIONS: usize = 64;

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Header {
    pub(crate) magic: [u8; 8],
    pub(crate) major: U16,
    pub(crate) minor: U16,
    /// Bytes of header, section table and header hash.
    pub(crate) header_length: U32,
    pub(crate) generation: U64,
    pub(crate) revision: U64,
    pub(crate) created: U64,
    pub(crate) file_length: U64,
    /// Hash of the section hashes.
    pub(crate) content_hash: U64,
    pub(crate) seed: U64,
    pub(crate) features: U32,
    pub(crate) section_count: U32,
    pub(crate) rule_count: U32,
    pub(crate) literal_count: U32,
    pub(crate) pattern_count: U32,
    /// Longest query of a literal's key, bytes. Requests with a longer one needn't look for theirs.
    pub(crate) longest_query: U32,
}

/// Bits of `Header::features`: what a request must look for.
pub(crate) mod feature {
    pub(crate) const HOST_KEYS: u32 = 1;
    pub(crate) const TRACKING: u32 = 4;
    /// The file is that of a network: it has sites instead of rules.
    pub(crate) const NETWORK: u32 = 8;
    /// Some literal is filed under one parameter, so each of a request's must be looked up.
    pub(crate) const PARAMETER_KEYS: u32 = 16;
    /// First of the bits that say at every how many bytes a text is looked at for grams; 0 = there are none.
    pub(crate) const GRAM_STEP_SHIFT: u32 = 8;
    pub(crate) const GRAM_STEP: u32 = 7;
    /// First of the bits that say what is kept of visitors' requests (`Recording::bits` in `detour-rules`).
    pub(crate) const RECORDING_SHIFT: u32 = 16;
}

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Section {
    pub(crate) kind: U32,
    pub(crate) reserved: U32,
    pub(crate) offset: U64,
    pub(crate) length: U64,
    pub(crate) hash: U64,
}

/// Kinds of sections. The order is also their order in the file: what requests touch comes first.
pub(crate) mod section {
    pub(crate) const BUCKETS: u32 = 1;
    pub(crate) const GATES: u32 = 2;
    pub(crate) const SLASH_FILTER: u32 = 3;
    pub(crate) const GRAM_FILTER: u32 = 4;
    pub(crate) const NEEDLES: u32 = 5;
    pub(crate) const POSTINGS: u32 = 6;
    pub(crate) const RECORDS: u32 = 7;
    pub(crate) const PATTERNS: u32 = 8;
    pub(crate) const TRACKING: u32 = 9;
    pub(crate) const SHARED_PARTS: u32 = 10;
    pub(crate) const DIALECTS: u32 = 11;
    pub(crate) const FALLBACKS: u32 = 12;
    pub(crate) const COUNT: usize = 12;

    // Those of a network's file.
    pub(crate) const SITES: u32 = 32;
    pub(crate) const SITE_KEYS: u32 = 33;
    pub(crate) const FILES: u32 = 34;

    pub(crate) fn name(kind: u32) -> &'static str {
        match kind {
            BUCKETS => "buckets",
            GATES => "gates",
            SLASH_FILTER => "slash filter",
            GRAM_FILTER => "gram filter",
            NEEDLES => "needles",
            POSTINGS => "postings",
            RECORDS => "records",
            PATTERNS => "patterns",
            TRACKING => "tracking",
            SHARED_PARTS => "shared parts",
            DIALECTS => "dialects",
            FALLBACKS => "fallbacks",
            SITES => "sites",
            SITE_KEYS => "site keys",
            FILES => "files",
            _ => "unknown",
        }
    }
}

/// A site of a network: where its rule file stands.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct SiteEntry {
    /// Id of the blog.
    pub(crate) blog: U64,
    /// Where its rule file begins in the section of files.
    pub(crate) offset: U64,
    pub(crate) length: U64,
    /// Where its key (`detour_engine::SiteKey`) begins in the section of keys.
    pub(crate) key: U32,
    pub(crate) key_length: U32,
    /// Index plus 1 of the site that this one lies in; 0 = none.
    pub(crate) around: U32,
    /// Revision of its rules, modulo 2^32; 0 if they come from elsewhere than a database.
    pub(crate) revision: U32,
}

/// A pattern without needle, and the bounds that spare it most requests (`detour_engine::Gate`).
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct GateEntry {
    pub(crate) pattern: U32,
    pub(crate) min: U16,
    pub(crate) max: U16,
    pub(crate) second: [u8; 32],
    pub(crate) last: [u8; 32],
}

/// One cache line of the slash filter: which needles may begin with the three bytes at a slash.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct FilterBlock {
    /// Lengths of needles in this block that may stand at any slash: bit n for `LADDER[n]`.
    pub(crate) slash_lengths: u8,
    /// The same for needles at the start of the text.
    pub(crate) start_lengths: u8,
    /// A Bloom filter over the needles' hashes, 496 bits.
    pub(crate) bits: [u8; 62],
}

/// A slot of the needle table.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct NeedleSlot {
    /// Low half of the needle's hash.
    pub(crate) check: U32,
    /// Index of its first posting plus 1; 0 = empty slot.
    pub(crate) posting: U32,
}

/// Bit of a posting: the next one belongs to the same needle. The rest is the pattern's number.
pub(crate) const MORE_POSTINGS: u32 = 1 << 31;

/// Slots of a bucket.
pub(crate) const SLOTS: usize = 10;

/// One cache line of the literal table.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Bucket {
    /// 0 = empty slot.
    pub(crate) tags: [U16; SLOTS],
    /// 1 = a key of this bucket had to go to the next one.
    pub(crate) overflowed: U32,
    /// Where the first record of the slot's key stands, in `RECORD_UNIT`s.
    pub(crate) records: [U32; SLOTS],
}

/// What every record begins with. Then come `RecordExtra` if flagged, the length of the parts as u32 if flagged (of parts
/// that records share: where they stand among the shared parts, and the length), path, target, host, params, allow_hosts,
/// run, parts.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct RecordHead {
    pub(crate) id: U64,
    pub(crate) order: U32,
    pub(crate) flags: U16,
    pub(crate) code: U16,
    pub(crate) path_length: U16,
    pub(crate) target_length: U16,
}

/// Lengths that most records don't need.
#[derive(Debug, Clone, Copy, Default, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct RecordExtra {
    pub(crate) host_length: U16,
    pub(crate) params_length: U16,
    pub(crate) allow_hosts_length: U16,
    /// Of text that a pattern can't match without (`detour_engine::index::Filing`).
    pub(crate) run_length: U16,
}

/// Bits of `RecordHead::flags`.
pub(crate) mod flag {
    pub(crate) const KIND: u16 = 0b11;
    /// Of the dialect `rank-math`, which has more kinds, and no modes of the query.
    pub(crate) const FURTHER_KIND: u16 = 1 << 4;
    pub(crate) const IGNORE_CASE: u16 = 1 << 2;
    pub(crate) const IGNORE_SLASH: u16 = 1 << 3;
    pub(crate) const QUERY_SHIFT: u16 = 4;
    pub(crate) const SCHEME_SHIFT: u16 = 6;
    pub(crate) const ACTION_SHIFT: u16 = 8;
    pub(crate) const CONSTANT: u16 = 1 << 10;
    pub(crate) const EXTRA: u16 = 1 << 11;
    /// The next record has the same key.
    pub(crate) const MORE: u16 = 1 << 12;
    /// The rule has parts (`detour_engine::Parts`).
    pub(crate) const PARTS: u16 = 1 << 13;
    pub(crate) const DIALECT_SHIFT: u16 = 14;
}

/// Slots of the needle table that are looked at for one needle, at most.
pub(crate) const MOST_PROBES: usize = 64;

/// The place of a key in the literal table: its first bucket and its tag.
pub(crate) fn place(key: &Key<'_>, secrets: &RapidSecrets, buckets: usize) -> (usize, u16) {
    let mut hash = rapidhash_v3_seeded(&key.path, secrets);
    // Most keys have neither.
    for (part, secret) in [(&key.host, secrets.secrets[0]), (&key.query, secrets.secrets[1])] {
        if !part.is_empty() {
            hash = folded_product(hash ^ secret, rapidhash_v3_seeded(part, secrets) ^ secrets.secrets[2]);
        }
    }
    let bucket = ((hash >> 32) as usize * buckets) >> 32;
    (bucket, (hash as u16).max(1))
}

/// The exclusive or of the two halves of a product.
pub(crate) fn folded_product(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// The hash of sections and headers.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    rapidhash_v3_seeded(bytes, &RapidSecrets::seed_cpp(0))
}
