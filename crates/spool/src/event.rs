//! What workers tell the agent.

use std::borrow::Cow;
use std::net::IpAddr;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A rule acted.
    Hit,
    /// A rule would have sent the visitor to the URL he asked for, and was not carried out.
    Loop,
    /// WordPress found no page.
    NotFound,
}

/// Something that happened to one request. Texts are as the visitor sent them, cut where they are too long; those that the
/// site doesn't want to keep are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<'a> {
    /// What happened.
    pub kind: Kind,
    /// When, seconds since 1970.
    pub time: u64,
    /// Blog of a network; 0 where there is none.
    pub blog: u64,
    /// The rule, as `Origin::rule` in `detour-rules` numbers it; 0 = none.
    pub rule: u64,
    /// Variant of a split, from 1; 0 = no split.
    pub variant: u16,
    /// The status that was sent; 0 = PHP went on.
    pub code: u16,
    /// Events that this worker could not write since the last one it could.
    pub lost: u32,
    /// Method of the request.
    pub method: Cow<'a, [u8]>,
    /// Host that was asked.
    pub host: Cow<'a, [u8]>,
    /// Path and query.
    pub uri: Cow<'a, [u8]>,
    /// Where the visitor was sent, or the URL that PHP was shown.
    pub target: Cow<'a, [u8]>,
    /// The header `Referer`.
    pub referrer: Cow<'a, [u8]>,
    /// The header `User-Agent`.
    pub user_agent: Cow<'a, [u8]>,
    /// The visitor's address, as far as it may be kept.
    pub ip: Option<IpAddr>,
}

impl Event<'_> {
    /// An event with nothing but its time.
    pub fn new(kind: Kind, time: u64) -> Event<'static> {
        let none = Cow::Borrowed(&b""[..]);
        Event {
            kind,
            time,
            blog: 0,
            rule: 0,
            variant: 0,
            code: 0,
            lost: 0,
            method: none.clone(),
            host: none.clone(),
            uri: none.clone(),
            target: none.clone(),
            referrer: none.clone(),
            user_agent: none,
            ip: None,
        }
    }
}
