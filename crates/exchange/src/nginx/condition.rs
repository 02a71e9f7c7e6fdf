//! The condition of an `if`.

use crate::pcre;
use crate::refusal::Refusal;
use crate::rewrite::{Condition, Test, unquoted};

/// `$request_uri`: path and query in one, which only the source of a rule sees.
pub(super) const WHOLE_URL: &str = "request_uri";

/// What an `if` asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    /// Whether a variable is neither empty nor 0.
    IsSet(String),
    Test(Condition),
}

/// Reads the words of an `if`.
pub(super) fn read(words: &[String]) -> Result<Asked, Refusal> {
    let refuse = || Refusal::new("The condition can't be read", "Write it as if ($variable ~ pattern)");
    let text = words.join(" ");
    let inner = text.trim().strip_prefix('(').and_then(|text| text.strip_suffix(')')).ok_or_else(refuse)?.trim();
    let Some(rest) = inner.strip_prefix('$') else {
        return Err(Refusal::new(
            "The condition asks the server's files",
            "Leave the rule to nginx, or write it without this condition",
        ));
    };
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    let (name, rest) = (&rest[..end], rest[end..].trim_start());
    if rest.is_empty() {
        return Ok(Asked::IsSet(name.to_owned()));
    }
    let operator = ["!~*", "!~", "~*", "~", "!=", "="].into_iter().find(|operator| rest.starts_with(operator));
    let operator = operator.ok_or_else(refuse)?;
    let operand = unquoted(rest[operator.len()..].trim());
    if operator == "!=" && operand.is_empty() && !is_known(name) {
        return Ok(Asked::IsSet(name.to_owned()));
    }
    let test = match operator.contains('~') {
        true => Test::Matches(pcre::pieces(operand)?),
        false => Test::Is(operand.to_owned()),
    };
    let negated = operator.starts_with('!');
    Ok(Asked::Test(Condition {
        variable: variable(name)?,
        test,
        negated,
        ignore_case: operator.ends_with('*'),
        or_next: false,
    }))
}

fn is_known(name: &str) -> bool {
    variable(name).is_ok()
}

/// The variable in Apache's words.
pub(super) fn variable(name: &str) -> Result<String, Refusal> {
    Ok(match name {
        "host" | "http_host" => "HTTP_HOST".into(),
        "scheme" => "REQUEST_SCHEME".into(),
        "https" => "HTTPS".into(),
        "server_port" => "SERVER_PORT".into(),
        "request_method" => "REQUEST_METHOD".into(),
        "remote_addr" => "REMOTE_ADDR".into(),
        "uri" | "document_uri" => "REQUEST_URI".into(),
        "request_uri" => WHOLE_URL.into(),
        "args" | "query_string" => "QUERY_STRING".into(),
        name => match name.split_once('_') {
            Some(("http", header)) => format!("HTTP:{}", header.replace('_', "-").to_uppercase()),
            Some(("arg", parameter)) => format!("ARG:{parameter}"),
            Some(("cookie", cookie)) => format!("COOKIE:{cookie}"),
            _ => return Err(super::text::unknown(name)),
        },
    })
}
