//! Cases as they are written in TOML.

use std::collections::BTreeMap;

use detour_rules::{Facts, RequestScheme, Rule, Settings, unix_seconds};
use serde::Deserialize;

use crate::{Case, Expect, Site};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "case")]
    cases: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    rule: Option<Rule>,
    #[serde(default)]
    rules: Vec<Rule>,
    settings: Option<Settings>,
    #[serde(default)]
    broken: Vec<String>,
    #[serde(default)]
    sites: Vec<WrittenSite>,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    https: bool,
    #[serde(default = "host")]
    host: String,
    #[serde(default = "root")]
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    client: Option<String>,
    now: Option<String>,
    facts: Option<WrittenFacts>,
    defer: Option<Vec<String>>,
    redirect: Option<String>,
    code: Option<u16>,
    respond: Option<u16>,
    theme: Option<bool>,
    rewrite: Option<String>,
    pass: Option<String>,
    invalid: Option<String>,
    finding: Option<String>,
    #[serde(default)]
    header: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSite {
    blog: u64,
    host: String,
    #[serde(default = "root")]
    path: String,
    #[serde(default)]
    rules: Vec<Rule>,
    settings: Option<Settings>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFacts {
    logged_in: Option<bool>,
    roles: Option<Vec<String>>,
    not_found: Option<bool>,
    #[serde(default)]
    filters: BTreeMap<String, bool>,
    #[serde(default)]
    theme: bool,
}

pub(crate) fn read(group: &str, text: &str) -> Result<Vec<Case>, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    let read = |case: Written| {
        let id = format!("{group}/{}", case.name);
        case.read(&id).map_err(|error| format!("case {id}: {error}"))
    };
    file.cases.into_iter().map(read).collect()
}

impl Written {
    fn read(mut self, id: &str) -> Result<Case, String> {
        let expect = self.expect()?;
        let mut rules = numbered(self.rule.into_iter().chain(self.rules).collect());
        // Rules are compiled with their fallbacks in place, so no implementation knows more of it.
        let since = |url: &str| self.broken.iter().any(|broken| broken == url).then_some(0);
        rules.iter_mut().for_each(|rule| rule.fall_back(since));
        if !self.sites.is_empty() && (!rules.is_empty() || self.settings.is_some()) {
            return Err("give sites, or rules and settings of one site".into());
        }
        let sites = self.sites.into_iter().map(|site| Site {
            blog: site.blog,
            host: site.host,
            path: site.path,
            rules: numbered(site.rules),
            settings: site.settings.unwrap_or_default(),
        });
        let client_ip = self.client.map(|text| text.parse().map_err(|_| format!("client {text:?} is no address")));
        let now = self.now.map(|text| unix_seconds(&text).ok_or(format!("now {text:?} is no time with an offset")));
        let visitor = Facts {
            headers: self.headers,
            client_ip: client_ip.transpose()?,
            now: now.transpose()?,
            ..Facts::default()
        };
        let knowing = self.facts.map(|facts| Facts {
            logged_in: facts.logged_in,
            roles: facts.roles,
            not_found: facts.not_found,
            filters: facts.filters,
            theme: facts.theme,
            ..visitor.clone()
        });
        let (visitor, resumed) = match (&self.defer, knowing) {
            (Some(_), knowing) => (visitor, knowing),
            (None, knowing) => (knowing.unwrap_or(visitor), None),
        };
        Ok(Case {
            id: id.to_owned(),
            rules,
            settings: self.settings.unwrap_or_default(),
            sites: sites.collect(),
            method: self.method,
            scheme: if self.https { RequestScheme::Https } else { RequestScheme::Http },
            host: self.host,
            url: self.url,
            visitor,
            defer: self.defer,
            resumed,
            expect,
            headers: self.header,
        })
    }

    fn expect(&mut self) -> Result<Expect, String> {
        if self.code.is_some() && self.redirect.is_none() {
            return Err("code says something about redirect only; respond has the status itself".into());
        }
        if self.theme.is_some() && self.respond.is_none() {
            return Err("theme says something about respond only".into());
        }
        let mut all = Vec::new();
        let code = self.code.unwrap_or(307);
        all.extend(self.redirect.take().map(|location| Expect::Redirect { location, code }));
        all.extend(self.respond.map(|code| match self.theme {
            Some(true) => Expect::RespondTheme { code },
            _ => Expect::Respond { code },
        }));
        all.extend(self.rewrite.take().map(|to| Expect::Rewrite { to }));
        all.extend(self.pass.take().map(|reason| Expect::Pass { reason }));
        all.extend(self.invalid.take().map(|field| Expect::Invalid { field }));
        all.extend(self.finding.take().map(|field| Expect::Finding { field }));
        match (all.pop(), &self.defer, &self.facts) {
            (Some(expect), None, _) | (Some(expect), Some(_), Some(_)) if all.is_empty() => Ok(expect),
            (None, Some(needs), None) => Ok(Expect::Defer { needs: needs.clone() }),
            _ => Err("give exactly one of redirect, respond, rewrite, pass, invalid, finding, or defer alone, \
                      or defer with facts and what comes of them"
                .into()),
        }
    }
}

fn numbered(mut rules: Vec<Rule>) -> Vec<Rule> {
    for (number, rule) in (1..).zip(&mut rules) {
        if rule.id == 0 {
            rule.id = number;
        }
    }
    rules
}

fn get() -> String {
    "GET".into()
}

fn host() -> String {
    "example.test".into()
}

fn root() -> String {
    "/".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_say_nothing_is_refused() {
        let said = |rest: &str| read("file", &format!("[[case]]\nname = \"x\"\n{rest}")).unwrap_err();
        assert!(said("pass = \"no-match\"\ncode = 301").contains("case file/x: code says"));
        assert!(said("respond = 410\ncode = 410").contains("code says"));
        assert!(said("redirect = \"/\"\ntheme = true").contains("theme says"));
        assert!(said("pass = \"no-match\"\nredirect = \"/\"").contains("exactly one"));
        assert!(said("pas = \"no-match\"").contains("unknown field"));
    }
}
