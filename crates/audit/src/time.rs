//! What becomes of rules as time goes by.

use detour_rules::{Action, Problem, Rule};

use crate::report::Findings;
use crate::{Change, Code, Entry, Finding, Options};

const DAY: u64 = 86_400;

pub(crate) fn check(number: u64, entry: &Entry, options: &Options, findings: &mut Findings<'_>) {
    let Entry { rule, created, last_hit } = entry;
    let days = |since: u64| options.now.saturating_sub(since) / DAY;
    if let Some(schedule) = &rule.schedule {
        if schedule.seconds().is_some_and(|(_, until)| until <= options.now) {
            let until = schedule.until.as_deref().unwrap_or_default();
            let problem = Problem::new("schedule.until", until, "The rule's time is over", "Delete it");
            findings.add(Finding::new(Code::Expired, &[number], problem).with(Change::DELETE));
        }
        return;
    }
    if let (Some(created), Some((code, permanent))) = (*created, for_good(rule)) {
        let age = days(created);
        if age >= u64::from(options.temporary_days) {
            let problem = Problem::new(
                "then.redirect.code",
                &code.to_string(),
                format!("This redirect has been temporary for {age} days, so search engines keep the old address"),
                format!("Make it permanent ({permanent}) if it is for good"),
            );
            let change = Change::set("then.redirect.code", permanent);
            findings.add(Finding::new(Code::Permanent, &[number], problem).with(change));
        }
    }
    if let Some(since) = last_hit.or(*created) {
        let idle = days(since);
        if idle >= u64::from(options.stale_days) {
            let message = match last_hit {
                Some(_) => format!("The rule has not acted for {idle} days"),
                None => format!("The rule was made {idle} days ago and has never acted"),
            };
            let problem = Problem::new("", "", message, "Disable or delete it if nobody needs it");
            findings.add(Finding::new(Code::Stale, &[number], problem).with(Change::set("enabled", false)));
        }
    }
}

/// The code of a temporary redirect that depends on nothing but the URL, and its permanent sister (RFC 9110 §15.4).
fn for_good(rule: &Rule) -> Option<(u16, u16)> {
    let Action::Redirect(redirect) = &rule.then else { return None };
    let permanent = match redirect.code {
        302 => 301,
        307 => 308,
        _ => return None,
    };
    rule.when.is_empty().then_some((redirect.code, permanent))
}
