//! Targets in pieces that servers can write out.

use detour_rules::{Group, Part, Placeholder, QueryMode, Source, Template};

use super::{Compared, QueryTest};
use crate::refusal::Refusal;

/// A piece of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Inserted {
    /// Text as the rule has it.
    Text(String),
    /// A group of the pattern.
    Group(usize),
    /// The path of the request.
    Path,
    /// Its query string.
    Query,
    /// Its host.
    Host,
}

/// A target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) pieces: Vec<Inserted>,
}

impl Target {
    /// Takes a target apart. `names` are those of the source's groups.
    pub(crate) fn read(to: &str, source: &Source) -> Result<Target, Refusal> {
        let refuse = |message: &str| Err(Refusal::new(message, "Leave it to Detour"));
        let Ok(template) = Template::parse(to) else { return refuse("The target can't be read") };
        let mut pieces: Vec<Inserted> = Vec::new();
        for part in template.parts {
            let piece = match part {
                Part::Literal(text) => match pieces.last_mut() {
                    Some(Inserted::Text(before)) => {
                        before.push_str(text);
                        continue;
                    }
                    _ => Inserted::Text(text.to_owned()),
                },
                Part::Capture(_, filters) | Part::Placeholder(_, filters) if !filters.is_empty() => {
                    return refuse("The target changes what it inserts");
                }
                Part::Capture(Group::Index(index), _) if index <= 9 => Inserted::Group(index),
                Part::Capture(Group::Index(_), _) => return refuse("The target uses a group beyond the ninth"),
                Part::Capture(Group::Name(name), _) => Inserted::Group(named(name, source)?),
                Part::Placeholder(Placeholder::Path, _) => Inserted::Path,
                Part::Placeholder(Placeholder::Query, _) => Inserted::Query,
                Part::Placeholder(Placeholder::Host, _) => Inserted::Host,
            };
            pieces.push(piece);
        }
        Ok(Target { pieces })
    }

    /// The whole target, if nothing is inserted.
    pub(crate) fn constant(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Inserted::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether it has a query of its own.
    pub(crate) fn has_query(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Inserted::Text(text) if text.contains('?')))
    }

    /// Whether a server hands the query of a request on to it.
    pub(crate) fn hands_query_on(&self, query: QueryMode, compared: &Compared) -> Result<bool, Refusal> {
        if compared.last_takes_query {
            let last = compared.path.matches("(.*)").count();
            let at_end = self.ends_with(last).filter(|at_end| !(self.uses(0) || *at_end && self.has_query()));
            return at_end.ok_or_else(|| Refusal::new("The target goes on behind the query", "Leave it to Detour"));
        }
        match &compared.query {
            _ if query != QueryMode::Pass => Ok(false),
            QueryTest::Holds { parameters, .. } if !parameters.is_empty() => {
                Err(Refusal::new("It hands on all but the parameters it names", "Leave it to Detour"))
            }
            _ => Ok(true),
        }
    }

    /// Whether it inserts a group.
    pub(crate) fn uses(&self, group: usize) -> bool {
        self.pieces.contains(&Inserted::Group(group))
    }

    /// How the group `last` is used: not at all, at the very end, or elsewhere.
    pub(crate) fn ends_with(&self, last: usize) -> Option<bool> {
        let uses = self.pieces.iter().filter(|piece| **piece == Inserted::Group(last)).count();
        match (uses, self.pieces.last()) {
            (0, _) => Some(false),
            (1, Some(Inserted::Group(group))) if *group == last => Some(true),
            _ => None,
        }
    }
}

fn named(name: &str, source: &Source) -> Result<usize, Refusal> {
    let pattern = detour_rules::pattern(&source.value, source.case).ok();
    let found = pattern.and_then(|pattern| pattern.capture_names().position(|known| known == Some(name)));
    found.filter(|index| *index <= 9).ok_or_else(|| {
        Refusal::new(format!("The target uses the group {name}, which the pattern lacks"), "Correct the target")
    })
}

/// Text of a target as it is sent: what can't stand in a header is escaped.
pub(crate) fn encoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::new();
    for (at, &byte) in bytes.iter().enumerate() {
        let escape = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
        let plain = match byte {
            b'%' => bytes.get(at + 1..at + 3).is_some_and(escape),
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
            byte => byte.is_ascii_graphic(),
        };
        match plain {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    // A path begins with one slash.
    match out.starts_with("//") {
        true => format!("/{}", out.trim_start_matches('/')),
        false => out,
    }
}
