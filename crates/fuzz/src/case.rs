//! Rules and requests as one input: written by the fuzzer as bytes, by people as JSON.

use std::fmt;

use arbitrary::{Result, Unstructured};
use detour_engine::{Program, compile_with};
use detour_format::{RuleFile, SiteRules, Stamp, write, write_network};
use detour_rules::{RankMathSettings, RedirectionSettings, Rule, Settings};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::asked::{Asked, is_default};
use crate::damage::Damage;

/// Host of all sites of a network.
pub(crate) const HOST: &str = "a.test";

/// Some rules, and what is asked of them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Case {
    /// Rule JSON. Those that are not sound are left out.
    pub rules: Vec<Value>,
    /// The site's tracking parameters.
    #[serde(skip_serializing_if = "is_default")]
    pub tracking: Vec<String>,
    /// The site's country header; the default one unless given.
    #[serde(skip_serializing_if = "is_default")]
    pub country_header: Option<String>,
    /// The settings of Redirection.
    #[serde(skip_serializing_if = "is_default")]
    pub redirection: Option<RedirectionSettings>,
    /// The settings of Rank Math.
    #[serde(skip_serializing_if = "is_default")]
    pub rank_math: Option<RankMathSettings>,
    /// Requests, answered one by one.
    pub requests: Vec<Asked>,
    /// Seed of the rule file.
    #[serde(skip_serializing_if = "is_default")]
    pub seed: u64,
    /// Paths of a network's sites at `a.test`, among which the rules are dealt out in turn; none for the file of one site.
    #[serde(skip_serializing_if = "is_default")]
    pub sites: Vec<String>,
    /// What is done to the bytes of the rule file. Only the target `rule_file` does it.
    #[serde(skip_serializing_if = "is_default")]
    pub damage: Vec<Damage>,
}

impl Case {
    /// The case that `data` holds: JSON if it begins with a brace, else whatever `generate` makes of the bytes.
    pub(crate) fn read(data: &[u8], generate: fn(&mut Unstructured<'_>) -> Result<Case>) -> Option<Case> {
        match data.first() {
            Some(b'{') => serde_json::from_slice(data).ok(),
            _ => generate(&mut Unstructured::new(data)).ok(),
        }
    }

    /// The sound rules, each with an id of its own.
    pub fn rules(&self) -> Vec<Rule> {
        let mut rules: Vec<Rule> = self.rules.iter().filter_map(|json| Rule::from_json(json).ok()).collect();
        for (id, rule) in (1..).zip(&mut rules) {
            rule.id = id;
        }
        rules
    }

    /// The site's settings.
    pub fn settings(&self) -> Settings {
        let defaults = Settings::default();
        let country_header = self.country_header.clone().unwrap_or(defaults.country_header.clone());
        let (redirection, rank_math) = (self.redirection.clone(), self.rank_math.clone());
        Settings { country_header, tracking: self.tracking.clone(), redirection, rank_math, ..defaults }
    }

    /// Whether plugins have anything to say.
    pub(crate) fn has_plugins(&self) -> bool {
        let is_of_plugin = |rule: &Value| rule.get("dialect").is_some_and(|dialect| dialect != "native");
        self.redirection.is_some() || self.rank_math.is_some() || self.rules.iter().any(is_of_plugin)
    }

    /// Compiles rules, which must be sound, into the bytes of a file.
    pub(crate) fn bytes(&self, rules: &[Rule]) -> Vec<u8> {
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: self.seed };
        let compilation = compile_with(rules, &self.settings());
        assert!(compilation.skipped.is_empty(), "sound rules are skipped: {:?}\n{self}", compilation.skipped);
        write(&compilation.program, &stamp).unwrap_or_else(|error| panic!("{error}\n{self}"))
    }

    /// Rules by site, in the order of the sites.
    pub(crate) fn dealt_out(&self, rules: &[Rule]) -> Vec<Vec<Rule>> {
        let of_site = |site: usize| rules.iter().skip(site).step_by(self.sites.len()).cloned().collect();
        (0..self.sites.len()).map(of_site).collect()
    }

    /// The file of the sites, unless two have the same place.
    pub(crate) fn network(&self, rules: &[Rule]) -> Option<Vec<u8>> {
        let dealt_out = self.dealt_out(rules);
        let programs: Vec<Program> =
            dealt_out.iter().map(|rules| compile_with(rules, &self.settings()).program).collect();
        let place = |((blog, path), program)| SiteRules { blog, host: HOST, path, program };
        let sites: Vec<SiteRules<'_>> =
            (1..).zip(self.sites.iter().map(String::as_str)).zip(&programs).map(place).collect();
        write_network(&sites, &Stamp { generation: 1, revision: 1, created: 0, seed: self.seed }).ok()
    }

    /// Compiles rules, which must be sound, into a file that must be sound, too.
    pub(crate) fn file(&self, rules: &[Rule]) -> RuleFile<Vec<u8>> {
        let file = RuleFile::open(self.bytes(rules)).unwrap_or_else(|error| panic!("{error}\n{self}"));
        file.verify().unwrap_or_else(|error| panic!("{error}\n{self}"));
        // Those that Redirection never comes to are left out.
        let hidden = compile_with(rules, &self.settings()).hidden.len();
        let enabled = rules.iter().filter(|rule| rule.enabled).count();
        assert_eq!(file.rule_count() as usize + hidden, enabled, "{self}");
        file
    }
}

/// The JSON that a regression is kept as.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(self).map_err(|_| fmt::Error)?)
    }
}
