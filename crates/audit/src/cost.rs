//! What patterns cost.

use detour_engine::index::choose;
use detour_engine::{Patterns, Program, RuleView};
use detour_rules::Problem;

use crate::report::Findings;
use crate::set::Set;
use crate::{Code, Finding};

/// Places in the order of the rules that have to be tried for every request, because no text is sure to be in their URLs.
pub(crate) fn unindexable(program: &Program) -> Vec<u32> {
    let views = (0..).zip(&program.rules).flat_map(|(order, rule)| rule.views(order));
    let patterns: Vec<RuleView<'_>> = views.filter(|view| !view.is_literal()).collect();
    let filed = choose(patterns.iter().copied());
    let without = patterns.iter().zip(&filed).filter(|(_, filing)| filing.needles.is_err());
    let mut orders: Vec<u32> = without.map(|(view, _)| view.order).collect();
    orders.dedup();
    orders
}

pub(crate) fn check(set: &Set, findings: &mut Findings<'_>) {
    let count = set.unindexable.len();
    for &order in &set.unindexable {
        let index = set.served()[order as usize];
        let value = &set.entry(index).rule.source.value;
        let others = match count {
            1 => "it is the only such pattern".to_owned(),
            _ => format!("{count} such patterns are tried one after the other"),
        };
        let message = format!("No text is sure to be in its URLs, so it is tried for every request; {others}");
        let fix = "Put four or more fixed characters, or a fixed beginning, into the source";
        let problem = Problem::new("source.value", value, message, fix);
        findings.add(Finding::new(Code::Unindexable, &[set.number(index)], problem));
    }
    let (bytes, most) = (set.plugin_pattern_bytes, Patterns::MOST_BYTES);
    if bytes > most {
        let message = format!(
            "The patterns of plugins' rules take {} MB, and a worker keeps {} MB of them: they are compiled again and again",
            bytes.div_ceil(1 << 20),
            most >> 20
        );
        let problem = Problem::new("", "", message, "Make rules native, or several patterns one");
        findings.add(Finding::new(Code::PatternMemory, &[], problem));
    }
}
