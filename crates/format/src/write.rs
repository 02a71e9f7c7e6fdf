//! From a program to the bytes of a rule file.

use detour_engine::{ActionView, Key, Program, RuleView};
use detour_rules::{Case, Dialect, Kind, QueryMode, Scheme, Slash};
use rapidhash::RapidHashMap;
use rapidhash::v3::RapidSecrets;
use smallvec::SmallVec;
use thiserror::Error;
use zerocopy::IntoBytes;

use crate::grouped::{Group, grouped};
use crate::index::Index;
use crate::layout::*;

/// What a file says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Number of the file: each publish of a site has a higher one.
    pub generation: u64,
    /// Revision of the rules in the database; 0 if they come from elsewhere.
    pub revision: u64,
    /// Seconds since 1970.
    pub created: u64,
    /// Random number that keys the hash table, so that no visitor or author can aim at collisions.
    pub seed: u64,
}

/// The rules don't fit into one file (16 GiB of records).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the rules don't fit into one rule file; split the site's rules")]
pub struct TooLarge;

/// Average load of a bucket. Fuller ones spill into their neighbours more often.
const LOAD_PERCENT: usize = 72;

/// Lays a program out as a rule file.
///
/// # Errors
/// When offsets or counts outgrow 32 bits.
pub fn write(program: &Program, stamp: &Stamp) -> Result<Vec<u8>, TooLarge> {
    let rule_count = u32::try_from(program.rules.len()).map_err(|_| TooLarge)?;
    // A rule with several sources has a record for each.
    let views: Vec<RuleView<'_>> =
        (0..rule_count).zip(&program.rules).flat_map(|(order, rule)| rule.views(order)).collect();

    let (literals, patterns): (Vec<&RuleView<'_>>, Vec<_>) = views.iter().partition(|view| view.is_literal());
    // Literals with the same key stand together, in rule order; a bucket's slot points at the first of them.
    let groups = grouped(literals.iter().copied());
    let mut records = Records::default();
    let mut placed = Vec::with_capacity(groups.len());
    for (key, members) in &groups {
        let offsets = (1..).zip(members).map(|(number, view)| records.push(view, b"", number < members.len()));
        let offsets = offsets.collect::<Result<SmallVec<[u32; 1]>, _>>()?;
        placed.extend(offsets.first().map(|&offset| (key, offset)));
    }
    let index = Index::new(patterns.iter().map(|view| **view), stamp.seed)?;
    let mut pattern_offsets = Vec::with_capacity(patterns.len() * 4);
    for (view, run) in patterns.iter().zip(&index.runs) {
        pattern_offsets.extend_from_slice(&records.push(view, run, false)?.to_le_bytes());
    }
    let mut features = 0;
    features |= if literals.iter().any(|view| view.has_host_key()) { feature::HOST_KEYS } else { 0 };
    let has_parameter_key =
        |(key, members): &Group<'_, '_>| !key.query.is_empty() && members.iter().any(|view| !view.compares_query());
    features |= if groups.iter().any(has_parameter_key) { feature::PARAMETER_KEYS } else { 0 };
    features |= (index.gram_step as u32) << feature::GRAM_STEP.trailing_zeros();
    features |= if program.tracking.is_empty() { 0 } else { feature::TRACKING };
    features |= program.recording.bits() << feature::RECORDING.trailing_zeros();

    let mut sections = vec![
        (section::BUCKETS, buckets(&placed, stamp.seed).as_bytes().to_vec()),
        (section::GATES, index.gates.as_bytes().to_vec()),
        (section::SLASH_FILTER, index.slash_filter.as_bytes().to_vec()),
        (section::GRAM_FILTER, index.gram_filter),
        (section::NEEDLES, index.needles.as_bytes().to_vec()),
        (section::POSTINGS, index.postings.as_bytes().to_vec()),
        (section::RECORDS, records.bytes),
        (section::PATTERNS, pattern_offsets),
        (section::TRACKING, program.tracking.clone()),
        (section::SHARED_PARTS, records.shared_parts),
        (section::DIALECTS, program.dialects.clone()),
    ];
    if !program.fallbacks.is_empty() {
        sections.push((section::FALLBACKS, program.fallbacks.clone()));
    }
    let pattern_count = u32::try_from(patterns.len()).map_err(|_| TooLarge)?;
    let literal_count = u32::try_from(literals.len()).map_err(|_| TooLarge)?;
    let longest_query = groups.iter().map(|(key, _)| key.query.len()).max().unwrap_or_default();
    let header = Header {
        longest_query: u32::try_from(longest_query).map_err(|_| TooLarge)?.into(),
        ..header(stamp, features, [rule_count, literal_count, pattern_count])
    };
    Ok(assemble(header, &sections))
}

/// A header whose lengths and hashes `assemble` fills in. Counts: rules, literals, patterns.
pub(crate) fn header(stamp: &Stamp, features: u32, [rules, literals, patterns]: [u32; 3]) -> Header {
    Header {
        magic: MAGIC,
        major: MAJOR.into(),
        minor: MINOR.into(),
        header_length: 0.into(),
        generation: stamp.generation.into(),
        revision: stamp.revision.into(),
        created: stamp.created.into(),
        file_length: 0.into(),
        content_hash: 0.into(),
        seed: stamp.seed.into(),
        features: features.into(),
        section_count: 0.into(),
        rule_count: rules.into(),
        literal_count: literals.into(),
        pattern_count: patterns.into(),
        longest_query: 0.into(),
    }
}

fn buckets(placed: &[(&Key<'_>, u32)], seed: u64) -> Vec<Bucket> {
    let count = (placed.len() * 100).div_ceil(SLOTS * LOAD_PERCENT);
    let empty = Bucket { tags: [0.into(); SLOTS], overflowed: 0.into(), records: [0.into(); SLOTS] };
    let mut buckets = vec![empty; count];
    let secrets = RapidSecrets::seed(seed);
    for (key, offset) in placed {
        let (mut index, tag) = place(key, &secrets, count);
        // There are more slots than keys, so a free one comes.
        loop {
            let bucket = &mut buckets[index];
            if let Some(slot) = bucket.tags.iter().position(|tag| tag.get() == 0) {
                bucket.tags[slot] = tag.into();
                bucket.records[slot] = (*offset).into();
                break;
            }
            bucket.overflowed = 1.into();
            index = (index + 1) % count;
        }
    }
    buckets
}

/// The records, and what several of them refer to.
#[derive(Default)]
struct Records {
    bytes: Vec<u8>,
    shared_parts: Vec<u8>,
    /// Where the shared parts of a rule stand, by its place in the order.
    shared: RapidHashMap<u32, u32>,
}

impl Records {
    // Appends a record and answers where it stands, in `RECORD_UNIT`s.
    fn push(&mut self, view: &RuleView<'_>, run: &[u8], more: bool) -> Result<u32, TooLarge> {
        let mut parts_place = Vec::new();
        let mut own_parts = view.parts;
        if view.dialect == Dialect::RankMath && !view.parts.is_empty() {
            own_parts = b"";
            parts_place.extend_from_slice(&self.share(view)?.to_le_bytes());
        }
        if !view.parts.is_empty() {
            parts_place.extend_from_slice(&u32::try_from(view.parts.len()).map_err(|_| TooLarge)?.to_le_bytes());
        }
        record(&mut self.bytes, view, run, &parts_place, own_parts, more)
    }

    fn share(&mut self, view: &RuleView<'_>) -> Result<u32, TooLarge> {
        if let Some(&place) = self.shared.get(&view.order) {
            return Ok(place);
        }
        let place = u32::try_from(self.shared_parts.len()).map_err(|_| TooLarge)?;
        self.shared_parts.extend_from_slice(view.parts);
        self.shared.insert(view.order, place);
        Ok(place)
    }
}

// Appends a record and answers where it stands, in `RECORD_UNIT`s. `parts_place` says where its parts are.
fn record(
    out: &mut Vec<u8>,
    view: &RuleView<'_>,
    run: &[u8],
    parts_place: &[u8],
    own_parts: &[u8],
    more: bool,
) -> Result<u32, TooLarge> {
    let offset = u32::try_from(out.len() / RECORD_UNIT).map_err(|_| TooLarge)?;
    let (action, code, target, allow_hosts, constant) = match view.action {
        action if !action.is_plain() => (3, 0, &b""[..], &b""[..], false),
        ActionView::Redirect { code, target, constant, allow_hosts, .. } => (0, code, target, allow_hosts, constant),
        ActionView::Respond { code, .. } => (1, code, &b""[..], &b""[..], false),
        _ => (2, 0, &b""[..], &b""[..], false),
    };
    let extra = RecordExtra {
        host_length: length(view.host)?,
        params_length: length(view.params)?,
        allow_hosts_length: length(allow_hosts)?,
        run_length: length(run)?,
    };
    let has_extra = [view.host, view.params, allow_hosts, run].iter().any(|text| !text.is_empty());
    let mut flags = kind_number(view.kind)
        | query_number(view) << flag::QUERY.trailing_zeros()
        | dialect_number(view.dialect) << flag::DIALECT.trailing_zeros()
        | scheme_number(view.scheme) << flag::SCHEME.trailing_zeros()
        | action << flag::ACTION.trailing_zeros();
    for (set, bit) in [
        (view.case == Case::Ignore, flag::IGNORE_CASE),
        (view.slash == Slash::Ignore, flag::IGNORE_SLASH),
        (constant, flag::CONSTANT),
        (has_extra, flag::EXTRA),
        (more, flag::MORE),
        (!view.parts.is_empty(), flag::PARTS),
    ] {
        flags |= if set { bit } else { 0 };
    }
    let head = RecordHead {
        id: view.id.into(),
        order: view.order.into(),
        flags: flags.into(),
        code: code.into(),
        path_length: length(view.path)?,
        target_length: length(target)?,
    };
    out.extend_from_slice(head.as_bytes());
    if has_extra {
        out.extend_from_slice(extra.as_bytes());
    }
    out.extend_from_slice(parts_place);
    for text in [view.path, target, view.host, view.params, allow_hosts, run, own_parts] {
        out.extend_from_slice(text);
    }
    out.resize(out.len().next_multiple_of(RECORD_UNIT), 0);
    Ok(offset)
}

fn length(text: &[u8]) -> Result<zerocopy::byteorder::little_endian::U16, TooLarge> {
    u16::try_from(text.len()).map(Into::into).map_err(|_| TooLarge)
}

fn kind_number(kind: Kind) -> u16 {
    match kind {
        Kind::Exact => 0,
        Kind::Prefix => 1,
        Kind::Wildcard => 2,
        Kind::Regex => 3,
        Kind::Contains => flag::FURTHER_KIND,
        Kind::Suffix => flag::FURTHER_KIND | 1,
    }
}

fn dialect_number(dialect: Dialect) -> u16 {
    match dialect {
        Dialect::Native => 0,
        Dialect::Redirection => 1,
        Dialect::RankMath => 2,
    }
}

fn query_number(view: &RuleView<'_>) -> u16 {
    match view.query {
        // Only `pass`, which is not written: the bits say more about the kind.
        _ if view.dialect == Dialect::RankMath => 0,
        QueryMode::Exact => 0,
        QueryMode::AnyOrder => 1,
        QueryMode::Ignore => 2,
        QueryMode::Pass => 3,
    }
}

fn scheme_number(scheme: Scheme) -> u16 {
    match scheme {
        Scheme::Any => 0,
        Scheme::Http => 1,
        Scheme::Https => 2,
    }
}

/// Header, section table, header hash, sections: each section aligned, gaps filled with zeros.
pub(crate) fn assemble(mut header: Header, sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let header_length = size_of::<Header>() + sections.len() * size_of::<Section>() + size_of::<u64>();
    let mut end = header_length;
    let mut table = Vec::with_capacity(sections.len());
    for (kind, bytes) in sections {
        let offset = end.next_multiple_of(SECTION_ALIGNMENT);
        end = offset + bytes.len();
        table.push(Section {
            kind: (*kind).into(),
            reserved: 0.into(),
            offset: (offset as u64).into(),
            length: (bytes.len() as u64).into(),
            hash: hash(bytes).into(),
        });
    }
    header.header_length = (header_length as u32).into();
    header.file_length = (end as u64).into();
    header.section_count = (sections.len() as u32).into();
    header.content_hash = content_hash(&table).into();

    let mut file = Vec::with_capacity(end);
    file.extend_from_slice(header.as_bytes());
    file.extend_from_slice(table.as_bytes());
    file.extend_from_slice(&hash(&file).to_le_bytes());
    for (entry, (_, bytes)) in table.iter().zip(sections) {
        file.resize(entry.offset.get() as usize, 0);
        file.extend_from_slice(bytes);
    }
    file
}

/// Hash of the section hashes, in the order of the table.
pub(crate) fn content_hash(table: &[Section]) -> u64 {
    let hashes: Vec<u8> = table.iter().flat_map(|section| section.hash.get().to_le_bytes()).collect();
    hash(&hashes)
}
