//! Conditions as servers take them: all of a list must hold, each of which is a choice of simple ones.

use detour_rules::{Condition, Test};

use crate::refusal::Refusal;

/// A condition without others in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Atom {
    pub(crate) condition: Condition,
    pub(crate) negated: bool,
}

/// At least one must hold.
pub(crate) type Clause = Vec<Atom>;

/// More than any server file should have for one rule.
const MOST: usize = 64;

/// Conditions as clauses, all of which must hold.
pub(crate) fn clauses(conditions: &[Condition]) -> Result<Vec<Clause>, Refusal> {
    let mut all = Vec::new();
    for condition in conditions {
        all.extend(of(condition, false)?);
    }
    bounded(all)
}

fn of(condition: &Condition, negated: bool) -> Result<Vec<Clause>, Refusal> {
    match (condition, negated) {
        (Condition::Not(inner), negated) => of(inner, !negated),
        (Condition::Any(inner), true) => {
            let mut all = Vec::new();
            for one in inner {
                all.extend(of(one, true)?);
            }
            bounded(all)
        }
        (Condition::Any(inner), false) => {
            let mut choices: Vec<Clause> = vec![Vec::new()];
            for one in inner {
                let next = of(one, false)?;
                let grown = choices
                    .iter()
                    .flat_map(|choice| next.iter().map(move |clause| [choice.as_slice(), clause].concat()))
                    .collect();
                choices = bounded(grown)?;
            }
            Ok(choices)
        }
        // Each network is a test of its own.
        (Condition::Ip(networks), negated) => {
            let one = |network: &String| Atom { condition: Condition::Ip(vec![network.clone()]), negated };
            Ok(match negated {
                true => networks.iter().map(|network| vec![one(network)]).collect(),
                false => vec![networks.iter().map(one).collect()],
            })
        }
        (condition, negated) => Ok(vec![vec![missing_negated(condition, negated)]]),
    }
}

// "Missing" is the opposite of "there".
fn missing_negated(condition: &Condition, negated: bool) -> Atom {
    let there = |test: &Test| Test { missing: None, ..test.clone() };
    let opposite = match condition {
        Condition::Header(test) if test.missing == Some(true) => Some(Condition::Header(there(test))),
        Condition::Cookie(test) if test.missing == Some(true) => Some(Condition::Cookie(there(test))),
        Condition::Query(test) if test.missing == Some(true) => Some(Condition::Query(there(test))),
        Condition::Referrer(test) if test.missing == Some(true) => Some(Condition::Referrer(there(test))),
        Condition::UserAgent(test) if test.missing == Some(true) => Some(Condition::UserAgent(there(test))),
        _ => None,
    };
    match opposite {
        Some(condition) => Atom { condition, negated: !negated },
        None => Atom { condition: condition.clone(), negated },
    }
}

fn bounded(all: Vec<Clause>) -> Result<Vec<Clause>, Refusal> {
    match all.len() > MOST {
        true => Err(Refusal::new("Its conditions are too many for a server's file", "Leave it to Detour")),
        false => Ok(all),
    }
}
