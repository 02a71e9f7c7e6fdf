//! What a request goes through at its activation (RINIT), and at its end.

use detour_rules::{Body, Decision, Facts, Header, Pass};
use detour_serve::{Knowing, News};

use crate::answer::{self, Answer};
use crate::choice::Choice;
use crate::clock;
use crate::deferred::Deferred;
use crate::events;
use crate::globals::{self, Globals};
use crate::log;
use crate::request::ActiveRequest;
use crate::sapi::{self, Way};
use crate::settled::Settled;

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
    globals::with(|globals| globals.sites.look_at_spools(clock::seconds()));
    #[cfg(feature = "panic-test")]
    crate::panic_test::end();
}

// At both ends, because a bailout may skip either RSHUTDOWN or the end of an answer.
fn forget_request() {
    globals::with(|globals| {
        globals.pending = false;
        globals.answered = false;
        globals.deferred = None;
        globals.settled = None;
    });
}

/// Decides and sends. True when the answer is out.
pub(crate) fn respond(request: &ActiveRequest) -> bool {
    if request.method().is_none() || request.headers_sent() {
        return false;
    }
    if globals::with(|globals| globals.answered) {
        return true;
    }
    let Some(decision) = globals::with(|globals| decide(globals, request)) else { return false };
    // FPM looks at its status and ping paths only after RINIT, so a rule must not get in their way.
    if !matches!(decision, Decision::Pass(_)) && request.info_uri().is_some_and(|script| request.skips(script)) {
        globals::with(|globals| globals.counters.passes += 1);
        return false;
    }
    act(request, decision)
}

/// Goes on with a deferred decision, knowing more. What it came to, and whether it was sent; `None` if none is deferred.
pub(crate) fn resume(request: &ActiveRequest, facts: &Facts) -> Option<(Decision, bool)> {
    let deferred = globals::with(|globals| globals.deferred.take())?;
    let decision = globals::with(|globals| {
        let Choice::File(source) = request.choose() else { return None };
        let site = globals.sites.in_use(source)?;
        let resumed = Knowing { visitor: request, facts };
        let resumed = request.read(&resumed)?;
        let decision = site.resume(&resumed, deferred.stop)?;
        globals.settled = site.generation().map(|generation| Settled::by(&decision, generation));
        Some(decision)
    })?;
    let sends = match &decision {
        // The theme's page is WordPress' to send.
        Decision::Respond { body, .. } => *body == Body::Bare,
        // Too late for PHP to see another URL.
        Decision::Rewrite { .. } | Decision::Pass(_) => false,
        Decision::Redirect { .. } | Decision::Defer { .. } => true,
    };
    let sent = sends && !request.headers_sent() && act(request, decision.clone());
    // What WordPress carries out instead. It doesn't begin anew with another URL.
    if !sends && !matches!(decision, Decision::Rewrite { .. }) {
        globals::with(|globals| {
            events::prepare(globals, request, &decision);
            events::write(globals, request);
        });
    }
    Some((decision, sent))
}

// Carries a decision out. True when an answer is out.
fn act(request: &ActiveRequest, decision: Decision) -> bool {
    let answer = globals::with(|globals| {
        events::prepare(globals, request, &decision);
        let counters = &mut globals.counters;
        match &decision {
            Decision::Redirect { code, location, headers, .. } => {
                header_lines(&mut globals.line, Some(location), headers);
                return Some(Answer::Redirect { code: *code });
            }
            Decision::Respond { code, headers, .. } => {
                header_lines(&mut globals.line, None, headers);
                return Some(Answer::Respond { code: *code });
            }
            Decision::Rewrite { .. } => counters.rewrites += 1,
            Decision::Defer { .. } => counters.defers += 1,
            Decision::Pass(Pass::SelfRedirect { .. }) => counters.self_redirects += 1,
            Decision::Pass(Pass::Refused { .. }) => counters.errors += 1,
            Decision::Pass(_) => counters.passes += 1,
        }
        None
    });
    match decision {
        Decision::Rewrite { to, .. } => request.rewrite(&to),
        Decision::Defer { .. } => globals::with(|globals| {
            let Choice::File(source) = request.choose() else { return };
            let Some(site) = globals.sites.in_use(source) else { return };
            let stop = request.read(request).and_then(|request| site.stop(&request, &decision));
            let Decision::Defer { rule, needs, .. } = decision else { return };
            globals.deferred = stop.map(|stop| Deferred { rule, needs, stop });
        }),
        // Nothing of it may be alive while the answer is sent.
        other => drop(other),
    }
    let Some(answer) = answer else {
        globals::with(|globals| events::write(globals, request));
        return false;
    };
    let sent = answer::send(answer);
    globals::with(|globals| {
        if sent {
            events::write(globals, request);
        }
        let counters = &mut globals.counters;
        *match (sent, answer) {
            (false, _) => &mut counters.errors,
            (true, Answer::Redirect { .. }) => &mut counters.redirects,
            (true, Answer::Respond { .. }) => &mut counters.responds,
        } += 1;
    });
    sent
}

// The headers of an answer, one a line. Neither names nor values hold a line break.
fn header_lines(lines: &mut Vec<u8>, location: Option<&[u8]>, headers: &[Header]) {
    lines.clear();
    if let Some(location) = location {
        lines.extend_from_slice(b"Location: ");
        lines.extend_from_slice(location);
        lines.push(b'\n');
    }
    for Header { name, value } in headers {
        for part in [name.as_bytes(), b": ", value.as_bytes(), b"\n"] {
            lines.extend_from_slice(part);
        }
    }
}

// The rules' decision; nothing where no rules are in use.
fn decide(globals: &mut Globals, request: &ActiveRequest) -> Option<Decision> {
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
    let site = globals.sites.current(source, request.revalidate(), clock::seconds());
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
    let decision = site.decide(&request.read(request)?, 0)?;
    globals.settled = site.generation().map(|generation| Settled::by(&decision, generation));
    Some(decision)
}
