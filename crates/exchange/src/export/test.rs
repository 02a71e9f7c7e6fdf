//! Tests of values as patterns.

use detour_rules::{Case, Test};

use super::portable;
use crate::pcre::push_literal;
use crate::refusal::Refusal;

/// The pattern of a test of a header. Servers can't tell one that is empty from one that isn't sent.
pub(crate) fn header_pattern(test: &Test) -> Result<String, Refusal> {
    let pattern = text_pattern(test)?;
    let takes_nothing = detour_rules::pattern(&pattern, Case::Exact).is_ok_and(|regex| regex.is_match(b""));
    match takes_nothing {
        true => Err(Refusal::new("For the server a header that isn't sent is an empty one", "Leave it to Detour")),
        false => Ok(pattern),
    }
}

/// The pattern of a test of one value.
pub(crate) fn text_pattern(test: &Test) -> Result<String, Refusal> {
    let mut out = String::new();
    match test {
        Test { is: Some(text), .. } => {
            out.push('^');
            text.chars().for_each(|c| push_literal(&mut out, c));
            out.push('$');
        }
        Test { contains: Some(text), .. } => text.chars().for_each(|c| push_literal(&mut out, c)),
        Test { matches: Some(text), .. } => {
            portable(text)?;
            out.push_str(text);
        }
        Test { .. } => out.push('.'),
    }
    Ok(out)
}

/// The pattern of a name and its value among others.
pub(crate) fn named_pattern(test: &Test, separator: &str, end: &str) -> Result<String, Refusal> {
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c));
    let mut out = String::new();
    test.name.chars().for_each(|c| push_literal(&mut out, c));
    match test {
        Test { is: Some(text), .. } if plain(text) && plain(&test.name) => {
            out.push('=');
            text.chars().for_each(|c| push_literal(&mut out, c));
            out.push_str(end);
        }
        Test { contains: Some(text), .. } if plain(text) && plain(&test.name) => {
            out.push_str(&format!("=[^{separator}]*"));
            text.chars().for_each(|c| push_literal(&mut out, c));
        }
        Test { is: None, contains: None, matches: None, .. } if plain(&test.name) => {
            out.push_str(if separator == ";" { "=" } else { "(=|&|$)" });
        }
        _ => {
            return Err(Refusal::new(
                "The server has cookies and parameters only as they are sent",
                "Compare with a plain text, or leave it to Detour",
            ));
        }
    }
    Ok(out)
}
