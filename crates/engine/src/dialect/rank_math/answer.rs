//! From a redirection that matches to the decision (spec/importers §1.5).

use detour_pcre::Pattern;
use detour_rules::{Body, Context, Decision, Fallback, Header, Headers, Needs, Pass, Request, is_redirect_code};

use super::request::{Subject, home_url, is_bypassed};
use super::target::{destination, fallback_query, location};
use crate::ActionView;
use crate::answer::{MAX_LOCATION_BYTES, Trace};
use crate::destination::is_requested_url;

/// A redirection that answers, or the fallback.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'r> {
    /// Id of the rule; 0 for the fallback.
    pub rule: u64,
    /// Its place in the order: where a deferred decision is resumed.
    pub order: u32,
    /// The request.
    pub request: &'r Request<'r>,
}

impl Answer<'_> {
    /// What the redirection does. `regexes` are its sources that are regular expressions, whichever of them matched.
    pub(crate) fn act<'p>(
        &self,
        action: &ActionView<'_>,
        regexes: impl IntoIterator<Item = &'p Pattern>,
        subject: &Subject,
        trace: &mut Trace,
    ) -> Decision {
        match *action {
            ActionView::Redirect { target, code, .. } => {
                trace.say(|| format!("the target is {}", String::from_utf8_lossy(target)));
                let destination = destination(target, regexes, subject.path());
                trace.say(|| format!("written out: {}", String::from_utf8_lossy(&destination)));
                let decision = self.redirect(code, destination, subject.query());
                if let Decision::Redirect { location, .. } = &decision {
                    trace.say(|| format!("with the query, cleaned: {}", String::from_utf8_lossy(location)));
                }
                decision
            }
            ActionView::Respond { code, .. } => self.respond(code),
            _ => Decision::Pass(Pass::Ignored { rule: self.rule }),
        }
    }

    /// A redirect to a destination, with the query of the request. Where WordPress refuses the location, the request goes
    /// on, and no other rule is tried. Unlike in Rank Math, a redirect to the URL being requested is never sent.
    pub fn redirect(&self, code: u16, destination: Vec<u8>, query: &[u8]) -> Decision {
        let rule = self.rule;
        let Some(location) = location(destination, query).filter(|location| location.len() <= MAX_LOCATION_BYTES)
        else {
            return Decision::Pass(Pass::Refused { rule });
        };
        if crate::subject::Subject::new(self.request).is_some_and(|url| is_requested_url(&location, &url)) {
            return Decision::Pass(Pass::SelfRedirect { rule });
        }
        let by = Header { name: "X-Redirect-By".into(), value: "Rank Math".into() };
        Decision::Redirect { rule, variant: 0, code, location, headers: smallvec::smallvec![by] }
    }

    /// A status with the theme's page for it.
    pub fn respond(&self, code: u16) -> Decision {
        if !self.request.context.has_theme() {
            return self.defer(Needs { theme: true, ..Needs::default() });
        }
        Decision::Respond { rule: self.rule, code, body: Body::Theme, headers: Headers::new() }
    }

    fn defer(&self, needs: Needs) -> Decision {
        Decision::Defer { rule: self.rule, from: self.order, needs }
    }
}

/// What becomes of a request that no rule answers. `end` is the place behind all rules.
pub fn fallback(
    fallback: &Fallback,
    home: &str,
    subject: &Subject,
    request: &Request<'_>,
    end: u32,
) -> Option<Decision> {
    let context: &dyn Context = request.context;
    let responds = matches!(fallback.code, 410 | 451);
    let query = fallback_query(subject).filter(|_| !is_bypassed(subject, request.uri, context))?;
    // For any other code Rank Math would break off every page that is not found.
    if !responds && !is_redirect_code(fallback.code) {
        return None;
    }
    let answer = Answer { rule: 0, order: end, request };
    match context.not_found() {
        None => return Some(answer.defer(Needs { not_found: true, ..Needs::default() })),
        Some(false) => return None,
        Some(true) => {}
    }
    Some(match &fallback.to {
        _ if responds => answer.respond(fallback.code),
        Some(to) => answer.redirect(fallback.code, to.clone().into_bytes(), query),
        None => answer.redirect(fallback.code, home_url(home, request.scheme).into_bytes(), query),
    })
}
