//! What a request goes through at its activation (RINIT), and at its end.

use detour_rules::{Decision, Pass};

use crate::answer::{self, Answer};
use crate::choice::Choice;
use crate::globals::{self, Globals};
use crate::log;
use crate::request::ActiveRequest;
use crate::sapi::{self, Way};
use crate::sites::News;

/// RINIT: answers the request if a rule does, otherwise leaves no trace.
pub(crate) fn begin() {
    forget_request();
    let way = sapi::way();
    match way {
        Way::None => return,
        Way::Fpm => {}
        Way::Hook | Way::HookEmpty => answer::compile_hook::install(),
    }
    // SAFETY: RINIT runs inside a request, before any PHP code, and the value is gone when it returns.
    let request = unsafe { ActiveRequest::assume() };
    if !request.enabled() {
        return;
    }
    #[cfg(feature = "panic-test")]
    crate::panic_test::begin(&request);
    if respond(&request) {
        match way {
            Way::None => {}
            Way::Fpm => answer::fpm::skip_script(),
            Way::Hook | Way::HookEmpty => answer::compile_hook::skip_scripts(),
        }
    }
}

/// RSHUTDOWN.
pub(crate) fn end() {
    forget_request();
    #[cfg(feature = "panic-test")]
    crate::panic_test::end();
}

// At both ends, because a bailout may skip either RSHUTDOWN or the end of an answer.
fn forget_request() {
    globals::with(|globals| {
        globals.pending = false;
        globals.answered = false;
    });
}

/// Decides and sends. True when the answer is out.
pub(crate) fn respond(request: &ActiveRequest) -> bool {
    if globals::with(|globals| globals.answered) {
        return true;
    }
    if request.method().is_none() || request.headers_sent() {
        return false;
    }
    let Some(answer) = globals::with(|globals| decide(globals, request)) else { return false };
    // FPM looks at its status and ping paths only after RINIT, so a rule must not get in their way.
    if request.info_uri().is_some_and(|script| request.skips(script)) {
        globals::with(|globals| globals.counters.passes += 1);
        return false;
    }
    let sent = answer::send(answer);
    globals::with(|globals| {
        let counters = &mut globals.counters;
        *match (sent, answer) {
            (false, _) => &mut counters.errors,
            (true, Answer::Redirect { .. }) => &mut counters.redirects,
            (true, Answer::Respond { .. }) => &mut counters.responds,
        } += 1;
    });
    sent
}

// What to send, with the target in `globals.line`; nothing for a request that passes on.
fn decide(globals: &mut Globals, request: &ActiveRequest) -> Option<Answer> {
    let source = match request.choose() {
        Choice::Unset => return None,
        Choice::Refused(why) => {
            if globals.refused.replace(why) != Some(why) {
                globals.counters.errors += 1;
                log::write(&mut globals.line, format_args!("{why}"));
            }
            return None;
        }
        Choice::File(source) => source,
    };
    let site = globals.sites.current(source, request.revalidate());
    match site.take_news() {
        None => {}
        Some(News::Broken) => {
            globals.counters.errors += 1;
            let error = site.error().unwrap_or_default();
            log::write(&mut globals.line, format_args!("{error}"));
        }
        Some(News::Repaired) => {
            let path = site.path().display();
            log::write(&mut globals.line, format_args!("{path}: the rule file is in use again"));
        }
    }
    let decision = site.decide(&request.read()?)?;
    let counters = &mut globals.counters;
    match decision {
        Decision::Redirect { code, location, .. } => {
            globals.line.clear();
            globals.line.extend_from_slice(b"Location: ");
            globals.line.extend_from_slice(&location);
            return Some(Answer::Redirect { code });
        }
        Decision::Respond { code, .. } => return Some(Answer::Respond { code }),
        Decision::Pass(Pass::SelfRedirect { .. }) => counters.self_redirects += 1,
        Decision::Pass(Pass::Refused { .. }) => counters.errors += 1,
        Decision::Pass(_) => counters.passes += 1,
    }
    None
}
