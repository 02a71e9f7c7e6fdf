//! What happened to a request, into the spool of its site.
//!
//! An event is put together before the answer leaves, while what it tells of is at hand, and written once it has left.

use std::borrow::Cow;

use detour_rules::{Context, Decision, IpMode, Origin, Pass, Recording, Request};
use detour_spool::{Event, Kind};

use crate::choice::Choice;
use crate::clock;
use crate::globals::Globals;
use crate::request::ActiveRequest;

/// Makes the record of a decision, if it is one that is counted; `write` follows when it has been carried out.
pub(crate) fn prepare(globals: &mut Globals, request: &ActiveRequest, decision: &Decision) {
    globals.record.clear();
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
        Decision::Pass(_) | Decision::Defer { .. } => return,
    };
    let now = request.now();
    record(globals, request, Event { rule, variant, code, target: target.into(), ..Event::new(kind, now) });
}

/// Writes what `prepare` has made.
pub(crate) fn write(globals: &mut Globals, request: &ActiveRequest) -> bool {
    if globals.record.is_empty() {
        return false;
    }
    let (Some(directory), Choice::File(source)) = (request.spool(), request.choose()) else { return false };
    let Some(site) = globals.sites.in_use(source) else { return false };
    let written = site.spool_in(directory).append(&globals.record, clock::seconds(), request.spool_limit());
    globals.record.clear();
    match written {
        true => globals.counters.events += 1,
        false => globals.counters.events_lost += 1,
    }
    written
}

/// Records that there is no page for this request.
pub(crate) fn not_found(globals: &mut Globals, request: &ActiveRequest) -> bool {
    globals.record.clear();
    let event = Event { code: 404, ..Event::new(Kind::NotFound, request.now()) };
    record(globals, request, event);
    write(globals, request)
}

// Fills in what the site keeps of its visitors, and nothing more.
fn record(globals: &mut Globals, request: &ActiveRequest, event: Event<'_>) {
    let (Some(directory), Choice::File(source)) = (request.spool(), request.choose()) else { return };
    let Some(site) = globals.sites.in_use(source) else { return };
    let Some(asked) = request.read(request) else { return };
    let Some((recording, blog)) = site.file().map(|file| (file.recording(&asked), file.blog(&asked))) else { return };
    let recording = match event.kind {
        Kind::Hit => recording.of_origin(Origin::of(event.rule).0),
        Kind::Loop | Kind::NotFound => recording,
    };
    let counted = Event { blog: blog.unwrap_or_default(), lost: site.spool_in(directory).lost(), ..event };
    match (counted.kind, recording) {
        (Kind::NotFound, Recording { not_found: false, .. }) => {}
        (Kind::Hit | Kind::Loop, Recording { hits: false, .. }) => {
            Event { target: Cow::Borrowed(b""), ..counted }.write(&mut globals.record);
        }
        _ => described(counted, &asked, recording).write(&mut globals.record),
    }
}

fn described<'a>(event: Event<'a>, asked: &Request<'a>, recording: Recording) -> Event<'a> {
    let header = |name| asked.context.header(name).unwrap_or_default();
    let ip = if recording.ip == IpMode::None { None } else { asked.context.client_ip() };
    Event {
        method: asked.method.into(),
        host: asked.host.into(),
        uri: asked.uri.into(),
        referrer: header("Referer"),
        user_agent: if recording.user_agent { header("User-Agent") } else { Cow::Borrowed(b"") },
        ip: ip.and_then(|ip| recording.ip.of(ip)),
        ..event
    }
}
