//! What was measured, against what was promised.

use std::borrow::Cow;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

/// One measured value.
pub(crate) struct Figure {
    name: Cow<'static, str>,
    value: f64,
    unit: Cow<'static, str>,
    goal: Option<Goal>,
}

/// What is promised of a value.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

impl Goal {
    fn is_met_by(self, value: f64) -> bool {
        match self {
            Goal::AtMost(most) => value <= most,
            Goal::AtLeast(least) => value >= least,
        }
    }

    fn text(self) -> String {
        match self {
            Goal::AtMost(most) => format!("<= {most}"),
            Goal::AtLeast(least) => format!(">= {least}"),
        }
    }
}

impl Figure {
    /// A value that is only to be known.
    pub(crate) fn plain(name: &'static str, value: f64, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit: unit.into(), goal: None }
    }

    /// A value with a promise.
    pub(crate) fn promised(name: &'static str, value: f64, unit: &'static str, goal: Goal) -> Self {
        Self { name: name.into(), value, unit: unit.into(), goal: Some(goal) }
    }

    /// A value measured by another process.
    pub(crate) fn from_json(json: &Value) -> Option<Self> {
        let text = |key: &str| json[key].as_str().map(|text| Cow::Owned(text.to_owned()));
        let at_most = json["at_most"].as_f64().map(Goal::AtMost);
        let goal = at_most.or(json["at_least"].as_f64().map(Goal::AtLeast));
        Some(Self { name: text("name")?, value: json["value"].as_f64()?, unit: text("unit")?, goal })
    }

    fn met(&self) -> Option<bool> {
        self.goal.map(|goal| goal.is_met_by(self.value))
    }
}

/// Prints the figures as a table.
pub(crate) fn print(figures: &[Figure]) {
    println!("\n{:<70} {:>12} {:<10} {:<10} goal met", "figure", "value", "unit", "goal");
    for figure in figures {
        let goal = figure.goal.map(Goal::text).unwrap_or_default();
        let met = match figure.met() {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        let value = rounded(figure.value);
        println!("{:<70} {value:>12} {:<10} {goal:<10} {met}", figure.name, figure.unit);
    }
}

/// Writes the figures as a JSON list.
pub(crate) fn write(figures: &[Figure], file: &Path) -> Result<()> {
    let list: Vec<_> = figures
        .iter()
        .map(|figure| {
            json!({
                "name": figure.name,
                "value": figure.value,
                "unit": figure.unit,
                "goal": figure.goal.map(Goal::text),
                "met": figure.met(),
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&list)? + "\n";
    std::fs::write(file, text).with_context(|| format!("can't write {}", file.display()))
}

fn rounded(value: f64) -> String {
    if value.abs() >= 1000.0 { format!("{value:.0}") } else { format!("{value:.3}") }
}

/// The value below which `share` of the values lie; the values are sorted by this.
pub(crate) fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let index = ((last as f64) * share).ceil() as usize;
    values.get(index.min(last)).copied().unwrap_or(f64::NAN)
}

/// The middle value.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_hundred() {
        let mut values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(quantile(&mut values, 0.99), 100.0);
        assert_eq!(quantile(&mut values, 0.0), 1.0);
        assert_eq!(median(&mut values), 51.0);
    }

    #[test]
    fn a_goal_is_met_or_not() {
        assert_eq!(Figure::promised("x", 1.04, "", Goal::AtMost(1.05)).met(), Some(true));
        assert_eq!(Figure::promised("x", 0.99, "", Goal::AtLeast(1.0)).met(), Some(false));
        assert_eq!(Figure::plain("x", 1.0, "").met(), None);
    }

    #[test]
    fn a_figure_of_another_process_keeps_its_goal() {
        let json = json!({"name": "x", "value": 13.0, "unit": "times", "at_most": null, "at_least": 12.0});
        assert_eq!(Figure::from_json(&json).and_then(|figure| figure.met()), Some(true));
        assert!(Figure::from_json(&json!({"name": "x"})).is_none());
    }
}
