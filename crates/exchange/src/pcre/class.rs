//! Character classes. The `regex` crate gives meaning to `[`, `&&`, `--` and `~~` within them; PCRE doesn't.

use crate::refusal::Refusal;

/// `rest` begins with a bracket. Answers the class translated, whether it is negated, and how many bytes it takes.
pub(super) fn read(rest: &str) -> Result<(String, bool, usize), Refusal> {
    let open = || Refusal::new("The pattern doesn't close a bracket", "Correct the pattern");
    let mut out = String::from("[");
    let mut at = 1;
    let negated = rest[at..].starts_with('^');
    if negated {
        out.push('^');
        at += 1;
    }
    let start = at;
    // A dash behind a set of its own, such as \w, makes no range.
    let mut behind_set = true;
    loop {
        let here = &rest[at..];
        let c = here.chars().next().ok_or_else(open)?;
        let posix = here.strip_prefix("[:").and_then(|name| name.find(":]")).map(|end| end + 4);
        match c {
            ']' if at > start => return Ok((out + "]", negated, at + 1)),
            '[' if posix.is_some() => {
                let length = posix.unwrap_or_default();
                out.push_str(&here[..length]);
                at += length;
                behind_set = true;
                continue;
            }
            '\\' => {
                let escaped = here[1..].chars().next().ok_or_else(open)?;
                match escaped {
                    'd' | 'D' | 'w' | 'W' | 's' | 'S' | 't' | 'n' | 'r' | 'f' => {
                        out.push('\\');
                        out.push(escaped);
                        behind_set = matches!(escaped, 'd' | 'D' | 'w' | 'W' | 's' | 'S');
                    }
                    c if c.is_ascii_alphanumeric() => {
                        let message = format!("The pattern uses \\{c} in brackets, which has no equal");
                        return Err(Refusal::new(message, "Write it another way"));
                    }
                    c => {
                        push(&mut out, c)?;
                        behind_set = false;
                    }
                }
                at += 1 + escaped.len_utf8();
                continue;
            }
            // Between two characters it makes a range, elsewhere it stands for itself.
            '-' if at > start && !here[1..].starts_with(']') && !behind_set => {
                out.push('-');
                behind_set = true;
            }
            c => {
                push(&mut out, c)?;
                behind_set = false;
            }
        }
        at += c.len_utf8();
    }
}

fn push(out: &mut String, c: char) -> Result<(), Refusal> {
    if !c.is_ascii() {
        let message = format!("The pattern lists \"{c}\" in brackets, which takes it for its single bytes");
        return Err(Refusal::new(message, "Write (?:a|é) instead of [aé]"));
    }
    if matches!(c, '[' | ']' | '\\' | '^' | '-' | '&' | '~') {
        out.push('\\');
    }
    out.push(c);
    Ok(())
}
