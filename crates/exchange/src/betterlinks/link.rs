//! One short link.

use std::collections::BTreeMap;

use detour_rules::{Action, Cache, Case, Condition, Kind, QueryMode, Redirect, Schedule, Slash, Source};
use serde::Deserialize;

use crate::refusal::Refusal;
use crate::shape::canonical;
use crate::wordpress::{Draft, Manner, Options, path_pattern, target_text};

/// A row of the table `betterlinks`, with what other tables say about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Link {
    /// Key.
    #[serde(rename = "ID")]
    pub id: u64,
    /// Its address below the site's, without a slash before it.
    pub short_url: String,
    /// Where it leads.
    pub target_url: String,
    /// `301`, `302`, `307` or `cloak`.
    pub redirect_type: String,
    /// `publish`, `draft` or `scheduled`.
    pub link_status: String,
    /// When a scheduled one is meant to begin, `YYYY-MM-DD hh:mm:ss` in UTC.
    pub link_date_gmt: String,
    /// A name for people.
    pub link_title: String,
    /// A note for people.
    pub link_note: String,
    /// Whether the query is handed on; empty or `0` is no.
    pub param_forwarding: String,
    /// Whether a star at the end of the address is one.
    pub wildcards: String,
    /// Whether search engines are told not to follow.
    pub nofollow: String,
    /// Whether search engines are told that it is paid for.
    pub sponsored: String,
    /// The JSON of an end; Pro only.
    pub expire: String,
    /// The JSON of a rotation; Pro only.
    pub dynamic_redirect: String,
    /// Its first category.
    pub category: String,
    /// How often it was used.
    pub clicks: u64,
}

/// What the option `betterlinks_links` says about all links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether upper and lower case differ.
    pub case_sensitive: bool,
    /// Whether stars are looked at.
    pub wildcards: bool,
}

impl Settings {
    /// Reads the option, which is JSON. One that can't be read says nothing.
    pub fn read(option: &[u8]) -> Settings {
        let json: serde_json::Value = serde_json::from_slice(option).unwrap_or_default();
        let is_on = |name: &str| match json.get(name) {
            Some(serde_json::Value::String(text)) => is_on(text),
            Some(value) => is_on(&value.to_string()),
            None => false,
        };
        Settings { case_sensitive: is_on("is_case_sensitive"), wildcards: is_on("wildcards") }
    }
}

impl Link {
    /// Whether it takes all that begins with its address.
    pub(super) fn is_wildcard(&self, settings: Settings) -> bool {
        settings.wildcards && is_on(&self.wildcards) && self.short_url.ends_with("/*")
    }

    pub(super) fn drafts(&self, settings: Settings, manner: Manner, options: &Options) -> Result<Vec<Draft>, Refusal> {
        let code = match self.redirect_type.as_str() {
            "301" => 301,
            "302" => 302,
            "307" => 307,
            "cloak" => {
                let message = "It shows its target in a frame of the page; without the paid version the page is empty";
                return Err(Refusal::new(message, "Choose a redirect instead"));
            }
            _ => 302,
        };
        let short = self.short_url.trim_matches('/');
        if short.is_empty() {
            return Err(Refusal::new("It has no address", "Give it one"));
        }
        let template = self.template(manner, options)?;
        let case = if settings.case_sensitive { Case::Exact } else { Case::Ignore };
        let query = if is_on(&self.param_forwarding) { QueryMode::Pass } else { QueryMode::Ignore };
        let folder = options.site.folder();
        let mut drafts = Vec::new();
        let mut push = |kind, value: String, slash, to| {
            let source = Source { kind, value, slash, case, query, ..Source::default() };
            drafts.push(Draft::redirect(source, to, code));
        };
        if self.is_wildcard(settings) {
            let prefix = short.trim_end_matches('*').trim_end_matches('/');
            let path = path_pattern(&format!("{folder}/{prefix}"));
            let (before, after) = template.split_once("/*").unwrap_or((&template, ""));
            let star = template.contains("/*");
            let has_path = before.split_once("://").map_or(before, |(_, rest)| rest).contains('/');
            if !star || has_path && manner == Manner::Behaved {
                let rest = if star { "${1}" } else { "" };
                push(Kind::Regex, format!("^{path}(.*?)/?$"), Slash::Exact, format!("{before}{rest}{after}"));
            } else {
                push(Kind::Exact, canonical(&format!("{folder}/{prefix}")), Slash::Ignore, format!("{before}{after}"));
                push(Kind::Regex, format!("^{path}/(.*?)/?$"), Slash::Exact, format!("{before}/${{1}}{after}"));
            }
            if star && !has_path && manner == Manner::Behaved {
                let longer = format!("/{prefix}x");
                drafts[0].differs(
                    format!(
                        "It took addresses such as {longer} as well, and let the visitor choose the end of the host"
                    ),
                    "Nothing; only what is below the address is taken",
                );
            }
        } else {
            push(Kind::Exact, canonical(&format!("{folder}/{short}")), Slash::Ignore, template);
        }
        drafts.iter_mut().for_each(|draft| self.dress(draft, manner));
        self.note(&mut drafts[0]);
        Ok(drafts)
    }

    fn template(&self, manner: Manner, options: &Options) -> Result<String, Refusal> {
        let to = self.target_url.trim();
        Ok(target_text(&match () {
            () if to.is_empty() => return Err(Refusal::new("It has no target", "Give it one")),
            () if to.starts_with("//") => format!("https:{to}"),
            () if to.contains("://") => to.to_owned(),
            () if to.starts_with('/') => match &options.site.home {
                // The plugin puts the site's address and a slash before it.
                Some(home) if manner == Manner::Behaved => format!("{}{}/{to}", home.origin(), home.folder),
                _ => format!("{}{to}", options.site.folder()),
            },
            () => format!("http://{to}"),
        }))
    }

    // What isn't about addresses.
    fn dress(&self, draft: &mut Draft, manner: Manner) {
        let rule = &mut draft.rule;
        rule.group.clone_from(&self.category);
        rule.note = [self.link_title.as_str(), self.link_note.as_str()].join("\n").trim().to_owned();
        rule.when = vec![Condition::Method(vec!["GET".into()])];
        if let Action::Redirect(redirect) = &mut rule.then {
            self.headers(redirect);
        }
        if manner == Manner::Intended {
            rule.enabled = self.link_status != "draft";
            let from = format!("{}Z", self.link_date_gmt.trim().replace(' ', "T"));
            if self.link_status == "scheduled" && detour_rules::unix_seconds(&from).is_some() {
                rule.schedule = Some(Schedule { from: Some(from), until: None });
            }
        }
    }

    fn headers(&self, redirect: &mut Redirect) {
        redirect.cache = Some(Cache::None);
        let robots: Vec<&str> = [(&self.sponsored, "sponsored"), (&self.nofollow, "noindex, nofollow")]
            .into_iter()
            .filter_map(|(flag, word)| is_on(flag).then_some(word))
            .collect();
        if !robots.is_empty() {
            redirect.headers = BTreeMap::from([("X-Robots-Tag".to_owned(), robots.join(", "))]);
        }
    }

    fn note(&self, draft: &mut Draft) {
        if is_on(&self.param_forwarding) && self.target_url.contains('#') {
            draft.differs(
                "The query was put behind the #, where servers never see it; it stands before it now",
                "Nothing",
            );
        }
        if matches!(self.link_status.as_str(), "draft" | "scheduled") && draft.rule.enabled {
            draft.differs(
                format!("It is marked as {} and redirects all the same, as it does there", self.link_status),
                "Import it as intended, or disable it",
            );
        }
        for (name, json) in [("An end", &self.expire), ("A rotation", &self.dynamic_redirect)] {
            let on = serde_json::from_str::<serde_json::Value>(json).is_ok_and(|value| {
                let is =
                    |field: &str| value.get(field).is_some_and(|field| field.as_bool() != Some(false) && *field != "");
                is("status") || is("type")
            });
            if on {
                draft.differs(
                    format!("{name} that was set in the paid version is not carried over"),
                    "Set it in the rule",
                );
            }
        }
    }
}

/// Flags are kept as text, in several spellings.
pub(super) fn is_on(flag: &str) -> bool {
    !matches!(flag.trim(), "" | "0" | "false" | "no" | "null" | "off")
}
