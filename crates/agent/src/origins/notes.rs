//! What the owner of a plugin's rules should know of them while they are served.

use detour_exchange::Report;
use detour_exchange::redirection::LogOptions;

/// Rules that never act where they are kept.
pub(super) fn of_dead_rules(report: &Report) -> Option<String> {
    let first = report.dead.first()?;
    let (count, place, message) = (report.dead.len(), first.place, &first.problem.message);
    Some(match count {
        1 => format!("One active rule never acts, in the plugin neither. {place}: {message}."),
        _ => format!("{count} active rules never act, in the plugin neither. The first, {place}: {message}."),
    })
}

/// What the plugin's log of redirects lacks.
pub(super) fn of_log(options: LogOptions) -> Vec<String> {
    let headers = "The plugin's log has no headers of requests that are answered before WordPress starts (option log_header): \
                   what is written down of a request has no room for them.";
    let external = "The plugin's log of other redirects (option log_external) lacks those that are answered before \
                    WordPress starts: there is nobody to tell the plugin of them.";
    let said = [(options.headers, headers), (options.external, external)];
    said.into_iter().filter(|(is_asked, _)| *is_asked).map(|(_, note)| note.to_owned()).collect()
}
