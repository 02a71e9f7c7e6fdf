//! `Detour\preview()`: which URLs a rule takes that nobody has saved yet, by way of example.

use std::collections::{HashMap, HashSet};

use detour_format::FilePatterns;
use detour_proof::Site;
use detour_rules::{Problem, Request, Rule, Settings};
use detour_samples::{Home, Sample, Wanted, samples};
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;
use serde_json::{Value, json};

use crate::functions::{Array, argument, array, read, settings_of};
use crate::{panic, trial};

/// URLs of each variant that are shown, and of all of them.
const OF_A_VARIANT: usize = 3;
const MOST: usize = 24;
/// Requests that they are chosen from.
const TRIED: usize = 60;

/// Adds it to the module.
pub(crate) fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module.function(wrap_function!(preview))
}

/// URLs made from the rule, and whether its source takes each of them.
#[php_function]
#[php(name = "Detour\\preview")]
pub(crate) fn preview(rule: &ZendHashTable, site: &str, settings: Option<&ZendHashTable>) -> PhpResult<Array> {
    let mut address =
        Site::parse(site).map_err(|error| argument("preview", 2, "site", &format!("is wrong: {error}")))?;
    address.keep_scheme();
    let settings = settings_of("preview", 3, settings)?;
    let rule = read(rule, Rule::from_json).map_err(|problems| {
        let problem = problems.first().map(Problem::to_string).unwrap_or_default();
        argument("preview", 1, "rule", &format!("is not sound: {problem}"))
    })?;
    let shown = panic::guard("preview()", None, || shown(&source_only(rule), address.home(), &settings));
    let Some(urls) = shown else {
        return Err(PhpException::from_message(
            "Detour\\preview(): the rule could not be tried; please report this".into(),
        ));
    };
    array(&json!({"urls": urls}))
}

/// What is left when nothing is asked but the URL: a visitor can't be shown.
fn source_only(rule: Rule) -> Rule {
    Rule { enabled: true, when: Vec::new(), otherwise: None, schedule: None, examples: Vec::new(), ..rule }
}

fn shown(rule: &Rule, home: Home<'_>, settings: &Settings) -> Option<Vec<Value>> {
    let wanted = Wanted { home, settings, most: TRIED, unsafe_methods: false, seed: 1 };
    let file = trial::rule_file(std::slice::from_ref(rule), settings)?;
    let mut patterns = FilePatterns::new();
    let (mut seen, mut counts) = (HashSet::new(), HashMap::new());
    let mut urls = Vec::new();
    for sample in samples(rule, &wanted) {
        let url = written(&sample, home);
        let count = counts.entry(sample.variant).or_insert(0);
        if sample.method != "GET" || *count == OF_A_VARIANT || urls.len() == MOST || !seen.insert(url.clone()) {
            continue;
        }
        *count += 1;
        let request = Request::for_url("GET", &sample.host, sample.scheme, &sample.uri);
        let tried = file.explain(&mut patterns, &request);
        let matches = tried.steps.iter().any(|step| step.matches);
        let read_as = match &*tried.request.query {
            "" => tried.request.path.clone(),
            query => format!("{}?{query}", tried.request.path),
        };
        urls.push(json!({"url": url, "variant": sample.variant, "read_as": read_as, "matches": matches,
            "location": tried.location}));
    }
    Some(urls)
}

/// A URL as somebody would type it: without the site's own address.
fn written(sample: &Sample, home: Home<'_>) -> String {
    match sample.host == home.host && sample.scheme == home.scheme {
        true => sample.uri.clone(),
        false => format!("{}://{}{}", sample.scheme.as_str(), sample.host, sample.uri),
    }
}
