use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with a rule, where, and the way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Path of the field in the rule's JSON, e.g. `source.value`; empty for the rule as a whole.
    pub field: String,
    /// The offending value as text, shortened to 200 characters.
    pub value: String,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do about it, one sentence.
    pub fix: String,
    /// A value for the field with which this is right, where there is one that needs no thought. Not shortened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// Most characters that are shown of a field's name and of its value.
const LONGEST_VALUE: usize = 200;
/// Most characters of a sentence.
const LONGEST_SENTENCE: usize = 1000;

impl Problem {
    /// A problem of `field`. All texts are shown shortened and without control characters: names and values 200 characters,
    /// sentences, which may quote them, 1,000.
    pub fn new(field: &str, value: &str, message: impl Into<String>, fix: impl Into<String>) -> Problem {
        let (message, fix): (String, String) = (message.into(), fix.into());
        Problem {
            field: shown(field, LONGEST_VALUE),
            value: shown(value, LONGEST_VALUE),
            message: shown(&message, LONGEST_SENTENCE),
            fix: shown(&fix, LONGEST_SENTENCE),
            instead: None,
        }
    }

    /// The problem with a value that would be right.
    pub(crate) fn or(self, instead: Option<String>) -> Problem {
        Problem { instead, ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}", self.message)?;
        if !self.value.is_empty() {
            write!(f, " (given: \"{}\")", self.value)?;
        }
        write!(f, ". {}", self.fix)
    }
}

/// A text that somebody else may have written, for a message: control characters escaped, and cut off after so many
/// characters. Messages land in terminals and logs, so nothing that they quote may bring its own escapes or lines along.
pub fn shown(value: &str, longest: usize) -> String {
    let mut text = String::new();
    for (count, c) in value.chars().enumerate() {
        if count == longest {
            text.push('…');
            break;
        }
        match c {
            c if c.is_control() => text.extend(c.escape_default()),
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_short_and_harmless() {
        let problem =
            Problem::new("source.\u{1b}[31m", &format!("a\u{1b}[31m\n{}", "x".repeat(300)), "no \u{12}", "f\r");
        assert_eq!((problem.message.as_str(), problem.fix.as_str()), ("no \\u{12}", "f\\r"));
        assert_eq!(problem.field, "source.\\u{1b}[31m");
        assert!(problem.value.starts_with("a\\u{1b}[31m\\n"));
        assert!(problem.value.ends_with('…'));
        assert!(problem.value.chars().count() < 230);
    }
}
