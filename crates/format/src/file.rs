//! A rule file opened for reading. No byte of it is trusted: every access is checked, every loop is bounded.

use std::ops::Range;

use detour_engine::{ActionView, Explanation, Parts, Patterns, RuleView, count_fallbacks};
use detour_rules::{Case, Decision, Dialect, Kind, QueryMode, Recording, Request, Scheme, Slash};
use rapidhash::v3::RapidSecrets;
use zerocopy::FromBytes;

use crate::error::OpenError;
use crate::layout::*;
use crate::needle_hash::NeedleHasher;
use crate::write::content_hash;

/// The rule file of one site, over any bytes: a vector, a slice, a mapping.
#[derive(Debug)]
pub struct RuleFile<B> {
    pub(crate) bytes: B,
    pub(crate) header: Header,
    pub(crate) secrets: RapidSecrets,
    pub(crate) hasher: NeedleHasher,
    pub(crate) buckets: Range<usize>,
    pub(crate) gates: Range<usize>,
    pub(crate) slash_filter: Range<usize>,
    pub(crate) gram_filter: Range<usize>,
    pub(crate) needles: Range<usize>,
    pub(crate) postings: Range<usize>,
    pub(crate) records: Range<usize>,
    pub(crate) patterns: Range<usize>,
    pub(crate) tracking: Range<usize>,
    pub(crate) shared_parts: Range<usize>,
    pub(crate) dialects: Range<usize>,
    pub(crate) fallbacks: Range<usize>,
    /// The blog that it is asked for, if it is part of a network's file.
    pub(crate) blog: Option<u64>,
}

impl<B: AsRef<[u8]>> RuleFile<B> {
    /// Opens a file. Checks header and section table only, so the time doesn't depend on the size.
    ///
    /// # Errors
    /// When header or table are not those of a whole file that this version reads.
    pub fn open(bytes: B) -> Result<RuleFile<B>, OpenError> {
        let file = bytes.as_ref();
        let (header, table) = header_and_table(file)?;
        if header.features.get() & feature::NETWORK != 0 {
            return Err(OpenError::Network);
        }
        let mut ranges = [const { 0..0 }; section::COUNT];
        let mut end = header.header_length.get() as usize;
        for entry in table {
            let range = section_range(entry, end, file.len())?;
            end = range.end;
            if let Some(known) = (entry.kind.get() as usize).checked_sub(1).and_then(|index| ranges.get_mut(index)) {
                *known = range;
            }
        }
        // In the order of their kinds.
        let [
            buckets,
            gates,
            slash_filter,
            gram_filter,
            needles,
            postings,
            records,
            patterns,
            tracking,
            shared_parts,
            dialects,
            fallbacks,
        ] = ranges;
        for (kind, range, unit, count) in [
            (section::BUCKETS, &buckets, size_of::<Bucket>(), None),
            (section::GATES, &gates, size_of::<GateEntry>(), None),
            (section::SLASH_FILTER, &slash_filter, size_of::<FilterBlock>(), None),
            (section::NEEDLES, &needles, size_of::<NeedleSlot>(), None),
            (section::POSTINGS, &postings, 4, None),
            (section::PATTERNS, &patterns, 4, Some(header.pattern_count.get())),
        ] {
            let length = range.len();
            if length % unit != 0 || count.is_some_and(|count| length / unit != count as usize) {
                return Err(OpenError::Damaged(format!(
                    "section {} has the wrong length {length}",
                    section::name(kind)
                )));
            }
        }
        Ok(RuleFile {
            secrets: RapidSecrets::seed(header.seed.get()),
            hasher: NeedleHasher::new(header.seed.get()),
            header,
            buckets,
            gates,
            slash_filter,
            gram_filter,
            needles,
            postings,
            records,
            patterns,
            tracking,
            shared_parts,
            dialects,
            fallbacks,
            blog: None,
            bytes,
        })
    }

    /// Number of the file.
    pub fn generation(&self) -> u64 {
        self.header.generation.get()
    }

    /// Revision of the rules in the database; 0 if they come from elsewhere.
    pub fn revision(&self) -> u64 {
        self.header.revision.get()
    }

    /// When it was written, seconds since 1970.
    pub fn created(&self) -> u64 {
        self.header.created.get()
    }

    /// What is kept of visitors' requests. Periods are not in the file.
    pub fn recording(&self) -> Recording {
        Recording::from_bits(feature::number(self.header.features.get(), feature::RECORDING))
    }

    /// Number of rules.
    pub fn rule_count(&self) -> u32 {
        self.header.rule_count.get()
    }

    /// Number of rules found by a look-up of the URL.
    pub fn literal_count(&self) -> u32 {
        self.header.literal_count.get()
    }

    /// Number of rules that are tried in order.
    pub fn pattern_count(&self) -> u32 {
        self.header.pattern_count.get()
    }

    /// Number of fallbacks that are in force, because the agent has found a target broken.
    pub fn fallback_count(&self) -> u32 {
        count_fallbacks(self.section(&self.fallbacks)).unwrap_or(0)
    }

    /// Hash of the content without the stamp's numbers: equal for equal rules written with the same seed.
    pub fn content_hash(&self) -> u64 {
        self.header.content_hash.get()
    }

    /// Random number that keys the file's hash tables.
    pub fn seed(&self) -> u64 {
        self.header.seed.get()
    }

    /// Length in bytes.
    pub fn length(&self) -> u64 {
        self.header.file_length.get()
    }

    /// Decides a request. `patterns` must belong to this file alone.
    pub fn decide(&self, patterns: &mut Patterns, request: &Request<'_>) -> Decision {
        detour_engine::decide(self, patterns, request)
    }

    /// Resumes a deferred decision at the place it named, with a request whose context knows more.
    pub fn decide_from(&self, patterns: &mut Patterns, request: &Request<'_>, from: u32) -> Decision {
        detour_engine::decide_from(self, patterns, request, from)
    }

    /// Decides a request and tells why.
    pub fn explain(&self, patterns: &mut Patterns, request: &Request<'_>) -> Explanation {
        detour_engine::explain(self, patterns, request)
    }

    /// Resumes a deferred decision and tells why.
    pub fn explain_from(&self, patterns: &mut Patterns, request: &Request<'_>, from: u32) -> Explanation {
        detour_engine::explain_from(self, patterns, request, from)
    }

    pub(crate) fn section(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.as_ref().get(range.clone()).unwrap_or_default()
    }

    /// The record at `offset` (in `RECORD_UNIT`s).
    pub(crate) fn record(&self, offset: u32) -> Option<Record<'_>> {
        let start = usize::try_from(offset).ok()?.checked_mul(RECORD_UNIT)?;
        let bytes = self.section(&self.records).get(start..)?;
        let (head, mut rest) = RecordHead::read_from_prefix(bytes).ok()?;
        let flags = head.flags.get();
        let mut extra = RecordExtra::default();
        if flags & flag::EXTRA != 0 {
            (extra, rest) = RecordExtra::read_from_prefix(rest).ok()?;
        }
        let dialect = [Dialect::Native, Dialect::Redirection, Dialect::RankMath];
        let dialect = *dialect.get(usize::from(flag::number(flags, flag::DIALECT)))?;
        let mut number = || -> Option<usize> {
            let (number, after) = rest.split_first_chunk()?;
            rest = after;
            usize::try_from(u32::from_le_bytes(*number)).ok()
        };
        let (mut parts_length, mut shared): (usize, &[u8]) = (0, b"");
        match (flags & flag::PARTS != 0, dialect) {
            (false, _) => {}
            (true, Dialect::RankMath) => {
                let (start, length) = (number()?, number()?);
                shared = self.section(&self.shared_parts).get(start..)?.get(..length)?;
            }
            (true, _) => parts_length = number()?,
        }
        let mut take = |length: usize| -> Option<&[u8]> {
            let (text, after) = rest.split_at_checked(length)?;
            rest = after;
            Some(text)
        };
        let path = take(head.path_length.get().into())?;
        let target = take(head.target_length.get().into())?;
        let host = take(extra.host_length.get().into())?;
        let params = take(extra.params_length.get().into())?;
        let allow_hosts = take(extra.allow_hosts_length.get().into())?;
        let run = take(extra.run_length.get().into())?;
        let parts = if parts_length == 0 { shared } else { take(parts_length)? };
        let length = (bytes.len() - rest.len()).div_ceil(RECORD_UNIT);
        let code = head.code.get();
        let action = match flag::number(flags, flag::ACTION) {
            0 => {
                let constant = flags & flag::CONSTANT != 0;
                ActionView::Redirect { code, target, constant, allow_hosts, headers: b"" }
            }
            1 => ActionView::Respond { code, theme: false, headers: b"" },
            2 => ActionView::Ignore,
            _ => Parts::read(parts)?.then?,
        };
        let view = RuleView {
            id: head.id.get(),
            order: head.order.get(),
            dialect,
            kind: kind(flags, dialect)?,
            case: if flags & flag::IGNORE_CASE != 0 { Case::Ignore } else { Case::Exact },
            slash: if flags & flag::IGNORE_SLASH != 0 { Slash::Ignore } else { Slash::Exact },
            query: match dialect {
                Dialect::RankMath => QueryMode::Pass,
                _ => [QueryMode::Exact, QueryMode::AnyOrder, QueryMode::Ignore, QueryMode::Pass]
                    [usize::from(flag::number(flags, flag::QUERY))],
            },
            scheme: match flag::number(flags, flag::SCHEME) {
                0 => Scheme::Any,
                1 => Scheme::Http,
                2 => Scheme::Https,
                _ => return None,
            },
            host,
            path,
            params,
            action,
            parts,
        };
        let next = offset.checked_add(u32::try_from(length).ok()?)?;
        Some(Record { view, run, more: flags & flag::MORE != 0, next })
    }
}

fn kind(flags: u16, dialect: Dialect) -> Option<Kind> {
    let further = dialect == Dialect::RankMath && flags & flag::FURTHER_KIND != 0;
    match (further, flag::number(flags, flag::KIND)) {
        (false, number) => Some([Kind::Exact, Kind::Prefix, Kind::Wildcard, Kind::Regex][usize::from(number)]),
        (true, 0) => Some(Kind::Contains),
        (true, 1) => Some(Kind::Suffix),
        (true, _) => None,
    }
}

/// What stands at a place of the records.
pub(crate) struct Record<'f> {
    pub(crate) view: RuleView<'f>,
    /// Text in lower case that the pattern can't match without; empty if none is known.
    pub(crate) run: &'f [u8],
    /// The next record has the same key.
    pub(crate) more: bool,
    /// Where the next record stands, in `RECORD_UNIT`s.
    pub(crate) next: u32,
}

/// Header and section table, checked against their hash and the file's length.
pub(crate) fn header_and_table(file: &[u8]) -> Result<(Header, &[Section]), OpenError> {
    let truncated = |wanted: u64| OpenError::Truncated { found: file.len() as u64, wanted };
    let known = file.len().min(MAGIC.len());
    if file[..known] != MAGIC[..known] {
        return Err(OpenError::NotARuleFile);
    }
    let Ok((header, _)) = Header::read_from_prefix(file) else {
        return Err(truncated(size_of::<Header>() as u64));
    };
    if header.major.get() != MAJOR {
        return Err(OpenError::Version { major: header.major.get(), minor: header.minor.get() });
    }
    let sections = header.section_count.get() as usize;
    let hashed = size_of::<Header>() + sections.min(MAX_SECTIONS) * size_of::<Section>();
    let length = header.header_length.get() as usize;
    if sections > MAX_SECTIONS || length != hashed + size_of::<u64>() {
        return Err(OpenError::Damaged("the header's length is wrong".into()));
    }
    let Some(stored) = file.get(hashed..length) else { return Err(truncated(length as u64)) };
    if stored != hash(&file[..hashed]).to_le_bytes() {
        return Err(OpenError::Damaged("the header's hash is wrong".into()));
    }
    match header.file_length.get() {
        wanted if wanted > file.len() as u64 => return Err(truncated(wanted)),
        wanted if wanted < file.len() as u64 => {
            return Err(OpenError::Damaged(format!("{} bytes follow its end", file.len() as u64 - wanted)));
        }
        _ => {}
    }
    let table = <[Section]>::ref_from_bytes(&file[size_of::<Header>()..hashed])
        .map_err(|_| OpenError::Damaged("the section table can't be read".into()))?;
    if content_hash(table) != header.content_hash.get() {
        return Err(OpenError::Damaged("the content hash is wrong".into()));
    }
    Ok((header, table))
}

/// Where a section lies, which must be behind what stands before it.
pub(crate) fn section_range(entry: &Section, after: usize, file_length: usize) -> Result<Range<usize>, OpenError> {
    let name = section::name(entry.kind.get());
    let damaged = |what| OpenError::Damaged(format!("section {name} {what}"));
    let outside = || damaged("lies outside the file");
    let start = usize::try_from(entry.offset.get()).map_err(|_| outside())?;
    let length = usize::try_from(entry.length.get()).map_err(|_| outside())?;
    let end = start.checked_add(length).filter(|&end| end <= file_length).ok_or_else(outside)?;
    if start % SECTION_ALIGNMENT != 0 {
        return Err(damaged("is not aligned"));
    }
    if start < after {
        return Err(damaged("overlaps what stands before it"));
    }
    Ok(start..end)
}
