//! `Detour\audit()`: what is wrong with a set of rules, and how to repair it.

use std::collections::HashMap;

use detour_audit::{Broken, Entry, Failure, Options, Site, audit as find};
use detour_exchange::{Place, RowProblem};
use detour_rules::{Origin, Problem, RequestScheme, from_json};
use ext_php_rs::error::Error;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable, Zval};
use serde_json::json;

use crate::asked::members;
use crate::functions::{Array, argument, array, settings_of};
use crate::{clock, panic, rule_list};

/// Adds it to the module.
pub(crate) fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module.function(wrap_function!(audit))
}

/// Looks for what is wrong with rules: a list, or a function that gives them piece by piece.
#[php_function]
#[php(name = "Detour\\audit")]
pub(crate) fn audit(rules: &Zval, options: Option<&ZendHashTable>) -> PhpResult<Array> {
    let (site, options) = given(options)?;
    let mut read = Read::default();
    let rules = rules.dereference();
    match rules.array() {
        Some(list) => read.add(list),
        None => read.ask(rules)?,
    }
    let Read { entries, left_out } = read;
    let Some(report) = panic::guard("audit()", None, || Some(find(entries, &site, &options))) else {
        return Err(PhpException::from_message(
            "Detour\\audit(): the rules could not be looked at; please report this".into(),
        ));
    };
    let mut json = json!(report);
    json["left_out"] = json!(left_out);
    array(&json)
}

/// Rules as they come.
#[derive(Default)]
struct Read {
    entries: Vec<Entry>,
    left_out: Vec<RowProblem>,
}

impl Read {
    // Each piece is gone before the next one comes, so no rule is in memory twice.
    fn ask(&mut self, rules: &Zval) -> PhpResult<()> {
        let callable = ZendCallable::new(rules)
            .map_err(|_| argument("audit", 1, "rules", "must be an array, or a function that gives arrays"))?;
        loop {
            let piece = match callable.try_call(Vec::new()) {
                Ok(piece) => piece,
                // What was thrown is pending, and is what PHP goes on with.
                Err(Error::ExceptionPending { .. }) => {
                    return Err(PhpException::from_message(
                        "Detour\\audit(): the function for rules has thrown".into(),
                    ));
                }
                Err(error) => return Err(PhpException::from_message(format!("Detour\\audit(): {error}"))),
            };
            match piece.dereference().array() {
                Some(list) if !list.is_empty() => self.add(list),
                Some(_) => return Ok(()),
                None if piece.dereference().is_null() => return Ok(()),
                None => return Err(argument("audit", 1, "rules", "must give arrays, and at the end null")),
            }
        }
    }

    fn add(&mut self, list: &ZendHashTable) {
        for item in list.values() {
            let index = self.entries.len() + self.left_out.len();
            let read =
                panic::guard("audit()", Err(Problem::new("", "", "This can't be read", "Report it")), || entry(item));
            match read {
                Ok(entry) => self.entries.push(entry),
                Err(problem) => self.left_out.push(RowProblem { place: Place::Rule { index, id: 0 }, problem }),
            }
        }
    }
}

// A rule alone, or with what is known of it: `['rule' => …, 'origin' => …, 'created' => …, 'last_hit' => …]`.
fn entry(item: &Zval) -> Result<Entry, Problem> {
    let item = item.dereference();
    let around = item.array().filter(|array| array.get("rule").is_some());
    let rule = around.and_then(|array| array.get("rule")).unwrap_or(item);
    let fix = "Give the rule as an array or as JSON";
    let json =
        rule_list::json(rule).map_err(|message| Problem::new("", "", format!("This is no rule: {message}"), fix))?;
    let mut entry = Entry::from(from_json::<detour_rules::Rule>(&json)?);
    let number = |name: &str| around?.get(name)?.dereference().long().and_then(|time| u64::try_from(time).ok());
    let origin = around.and_then(|array| array.get("origin")?.dereference().str());
    let origin = Origin::ALL.into_iter().find(|known| Some(known.word()) == origin).unwrap_or_default();
    entry.rule.id = origin.rule(entry.rule.id);
    (entry.created, entry.last_hit) = (number("created"), number("last_hit"));
    Ok(entry)
}

fn given(table: Option<&ZendHashTable>) -> PhpResult<(Site, Options)> {
    let bad = |message: &str| argument("audit", 2, "options", message);
    let (mut site, mut options) = (Site::default(), Options { now: clock::unix_seconds(), ..Options::default() });
    for (key, value) in table.into_iter().flat_map(members) {
        let value = value.dereference();
        let text = || value.str().ok_or_else(|| bad(&format!("must hold text under \"{key}\"")));
        let number = || {
            let number = value.long().and_then(|number| u64::try_from(number).ok());
            number.ok_or_else(|| bad(&format!("must hold a number from 0 up under \"{key}\"")))
        };
        let days = || Ok::<u32, PhpException>(u32::try_from(number()?).unwrap_or(u32::MAX));
        let list = || value.array().ok_or_else(|| bad(&format!("must hold an array under \"{key}\"")));
        match key.as_str() {
            "scheme" => {
                site.scheme = match text()? {
                    "http" => RequestScheme::Http,
                    "https" => RequestScheme::Https,
                    _ => return Err(bad("must hold http or https under \"scheme\"")),
                }
            }
            "host" => site.host = text()?.to_owned(),
            "folder" => site.folder = text()?.trim_end_matches('/').to_owned(),
            "other_hosts" => {
                for host in list()?.values() {
                    let host = host.dereference().str().ok_or_else(|| bad("must hold texts under \"other_hosts\""))?;
                    site.other_hosts.push(host.to_owned());
                }
            }
            "broken" => site.broken = broken_targets(list()?.values()),
            "settings" => site.settings = settings_of("audit", 2, Some(list()?))?,
            "now" => options.now = number()?,
            "temporary_days" => options.temporary_days = days()?,
            "stale_days" => options.stale_days = days()?,
            "most" => options.most = number()? as usize,
            "only" => options.only = Some(number()?),
            _ => {
                let known = "scheme, host, other_hosts, folder, settings, broken, now, temporary_days, stale_days, most and only";
                return Err(bad(&format!("knows {known}, but not \"{key}\"")));
            }
        }
    }
    Ok((site, options))
}

/// Targets that are broken, of rows of the table of targets.
pub(crate) fn broken_targets<'z>(rows: impl Iterator<Item = &'z Zval>) -> HashMap<String, Broken> {
    rows.filter_map(broken).collect()
}

// A row of the table of targets: `['url' => …, 'status' => 404, 'error' => '', 'since' => …]`. What is not broken is left out.
fn broken(row: &Zval) -> Option<(String, Broken)> {
    let row = row.dereference().array()?;
    let text = |name: &str| row.get(name)?.dereference().str();
    let number = |name: &str| u64::try_from(row.get(name)?.dereference().long()?).ok();
    let failure = Failure::of(u16::try_from(number("status")?).ok()?, text("error")?)?;
    Some((text("url")?.to_owned(), Broken { failure, since: number("since")? }))
}
