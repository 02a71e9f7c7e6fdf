//! Redirects of the whole site, which come before all rules: another domain, HTTPS, `www.`.

use detour_rules::{PreferredDomain, RedirectionSettings};

/// Requests that relocating leaves alone.
const NOT_RELOCATED: [&[u8]; 3] = [b"/wp-admin", b"/wp-login.php", b"/wp-json/"];

/// Where the whole site sends a request. `server_name` and `host` are without port, `uri` is cleaned.
pub fn site_redirect(
    settings: &RedirectionSettings,
    server_name: &[u8],
    host: &[u8],
    uri: &[u8],
    is_https: bool,
) -> Option<Vec<u8>> {
    match settings.relocate.as_str() {
        "" | "0" => canonical(settings, &settings.home, host, uri, is_https),
        relocate => relocated(relocate, server_name, uri),
    }
}

/// Where a request for another domain goes.
pub fn relocated(relocate: &str, domain: &[u8], uri: &[u8]) -> Option<Vec<u8>> {
    let relocate = relocate.trim_end_matches('/');
    let is_left_alone = NOT_RELOCATED.iter().any(|start| uri.starts_with(start));
    (domain != host_of(relocate).as_bytes() && !is_left_alone).then(|| [relocate.as_bytes(), uri].concat())
}

/// Where a request goes that has an alias for its host, or the wrong scheme or `www.`. `address` is the site's URL; if
/// what is made of it is not exactly the home URL in the settings, nothing is redirected. So a home URL with a path, or one
/// that contradicts the settings, turns all this off.
pub fn canonical(
    settings: &RedirectionSettings,
    address: &str,
    host: &[u8],
    uri: &[u8],
    is_https: bool,
) -> Option<Vec<u8>> {
    let has_www = host.starts_with(b"www.");
    let is_wrong = match settings.preferred_domain {
        PreferredDomain::Any => false,
        PreferredDomain::Www => !has_www,
        PreferredDomain::NoWww => has_www,
    };
    let is_alias = settings.aliases.iter().any(|alias| alias.as_bytes() == host);
    if !is_wrong && !is_alias && (!settings.https || is_https) {
        return None;
    }
    let target = preferred(settings, address, is_https);
    (target == settings.home).then(|| [target.as_bytes(), uri].concat())
}

// All leading `w` and `.` go before `www.` is set, so a domain such as `wine.test` loses a letter and nothing is
// redirected.
fn preferred(settings: &RedirectionSettings, address: &str, is_https: bool) -> String {
    let host = host_of(address);
    let bare = host.trim_start_matches(['w', '.']);
    let host = match (settings.preferred_domain, address.starts_with("www.")) {
        (PreferredDomain::Www, false) => format!("www.{bare}"),
        (PreferredDomain::NoWww, true) => bare.to_owned(),
        _ => host,
    };
    format!("{}://{host}", if is_https || settings.https { "https" } else { "http" })
}

/// The path of a home URL, without the slash at its end.
pub fn home_path(home: &str) -> &str {
    let rest = home.split_once("://").map_or(home, |(_, rest)| rest);
    rest.find('/').map_or("", |slash| rest[slash..].trim_end_matches('/'))
}

/// The host in a URL or domain; empty if there is none.
pub fn host_of(url: &str) -> String {
    let kept = |c: &char| c.is_ascii_alphanumeric() || "$-_.+!*'(),{}|\\^~[]`<>#%\";/?:@&=".contains(*c);
    let url: String = url.chars().filter(kept).collect();
    let rest = match url.split_once("://") {
        Some(("http" | "https", rest)) => rest,
        _ => &url,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest[..end].rsplit('@').next().unwrap_or_default();
    let host_end = match authority.strip_prefix('[').and_then(|inside| inside.find(']')) {
        Some(bracket) => bracket + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    authority[..host_end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (url, host) in [
            ("https://u:p@a.test:8080/x?y@z", "a.test"),
            ("a.test/x", "a.test"),
            ("http://[::1]:80", "[::1]"),
            ("", ""),
        ] {
            assert_eq!(host_of(url), host, "{url}");
        }
    }

    #[test]
    fn www_is_never_set_before_a_w() {
        let settings = RedirectionSettings {
            home: "http://www.wine.test".into(),
            preferred_domain: PreferredDomain::Www,
            ..RedirectionSettings::default()
        };
        assert_eq!(site_redirect(&settings, b"wine.test", b"wine.test", b"/a", false), None);
    }
}
