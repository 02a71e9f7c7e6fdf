//! One set of redirects, as each of the contenders keeps it.

use std::fmt::Write as _;

use anyhow::{Result, anyhow};
use detour_rules::Rule;
use serde_json::json;

use crate::random::Samples;

/// Words of made-up titles. Few enough that titles share words, as those of a real site do.
const WORDS: [&str; 48] = [
    "autumn", "baker", "bicycle", "bridge", "budget", "camera", "castle", "coffee", "desert", "engine", "family",
    "festival", "forest", "garden", "guide", "harbour", "history", "holiday", "island", "kitchen", "ladder", "letter",
    "market", "meadow", "museum", "music", "night", "ocean", "orchard", "paper", "picture", "planet", "portrait",
    "recipe", "review", "river", "school", "silver", "story", "summer", "theatre", "travel", "tutorial", "valley",
    "village", "weather", "winter", "workshop",
];

/// What a pattern takes and inserts into its target.
const NUMBER: &str = "([0-9]+)";

/// How many rules of each sort there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) literals: usize,
    pub(super) patterns: usize,
}

impl Size {
    pub(super) fn title(self) -> String {
        let thousands = |count: usize| match count {
            0..1000 => count.to_string(),
            _ => format!("{},{:03}", count / 1000, count % 1000),
        };
        match (self.literals, self.patterns) {
            (0, 0) => "no rules".to_owned(),
            (literals, 0) => format!("{} literals", thousands(literals)),
            (0, patterns) => format!("{} regexes", thousands(patterns)),
            (literals, patterns) => format!("{} literals, {} regexes", thousands(literals), thousands(patterns)),
        }
    }
}

/// The redirects of one size: literals first, and patterns behind them, as a web server's administrator puts them.
pub(super) struct RuleSet {
    pub(super) size: Size,
    redirects: Vec<Redirect>,
}

/// Paths without the slash they begin with, since some keep them without.
struct Redirect {
    from: String,
    to: String,
    is_pattern: bool,
}

/// A request and where it is to lead.
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) to: String,
}

impl RuleSet {
    pub(super) fn new(size: Size) -> Self {
        let mut samples = Samples::seeded(7);
        let mut title = || (0..3).map(|_| WORDS[samples.below(WORDS.len())]).collect::<Vec<_>>().join("-");
        let literal = |number: usize, title: &str| Redirect {
            from: format!("{}/{:02}/{title}-{number}", 2008 + number % 17, 1 + number % 12),
            to: format!("articles/{title}-{number}/"),
            is_pattern: false,
        };
        let pattern = |number: usize, title: &str| Redirect {
            from: format!("^{title}-{number}/{NUMBER}$"),
            to: format!("topics/{number}/$1/"),
            is_pattern: true,
        };
        let literals = (0..size.literals).map(|number| literal(number, &title())).collect::<Vec<_>>();
        let patterns = (0..size.patterns).map(|number| pattern(number, &title()));
        Self { size, redirects: literals.into_iter().chain(patterns).collect() }
    }

    /// As Detour has them, and as the exporters for web servers take them.
    pub(super) fn rules(&self) -> Result<Vec<Rule>> {
        let rule = |(index, redirect): (usize, &Redirect)| {
            let (kind, from) = match redirect.from.strip_prefix('^') {
                Some(pattern) if redirect.is_pattern => ("regex", format!("^/{pattern}")),
                _ => ("exact", format!("/{}", redirect.from)),
            };
            let to = format!("/{}", redirect.to);
            Rule::from_json(&json!({
                "id": index + 1,
                "position": index + 1,
                "source": {"kind": kind, "value": from},
                "then": {"redirect": {"to": to, "code": 301}},
            }))
            .map_err(|problems| anyhow!("{problems:?}"))
        };
        self.redirects.iter().enumerate().map(rule).collect()
    }

    /// Statements that put them into Redirection's tables, in place of all that is there.
    pub(super) fn in_redirection(&self) -> Result<String> {
        let rows = self.redirects.iter().enumerate().map(|(index, redirect)| {
            let Redirect { from, to, is_pattern } = redirect;
            let (url, key) = match from.strip_prefix('^') {
                Some(pattern) if *is_pattern => (format!("^/{pattern}"), "regex".to_owned()),
                _ => (format!("/{from}"), format!("/{from}")),
            };
            format!(
                "('{url}', '{key}', '{{\"source\":{{\"flag_regex\":{is_pattern}}}}}', {}, {}, 1, 'enabled', 'url', 301, \
                 '/{to}', 'url')",
                u8::from(*is_pattern),
                index + 1,
            )
        });
        inserts(
            "TRUNCATE wp_redirection_items; TRUNCATE wp_redirection_logs; TRUNCATE wp_redirection_404;",
            "wp_redirection_items (url, match_url, match_data, regex, position, group_id, status, action_type, \
             action_code, action_data, match_type)",
            rows,
        )
    }

    /// The same for Rank Math, whose targets are whole URLs.
    pub(super) fn in_rank_math(&self, home: &str) -> Result<String> {
        let rows = self.redirects.iter().map(|Redirect { from, to, is_pattern }| {
            let comparison = if *is_pattern { "regex" } else { "exact" };
            let text = |text: &str| format!("s:{}:\"{text}\";", text.len());
            let fields = ["ignore", "", "pattern", from, "comparison", comparison].map(text).concat();
            format!("('a:1:{{i:0;a:3:{{{fields}}}}}', '{home}/{to}', 301, 'active', NOW(), NOW())")
        });
        inserts(
            "TRUNCATE wp_rank_math_redirections; TRUNCATE wp_rank_math_redirections_cache;",
            "wp_rank_math_redirections (sources, url_to, header_code, status, created, updated)",
            rows,
        )
    }

    /// Requests for literals, spread over the list.
    pub(super) fn literals(&self, count: usize) -> Vec<Asked> {
        spread(&self.redirects[..self.size.literals], count)
    }

    /// Requests for patterns, spread over the list.
    pub(super) fn patterns(&self, count: usize) -> Vec<Asked> {
        spread(&self.redirects[self.size.literals..], count)
    }
}

fn spread(redirects: &[Redirect], count: usize) -> Vec<Asked> {
    let count = count.min(redirects.len());
    let chosen = (0..count).map(|place| &redirects[(2 * place + 1) * redirects.len() / (2 * count)]);
    let asked = chosen.map(|Redirect { from, to, .. }| Asked {
        path: format!("/{}", from.trim_matches(['^', '$']).replace(NUMBER, "4711")),
        to: format!("/{}", to.replace("$1", "4711")),
    });
    asked.collect()
}

fn inserts(before: &str, into: &str, rows: impl Iterator<Item = String>) -> Result<String> {
    let mut statements = format!("{before}\n");
    let rows: Vec<String> = rows.collect();
    for some in rows.chunks(1000) {
        writeln!(statements, "INSERT INTO {into} VALUES\n{};", some.join(",\n"))?;
    }
    Ok(statements)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_answered_by_the_rules_of_their_set() {
        let set = RuleSet::new(Size { literals: 1000, patterns: 100 });
        let bytes = crate::rule_file::compile(&set.rules().unwrap(), 1).unwrap();
        let file = detour_format::RuleFile::open(bytes).unwrap();
        let mut patterns = detour_engine::Patterns::default();
        for asked in set.literals(20).iter().chain(&set.patterns(20)) {
            let request = detour_rules::Request::get("example.com", &asked.path);
            match detour_engine::decide(&file, &mut patterns, &request) {
                detour_rules::Decision::Redirect { location, .. } => {
                    assert_eq!(String::from_utf8_lossy(&location), asked.to, "{}", asked.path);
                }
                other => panic!("{}: {other:?}", asked.path),
            }
        }
    }

    #[test]
    fn the_same_rules_stand_in_each_place() {
        let set = RuleSet::new(Size { literals: 2500, patterns: 3 });
        assert_eq!(set.rules().unwrap().len(), 2503);
        assert_eq!(set.in_redirection().unwrap().matches("'enabled'").count(), 2503);
        assert_eq!(set.in_rank_math("http://example.com").unwrap().matches("'active'").count(), 2503);
    }

    #[test]
    fn sizes_are_named() {
        assert_eq!(Size { literals: 100_000, patterns: 0 }.title(), "100,000 literals");
        assert_eq!(Size { literals: 1000, patterns: 100 }.title(), "1,000 literals, 100 regexes");
        assert_eq!(Size { literals: 0, patterns: 0 }.title(), "no rules");
    }
}
