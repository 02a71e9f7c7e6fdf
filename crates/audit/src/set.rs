//! The rules, compiled, and the engine's answers.

use std::collections::HashMap;

use detour_engine::{Patterns, Program, RuleView, Skipped, compile_with};
use detour_format::{AnyFile, FilePatterns, Stamp, write};
use detour_rules::{Decision, Facts, Origin, Pass, Request};

use crate::report::Findings;
use crate::{Code, Entry, Finding, Site, cost};

/// Trials of a pattern that following requests may take: a few seconds.
const MOST_TRIALS: usize = 40_000_000;
/// What it costs to compile a pattern again, in trials.
const COMPILING: usize = 200;

/// Patterns of the usual size that fit into the memory of a worker.
const MOST_AT_HAND: usize = 400;

/// All rules.
pub(crate) struct Set {
    entries: Vec<Entry>,
    /// Their numbers as they were given. While the audit goes on a rule's id is its place in the order, because a list
    /// may hold the same id twice, and new rules have none.
    numbers: Vec<u64>,
    /// In their order, with what the matcher sees of them.
    program: Program,
    /// The rule at each place in the order of the program.
    places: Vec<usize>,
    /// The place in the program of each rule that is in it.
    orders: HashMap<usize, u32>,
    file: Option<AnyFile<Vec<u8>>>,
    patterns: FilePatterns,
    /// Bytes that the patterns of plugins take.
    pub(crate) plugin_pattern_bytes: usize,
    /// Rules of the program that are tried for every request.
    pub(crate) unindexable: Vec<u32>,
    /// Questions that may still be asked.
    questions: usize,
    left_aside: usize,
}

impl Set {
    pub(crate) fn compile(mut entries: Vec<Entry>, site: &Site, findings: &mut Findings<'_>) -> Set {
        entries.sort_by_key(|Entry { rule, .. }| (Origin::of(rule.id).0, rule.position, rule.id));
        let numbers: Vec<u64> = entries.iter().map(|entry| entry.rule.id).collect();
        let mut rules = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.rule.id = Origin::of(entry.rule.id).0.rule(index as u64 + 1);
            rules.push(std::mem::take(&mut entry.rule));
        }
        let compilation = compile_with(&rules, &site.settings);
        for (entry, rule) in entries.iter_mut().zip(rules) {
            entry.rule = rule;
        }
        for (code, list) in [
            (Code::Unsound, &compilation.skipped),
            (Code::FailingExample, &compilation.findings),
            (Code::DeadPattern, &compilation.rejected),
            (Code::Shadowed, &compilation.hidden),
        ] {
            for Skipped { rule, problems } in list {
                let number = numbers[place(*rule)];
                problems.iter().for_each(|problem| findings.add(Finding::new(code, &[number], problem.clone())));
            }
        }
        let plugin_pattern_bytes = compilation.plugin_pattern_bytes;
        let program = compilation.program;
        // Nobody aims at collisions in a table that lives for one audit.
        let stamp = Stamp { generation: 1, revision: 0, created: 0, seed: 0 };
        let file = write(&program, &stamp).ok().and_then(|bytes| AnyFile::open(bytes).ok());
        // Patterns that PHP rejects are not run.
        let is_run = |rule: u64| compilation.rejected.iter().all(|rejected| rejected.rule != rule);
        let mut unindexable = cost::unindexable(&program);
        unindexable.retain(|order| is_run(program.rules[*order as usize].id));
        // Patterns that don't fit into a worker's memory together are compiled again for each request.
        let overflows = plugin_pattern_bytes > Patterns::MOST_BYTES || unindexable.len() > MOST_AT_HAND;
        let price = unindexable.len() * if overflows { COMPILING } else { 1 };
        let places: Vec<usize> = program.rules.iter().map(|rule| place(rule.id)).collect();
        let orders = (0..).zip(&places).map(|(order, index)| (*index, order)).collect();
        Set {
            entries,
            numbers,
            program,
            places,
            orders,
            file,
            patterns: FilePatterns::new(),
            plugin_pattern_bytes,
            unindexable,
            questions: MOST_TRIALS / (price + 20),
            left_aside: 0,
        }
    }

    /// Rules that are enabled, in their order.
    pub(crate) fn enabled(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries.iter().enumerate().filter(|(_, entry)| entry.rule.enabled)
    }

    /// Rules that are served, in their order.
    pub(crate) fn served(&self) -> &[usize] {
        &self.places
    }

    pub(crate) fn entry(&self, index: usize) -> &Entry {
        &self.entries[index]
    }

    /// The number that a rule was given with.
    pub(crate) fn number(&self, index: usize) -> u64 {
        self.numbers[index]
    }

    /// The position with which a rule is tried before another; `None` if there is none.
    pub(crate) fn position_before(&self, index: usize, other: usize) -> Option<u32> {
        let position = self.position_beside(index, other)?;
        if self.numbers[index] < self.numbers[other] { Some(position) } else { position.checked_sub(1) }
    }

    /// The position with which a rule is tried after another; `None` if there is none.
    pub(crate) fn position_behind(&self, index: usize, other: usize) -> Option<u32> {
        let position = self.position_beside(index, other)?;
        if self.numbers[index] > self.numbers[other] { Some(position) } else { position.checked_add(1) }
    }

    // Rules of another plugin come after all of ours.
    fn position_beside(&self, index: usize, other: usize) -> Option<u32> {
        let origin = |index: usize| Origin::of(self.numbers[index]).0;
        (origin(index) == origin(other)).then(|| self.entries[other].rule.position)
    }

    /// Of the rule at a place in the order of those that are served: the first of its sources, as the matcher sees it.
    pub(crate) fn view(&self, index: usize) -> Option<RuleView<'_>> {
        let order = *self.orders.get(&index)?;
        self.program.rules.get(order as usize)?.views(order).next()
    }

    /// What the rules answer; with the rule that does, if there is one.
    pub(crate) fn ask(&mut self, request: &Request<'_>) -> (Decision, Option<usize>) {
        self.questions = self.questions.saturating_sub(1);
        let Some(file) = &self.file else { return (Decision::Pass(Pass::NoMatch), None) };
        let decision = file.decide(&mut self.patterns, request);
        let by = decision.rule().filter(|rule| *rule != 0).map(place).filter(|index| *index < self.entries.len());
        (decision, by)
    }

    /// How many rules there are.
    pub(crate) fn count(&self) -> usize {
        self.entries.len()
    }

    /// The sources of all rules by their numbers.
    pub(crate) fn sources(&self) -> HashMap<u64, &str> {
        let sources = self.entries.iter().map(|entry| entry.rule.source.value.as_str());
        self.numbers.iter().copied().zip(sources).collect()
    }

    /// Whether more may be asked; if not, that is noted.
    pub(crate) fn may_ask(&mut self) -> bool {
        let may = self.questions > 0;
        self.left_aside += usize::from(!may);
        may
    }

    /// How many rules were left aside.
    pub(crate) fn left_aside(&self) -> usize {
        self.left_aside
    }
}

/// The rule with an id of this audit.
fn place(id: u64) -> usize {
    (Origin::of(id).1 as usize).wrapping_sub(1)
}

/// What is known of a visitor with these headers at this time.
pub(crate) fn visitor(headers: &[(String, String)], now: u64) -> Facts {
    Facts { headers: headers.iter().cloned().collect(), now: Some(now), ..Facts::default() }
}
