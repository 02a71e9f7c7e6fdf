//! WordPress's own rules, which lead every URL without a file to index.php: no redirects, so they are passed over.

use super::flags::Flags;
use super::line::Directive;

/// What a `RewriteRule` is for WordPress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    /// It leads everything to index.php, so no rule behind it sees a URL that WordPress answers.
    Catcher,
    /// It belongs to the others.
    Helper,
}

/// Whether this is one of WordPress's own rules, of a single site or a network. `asks_files`: its conditions do.
pub(super) fn own(directive: &Directive, asks_files: bool) -> Option<Own> {
    let words: Vec<&str> = directive.words.iter().map(String::as_str).collect();
    let (pattern, substitution, flags) = match words.as_slice() {
        [pattern, substitution, flags @ ..] => (*pattern, *substitution, flags.first().map_or("", |flags| *flags)),
        _ => return None,
    };
    // WordPress answers itself. What can't be read is for those who say so.
    if Flags::read(flags).map_or(true, |flags| flags.redirect.is_some() || flags.respond.is_some()) {
        return None;
    }
    let network = pattern.starts_with("^([_0-9a-zA-Z-]+/)?");
    match (pattern, substitution) {
        ("." | "^(.*)$" | "(.*)" | "^" | ".*", to) if is_index(to) => Some(Own::Catcher),
        (r"^index\.php$", "-") => Some(Own::Helper),
        (".*", "-") if flags.starts_with("[E=HTTP_AUTHORIZATION") => Some(Own::Helper),
        // Files and folders are served as they are.
        ("^", "-") if asks_files && flags == "[L]" => Some(Own::Helper),
        (_, to) if network && (to.starts_with("$1wp-admin") || to.starts_with("$2")) => Some(Own::Helper),
        _ => None,
    }
}

fn is_index(to: &str) -> bool {
    let path = to.split(['?', '/']).rfind(|piece| piece.ends_with(".php")).unwrap_or_default();
    path == "index.php" && !to.contains("://")
}
