//! Whether two answers are the same.

use detour_rules::{Decision, Pass};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::Variant;
use crate::answer::{Actual, Kept};
use crate::cause::Cause;
use crate::location::destination;

/// What comparing them says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// They are the same.
    Equal,
    /// The rules let the request pass, and WordPress redirects it on its own account, as it will do afterwards.
    WordPress,
    /// The web server refuses the request before anybody else sees it, as it will do afterwards.
    Refused,
    /// Nothing speaks against it, and nothing is proved: only WordPress knows.
    LeftToWordPress,
    /// Nothing speaks against it: the target is drawn by lot.
    ByChance,
    /// They differ.
    Different(Cause),
}

impl Outcome {
    /// Whether nothing is proved.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Outcome::LeftToWordPress | Outcome::ByChance | Outcome::Refused)
    }
}

/// One request with all that is needed to judge the answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared<'a> {
    /// The URL that was asked for.
    pub(crate) url: &'a str,
    /// What the request was meant to find out.
    pub(crate) variant: Variant,
    /// Whether the rule it was made from is disabled.
    pub(crate) disabled: bool,
    /// Whether the rule compares what PHP calls the server's name.
    pub(crate) server_name: bool,
    /// Whether the rule that answers is a split.
    pub(crate) split: bool,
    /// Whether it matters how long caches keep an answer.
    pub(crate) cache: bool,
    /// Whether the old rules' redirects have a name of their own.
    pub(crate) named: bool,
}

impl Compared<'_> {
    /// Compares what the rules may answer with what the site does. There are several decisions if it depends on what
    /// only WordPress knows; then the site must answer as one of them.
    pub(crate) fn outcome(&self, decisions: &[Decision], actual: &Actual) -> Outcome {
        // What isn't ASCII is no request target (RFC 9112 §3.2).
        if actual.status == 400 && !self.url.is_ascii() {
            return Outcome::Refused;
        }
        let mut outcomes = decisions.iter().map(|decision| self.one(decision, actual));
        match (outcomes.next(), decisions) {
            (Some(first), [_]) => first,
            (Some(first @ Outcome::Different(_)), _) if outcomes.all(|one| matches!(one, Outcome::Different(_))) => {
                first
            }
            _ => Outcome::LeftToWordPress,
        }
    }

    fn one(&self, decision: &Decision, actual: &Actual) -> Outcome {
        match decision {
            Decision::Redirect { code, location, .. } => {
                let Some(theirs) = actual.redirect() else { return self.unanswered(actual) };
                let ours = destination(self.url, location);
                let theirs = destination(self.url, theirs.as_bytes());
                match (ours == theirs, *code == actual.status) {
                    (true, true) if self.cache && Kept::of_decision(decision) != Kept::of(actual.cache.as_deref()) => {
                        Outcome::Different(Cause::CACHE)
                    }
                    (true, true) => Outcome::Equal,
                    (true, false) => Outcome::Different(Cause::STATUS),
                    (false, true) if self.split => Outcome::ByChance,
                    (false, _) => Outcome::Different(self.other_target(&ours, &theirs, actual)),
                }
            }
            Decision::Respond { code, .. } => match actual.redirect() {
                None if actual.status == *code => Outcome::Equal,
                None => self.unanswered(actual),
                Some(location) => {
                    let theirs = destination(self.url, location.as_bytes());
                    let is_tidying = by_wordpress(actual) && is_tidied(self.url, &theirs);
                    Outcome::Different(if is_tidying { Cause::TIDIED_FIRST } else { Cause::TARGET })
                }
            },
            Decision::Rewrite { .. } => match self.passed(None, actual) {
                Outcome::Equal => Outcome::LeftToWordPress,
                outcome => outcome,
            },
            Decision::Pass(pass) => self.passed(Some(*pass), actual),
            Decision::Defer { .. } => Outcome::LeftToWordPress,
        }
    }

    // The rules answer, and the site doesn't redirect.
    fn unanswered(&self, actual: &Actual) -> Outcome {
        Outcome::Different(match has_failed(actual.status) {
            true => Cause::SITE_FAILED,
            false if self.server_name => Cause::SERVER_NAME,
            false => Cause::rules_take(self.variant),
        })
    }

    // Nothing is answered, so WordPress would show what it has.
    fn passed(&self, pass: Option<Pass>, actual: &Actual) -> Outcome {
        let Some(location) = actual.redirect() else {
            return match actual.status {
                // No page of WordPress has such a status.
                410 | 418 | 451 => Outcome::Different(Cause::SITE_RESPONDS),
                status if has_failed(status) => Outcome::Different(Cause::SITE_FAILED),
                _ => Outcome::Equal,
            };
        };
        let theirs = destination(self.url, location.as_bytes());
        let by_wordpress = by_wordpress(actual);
        Outcome::Different(match pass {
            _ if by_wordpress && (self.named || is_tidied(self.url, &theirs)) => return Outcome::WordPress,
            Some(Pass::SelfRedirect { .. }) => Cause::SELF_REDIRECT,
            Some(Pass::Refused { .. }) => Cause::REFUSED,
            _ if actual.by.is_none() && is_tidied(self.url, &theirs) => Cause::SERVER,
            _ if by_wordpress => Cause::WORDPRESS,
            _ if self.disabled => Cause::DISABLED,
            _ if self.server_name => Cause::SERVER_NAME,
            _ => Cause::site_takes(self.variant),
        })
    }

    fn other_target(&self, ours: &str, theirs: &str, actual: &Actual) -> Cause {
        if actual.by.is_none() && is_tidied(self.url, theirs) {
            return Cause::SERVER;
        }
        let (Ok(ours), Ok(theirs)) = (Url::parse(ours), Url::parse(theirs)) else { return Cause::TARGET };
        let same_place = ours.origin() == theirs.origin();
        let (path, query) = (ours.path() == theirs.path(), ours.query() == theirs.query());
        let trimmed = |url: &Url| url.path().trim_end_matches('/').to_owned();
        match (same_place, path, query) {
            (true, true, true) => Cause::FRAGMENT,
            (true, true, false) => Cause::QUERY,
            (false, true, true) => Cause::HOST,
            (true, false, true) if trimmed(&ours) == trimmed(&theirs) => Cause::TARGET_SLASH,
            (true, false, _) if ours.as_str().eq_ignore_ascii_case(theirs.as_str()) => Cause::TARGET_CASE,
            _ => Cause::TARGET,
        }
    }
}

fn by_wordpress(actual: &Actual) -> bool {
    actual.by.as_deref().is_some_and(|by| by.eq_ignore_ascii_case("wordpress"))
}

fn has_failed(status: u16) -> bool {
    status == 429 || status >= 500
}

/// Whether one URL is the other, put in order as WordPress and web servers do: scheme, `www.`, slashes, case, escapes.
fn is_tidied(asked: &str, to: &str) -> bool {
    let tidy = |url: &str| {
        let url = Url::parse(url).ok()?;
        let host = url.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host).to_owned();
        let path = percent_decode_str(url.path()).decode_utf8_lossy().to_lowercase();
        let segments = path.split('/').filter(|segment| !matches!(*segment, "" | "index.php"));
        Some((host, segments.map(str::to_owned).collect::<Vec<_>>(), url.query().unwrap_or_default().to_owned()))
    };
    tidy(asked).is_some_and(|asked| tidy(to) == Some(asked))
}

#[cfg(test)]
mod tests {
    use detour_rules::{Body, Header, Headers, Needs};

    use super::*;

    const URL: &str = "https://shop.example/old?a=1";

    const PLAIN: Compared<'_> = Compared {
        url: URL,
        variant: Variant::Hit,
        disabled: false,
        server_name: false,
        split: false,
        cache: false,
        named: false,
    };

    fn redirect(code: u16, location: &str) -> Decision {
        Decision::Redirect { rule: 1, variant: 0, code, location: location.into(), headers: Headers::new() }
    }

    fn actual(status: u16, location: Option<&str>, by: Option<&str>) -> Actual {
        Actual { status, location: location.map(str::to_owned), by: by.map(str::to_owned), cache: None }
    }

    fn outcome(decisions: &[Decision], actual: &Actual) -> String {
        let compared = Compared { variant: Variant::Case, ..PLAIN };
        match compared.outcome(decisions, actual) {
            Outcome::Different(cause) => cause.id.into_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn redirects() {
        let ours = [redirect(301, "/new?a=1")];
        for (status, location, says) in [
            (301, Some("/new?a=1"), "Equal"),
            (301, Some("https://SHOP.example:443/new?a=1"), "Equal"),
            (302, Some("/new?a=1"), "status"),
            (301, Some("/new"), "query"),
            (301, Some("http://shop.example/new?a=1"), "host"),
            (301, Some("/new?a=1#x"), "fragment"),
            (301, Some("/new/?a=1"), "target-slash"),
            (301, Some("/New?a=1"), "target-case"),
            (301, Some("/other"), "target"),
            (301, Some("https://www.shop.example/old/?a=1"), "own-address"),
            (200, None, "rules-take-case"),
            (200, Some("/new?a=1"), "rules-take-case"),
            (503, None, "site-failed"),
        ] {
            assert_eq!(outcome(&ours, &actual(status, location, None)), says, "{status} {location:?}");
        }
    }

    #[test]
    fn requests_that_pass() {
        let ours = [Decision::Pass(Pass::NoMatch)];
        for (status, location, by, says) in [
            (200, None, None, "Equal"),
            (404, None, None, "Equal"),
            (403, None, None, "Equal"),
            (410, None, None, "site-responds"),
            (500, None, None, "site-failed"),
            (301, Some("/old/?a=1"), Some("WordPress"), "WordPress"),
            (301, Some("/new"), Some("WordPress"), "wordpress"),
            (301, Some("/old/?a=1"), None, "own-address"),
            (301, Some("/new"), Some("redirection"), "site-takes-case"),
        ] {
            assert_eq!(outcome(&ours, &actual(status, location, by)), says, "{status} {location:?} {by:?}");
        }
        let found = actual(301, Some("/old?a=1"), Some("redirection"));
        assert_eq!(outcome(&[Decision::Pass(Pass::SelfRedirect { rule: 1 })], &found), "self-redirect");
        assert_eq!(outcome(&[Decision::Pass(Pass::Refused { rule: 1 })], &found), "refused");
    }

    #[test]
    fn who_redirects_is_known_if_the_old_rules_have_a_name() {
        let compared = Compared { variant: Variant::Near, named: true, ..PLAIN };
        let passed = [Decision::Pass(Pass::NoMatch)];
        let guessed = actual(301, Some("/older"), Some("WordPress"));
        assert_eq!(compared.outcome(&passed, &guessed), Outcome::WordPress);
        let by_rule = actual(301, Some("/older"), Some("redirection"));
        assert_eq!(compared.outcome(&passed, &by_rule), Outcome::Different(Cause::site_takes(Variant::Near)));
        assert_eq!(compared.outcome(&[redirect(301, "/new")], &guessed), Outcome::Different(Cause::TARGET));
    }

    #[test]
    fn a_fixed_server_name_is_thought_of() {
        let compared = Compared { server_name: true, ..PLAIN };
        let missing = compared.outcome(&[redirect(301, "/new")], &actual(404, None, None));
        assert_eq!(missing, Outcome::Different(Cause::SERVER_NAME));
    }

    #[test]
    fn servers_may_refuse_what_is_no_request_target() {
        let refused = actual(400, None, None);
        let compared = |url| Compared { url, variant: Variant::Encoding, ..PLAIN };
        assert_eq!(compared("http://a.test/\u{e9}").outcome(&[redirect(301, "/new")], &refused), Outcome::Refused);
        let plain = compared("http://a.test/e").outcome(&[redirect(301, "/new")], &refused);
        assert_eq!(plain, Outcome::Different(Cause::rules_take(Variant::Encoding)));
    }

    #[test]
    fn answers_without_target() {
        let gone = [Decision::Respond { rule: 1, code: 410, body: Body::Theme, headers: Headers::new() }];
        assert_eq!(outcome(&gone, &actual(410, None, None)), "Equal");
        assert_eq!(outcome(&gone, &actual(404, None, None)), "rules-take-case");
        assert_eq!(outcome(&gone, &actual(301, Some("/"), None)), "target");
        assert_eq!(outcome(&gone, &actual(301, Some("/"), Some("WordPress"))), "target");
        assert_eq!(outcome(&gone, &actual(301, Some("/old/?a=1"), Some("WordPress"))), "tidied-first");
        let rewrite = [Decision::Rewrite { rule: 1, to: b"/x".into() }];
        assert_eq!(outcome(&rewrite, &actual(200, None, None)), "LeftToWordPress");
        assert_eq!(outcome(&rewrite, &actual(301, Some("/x"), Some("redirection"))), "site-takes-case");
    }

    #[test]
    fn what_only_wordpress_knows_must_still_be_possible() {
        let both = [redirect(301, "/new"), Decision::Pass(Pass::NoMatch)];
        assert_eq!(outcome(&both, &actual(301, Some("/new"), None)), "LeftToWordPress");
        assert_eq!(outcome(&both, &actual(200, None, None)), "LeftToWordPress");
        assert_eq!(outcome(&both, &actual(302, Some("/new"), None)), "status");
        let defer = [Decision::Defer { rule: 1, from: 0, needs: Needs::default() }];
        assert_eq!(outcome(&defer, &actual(301, Some("/new"), None)), "LeftToWordPress");
    }

    #[test]
    fn caches_count_if_it_is_wanted() {
        let kept = Actual { cache: Some("max-age=60".into()), ..actual(301, Some("/new"), None) };
        let compared = Compared { cache: true, ..PLAIN };
        let header = Header { name: "Cache-Control".into(), value: "max-age=86400".into() };
        let headers = [header].into_iter().collect();
        let ours = Decision::Redirect { rule: 1, variant: 0, code: 301, location: b"/new".into(), headers };
        assert_eq!(compared.outcome(std::slice::from_ref(&ours), &kept), Outcome::Different(Cause::CACHE));
        let day = Actual { cache: Some("max-age=86400".into()), ..kept };
        assert_eq!(compared.outcome(&[ours], &day), Outcome::Equal);
    }
}
