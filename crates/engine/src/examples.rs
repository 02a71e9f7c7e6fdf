//! The rule's own tests.

use detour_rules::{
    Action, Decision, Example, Facts, Problem, Redirect, Request, RequestScheme, Rule, Scheme, Settings,
};

use crate::alone::decide_alone;

/// The examples that the rule, alone on a site with these settings, doesn't live up to; each a finding, and no reason not to publish the rule.
///
/// The schedule is left aside, and what only WordPress can tell is taken to be as the conditions want it. Of a split
/// each variant is tried.
pub fn check_examples(rule: &Rule, settings: &Settings) -> Vec<Problem> {
    if rule.examples.is_empty() {
        return Vec::new();
    }
    let timeless = Rule { schedule: None, ..rule.clone() };
    let checked = rule.examples.iter().enumerate();
    checked.filter_map(|(index, example)| check(&timeless, settings, example, &format!("examples[{index}]"))).collect()
}

fn check(rule: &Rule, settings: &Settings, example: &Example, field: &str) -> Option<Problem> {
    let answers = answers(rule, settings, example);
    let first = &answers[0];
    let wrong = |field: String, value: &str, message: String| {
        Some(Problem::new(&field, value, message, "Correct the example or the rule"))
    };
    if matches!(first, Decision::Pass(_)) != (example.matches == Some(false)) {
        let field = format!("{field}.url");
        return match first {
            Decision::Pass(pass) => {
                wrong(field, &example.url, format!("The rule doesn't answer this URL ({})", pass.word()))
            }
            _ => wrong(field, &example.url, "The rule answers this URL, which it shouldn't".into()),
        };
    }
    if let Some(code) = example.code
        && !answers.iter().any(|answer| code_of(answer) == Some(code))
    {
        let got = code_of(first).map_or("no status".to_owned(), |code| code.to_string());
        return wrong(format!("{field}.code"), &code.to_string(), format!("The rule answers with {got}"));
    }
    if let Some(to) = &example.to
        && !answers.iter().any(|answer| target_of(answer) == Some(to.as_bytes()))
    {
        let got = match target_of(first) {
            Some(target) => format!("The rule leads to {}", String::from_utf8_lossy(target)),
            None => "The rule leads nowhere".into(),
        };
        return wrong(format!("{field}.to"), to, got);
    }
    None
}

// What the rule may answer; at least one decision.
fn answers(rule: &Rule, settings: &Settings, example: &Example) -> Vec<Decision> {
    let facts = Facts { headers: example.headers.clone(), theme: true, ..Facts::default() };
    let host = match rule.source.host.strip_prefix("*.") {
        Some(domain) => format!("www.{domain}"),
        None if rule.source.host == "any" => String::new(),
        None => rule.source.host.clone(),
    };
    let scheme = if rule.source.scheme == Scheme::Https { RequestScheme::Https } else { RequestScheme::Http };
    let request = Request { context: &facts, ..Request::for_url(&example.method, &host, scheme, &example.url) };
    let ask = |rule: &Rule| decide_alone(rule, settings, None, &request);
    let decision = ask(rule);
    // What can be told without WordPress holds already.
    let known = match decision {
        Decision::Defer { .. } => Rule { when: Vec::new(), ..rule.clone() },
        _ => rule.clone(),
    };
    let mut all = vec![ask(&known)];
    let redirect = |action: &Action, index: usize| match action {
        Action::Split(split) => split.variants.get(index).map(|variant| {
            Action::Redirect(Redirect { to: variant.to.clone(), code: split.code, ..Redirect::default() })
        }),
        _ => None,
    };
    for index in 0.. {
        let then = redirect(&known.then, index);
        let otherwise = known.otherwise.as_ref().and_then(|action| redirect(action, index));
        if then.is_none() && otherwise.is_none() {
            return all;
        }
        let then = then.unwrap_or_else(|| known.then.clone());
        all.push(ask(&Rule { then, otherwise: otherwise.or_else(|| known.otherwise.clone()), ..known.clone() }));
    }
    all
}

fn code_of(decision: &Decision) -> Option<u16> {
    match decision {
        Decision::Redirect { code, .. } | Decision::Respond { code, .. } => Some(*code),
        Decision::Pass(_) | Decision::Rewrite { .. } | Decision::Defer { .. } => None,
    }
}

fn target_of(decision: &Decision) -> Option<&[u8]> {
    match decision {
        Decision::Redirect { location, .. } => Some(location),
        Decision::Rewrite { to, .. } => Some(to),
        Decision::Pass(_) | Decision::Respond { .. } | Decision::Defer { .. } => None,
    }
}
