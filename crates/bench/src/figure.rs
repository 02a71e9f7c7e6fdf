//! What was measured, and what is promised of it.

use serde_json::{Value, json};

/// One measured value.
#[derive(Debug, Clone)]
pub struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    goal: Option<Goal>,
}

/// What is promised of a value.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// The value or less.
    AtMost(f64),
    /// The value or more.
    AtLeast(f64),
}

impl Figure {
    /// A value that is only to be known.
    pub fn plain(name: impl Into<String>, value: f64, unit: &'static str) -> Figure {
        Figure { name: name.into(), value, unit, goal: None }
    }

    /// A value with a promise.
    pub fn promised(name: impl Into<String>, value: f64, unit: &'static str, goal: Goal) -> Figure {
        Figure { name: name.into(), value, unit, goal: Some(goal) }
    }

    /// How many times as long another takes.
    pub fn times(name: impl Into<String>, peer: f64, detour: f64, goal: Option<f64>) -> Figure {
        Figure { name: name.into(), value: peer / detour, unit: "times", goal: goal.map(Goal::AtLeast) }
    }

    /// As `cargo xtask bench` reads it.
    pub fn json(&self) -> Value {
        let (at_most, at_least) = match self.goal {
            Some(Goal::AtMost(most)) => (Some(most), None),
            Some(Goal::AtLeast(least)) => (None, Some(least)),
            None => (None, None),
        };
        json!({"name": self.name, "value": self.value, "unit": self.unit, "at_most": at_most, "at_least": at_least})
    }
}

/// The value below which `share` of the values lie; the values are sorted by this.
pub fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let index = (last as f64 * share).ceil() as usize;
    values.get(index.min(last)).copied().unwrap_or(f64::NAN)
}
