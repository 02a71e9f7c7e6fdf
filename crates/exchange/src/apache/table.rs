//! Fixed answers as a text map of mod_rewrite, and what a virtual host needs to send them.

use std::fmt::Write;
use std::path::Path;

use crate::export::{Fixed, Table, variable};

const TITLE: &str = "# Answers that need no PHP, written by Detour and replaced by it. A RewriteMap names it.\n";

/// The file that a `RewriteMap txt:` names. Apache notices by itself when it changes.
pub fn table(answers: &[Fixed]) -> Table {
    let mut table = Table::default();
    let mut out = String::from(TITLE);
    for (place, answer) in answers.iter().enumerate() {
        let why = match answer.location().is_some_and(is_escaped_anew) {
            true => Some("Apache would escape its target anew"),
            false => is_root(answer.key()).then_some("for Apache it is the folder of the site"),
        };
        if let Some(why) = why {
            table.left_out.push((place, why));
            continue;
        }
        let _ = writeln!(out, "{} {}", answer.key(), answer.value());
    }
    table.text = out.into_bytes();
    table
}

// mod_alias escapes the path of a target, a percent sign too, and leaves query and fragment alone.
fn is_escaped_anew(location: &str) -> bool {
    let path = location.split(['?', '#']).next().unwrap_or_default();
    !path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/:._-~!$&'()*+,;=@".contains(&byte))
}

fn is_root(key: &str) -> bool {
    let path = key.split('?').next().unwrap_or_default();
    path.split_once('/').is_some_and(|(_, path)| path.bytes().all(|byte| byte == b'/' || byte == b'.'))
}

/// What stands in the virtual host, for the table at `file`. It is the same whatever the rules are.
///
/// mod_rewrite looks the request up, raw as it was sent, and mod_alias answers: it sends a target as it is, without the server's
/// own name before it. Files and folders that are there are left alone, because a host's own rules act before Apache looks for
/// them.
pub fn table_rules(name: &str, file: &Path) -> String {
    let this = variable(name);
    let file = file.display();
    let mut out = format!(
        "\
# Written by Detour: include it in the virtual host, before its other rules. It needs mod_rewrite, mod_alias and mod_headers of
# Apache 2.4.58 or later.
RewriteEngine On
RewriteMap {this} \"txt:{file}\"
RewriteCond %{{HTTP:X-Forwarded-Host}} ^$
RewriteCond %{{DOCUMENT_ROOT}}%{{REQUEST_URI}} !-f
RewriteCond %{{DOCUMENT_ROOT}}%{{REQUEST_URI}} !-d
RewriteCond %{{THE_REQUEST}} \"^(?:GET|HEAD) (/[^ ]{{0,400}}) HTTP/\"
RewriteCond ${{{this}:%{{HTTP_HOST}}%1}} ^([0-9]+)\\|([^|]+)\\|(.+)$
RewriteRule ^ %{{REQUEST_URI}} [QSD,END,E=DETOUR_CODE:%1,E=DETOUR_CACHE:%2,E=DETOUR_TO:%3]
Header always set Cache-Control \"%{{DETOUR_CACHE}}e\" \"expr=%{{REQUEST_STATUS}} == reqenv('DETOUR_CODE')\"
"
    );
    let redirects = Fixed::REDIRECTS.iter().map(|code| (code, " \"%{reqenv:DETOUR_TO}\""));
    for (code, to) in redirects.chain(Fixed::STATUSES.iter().map(|code| (code, ""))) {
        let _ = writeln!(
            out,
            "<If \"reqenv('DETOUR_CODE') == '{code}'\">\n    RedirectRelative On\n    Redirect {code}{to}\n</If>"
        );
    }
    out
}
