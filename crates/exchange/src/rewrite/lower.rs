//! From conditions of servers to those of rules.

use detour_rules::{Case, Condition as Native, Scheme, Test as NativeTest};

use super::{Condition, Test};
use crate::pcre::{self, Subject, finite, write};
use crate::refusal::Refusal;
use crate::shape::is_match;

/// What a condition comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lowered {
    /// It holds or doesn't, whatever the request.
    Fixed(bool),
    /// It is about the scheme alone.
    Scheme(Scheme),
    When(Native),
}

/// One way for all conditions to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Way {
    pub(crate) scheme: Scheme,
    pub(crate) when: Vec<Native>,
}

/// More ways than a rule should be split into.
const MOST_WAYS: usize = 16;

/// All ways for the conditions to hold, for a host if it is known; none if they never hold.
pub(crate) fn ways(conditions: &[Condition], host: Option<&str>) -> Result<Vec<Way>, Refusal> {
    let mut ways = vec![Way::default()];
    for group in conditions.split_inclusive(|condition| !condition.or_next) {
        let lowered = group.iter().map(|one| lower(one, host)).collect::<Result<Vec<_>, _>>()?;
        if lowered.contains(&Lowered::Fixed(true)) {
            continue;
        }
        let mut schemes = Vec::new();
        let mut when = Vec::new();
        for one in lowered {
            match one {
                Lowered::Scheme(scheme) if !schemes.contains(&scheme) => schemes.push(scheme),
                Lowered::When(condition) => when.push(condition),
                Lowered::Scheme(_) | Lowered::Fixed(_) => {}
            }
        }
        let when = match when.len() {
            0 => None,
            1 => when.pop(),
            _ => Some(Native::Any(when)),
        };
        let mut next = Vec::new();
        for way in &ways {
            next.extend(schemes.iter().filter_map(|scheme| way.with_scheme(*scheme)));
            if let Some(condition) = &when {
                let mut way = way.clone();
                way.when.push(condition.clone());
                next.push(way);
            }
        }
        ways = next;
        if ways.len() > MOST_WAYS {
            return Err(Refusal::new("The conditions can hold in too many ways", "Write several rules"));
        }
    }
    Ok(ways)
}

impl Way {
    fn with_scheme(&self, scheme: Scheme) -> Option<Way> {
        (self.scheme == Scheme::Any || self.scheme == scheme).then(|| Way { scheme, when: self.when.clone() })
    }
}

fn lower(condition: &Condition, host: Option<&str>) -> Result<Lowered, Refusal> {
    let of_scheme =
        |http: &str, https: &str| Lowered::of_schemes(condition.holds_for(http), condition.holds_for(https));
    if condition.is_of_host() {
        return match host {
            Some(host) => Ok(Lowered::Fixed(condition.holds_for(host))),
            None => {
                Ok(condition.when(|test| Native::Header(NativeTest { name: "Host".into(), ..test }), Subject::Text))
            }
        };
    }
    Ok(match condition.variable.as_str() {
        "HTTPS" => of_scheme("off", "on"),
        "REQUEST_SCHEME" => of_scheme("http", "https"),
        "SERVER_PORT" => of_scheme("80", "443"),
        "SERVER_PORT_SECURE" => of_scheme("0", "1"),
        "REQUEST_METHOD" => condition.methods(),
        "REMOTE_ADDR" | "REMOTE_HOST" => Lowered::When(condition.negate(Native::Ip(condition.networks()?))),
        "REQUEST_URI" => condition.when(Native::Path, Subject::Path),
        "QUERY_STRING" => condition.when(Native::QueryString, Subject::Query),
        "HTTP_USER_AGENT" => condition.when(Native::UserAgent, Subject::Text),
        "HTTP_REFERER" => condition.when(Native::Referrer, Subject::Text),
        name => {
            for (prefix, native) in [("ARG:", Native::Query as fn(NativeTest) -> Native), ("COOKIE:", Native::Cookie)] {
                if let Some(of) = name.strip_prefix(prefix) {
                    return Ok(condition.when(|test| native(NativeTest { name: of.to_owned(), ..test }), Subject::Text));
                }
            }
            let header = match name {
                "HTTP_COOKIE" => "Cookie".to_owned(),
                "HTTP_ACCEPT" => "Accept".to_owned(),
                "HTTP_FORWARDED" => "Forwarded".to_owned(),
                name => match name.strip_prefix("HTTP:") {
                    Some(header) if detour_rules::is_token(header) => header_case(header),
                    _ => {
                        return Err(Refusal::new(
                            format!("Only the server knows {name}"),
                            "Leave the rule to it, or write it without this condition",
                        ));
                    }
                },
            };
            condition.when(|test| Native::Header(NativeTest { name: header.clone(), ..test }), Subject::Text)
        }
    })
}

// Variables were read in capitals; headers are written otherwise, and compared in any case.
fn header_case(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_owned() + &rest.to_ascii_lowercase()
    });
    words.collect::<Vec<_>>().join("-")
}

impl Lowered {
    fn of_schemes(http: bool, https: bool) -> Lowered {
        match (http, https) {
            (true, true) => Lowered::Fixed(true),
            (true, false) => Lowered::Scheme(Scheme::Http),
            (false, true) => Lowered::Scheme(Scheme::Https),
            (false, false) => Lowered::Fixed(false),
        }
    }
}

impl Condition {
    fn negate(&self, condition: Native) -> Native {
        if self.negated { Native::Not(Box::new(condition)) } else { condition }
    }

    // A test of a text. For Apache a header that isn't sent is an empty text.
    fn when(&self, native: impl Fn(NativeTest) -> Native, subject: Subject) -> Lowered {
        let (test, takes_nothing) = match &self.test {
            Test::Is(text) if !self.ignore_case => {
                (NativeTest { is: Some(text.clone()), ..NativeTest::default() }, text.is_empty())
            }
            Test::Is(text) => {
                let mut pattern = String::from("(?i)^");
                text.chars().for_each(|c| pcre::push_literal(&mut pattern, c));
                (matches(pattern + "$"), text.is_empty())
            }
            Test::Matches(pieces) => {
                if pieces.is_empty() {
                    return Lowered::Fixed(!self.negated);
                }
                let takes_nothing = is_match(pieces, self.ignore_case, "");
                let test = match pcre::whole_text(pieces) {
                    Some(text) if !self.ignore_case && subject != Subject::Query => {
                        NativeTest { is: Some(text), ..NativeTest::default() }
                    }
                    _ => {
                        let flag = if self.ignore_case { "(?i)" } else { "" };
                        matches(format!("{flag}{}", write(pieces, subject)))
                    }
                };
                (test, takes_nothing)
            }
        };
        let may_be_missing = subject == Subject::Text;
        Lowered::When(self.negate(match takes_nothing && may_be_missing {
            true => {
                let missing = NativeTest { missing: Some(true), ..NativeTest::default() };
                Native::Any(vec![native(missing), native(test)])
            }
            false => native(test),
        }))
    }

    fn methods(&self) -> Lowered {
        const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"];
        let held: Vec<String> =
            KNOWN.iter().filter(|method| self.holds_for(method) != self.negated).map(|m| (*m).to_owned()).collect();
        match held.len() {
            0 => Lowered::Fixed(self.negated),
            9 => Lowered::Fixed(!self.negated),
            _ => Lowered::When(self.negate(Native::Method(held))),
        }
    }

    fn networks(&self) -> Result<Vec<String>, Refusal> {
        let list = match &self.test {
            Test::Is(text) => Some(vec![text.clone()]),
            Test::Matches(pieces) => finite::texts(pieces, Case::Ignore).or_else(|| {
                // `^10\.1\.` takes all addresses that begin so.
                let [pcre::Piece::Start, rest @ ..] = pieces.as_slice() else { return None };
                let start = pcre::literal_text(rest)?;
                let bytes: Vec<&str> = start.strip_suffix('.')?.split('.').collect();
                let sound = bytes.len() <= 3 && bytes.iter().all(|byte| byte.parse::<u8>().is_ok());
                let padding = ".0".repeat(4 - bytes.len().min(4));
                sound.then(|| vec![format!("{}{padding}/{}", bytes.join("."), bytes.len() * 8)])
            }),
        };
        list.ok_or_else(|| {
            Refusal::new(
                "The pattern describes no list of addresses",
                r"Write ^10\.1\. for a network or ^10\.1\.2\.3$ for an address",
            )
        })
    }
}

fn matches(pattern: String) -> NativeTest {
    NativeTest { matches: Some(pattern), ..NativeTest::default() }
}
