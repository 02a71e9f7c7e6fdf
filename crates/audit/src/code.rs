//! What there is to find.

use std::fmt;

use serde::{Serialize, Serializer};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Visitors don't get what the rule says.
    Error,
    /// It works, and is slower, riskier or narrower than it looks.
    Warning,
    /// It could be better.
    Hint,
}

impl Severity {
    /// The worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Hint];

    /// As in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $word:literal $severity:ident,)*) => {
        /// What a finding is about. The words are stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// All there are.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// As in JSON.
            pub fn word(self) -> &'static str {
                match self {
                    $(Code::$name => $word,)*
                }
            }

            /// How bad it is.
            pub fn severity(self) -> Severity {
                match self {
                    $(Code::$name => Severity::$severity,)*
                }
            }
        }
    };
}

codes! {
    /// The rule is not sound, so it is not served.
    Unsound "unsound" Error,
    /// PHP rejects a pattern, so it never matches.
    DeadPattern "dead-pattern" Error,
    /// Redirects lead back to where they began, or never end.
    Loop "loop" Error,
    /// A redirect leads to the URL it is for, so it is never sent.
    SelfRedirect "self-redirect" Error,
    /// Visitors can choose the host a redirect leads to.
    OpenRedirect "open-redirect" Error,
    /// The rule doesn't do what one of its examples says.
    FailingExample "failing-example" Error,
    /// A redirect leads to a URL that is redirected again.
    Chain "chain" Warning,
    /// Likewise, by a rule that another plugin keeps.
    ChainOtherOrigin "chain-other-origin" Warning,
    /// A rule before it takes everything that it takes.
    Shadowed "shadowed" Warning,
    /// A rule before it asks for the same.
    Duplicate "duplicate" Warning,
    /// The rule takes every URL of the site.
    CatchAll "catch-all" Warning,
    /// A pattern that can't take the page of WordPress that it describes, or a rule that takes one away.
    Protected "protected" Warning,
    /// A target that is not encrypted.
    HttpTarget "http-target" Warning,
    /// A target that nobody gets.
    BrokenTarget "broken-target" Warning,
    /// A character of a pattern that means more than itself and probably isn't meant to.
    RegexUnescaped "regex-unescaped" Warning,
    /// A pattern that matches anywhere in a URL.
    RegexUnanchored "regex-unanchored" Warning,
    /// Patterns that have to be tried for every request.
    Unindexable "unindexable" Warning,
    /// The patterns of plugins don't fit into the memory that a worker keeps for them.
    PatternMemory "pattern-memory" Warning,
    /// Something else that is probably not meant.
    Odd "odd" Warning,
    /// A group that takes more than it looks like.
    RegexGreedy "regex-greedy" Hint,
    /// A temporary redirect that has been there for long.
    Permanent "permanent" Hint,
    /// An absolute target on the site's own host.
    OwnDomain "own-domain" Hint,
    /// The same URL with or without a slash at its end isn't redirected.
    SlashVariant "slash-variant" Hint,
    /// A rule whose time is over.
    Expired "expired" Hint,
    /// A rule that nobody has needed for long.
    Stale "stale" Hint,
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}
