//! Schedules and examples.

use super::MAX_SOURCE_BYTES;
use crate::code::{is_redirect_code, is_respond_code};
use crate::header::{is_header_value, is_token};
use crate::schedule::unix_seconds;
use crate::{Example, Problem, Schedule};

/// Most entries of `examples`.
const MAX_EXAMPLES: usize = 100;

pub(super) fn check_schedule(schedule: &Schedule, problems: &mut Vec<Problem>) {
    let before = problems.len();
    for (field, text) in [("schedule.from", &schedule.from), ("schedule.until", &schedule.until)] {
        if let Some(text) = text
            && unix_seconds(text).is_none()
        {
            problems.push(Problem::new(
                field,
                text,
                "This is no time with an offset",
                "Write it as 2026-11-27T00:00:00+01:00, or with Z for UTC",
            ));
        }
    }
    if problems.len() > before {
        return;
    }
    match (schedule.from.as_deref(), schedule.until.as_deref()) {
        (None, None) => problems.push(Problem::new(
            "schedule",
            "",
            "The schedule has neither a beginning nor an end",
            "Give from, until or both, or remove the schedule",
        )),
        (_, Some(until)) if schedule.seconds().is_some_and(|(from, until)| from >= until) => {
            problems.push(Problem::new(
                "schedule.until",
                until,
                "The end is not after the beginning, so the rule is never there",
                "Give a time after from",
            ))
        }
        _ => {}
    }
}

pub(super) fn check_examples(examples: &[Example], problems: &mut Vec<Problem>) {
    if examples.len() > MAX_EXAMPLES {
        let (given, message) =
            (format!("{} examples", examples.len()), format!("More than {MAX_EXAMPLES} examples are listed"));
        problems.push(Problem::new("examples", &given, message, "Keep those that tell cases apart"));
    }
    for (index, example) in examples.iter().enumerate() {
        check_example(example, &format!("examples[{index}]"), problems);
    }
}

fn check_example(example: &Example, field: &str, problems: &mut Vec<Problem>) {
    let url = &example.url;
    let absolute = url.starts_with("http://") || url.starts_with("https://");
    if !(url.starts_with('/') || absolute) || url.len() > MAX_SOURCE_BYTES {
        problems.push(Problem::new(
            &format!("{field}.url"),
            url,
            "This is no URL that can be asked for",
            "Begin it with / or with https:// and the host",
        ));
    }
    if example.matches == Some(false) && (example.to.is_some() || example.code.is_some()) {
        problems.push(Problem::new(
            &format!("{field}.matches"),
            "false",
            "A URL that doesn't match leads nowhere",
            "Remove to and code, or matches",
        ));
    }
    if let Some(code) = example.code
        && !is_redirect_code(code)
        && !is_respond_code(code)
    {
        let fix = "Give a code that rules can answer with";
        problems.push(Problem::new(&format!("{field}.code"), &code.to_string(), "No rule answers with this code", fix));
    }
    if !is_token(&example.method) {
        problems.push(Problem::new(
            &format!("{field}.method"),
            &example.method,
            "This is no method",
            "Give one such as GET",
        ));
    }
    for (name, value) in &example.headers {
        if !is_token(name) || !is_header_value(value) {
            let fix = "Give a header as a browser would send it";
            problems.push(Problem::new(&format!("{field}.headers.{name}"), value, "This is no header", fix));
        }
    }
}
