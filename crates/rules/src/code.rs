//! Which status codes a rule may answer with (DESIGN §4) and what they are called (RFC 9110, RFC 2324, RFC 7725).

const REDIRECT: &[u16] = &[301, 302, 303, 304, 307, 308];
const RESPOND: &[u16] = &[400, 401, 403, 404, 410, 418, 451, 500, 501, 502, 503, 504];

/// Whether `code` may stand in `then.redirect.code`.
pub fn is_redirect_code(code: u16) -> bool {
    REDIRECT.contains(&code)
}

/// Whether `code` may stand in `then.respond.code`.
pub fn is_respond_code(code: u16) -> bool {
    RESPOND.contains(&code)
}

/// The reason phrase of a code that a rule may carry; empty for any other.
pub fn reason_phrase(code: u16) -> &'static str {
    match code {
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        410 => "Gone",
        418 => "I'm a teapot",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

pub(crate) fn redirect_codes() -> String {
    list(REDIRECT)
}

pub(crate) fn respond_codes() -> String {
    list(RESPOND)
}

fn list(codes: &[u16]) -> String {
    codes.iter().map(u16::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_reason_phrase() {
        for code in REDIRECT.iter().chain(RESPOND) {
            assert_ne!(reason_phrase(*code), "", "{code}");
        }
        assert_eq!(reason_phrase(200), "");
    }
}
