//! What happened to a request, into the spool of its site.
//!
//! An event is put together before the answer leaves, while what it tells of is at hand, and written once it has left.

use detour_rules::{Context, Decision};
use detour_spool::Event;

use crate::choice::Choice;
use crate::clock;
use crate::globals::Globals;
use crate::request::ActiveRequest;

/// Makes the record of a decision, if it is one that is counted; `write` follows when it has been carried out.
pub(crate) fn prepare(globals: &mut Globals, request: &ActiveRequest, decision: &Decision) {
    globals.record.clear();
    let Some(event) = detour_serve::of_decision(decision, request.now()) else { return };
    record(globals, request, event);
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
    record(globals, request, detour_serve::not_found(request.now()));
    write(globals, request)
}

fn record(globals: &mut Globals, request: &ActiveRequest, event: Event<'_>) {
    let (Some(directory), Choice::File(source)) = (request.spool(), request.choose()) else { return };
    let Some(site) = globals.sites.in_use(source) else { return };
    let Some(asked) = request.read(request) else { return };
    let Some((recording, blog)) = site.file().map(|file| (file.recording(&asked), file.blog(&asked))) else { return };
    let counted = Event { blog: blog.unwrap_or_default(), lost: site.spool_in(directory).lost(), ..event };
    detour_serve::record(counted, &asked, recording, &mut globals.record);
}
