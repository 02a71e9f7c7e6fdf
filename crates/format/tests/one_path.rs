//! Thousands of literals that differ in nothing but the query of one path: a request is compared with few of them, and
//! answered as if it were compared with all.

use detour_engine::{Patterns, compile, reference};
use detour_format::{RuleFile, Stamp, write};
use detour_rules::{Request, Rule};
use serde_json::{Value, json};

const RULES: usize = 1200;
const MODES: [&str; 4] = ["exact", "any-order", "ignore", "pass"];

// Four shapes: one number alone, one among words that all rules share, two that rules share, a list.
fn query(n: usize) -> String {
    match n / 4 % 4 {
        0 => format!("id={n}"),
        1 => format!("option=content&View=Article&id={n}"),
        2 => format!("a={}&b={}", n / 40, n % 40),
        _ => format!("list[]={n}&list[]={}", n + 1),
    }
}

fn rule(dialect: &str, n: usize) -> Rule {
    let case = if n.is_multiple_of(3) { "ignore" } else { "exact" };
    let source = json!({"value": format!("/index.php?{}", query(n)), "query": MODES[n % 4], "case": case});
    let json: Value = json!({"id": n + 1, "dialect": dialect, "source": source,
                             "then": {"redirect": {"to": format!("/{n}"), "code": 307}}});
    Rule::from_json(&json).unwrap()
}

// As it is, with others, in another order, in capitals, twice.
fn urls(n: usize) -> [String; 5] {
    let query = query(n);
    let reversed: Vec<&str> = query.rsplit('&').collect();
    [
        format!("/index.php?{query}"),
        format!("/index.php?x&{query}&y=1"),
        format!("/index.php?{}", reversed.join("&")),
        format!("/index.php?{}", query.to_uppercase()),
        format!("/index.php?{query}&{query}"),
    ]
}

#[test]
fn many_rules_of_one_path_answer_as_if_each_were_compared() {
    for dialect in ["native", "redirection"] {
        let rules: Vec<Rule> = (0..RULES).map(|n| rule(dialect, n)).collect();
        let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 3 };
        let file = RuleFile::open(write(&compile(&rules).program, &stamp).unwrap()).unwrap();
        file.verify().unwrap();
        let mut patterns = Patterns::new();
        let mut answered = 0;
        for url in (0..RULES + 50).step_by(97).flat_map(urls) {
            let request = Request::get("a.test", &url);
            let decision = file.decide(&mut patterns, &request);
            assert_eq!(decision, reference::decide(&rules, &request), "{dialect} {url}");
            answered += usize::from(decision.rule().is_some());
            let compared = file.explain(&mut patterns, &request).steps.len();
            assert!(compared <= 32, "{dialect} {url}: compared with {compared} rules");
        }
        assert!(answered > 25, "{dialect}: only {answered} URLs are answered");
    }
}

#[test]
fn the_longest_query_of_a_request_is_looked_up_parameter_by_parameter() {
    let rules: Vec<Rule> = (0..RULES).map(|n| rule("native", n)).collect();
    let stamp = Stamp { generation: 1, revision: 1, created: 0, seed: 3 };
    let file = RuleFile::open(write(&compile(&rules).program, &stamp).unwrap()).unwrap();
    let parameters: Vec<String> = (0..10_000).map(|n| format!("p{n}")).collect();
    let url = format!("/index.php?{}&id=2&{}", parameters.join("&"), "id=2&".repeat(1000));
    let explanation = file.explain(&mut Patterns::new(), &Request::get("", &url));
    assert_eq!((explanation.rule, explanation.steps.len()), (Some(3), 1));
}
