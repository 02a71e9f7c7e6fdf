//! Many exact rules that differ in nothing but the query of one path, as a site has that moved away from
//! `/index.php?id=N`: in each dialect and mode, a whole decision.

use anyhow::Result;
use detour_rules::Rule;
use serde_json::{Value, json};

use super::Effort;
use crate::detour::Detour;
use crate::figure::{Figure, Goal};
use crate::rounds::{Contender, Expect, nanoseconds};

const RULES: usize = 20_000;
const REQUESTS: usize = 5_000;
const GOAL: f64 = 50_000.0;
/// Coprime to the number of rules, so that requests jump from one end of them to the other.
const STEP: usize = 7_919;

pub(super) fn measure(effort: Effort) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (dialect, mode) in [
        ("native", "exact"),
        ("native", "any-order"),
        ("native", "ignore"),
        ("native", "pass"),
        ("redirection", "any-order"),
        ("redirection", "exact"),
        ("redirection", "ignore"),
        ("redirection", "pass"),
        ("rank-math", "pass"),
    ] {
        for shape in SHAPES {
            let rules: Vec<Rule> =
                (0..RULES).map(|number| rule(dialect, mode, number, (shape.query)(number))).collect();
            let mut detour = Detour::new(&rules);
            // Rank Math compares paths without their query, so none of its rules has a request.
            let hit = if dialect == "rank-math" { Expect::Misses } else { Expect::Hits };
            for (what, beyond, expect) in [("hit", 0, hit), ("miss", RULES, Expect::Misses)] {
                let url = |request: usize| format!("/index.php?{}", (shape.query)(request * STEP % RULES + beyond));
                let urls: Vec<String> = (0..REQUESTS).map(url).collect();
                let [time] = nanoseconds(
                    REQUESTS,
                    expect,
                    effort.choose(9, 3),
                    [Contender::new(|index| detour.decide(&urls[index]).rule().is_some())],
                )?;
                let name = format!("20k rules of one path, {}, {dialect} {mode}: {what}", shape.name);
                figures.push(Figure::promised(name, time, "ns", Goal::AtMost(GOAL)));
            }
        }
    }
    Ok(figures)
}

struct Shape {
    name: &'static str,
    query: fn(usize) -> String,
}

const SHAPES: [Shape; 3] = [
    Shape { name: "?id=N", query: |number| format!("id={number}") },
    Shape { name: "?option=a&view=b&id=N", query: |number| format!("option=com_content&view=article&id={number}") },
    // Each parameter is that of a hundred rules and more.
    Shape { name: "?a=N&b=M", query: |number| format!("a={}&b={}", number / 200, number % 200) },
];

fn rule(dialect: &str, mode: &str, number: usize, query: String) -> Rule {
    let source = match dialect {
        "rank-math" => json!({"value": format!("index.php?{query}"), "query": mode, "slash": "ignore"}),
        _ => json!({"value": format!("/index.php?{query}"), "query": mode}),
    };
    let json: Value = json!({"id": number + 1, "dialect": dialect, "source": source,
                             "then": {"redirect": {"to": format!("/article/{number}"), "code": 301}}});
    Rule::from_json(&json).unwrap_or_else(|problems| panic!("{json}: {}", problems[0]))
}
