//! The file's fixed parts. Everything is little-endian.
//!
//! The tables of `FORMAT.md` are written from what stands here, comments and all, by `cargo xtask reference`.

use detour_engine::Key;
use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};
use zerocopy::byteorder::little_endian::{U16, U32, U64};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, Unaligned};

/// First bytes of every rule file. As in PNG, damage by text-mode copying shows: high bit, CR LF, end-of-file, LF.
pub(crate) const MAGIC: [u8; 8] = *b"\x89DTR\r\n\x1a\n";
/// Version of the format. Another major one can't be read.
pub const MAJOR: u16 = 4;
/// A higher minor one can be read: it adds sections that older readers may leave aside.
pub const MINOR: u16 = 1;

/// Sections begin at multiples of this many bytes.
pub(crate) const SECTION_ALIGNMENT: usize = 64;
/// Offsets of records count units of this many bytes.
pub(crate) const RECORD_UNIT: usize = 4;
/// Most sections that a file may have; more than any version has.
pub(crate) const MAX_SECTIONS: usize = 64;

/// What a file begins with.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Header {
    /// `89 44 54 52 0D 0A 1A 0A`.
    pub(crate) magic: [u8; 8],
    /// Major version of the format.
    pub(crate) major: U16,
    /// Minor version of the format.
    pub(crate) minor: U16,
    /// Bytes of header, section table and header hash.
    pub(crate) header_length: U32,
    /// Number of the file: each publish of a site has a higher one.
    pub(crate) generation: U64,
    /// Revision of the rules in the database; 0 = they come from elsewhere.
    pub(crate) revision: U64,
    /// When the file was written, seconds since 1970.
    pub(crate) created: U64,
    /// Bytes of the file.
    pub(crate) file_length: U64,
    /// Hash of the section hashes, in the order of the table.
    pub(crate) content_hash: U64,
    /// Seed of the literal table and of the index of patterns, random for each file.
    pub(crate) seed: U64,
    /// Bits, listed below.
    pub(crate) features: U32,
    /// Number of sections.
    pub(crate) section_count: U32,
    /// Number of rules.
    pub(crate) rule_count: U32,
    /// Number of literals; a rule with several sources is several literals or patterns.
    pub(crate) literal_count: U32,
    /// Number of patterns.
    pub(crate) pattern_count: U32,
    /// Bytes of the longest query in the key of a literal; 0 = none has one. Requests with a longer one needn't look for theirs.
    pub(crate) longest_query: U32,
}

/// Bits of `Header::features`: what a request must look for.
pub(crate) mod feature {
    /// Some literal has a host in its key.
    pub(crate) const HOST_KEYS: u32 = 1;
    /// There are tracking parameters.
    pub(crate) const TRACKING: u32 = 1 << 2;
    /// The file is that of a network: it has sites instead of rules.
    pub(crate) const NETWORK: u32 = 1 << 3;
    /// Some literal has one parameter in its key, so each of a request's must be looked up.
    pub(crate) const PARAMETER_KEYS: u32 = 1 << 4;
    /// At every how many bytes a text is looked at for grams; 0 = there are none.
    pub(crate) const GRAM_STEP: u32 = 0b111 << 8;
    /// What is kept of visitors' requests (`Recording::bits` in `detour-rules`; 0 = the default).
    pub(crate) const RECORDING: u32 = 0xff << 16;

    /// The number in the bits of a mask.
    pub(crate) const fn number(features: u32, mask: u32) -> u32 {
        (features & mask) >> mask.trailing_zeros()
    }
}

/// An entry of the section table.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Section {
    /// Kind, listed below.
    pub(crate) kind: U32,
    /// 0.
    pub(crate) reserved: U32,
    /// Where the section begins in the file.
    pub(crate) offset: U64,
    /// Its bytes.
    pub(crate) length: U64,
    /// Their hash.
    pub(crate) hash: U64,
}

/// Kinds of sections. The order is also their order in the file: what requests touch comes first.
pub(crate) mod section {
    /// The hash table of the literals.
    pub(crate) const BUCKETS: u32 = 1;
    /// Patterns without needle.
    pub(crate) const GATES: u32 = 2;
    /// Which needles may begin at a slash.
    pub(crate) const SLASH_FILTER: u32 = 3;
    /// Which grams there are.
    pub(crate) const GRAM_FILTER: u32 = 4;
    /// The hash table of the needles.
    pub(crate) const NEEDLES: u32 = 5;
    /// The patterns of each needle.
    pub(crate) const POSTINGS: u32 = 6;
    /// All rules.
    pub(crate) const RECORDS: u32 = 7;
    /// Where the record of each pattern stands.
    pub(crate) const PATTERNS: u32 = 8;
    /// The names of tracking parameters.
    pub(crate) const TRACKING: u32 = 9;
    /// Parts of rules with several sources.
    pub(crate) const SHARED_PARTS: u32 = 10;
    /// Which dialects there are, and plugins' settings; empty without any.
    pub(crate) const DIALECTS: u32 = 11;
    /// Redirects whose fallback is in force; only there if there are any.
    pub(crate) const FALLBACKS: u32 = 12;
    pub(crate) const COUNT: usize = 12;

    /// Of a network: its sites, by their keys.
    pub(crate) const SITES: u32 = 32;
    /// Of a network: host and path of each site.
    pub(crate) const SITE_KEYS: u32 = 33;
    /// Of a network: the rule files of its sites.
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
    /// Id of the blog; a blog with several hosts has an entry for each.
    pub(crate) blog: U64,
    /// Where its rule file begins in the section of files.
    pub(crate) offset: U64,
    /// Bytes of its rule file.
    pub(crate) length: U64,
    /// Where its key (`SiteKey` in `detour-engine`) begins in the section of keys.
    pub(crate) key: U32,
    /// Bytes of its key.
    pub(crate) key_length: U32,
    /// Number, counted from 1, of the site whose key is the longest that this key begins with; 0 = none.
    pub(crate) around: U32,
    /// Revision of its rules in the database, the low 32 bits; 0 if they come from elsewhere.
    pub(crate) revision: U32,
}

/// A pattern without needle, and the bounds that spare it most requests (`detour_engine::Gate`).
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct GateEntry {
    /// Number of the pattern.
    pub(crate) pattern: U32,
    /// Fewest bytes of the text.
    pub(crate) min: U16,
    /// Most bytes of the text; 65535 = no bound.
    pub(crate) max: U16,
    /// Set of bytes that may follow the first: bit n of byte m stands for byte 8m + n.
    pub(crate) second: [u8; 32],
    /// Set of bytes that the text may end with.
    pub(crate) last: [u8; 32],
}

/// One cache line of the slash filter: which needles may begin with the three bytes at a slash.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct FilterBlock {
    /// Lengths of slash needles in this block: bit n for the n-th of 3, 4, 6, 8, 12, 16.
    pub(crate) slash_lengths: u8,
    /// The same for start needles.
    pub(crate) start_lengths: u8,
    /// Bloom filter with one bit a needle: `(hash >> 40) · 496 >> 24`.
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

/// Bit 31 of a posting: the next one belongs to the same needle. The rest is the number of the pattern.
pub(crate) const MORE_POSTINGS: u32 = 1 << 31;

/// Slots of a bucket.
pub(crate) const SLOTS: usize = 10;

/// One cache line of the literal table.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct Bucket {
    /// Tag of each slot; 0 = empty.
    pub(crate) tags: [U16; SLOTS],
    /// 1 = a key that belongs here went to the next bucket.
    pub(crate) overflowed: U32,
    /// Where the first record of the slot's key stands in the section of records, in units of `RECORD_UNIT`.
    pub(crate) records: [U32; SLOTS],
}

/// What every record begins with. `FORMAT.md` says what follows.
#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct RecordHead {
    /// Id of the rule.
    pub(crate) id: U64,
    /// Its place among all rules.
    pub(crate) order: U32,
    /// Bits, listed below.
    pub(crate) flags: U16,
    /// Status code; 0 for `ignore`.
    pub(crate) code: U16,
    /// Bytes of the path.
    pub(crate) path_length: U16,
    /// Bytes of the target.
    pub(crate) target_length: U16,
}

/// Lengths that most records don't need.
#[derive(Debug, Clone, Copy, Default, FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
pub(crate) struct RecordExtra {
    /// Bytes of the host.
    pub(crate) host_length: U16,
    /// Bytes of the params.
    pub(crate) params_length: U16,
    /// Bytes of the allow_hosts.
    pub(crate) allow_hosts_length: U16,
    /// Bytes of the run: text that a pattern can't match without (`detour_engine::index::Filing`).
    pub(crate) run_length: U16,
}

/// Bits of `RecordHead::flags`.
pub(crate) mod flag {
    /// Kind: 0 exact, 1 prefix, 2 wildcard, 3 regex.
    pub(crate) const KIND: u16 = 0b11;
    /// Case is ignored.
    pub(crate) const IGNORE_CASE: u16 = 1 << 2;
    /// The slash at the end is ignored.
    pub(crate) const IGNORE_SLASH: u16 = 1 << 3;
    /// Query: 0 exact, 1 any-order, 2 ignore, 3 pass.
    pub(crate) const QUERY: u16 = 0b11 << 4;
    /// In the dialect `rank-math`, whose query is always pass: kind 0 is contains, kind 1 is suffix.
    pub(crate) const FURTHER_KIND: u16 = 1 << 4;
    /// Scheme: 0 any, 1 http, 2 https.
    pub(crate) const SCHEME: u16 = 0b11 << 6;
    /// Action: 0 redirect, 1 respond, 2 ignore, 3 one that stands in the parts.
    pub(crate) const ACTION: u16 = 0b11 << 8;
    /// The target is the finished `Location`; else it is a template.
    pub(crate) const CONSTANT: u16 = 1 << 10;
    /// The four further lengths follow.
    pub(crate) const EXTRA: u16 = 1 << 11;
    /// The next record has the same key.
    pub(crate) const MORE: u16 = 1 << 12;
    /// The rule has parts.
    pub(crate) const PARTS: u16 = 1 << 13;
    /// Dialect: 0 native, 1 redirection, 2 rank-math.
    pub(crate) const DIALECT: u16 = 0b11 << 14;

    /// The number in the bits of a mask.
    pub(crate) const fn number(flags: u16, mask: u16) -> u16 {
        (flags & mask) >> mask.trailing_zeros()
    }
}

/// Most slots of the needle table that are looked at for one needle.
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
