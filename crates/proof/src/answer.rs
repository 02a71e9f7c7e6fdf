//! The two answers to one request.

use std::fmt;
use std::net::IpAddr;

use detour_rules::Decision;
use serde::Serialize;

/// What the rules answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expected {
    /// `redirect`, `respond`, `rewrite`, `pass` or `defer`.
    pub decision: &'static str,
    /// Why nothing is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// Id of the rule behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<u64>,
    /// Status code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// `Location`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

/// What the site answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Actual {
    /// Status code.
    pub status: u16,
    /// `Location`; bytes beyond ASCII as escapes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// `X-Redirect-By`: who redirects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// `Cache-Control`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<String>,
}

/// What the site answered, and whom it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub actual: Actual,
    /// The address that it was asked from, if that is known.
    pub own_address: Option<IpAddr>,
}

impl Actual {
    /// Where it redirects to.
    pub(crate) fn redirect(&self) -> Option<&str> {
        self.location.as_deref().filter(|_| (300..400).contains(&self.status))
    }
}

impl From<&Decision> for Expected {
    fn from(decision: &Decision) -> Expected {
        let (status, location, reason) = match decision {
            Decision::Redirect { code, location, .. } => (Some(*code), Some(location), None),
            Decision::Respond { code, .. } => (Some(*code), None, None),
            Decision::Rewrite { to, .. } => (None, Some(to), None),
            Decision::Pass(pass) => (None, None, Some(pass.word())),
            Decision::Defer { .. } => (None, None, None),
        };
        let location = location.map(|location| String::from_utf8_lossy(location).into_owned());
        Expected { decision: decision.word(), reason, rule: decision.rule(), status, location }
    }
}

/// How long an answer may be kept, as far as it matters to visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nothing is said; caches decide.
    Unsaid,
    /// It is asked for again each time.
    Never,
    /// So many seconds.
    Seconds(u64),
}

impl Kept {
    pub(crate) fn of(header: Option<&str>) -> Kept {
        let Some(header) = header else { return Kept::Unsaid };
        let directives = || header.split(',').map(|directive| directive.trim().to_ascii_lowercase());
        if directives().any(|directive| matches!(&*directive, "no-store" | "no-cache")) {
            return Kept::Never;
        }
        match directives().find_map(|directive| directive.strip_prefix("max-age=")?.parse().ok()) {
            Some(0) => Kept::Never,
            Some(seconds) => Kept::Seconds(seconds),
            None => Kept::Unsaid,
        }
    }

    /// What a decision says.
    pub(crate) fn of_decision(decision: &Decision) -> Kept {
        let header = decision.headers().iter().find(|header| header.name.eq_ignore_ascii_case("cache-control"));
        Kept::of(header.map(|header| &*header.value))
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.decision)?;
        if let Some(reason) = self.reason {
            write!(f, " ({reason})")?;
        }
        if let Some(status) = self.status {
            write!(f, " {status}")?;
        }
        if let Some(location) = &self.location {
            write!(f, " {location}")?;
        }
        self.rule.map_or(Ok(()), |rule| write!(f, ", rule {rule}"))
    }
}

impl fmt::Display for Actual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if let Some(location) = &self.location {
            write!(f, " {location}")?;
        }
        self.by.as_ref().map_or(Ok(()), |by| write!(f, ", by {by}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_an_answer_is_kept() {
        for (header, kept) in [
            (None, Kept::Unsaid),
            (Some("public"), Kept::Unsaid),
            (Some("no-cache, must-revalidate, max-age=0"), Kept::Never),
            (Some("No-Store"), Kept::Never),
            (Some("public, max-age=0"), Kept::Never),
            (Some("private, max-age=3600"), Kept::Seconds(3600)),
            (Some("max-age=x"), Kept::Unsaid),
        ] {
            assert_eq!(Kept::of(header), kept, "{header:?}");
        }
    }
}
