//! From the matching rule to the decision.

use detour_rules::{Body, Decision, Header, Headers, Needs, Pass, QueryMode, cache_control};

use crate::action::header;
use crate::destination::{is_requested_url, leads_to};
use crate::expand::{expand, with_parameters};
use crate::explain::Step;
use crate::matching::Matched;
use crate::split;
use crate::store::RuleView;
use crate::subject::Subject;
use crate::{ActionView, Patterns};

/// Longest `Location` that is sent, bytes. Servers and proxies give up at 8 kB for all headers.
pub(crate) const MAX_LOCATION_BYTES: usize = 8000;

/// How an answer came about, for those who ask.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// Rules that were tried; none are noted unless there is a list.
    pub(crate) tried: Option<Vec<Step>>,
    /// In words, one step each; nothing is noted unless there is a list.
    pub(crate) steps: Option<Vec<String>>,
    /// Number of the variant of a split.
    pub(crate) variant: Option<usize>,
}

impl Trace {
    pub(crate) fn say(&mut self, words: impl FnOnce() -> String) {
        #[cold]
        fn note(steps: &mut Vec<String>, words: impl FnOnce() -> String) {
            steps.push(words());
        }
        if let Some(steps) = &mut self.steps {
            note(steps, words);
        }
    }

    pub(crate) fn tried(&mut self, step: impl FnOnce() -> Step) {
        #[cold]
        fn note(tried: &mut Vec<Step>, step: impl FnOnce() -> Step) {
            tried.push(step());
        }
        if let Some(tried) = &mut self.tried {
            note(tried, step);
        }
    }
}

/// A rule that is to answer.
pub(crate) struct Answer<'a> {
    pub(crate) rule: &'a RuleView<'a>,
    pub(crate) action: ActionView<'a>,
    /// Whose rule it is in a network.
    pub(crate) blog: Option<u64>,
    pub(crate) subject: &'a Subject<'a>,
    pub(crate) matched: &'a Matched<'a>,
}

impl Answer<'_> {
    pub(crate) fn decision(&self, patterns: &mut Patterns, trace: &mut Trace) -> Decision {
        let id = self.rule.id;
        let sent = |location, code, headers| Decision::Redirect { rule: id, variant: 0, code, location, headers };
        match self.action {
            ActionView::Ignore => Decision::Pass(Pass::Ignored { rule: id }),
            ActionView::Respond { theme: true, .. } if !self.subject.context.has_theme() => {
                let needs = Needs { theme: true, ..Needs::default() };
                Decision::Defer { rule: id, from: self.rule.order, needs }
            }
            ActionView::Respond { code, theme, headers } => {
                let body = if theme { Body::Theme } else { Body::Bare };
                Decision::Respond { rule: id, code, body, headers: header_list(code, headers) }
            }
            ActionView::Redirect { code, target, constant, allow_hosts, headers } => {
                match self.location(target, constant, allow_hosts, patterns, trace) {
                    Ok(location) => sent(location, code, header_list(code, headers)),
                    Err(pass) => Decision::Pass(pass),
                }
            }
            ActionView::Split { code, sticky, variants } => {
                let cookie = sticky.then(|| split::cookie_name(self.blog, id));
                let Some((number, variant)) = split::choose(id, cookie.as_deref(), variants, self.subject) else {
                    return Decision::Pass(Pass::Refused { rule: id });
                };
                trace.variant = Some(number);
                trace.say(|| format!("variant {number} is chosen"));
                match self.location(variant.target, variant.constant, b"", patterns, trace) {
                    Ok(location) => {
                        let cache = cache_control(code, None, true).map(cache_header);
                        let cookie = cookie.map(|name| split::keep(&name, number, self.subject.scheme));
                        let headers = cache.into_iter().chain(cookie).collect();
                        let variant = u16::try_from(number).unwrap_or(u16::MAX);
                        Decision::Redirect { rule: id, variant, code, location, headers }
                    }
                    Err(pass) => Decision::Pass(pass),
                }
            }
            ActionView::Rewrite { target, constant } => match self.location(target, constant, b"", patterns, trace) {
                // Whatever was inserted, the URL stays on the site.
                Ok(to) if to.starts_with(b"/") => Decision::Rewrite { rule: id, to },
                Ok(_) => Decision::Pass(Pass::Refused { rule: id }),
                Err(pass) => Decision::Pass(pass),
            },
        }
    }

    fn location(
        &self,
        target: &[u8],
        constant: bool,
        allow_hosts: &[u8],
        patterns: &mut Patterns,
        trace: &mut Trace,
    ) -> Result<Vec<u8>, Pass> {
        let Answer { rule, subject, matched, .. } = self;
        let id = rule.id;
        let refused = Pass::Refused { rule: id };
        let mut location = if constant {
            target.to_vec()
        } else {
            trace.say(|| format!("the target is {}", text(target)));
            expand(target, rule, subject, matched, patterns).ok_or(refused)?
        };
        trace.say(|| format!("written out: {}", text(&location)));
        let handed_on = if rule.query == QueryMode::Pass { subject.raw_query } else { &subject.carried };
        if !handed_on.is_empty() {
            location = with_parameters(handed_on, rule, location, MAX_LOCATION_BYTES);
            trace.say(|| format!("with the request's parameters: {}", text(&location)));
        }
        if location.len() > MAX_LOCATION_BYTES {
            trace.say(|| format!("it is longer than {MAX_LOCATION_BYTES} bytes"));
            return Err(refused);
        }
        if !leads_to(&location, allow_hosts) {
            trace.say(|| "it leads to a host that is not listed in allow_hosts".into());
            return Err(refused);
        }
        if is_requested_url(&location, subject) {
            trace.say(|| "it is the URL being requested".into());
            return Err(Pass::SelfRedirect { rule: id });
        }
        Ok(location)
    }
}

// The lines of a rule's headers, or what the code brings along.
fn header_list(code: u16, lines: &[u8]) -> Headers {
    if lines.is_empty() {
        return cache_control(code, None, false).map(cache_header).into_iter().collect();
    }
    let owned = |(name, value): (&str, &str)| Header { name: name.to_owned().into(), value: value.to_owned().into() };
    lines.split(|&b| b == b'\n').filter_map(header).map(owned).collect()
}

fn cache_header(value: std::borrow::Cow<'static, str>) -> Header {
    Header { name: "Cache-Control".into(), value }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
