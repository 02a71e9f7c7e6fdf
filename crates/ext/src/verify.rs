//! `Detour\verify()`: a running site compared with rules that nobody has published yet, one step at a time.

use std::collections::{HashMap, HashSet};

use detour_engine::compile_with;
use detour_exchange::{Place, RowProblem};
use detour_format::{AnyFile, FilePatterns, Stamp, write};
use detour_proof::{
    Actual, Answered, Asking, LeftOut, NotExercised, Planned, RuleSet, Site, State, Stepped, ascii, step,
};
use detour_rules::{Request, Rule, Settings};
use detour_systems::System;
use ext_php_rs::error::Error;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable, Zval};
use serde_json::{Value, json};

use crate::asked::members;
use crate::functions::{Array, argument, array, settings_of};
use crate::php_value::Table;
use crate::{panic, rule_list};

/// Adds it to the module.
pub(crate) fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module.function(wrap_function!(verify))
}

/// Asks the site, through a function of PHP, and the rules the same.
#[php_function]
#[php(name = "Detour\\verify")]
pub(crate) fn verify(
    rules: &ZendHashTable,
    site: &str,
    ask: ZendCallable<'_>,
    options: Option<&ZendHashTable>,
) -> PhpResult<Array> {
    let mut address =
        Site::parse(site).map_err(|error| argument("verify", 2, "site", &format!("is wrong: {error}")))?;
    address.keep_scheme();
    let given = Given::read(options)?;
    let mut asker = Asker { ask: &ask, site: &address, problem: None };
    let compared = panic::guard("verify()", None, || {
        let proposed = Proposed::new(rules, given.beside);
        Some(compare(&address, &proposed, &given, &mut |planned| asker.one(planned)))
    });
    match (asker.problem, compared) {
        // What was thrown is pending, and is what PHP goes on with.
        (Some(Problem::Thrown), _) => {
            Err(PhpException::from_message("Detour\\verify(): the function that asks has thrown".into()))
        }
        (Some(Problem::Wrong(message)), _) => Err(argument("verify", 3, "ask", &message)),
        (None, Some(told)) => array(&told.map_err(PhpException::from_message)?),
        (None, None) => Err(PhpException::from_message(
            "Detour\\verify(): the rules could not be compared; please report this".into(),
        )),
    }
}

/// The rules as they will be: those that are there, and behind them the new ones.
struct Proposed {
    rules: Vec<Rule>,
    left_out: Vec<LeftOut>,
    /// Ids of those that are there.
    beside: HashSet<u64>,
    /// Places of the new ones in the list that was given, by id.
    places: HashMap<u64, usize>,
}

impl Proposed {
    fn new(new: &ZendHashTable, beside: Option<&ZendHashTable>) -> Proposed {
        let mut rules = beside.map(rule_list::usable).unwrap_or_default();
        let beside = rules.iter().map(|rule| rule.id).collect();
        let last = rules.iter().map(|rule| rule.id).max().unwrap_or(0);
        let behind = rules.iter().map(|rule| rule.position.saturating_add(1)).max().unwrap_or(0);
        let (places, new, unsound) = rule_list::sound(new);
        let told = |row: RowProblem| LeftOut { place: row.place.to_string(), reason: row.problem.to_string() };
        let left_out = unsound.into_iter().map(told).collect();
        // Where they come from, ids may be missing, or those of rules that are there.
        let mut new: Vec<(usize, Rule)> = places.into_iter().zip(new).collect();
        new.sort_by_key(|(_, rule)| (rule.position, rule.id));
        let mut of_id = HashMap::new();
        for ((place, mut rule), id) in new.into_iter().zip(last.saturating_add(1)..) {
            rule.id = id;
            rule.position = rule.position.saturating_add(behind);
            of_id.insert(id, place);
            rules.push(rule);
        }
        Proposed { rules, left_out, beside, places: of_id }
    }

    // Whoever imports knows the rule that answers before another one by its source, and may have one of that id.
    fn explained(&self, mut told: NotExercised) -> NotExercised {
        let before = told.before.filter(|before| self.places.contains_key(before));
        if let Some(rule) = before.and_then(|before| self.rules.iter().find(|rule| rule.id == before)) {
            told.reason = format!("the new rule for {} answers before it", rule.source.value);
        }
        told
    }

    // Rules by their places in the list that was given, instead of by ids that nobody knows.
    fn placed(&self, mut told: Value) -> Value {
        for of_whom in ["", "/expected"] {
            let Some(members) = told.pointer_mut(of_whom).and_then(Value::as_object_mut) else { continue };
            let Some(index) = members.get("rule").and_then(Value::as_u64).and_then(|id| self.places.get(&id)) else {
                continue;
            };
            members.remove("rule");
            members.insert("index".into(), json!(index));
        }
        told
    }
}

// Through a rule file in memory, so that what is compared is what will be served.
fn compare(
    site: &Site,
    proposed: &Proposed,
    given: &Given<'_>,
    ask: &mut detour_proof::Ask<'_>,
) -> Result<Value, String> {
    let (rules, settings) = (&proposed.rules, &given.settings);
    let compiled = compile_with(rules, settings);
    let mut left_out = proposed.left_out.clone();
    left_out.extend(compiled.skipped.iter().filter(|skipped| !proposed.beside.contains(&skipped.rule)).map(
        |skipped| {
            let place = proposed.places.get(&skipped.rule).copied().unwrap_or_default();
            let place = Place::Rule { index: place, id: 0 }.to_string();
            LeftOut { place, reason: skipped.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ") }
        },
    ));
    let skipped = compiled.skipped.iter().map(|skipped| skipped.rule);
    let without = proposed.beside.iter().copied().chain(skipped).collect();
    // Nobody aims at collisions in a table that lives for one step.
    let stamp = Stamp { generation: 1, revision: 0, created: 0, seed: 0 };
    let bytes = write(&compiled.program, &stamp).map_err(|error| error.to_string())?;
    let file = AnyFile::open(bytes).map_err(|error| error.to_string())?;
    let mut patterns = FilePatterns::new();
    let mut decide = |request: &Request<'_>| (None, file.decide(&mut patterns, request));
    let sets = [RuleSet { blog: None, host: None, rules, settings, without }];
    let stepped = step((site, &sets, &given.asking), left_out, given.state.clone(), ask, &mut decide);
    let Stepped { mut report, rules, differences, state } = stepped.map_err(|error| error.to_string())?;
    let not_exercised = report.not_exercised.drain(..);
    let not_exercised: Vec<Value> =
        not_exercised.map(|rule| proposed.placed(json!(proposed.explained(rule)))).collect();
    let mut report = json!(report);
    report["not_exercised"] = json!(not_exercised);
    let differences: Vec<Value> = differences.into_iter().map(|one| proposed.placed(json!(one))).collect();
    let state = state.and_then(|state| serde_json::to_string(&state).ok());
    Ok(json!({"report": report, "begun": rules, "differences": differences, "state": state}))
}

/// PHP's way to ask the site.
struct Asker<'a> {
    ask: &'a ZendCallable<'a>,
    site: &'a Site,
    problem: Option<Problem>,
}

/// Why it can't be used.
enum Problem {
    Thrown,
    Wrong(String),
}

impl Asker<'_> {
    fn one(&mut self, planned: &Planned<'_>) -> Option<Result<Answered, String>> {
        let sample = &planned.sample;
        // Whatever host a request names, nobody but the site is asked.
        let authority = self.site.authority(sample.scheme, self.site.host());
        let url = format!("{}://{authority}{}", sample.scheme.as_str(), sample.uri);
        let mut headers = Table::new();
        for (name, value) in &planned.headers {
            headers.text(name, value.as_bytes());
        }
        let mut zval = Zval::new();
        zval.set_hashtable(headers.0);
        let answer = match self.ask.try_call(vec![&sample.method, &url, &zval]) {
            Ok(answer) => answer,
            Err(Error::ExceptionPending { .. }) => {
                self.problem = Some(Problem::Thrown);
                return None;
            }
            Err(error) => {
                self.problem = Some(Problem::Wrong(error.to_string()));
                return None;
            }
        };
        let answer = answer.dereference();
        if answer.is_null() {
            return None;
        }
        if let Some(reason) = answer.str() {
            return Some(Err(reason.to_owned()));
        }
        let answered = answer.array().and_then(answered);
        if answered.is_none() {
            self.problem =
                Some(Problem::Wrong("must give an array with a \"status\", an error message, or null".into()));
        }
        answered.map(Ok)
    }
}

fn answered(table: &ZendHashTable) -> Option<Answered> {
    let text = |name: &str| {
        let value = table.get(name)?.dereference();
        value.zend_str().filter(|text| !text.as_bytes().is_empty()).map(|text| ascii(text.as_bytes()))
    };
    let status = table.get("status")?.dereference().long().and_then(|status| u16::try_from(status).ok())?;
    let actual = Actual { status, location: text("location"), by: text("by"), cache: text("cache") };
    Some(Answered { actual, own_address: text("address").and_then(|address| address.parse().ok()) })
}

/// What the options say.
#[derive(Default)]
struct Given<'a> {
    asking: Asking,
    settings: Settings,
    beside: Option<&'a ZendHashTable>,
    state: Option<State>,
}

impl<'a> Given<'a> {
    fn read(table: Option<&'a ZendHashTable>) -> PhpResult<Given<'a>> {
        let bad = |message: &str| argument("verify", 4, "options", message);
        let mut given = Given::default();
        for (key, value) in table.into_iter().flat_map(members) {
            let value = value.dereference();
            let text = || value.str().ok_or_else(|| bad(&format!("must hold text under \"{key}\"")));
            let number = || {
                let number = value.long().and_then(|number| u64::try_from(number).ok());
                number.ok_or_else(|| bad(&format!("must hold a number from 0 up under \"{key}\"")))
            };
            let list = || value.array().ok_or_else(|| bad(&format!("must hold an array under \"{key}\"")));
            match key.as_str() {
                "settings" => given.settings = settings_of("verify", 4, Some(list()?))?,
                "beside" => given.beside = Some(list()?),
                "most" => given.asking.most = usize::try_from(number()?).unwrap_or(usize::MAX).clamp(1, 10_000),
                "system" => given.asking.named = System::of(text()?).is_some_and(System::is_named),
                "state" if value.is_null() => {}
                "state" => {
                    let read = serde_json::from_str(text()?);
                    given.state = Some(read.map_err(|_| bad("must hold what the step before gave under \"state\""))?);
                }
                _ => {
                    return Err(bad(&format!("knows settings, beside, most, system and state, but not \"{key}\"")));
                }
            }
        }
        Ok(given)
    }
}
