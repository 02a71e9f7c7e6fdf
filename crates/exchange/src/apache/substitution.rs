//! What a `RewriteRule` makes of a URL: text, captures of the rule (`$1`) and of its conditions (`%1`), variables.

use crate::refusal::Refusal;
use crate::rewrite::Part;

/// Takes a substitution apart.
pub(super) fn parts(text: &str) -> Result<Vec<Part>, Refusal> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let digit = after.chars().next().and_then(|next| next.to_digit(10)).map(|digit| digit as usize);
        let mut taken = c.len_utf8();
        let part = match (c, digit) {
            ('$', Some(group)) => {
                taken += 1;
                Part::OfRule(group)
            }
            ('%', Some(group)) => {
                taken += 1;
                Part::OfCondition(group)
            }
            ('%' | '$', None) if after.starts_with('{') => {
                let end = after.find('}').ok_or_else(|| Refusal::new("A brace is not closed", "Add a }"))?;
                if c == '$' {
                    return Err(Refusal::new("The target asks a RewriteMap", "Export the map as a list of its own"));
                }
                taken += end + 1;
                Part::Variable(after[1..end].to_ascii_uppercase())
            }
            ('\\', _) => {
                let next = after.chars().next().unwrap_or('\\');
                taken += next.len_utf8() * usize::from(!after.is_empty());
                Part::Text(next.to_string())
            }
            _ => Part::Text(c.to_string()),
        };
        rest = &rest[taken..];
        match (parts.last_mut(), part) {
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(&text),
            (_, part) => parts.push(part),
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_substitution_is_taken_apart() {
        let text = |text: &str| Part::Text(text.into());
        assert_eq!(
            parts(r"/a\$1$12%1%{http_host}%zz$").unwrap(),
            [
                text("/a$1"),
                Part::OfRule(1),
                text("2"),
                Part::OfCondition(1),
                Part::Variable("HTTP_HOST".into()),
                text("%zz$")
            ]
        );
        assert!(parts("${map:$1}").is_err() && parts("%{X").is_err());
    }
}
