//! One case, and how it is run.

use std::collections::BTreeMap;

use detour_rules::{Context, Decision, Facts, Request, RequestScheme, Rule, Settings};

use crate::Expect;

/// A site of a case about a network.
#[derive(Debug, Clone)]
pub struct Site {
    /// Id of the blog.
    pub blog: u64,
    /// Its host.
    pub host: String,
    /// The path below which it lies.
    pub path: String,
    /// Rules with ids 1, 2, … where the case gives none.
    pub rules: Vec<Rule>,
    /// Its settings.
    pub settings: Settings,
}

/// One case: rules, one request, and what must come of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// `file/name`, with the file's folders before it; unique.
    pub id: String,
    /// Rules with ids 1, 2, … where the case gives none.
    pub rules: Vec<Rule>,
    /// Settings of the site.
    pub settings: Settings,
    /// The sites, each with rules and settings of its own, if the case is about a network.
    pub sites: Vec<Site>,
    /// HTTP method.
    pub method: String,
    /// Scheme of the visitor's connection.
    pub scheme: RequestScheme,
    /// `Host` header.
    pub host: String,
    /// Request target as sent.
    pub url: String,
    /// Headers, address and time, and, unless the case defers, what WordPress knows.
    pub visitor: Facts,
    /// What must be asked of WordPress first, in words.
    pub defer: Option<Vec<String>>,
    /// Once that is asked: `visitor` with what WordPress knows.
    pub resumed: Option<Facts>,
    /// What must come of it in the end.
    pub expect: Expect,
    /// Headers that the answer must have; an empty value stands for none of that name.
    pub headers: BTreeMap<String, String>,
}

impl Case {
    /// The case's request, as it comes in.
    pub fn request(&self) -> Request<'_> {
        self.request_of(&self.visitor)
    }

    fn request_of<'a>(&'a self, context: &'a dyn Context) -> Request<'a> {
        Request {
            method: self.method.as_bytes(),
            scheme: self.scheme,
            host: self.host.as_bytes(),
            uri: self.url.as_bytes(),
            context,
        }
    }

    /// Runs the case on an implementation, which is given a request and the place in the order to start from.
    ///
    /// # Errors
    /// What came instead of what must.
    pub fn run(&self, mut decide: impl FnMut(&Request<'_>, u32) -> Decision) -> Result<(), String> {
        let mut decision = decide(&self.request(), 0);
        if let (Some(needs), Some(resumed)) = (&self.defer, &self.resumed) {
            let got = Expect::of(&decision);
            let wanted = Expect::Defer { needs: needs.clone() };
            let Decision::Defer { from, .. } = decision else {
                return Err(format!("expected {wanted:?}, got {got:?}"));
            };
            if got != wanted {
                return Err(format!("expected {wanted:?}, got {got:?}"));
            }
            decision = decide(&self.request_of(resumed), from);
            let at_once = decide(&self.request_of(resumed), 0);
            if at_once != decision {
                return Err(format!("resumed: {decision:?}, but decided at once: {at_once:?}"));
            }
        }
        let got = Expect::of(&decision);
        if got != self.expect {
            return Err(format!("expected {:?}, got {got:?}", self.expect));
        }
        for (name, wanted) in &self.headers {
            let mut all = decision.headers().iter().filter(|header| header.name.eq_ignore_ascii_case(name));
            let got = all.next().map(|header| &*header.value).unwrap_or_default();
            if got != wanted || all.next().is_some() {
                return Err(format!("expected the header {name}: {wanted:?}, got {:?}", decision.headers()));
            }
        }
        Ok(())
    }
}
