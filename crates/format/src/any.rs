//! A rule file of either kind, for those who only want an answer.

use detour_engine::{Explanation, Patterns, explain_no_site};
use detour_rules::{Decision, Pass, Recording, Request};

use crate::layout::{Header, feature};
use crate::{NetworkFile, OpenError, RuleFile, VerifyError};

/// A rule file: that of one site, or that of a network.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there are few of them, and a site's is the one that is asked")]
pub enum AnyFile<B> {
    /// Of one site.
    Site(RuleFile<B>),
    /// Of a network.
    Network(NetworkFile<B>),
}

/// Sites of a network whose compiled patterns are kept, as long as all of them together stay within
/// [`Patterns::MOST_BYTES`].
const SITES_WITH_PATTERNS: usize = 16;

/// Compiled patterns of one file: those of the site, or those of the sites that were asked last.
///
/// Make a new one with each file.
#[derive(Debug, Default)]
pub struct FilePatterns {
    /// With the place of the site's rules in the file, most recently used first.
    sites: Vec<(u64, Patterns)>,
}

impl FilePatterns {
    /// None yet; allocates nothing.
    pub fn new() -> FilePatterns {
        FilePatterns::default()
    }

    /// What the compiled patterns take, bytes.
    pub fn bytes(&self) -> usize {
        self.sites.iter().map(|(_, patterns)| patterns.bytes()).sum()
    }

    fn of_site<T>(&mut self, place: u64, ask: impl FnOnce(&mut Patterns) -> T) -> T {
        match self.sites.iter().position(|(known, _)| *known == place) {
            Some(index) => self.sites[..=index].rotate_right(1),
            None => {
                self.sites.truncate(SITES_WITH_PATTERNS - 1);
                self.sites.insert(0, (place, Patterns::new()));
            }
        }
        let answer = ask(&mut self.sites[0].1);
        if self.bytes() > Patterns::MOST_BYTES {
            self.sites.truncate(1);
        }
        answer
    }
}

impl<B: AsRef<[u8]>> AnyFile<B> {
    /// Opens a file of either kind. The time doesn't depend on its size.
    ///
    /// # Errors
    /// When header or section table are not those of a whole file that this version reads.
    pub fn open(bytes: B) -> Result<AnyFile<B>, OpenError> {
        let (header, _) = crate::file::header_and_table(bytes.as_ref())?;
        match header.features.get() & feature::NETWORK {
            0 => RuleFile::open(bytes).map(AnyFile::Site),
            _ => NetworkFile::open(bytes).map(AnyFile::Network),
        }
    }

    fn header(&self) -> &Header {
        match self {
            AnyFile::Site(file) => &file.header,
            AnyFile::Network(file) => &file.header,
        }
    }

    /// Number of the file.
    pub fn generation(&self) -> u64 {
        self.header().generation.get()
    }

    /// Revision of the rules in the database; 0 if they come from elsewhere.
    pub fn revision(&self) -> u64 {
        self.header().revision.get()
    }

    /// As [`AnyFile::revision`]; of a network, that of the blog that the request belongs to.
    pub fn revision_for(&self, request: &Request<'_>) -> u64 {
        match self {
            AnyFile::Site(_) => self.revision(),
            AnyFile::Network(file) => file.blog_revision(request).map_or(self.revision(), u64::from),
        }
    }

    /// When it was written, seconds since 1970.
    pub fn created(&self) -> u64 {
        self.header().created.get()
    }

    /// Number of rules. Those that sites of a network share count once.
    pub fn rule_count(&self) -> u32 {
        self.header().rule_count.get()
    }

    /// Number of rules found by a look-up of the URL.
    pub fn literal_count(&self) -> u32 {
        self.header().literal_count.get()
    }

    /// Number of rules that are tried in order.
    pub fn pattern_count(&self) -> u32 {
        self.header().pattern_count.get()
    }

    /// Number of fallbacks that are in force. Those of a blog of a network with several hosts count once for each.
    pub fn fallback_count(&self) -> u32 {
        match self {
            AnyFile::Site(file) => file.fallback_count(),
            AnyFile::Network(file) => {
                let files = file.embedded().filter_map(|(_, bytes)| RuleFile::open(bytes).ok());
                files.map(|file| file.fallback_count()).fold(0, u32::saturating_add)
            }
        }
    }

    /// Number of sites: 1, or those of the network.
    pub fn site_count(&self) -> usize {
        match self {
            AnyFile::Site(_) => 1,
            AnyFile::Network(file) => file.site_count(),
        }
    }

    /// Hash of the content without the stamp's numbers: equal for equal rules and settings written with the same seed.
    pub fn content_hash(&self) -> u64 {
        // The features aren't in any section.
        self.header().content_hash.get() ^ u64::from(self.header().features.get())
    }

    /// Random number that keys the file's hash tables.
    pub fn seed(&self) -> u64 {
        self.header().seed.get()
    }

    /// Length in bytes.
    pub fn length(&self) -> u64 {
        self.header().file_length.get()
    }

    /// The blog of a network that a request belongs to.
    pub fn blog(&self, request: &Request<'_>) -> Option<u64> {
        match self {
            AnyFile::Site(_) => None,
            AnyFile::Network(file) => file.blog(request),
        }
    }

    /// What the site that a request belongs to keeps of it.
    pub fn recording(&self, request: &Request<'_>) -> Recording {
        match self {
            AnyFile::Site(file) => file.recording(),
            AnyFile::Network(file) => file.site(request).map_or(Recording::NOTHING, |site| site.rules.recording()),
        }
    }

    /// Decides a request. `patterns` must belong to this file alone.
    pub fn decide(&self, patterns: &mut FilePatterns, request: &Request<'_>) -> Decision {
        self.decide_from(patterns, request, 0)
    }

    /// Resumes a deferred decision at the place it named, with a request whose context knows more. In a network that is a
    /// place among the rules of the request's own site, so nothing but the context may have changed.
    pub fn decide_from(&self, patterns: &mut FilePatterns, request: &Request<'_>, from: u32) -> Decision {
        match self {
            AnyFile::Site(file) => patterns.of_site(0, |patterns| file.decide_from(patterns, request, from)),
            AnyFile::Network(file) => match file.site(request) {
                Some(site) => patterns.of_site(site.offset, |patterns| site.rules.decide_from(patterns, request, from)),
                None => Decision::Pass(Pass::NoSite),
            },
        }
    }

    /// Decides a request and tells why.
    pub fn explain(&self, patterns: &mut FilePatterns, request: &Request<'_>) -> Explanation {
        self.explain_from(patterns, request, 0)
    }

    /// Resumes a deferred decision and tells why.
    pub fn explain_from(&self, patterns: &mut FilePatterns, request: &Request<'_>, from: u32) -> Explanation {
        match self {
            AnyFile::Site(file) => patterns.of_site(0, |patterns| file.explain_from(patterns, request, from)),
            AnyFile::Network(file) => match file.site(request) {
                Some(site) => {
                    let ask = |patterns: &mut Patterns| site.rules.explain_from(patterns, request, from);
                    let explanation = patterns.of_site(site.offset, ask);
                    Explanation { blog: Some(site.blog), ..explanation }
                }
                None => explain_no_site(request),
            },
        }
    }

    /// Checks every byte.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(&self) -> Result<(), VerifyError> {
        match self {
            AnyFile::Site(file) => file.verify(),
            AnyFile::Network(file) => file.verify(),
        }
    }

    /// The same with all cores, for processes that may have threads; a worker of PHP may not.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify_in_parallel(&self) -> Result<(), VerifyError>
    where
        B: Sync,
    {
        match self {
            AnyFile::Site(file) => file.verify_in_parallel(),
            AnyFile::Network(file) => file.verify_in_parallel(),
        }
    }
}
