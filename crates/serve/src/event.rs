//! What is recorded of a decision: the record for the spool, with as much of the visitor as the site keeps.

use std::borrow::Cow;

use detour_rules::{Decision, IpMode, Origin, Pass, Recording, Request};
use detour_spool::{Event, Kind};

/// What happened by a decision; nothing if it is one that isn't counted. `now`: seconds since 1970.
pub fn of_decision(decision: &Decision, now: u64) -> Option<Event<'_>> {
    let variant = if let Decision::Redirect { variant, .. } = decision { *variant } else { 0 };
    let (kind, rule, code, target) = match decision {
        Decision::Redirect { rule, code, location, .. } => (Kind::Hit, *rule, *code, &location[..]),
        Decision::Respond { rule, code, .. } => (Kind::Hit, *rule, *code, &b""[..]),
        Decision::Rewrite { rule, to } => (Kind::Hit, *rule, 0, &to[..]),
        // What is left to the plugin that keeps the rule, the plugin counts.
        Decision::Pass(Pass::Ignored { rule }) if Origin::of(*rule).0 == Origin::Native => {
            (Kind::Hit, *rule, 0, &b""[..])
        }
        Decision::Pass(Pass::SelfRedirect { rule }) => (Kind::Loop, *rule, 0, &b""[..]),
        Decision::Pass(_) | Decision::Defer { .. } => return None,
    };
    Some(Event { rule, variant, code, target: target.into(), ..Event::new(kind, now) })
}

/// That there is no page for a request.
pub fn not_found(now: u64) -> Event<'static> {
    Event { code: 404, ..Event::new(Kind::NotFound, now) }
}

/// Adds the record of an event to `into`, filled in with what the site, or the plugin that keeps the rule, keeps of its
/// visitors, and nothing more.
pub fn record(event: Event<'_>, request: &Request<'_>, recording: Recording, into: &mut Vec<u8>) {
    let recording = match event.kind {
        Kind::Hit => recording.of_origin(Origin::of(event.rule).0),
        Kind::Loop | Kind::NotFound => recording,
    };
    match (event.kind, recording) {
        (Kind::NotFound, Recording { not_found: false, .. }) => {}
        (Kind::Hit | Kind::Loop, Recording { hits: false, .. }) => {
            Event { target: Cow::Borrowed(b""), ..event }.write(into);
        }
        _ => described(event, request, recording).write(into),
    }
}

fn described<'a>(event: Event<'a>, asked: &Request<'a>, recording: Recording) -> Event<'a> {
    let header = |name, is_kept: bool| is_kept.then(|| asked.context.header(name)).flatten().unwrap_or_default();
    let ip = if recording.ip == IpMode::None { None } else { asked.context.client_ip() };
    Event {
        method: asked.method.into(),
        host: asked.host.into(),
        uri: asked.uri.into(),
        referrer: header("Referer", recording.referrer),
        user_agent: header("User-Agent", recording.user_agent),
        ip: ip.and_then(|ip| recording.ip.of(ip)),
        ..event
    }
}
