//! Whether the condition of a rule holds.

use detour_rules::{Condition, RedirectionSettings, Request, Test};

use super::{accepted_languages, client_ip, cookie, header, host, masked, referrer, user_agent};
use crate::Patterns;
use crate::dialect::Flavour;
use crate::php::{normal_ip, preg_match, rawurldecode};

/// Whether a condition holds; `None` if only WordPress can tell. Regular expressions of conditions never tell case apart.
pub fn holds(
    condition: &Condition,
    settings: &RedirectionSettings,
    request: &Request<'_>,
    patterns: &mut Patterns,
) -> Option<bool> {
    let context = request.context;
    let mut passes = |test: &Test, value: Option<Vec<u8>>| passes(test, value, patterns);
    let sent = |name: &str| context.header(name);
    Some(match condition {
        Condition::Referrer(test) => passes(test, Some(referrer(sent("Referer").as_deref()))),
        Condition::UserAgent(test) => passes(test, Some(user_agent(sent("User-Agent").as_deref()))),
        Condition::Header(test) => passes(test, header(sent_header(&test.name, request).as_deref())),
        Condition::Cookie(test) => {
            passes(test, cookie(cookie_value(&sent("Cookie").unwrap_or_default(), test.name.as_bytes()).as_deref()))
        }
        Condition::Ip(addresses) => {
            let address = masked(&client_ip(settings, context.client_ip(), sent), settings.ip);
            let wanted = |listed: &String| normal_ip(listed.as_bytes()).unwrap_or_default();
            addresses.iter().any(|listed| wanted(listed) == address)
        }
        Condition::Language(listed) => {
            let accepted = accepted_languages(sent("Accept-Language").as_deref());
            listed.iter().any(|language| accepted.iter().any(|accepted| accepted == language.as_bytes()))
        }
        Condition::Host(listed) => {
            let name = server_name(settings, request);
            listed.iter().any(|wanted| !wanted.is_empty() && wanted.as_bytes() == name)
        }
        Condition::LoggedIn(wanted) => return context.logged_in().map(|is| is == *wanted),
        Condition::NotFound(wanted) => return context.not_found().map(|is| is == *wanted),
        Condition::Role(roles) => {
            return context.roles().map(|own| own.iter().any(|role| roles.contains(role)));
        }
        Condition::Filter(name) => return context.filter(name),
        Condition::Not(inner) => return holds(inner, settings, request, patterns).map(|holds| !holds),
        // Validation refuses these.
        Condition::Method(_)
        | Condition::Query(_)
        | Condition::Path(_)
        | Condition::QueryString(_)
        | Condition::Country(_)
        | Condition::Any(_) => false,
    })
}

/// The name of the server: `SERVER_NAME` if it is fixed, else the host that was asked for.
pub fn server_name(settings: &RedirectionSettings, request: &Request<'_>) -> Vec<u8> {
    match settings.server_name.as_str() {
        "" => host(request.host),
        fixed => fixed.as_bytes().to_vec(),
    }
}

// A missing value is no text, but to a regular expression it is the empty one.
fn passes(test: &Test, value: Option<Vec<u8>>, patterns: &mut Patterns) -> bool {
    match (&test.is, &test.matches) {
        (Some(is), _) => value.as_deref() == Some(is.as_bytes()),
        (None, Some(pattern)) => {
            let pattern = patterns.plugin_pattern(Flavour::RedirectionIgnoringCase, pattern.as_bytes());
            pattern.is_some_and(|pattern| preg_match(&pattern, &value.unwrap_or_default()) == Ok(true))
        }
        (None, None) => false,
    }
}

// PHP keeps `Content-Type` and `Content-Length` where the plugin doesn't look.
fn sent_header(name: &str, request: &Request<'_>) -> Option<Vec<u8>> {
    let name = name.replace('_', "-");
    if ["Content-Type", "Content-Length"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden)) {
        return None;
    }
    if name.eq_ignore_ascii_case("Host") {
        return Some(request.host.to_vec());
    }
    request.context.header(&name).map(std::borrow::Cow::into_owned)
}

// The first cookie of a name, as PHP fills `$_COOKIE`; one that is an array there has no value.
fn cookie_value(sent: &[u8], wanted: &[u8]) -> Option<Vec<u8>> {
    sent.split(|&b| b == b';').find_map(|pair| {
        let pair = &pair[pair.iter().position(|&b| b != b' ').unwrap_or(pair.len())..];
        let end = pair.iter().position(|&b| b == b'=').unwrap_or(pair.len());
        let name: Vec<u8> = pair[..end].iter().map(|&b| if matches!(b, b' ' | b'.') { b'_' } else { b }).collect();
        (name == wanted).then(|| rawurldecode(pair.get(end + 1..).unwrap_or_default()).into_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_as_php_reads_them() {
        let sent = b"c=a+b%20c; c=2;  d.e=1; g; h==3";
        assert_eq!(cookie_value(sent, b"c").as_deref(), Some(&b"a+b c"[..]));
        assert_eq!(cookie_value(sent, b"d_e").as_deref(), Some(&b"1"[..]));
        assert_eq!(cookie_value(sent, b"g").as_deref(), Some(&b""[..]));
        assert_eq!(cookie_value(sent, b"h").as_deref(), Some(&b"=3"[..]));
        assert_eq!(cookie_value(sent, b"x"), None);
    }
}
