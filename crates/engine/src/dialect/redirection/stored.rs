//! The condition of a rule as it stands in a rule file. It is read only once the rule's source has matched.

use detour_rules::{Condition, Test};

use crate::bytes::{Reader, push_text};

/// Number of each condition; those that native rules have too are numbered as there.
mod tag {
    /// Test.
    pub(super) const HEADER: u8 = 2;
    /// Test.
    pub(super) const COOKIE: u8 = 3;
    /// Texts.
    pub(super) const IP: u8 = 5;
    /// Texts.
    pub(super) const LANGUAGE: u8 = 6;
    /// u8 0 or 1.
    pub(super) const LOGGED_IN: u8 = 8;
    /// Texts.
    pub(super) const ROLE: u8 = 9;
    /// u8 0 or 1.
    pub(super) const NOT_FOUND: u8 = 10;
    /// The name.
    pub(super) const FILTER: u8 = 11;
    /// Texts.
    pub(super) const HOST: u8 = 16;
    /// Test; the name is empty.
    pub(super) const REFERRER: u8 = 17;
    /// Test; the name is empty.
    pub(super) const USER_AGENT: u8 = 18;
}

/// The bytes of a condition that validation lets pass.
pub(crate) fn encode(condition: &Condition, out: &mut Vec<u8>) {
    let (negated, condition) = match condition {
        Condition::Not(inner) => (true, &**inner),
        other => (false, other),
    };
    out.push(u8::from(negated));
    match condition {
        Condition::Header(test) => push_test(out, tag::HEADER, test),
        Condition::Cookie(test) => push_test(out, tag::COOKIE, test),
        Condition::Referrer(test) => push_test(out, tag::REFERRER, test),
        Condition::UserAgent(test) => push_test(out, tag::USER_AGENT, test),
        Condition::Ip(texts) => push_texts(out, tag::IP, texts),
        Condition::Language(texts) => push_texts(out, tag::LANGUAGE, texts),
        Condition::Host(texts) => push_texts(out, tag::HOST, texts),
        Condition::Role(texts) => push_texts(out, tag::ROLE, texts),
        Condition::LoggedIn(wanted) => out.extend_from_slice(&[tag::LOGGED_IN, u8::from(*wanted)]),
        Condition::NotFound(wanted) => out.extend_from_slice(&[tag::NOT_FOUND, u8::from(*wanted)]),
        Condition::Filter(name) => {
            out.push(tag::FILTER);
            out.extend_from_slice(name.as_bytes());
        }
        // Validation refuses these.
        Condition::Method(_)
        | Condition::Query(_)
        | Condition::Path(_)
        | Condition::QueryString(_)
        | Condition::Country(_)
        | Condition::Any(_)
        | Condition::Not(_) => {}
    }
}

/// Reads what `encode` wrote; `None` if it is damaged.
pub(crate) fn read(bytes: &[u8]) -> Option<Condition> {
    let mut reader = Reader(bytes);
    let negated = reader.u8()?;
    let condition = match reader.u8()? {
        tag::HEADER => Condition::Header(test(reader)?),
        tag::COOKIE => Condition::Cookie(test(reader)?),
        tag::REFERRER => Condition::Referrer(test(reader)?),
        tag::USER_AGENT => Condition::UserAgent(test(reader)?),
        tag::IP => Condition::Ip(texts(reader)?),
        tag::LANGUAGE => Condition::Language(texts(reader)?),
        tag::HOST => Condition::Host(texts(reader)?),
        tag::ROLE => Condition::Role(texts(reader)?),
        tag::LOGGED_IN => Condition::LoggedIn(flag(reader.0)?),
        tag::NOT_FOUND => Condition::NotFound(flag(reader.0)?),
        tag::FILTER => Condition::Filter(text(reader.0)?),
        _ => return None,
    };
    match negated {
        0 => Some(condition),
        1 => Some(Condition::Not(Box::new(condition))),
        _ => None,
    }
}

fn push_test(out: &mut Vec<u8>, tag: u8, test: &Test) {
    out.extend_from_slice(&[tag, u8::from(test.matches.is_some())]);
    push_text(out, test.name.as_bytes());
    out.extend(test.is.iter().chain(&test.matches).flat_map(|text| text.bytes()));
}

fn push_texts(out: &mut Vec<u8>, tag: u8, texts: &[String]) {
    out.push(tag);
    texts.iter().for_each(|text| push_text(out, text.as_bytes()));
}

fn test(mut reader: Reader<'_>) -> Option<Test> {
    let is_pattern = flag(&[reader.u8()?])?;
    let name = text(reader.text()?)?;
    let compared = Some(text(reader.0)?);
    Some(match is_pattern {
        false => Test { name, is: compared, ..Test::default() },
        true => Test { name, matches: compared, ..Test::default() },
    })
}

fn texts(mut reader: Reader<'_>) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    while !reader.is_empty() {
        texts.push(text(reader.text()?)?);
    }
    Some(texts)
}

fn flag(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0] => Some(false),
        [1] => Some(true),
        _ => None,
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_come_back() {
        let is = |name: &str| Test { name: name.into(), is: Some("x".into()), ..Test::default() };
        let matches = |name: &str| Test { name: name.into(), matches: Some("^x".into()), ..Test::default() };
        let texts = || vec!["a".to_owned(), String::new(), "é".to_owned()];
        for condition in [
            Condition::Header(is("X-A")),
            Condition::Cookie(matches("")),
            Condition::Referrer(matches("")),
            Condition::UserAgent(is("")),
            Condition::Ip(texts()),
            Condition::Language(Vec::new()),
            Condition::Host(texts()),
            Condition::Role(texts()),
            Condition::LoggedIn(true),
            Condition::NotFound(true),
            Condition::Filter("my_hook".into()),
        ] {
            for condition in [condition.clone(), Condition::Not(Box::new(condition))] {
                let mut bytes = Vec::new();
                encode(&condition, &mut bytes);
                assert_eq!(read(&bytes), Some(condition));
            }
        }
        for damaged in
            [&b""[..], b"\0", b"\x02\x08\x01", b"\0\x08\x02", b"\0\x02\x02\0\0", b"\0\x01", b"\0\x05\xff\xff"]
        {
            assert_eq!(read(damaged), None);
        }
    }
}
