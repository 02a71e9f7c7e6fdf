//! What the plugin's source translates, read without gettext: to know that the catalogue has all of it.

use std::collections::BTreeSet;

/// WordPress' functions that translate, and how many texts each takes first.
const FUNCTIONS: [(&str, usize); 14] = [
    ("__", 1),
    ("_e", 1),
    ("_x", 1),
    ("_ex", 1),
    ("_n", 2),
    ("_nx", 2),
    ("_n_noop", 2),
    ("_nx_noop", 2),
    ("esc_html__", 1),
    ("esc_html_e", 1),
    ("esc_html_x", 1),
    ("esc_attr__", 1),
    ("esc_attr_e", 1),
    ("esc_attr_x", 1),
];

/// What was found in one file of PHP, JavaScript or TypeScript.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) texts: BTreeSet<String>,
    /// Calls that no translation can reach, by their line.
    pub(crate) mistakes: Vec<String>,
}

pub(crate) fn find(source: &str) -> Found {
    let mut found = Found::default();
    for (open, _) in source.match_indices('(') {
        let Some(count) = texts_of_call(&source[..open]) else { continue };
        let mut mistake = |what: &str| {
            let line = source[..open].matches('\n').count() + 1;
            found.mistakes.push(format!("line {line}: {what}"));
        };
        let mut rest = &source[open + 1..];
        for _ in 0..count {
            match literal(rest) {
                Some((text, after)) => {
                    found.texts.insert(text);
                    rest = after.trim_start().trim_start_matches(',');
                }
                None => mistake("a text is no literal, so that gettext can't read it"),
            }
        }
        if !ends_with_domain(rest) {
            mistake("the text domain 'detour' is missing");
        }
    }
    found
}

/// What the entries of a catalogue are to be found by: their texts, plurals included.
pub(crate) fn of_catalogue(catalogue: &str) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    let mut current: Option<String> = None;
    for line in catalogue.lines().chain([""]) {
        let started = line.strip_prefix("msgid_plural ").or_else(|| line.strip_prefix("msgid "));
        let quoted = started.or_else(|| line.starts_with('"').then_some(line));
        let text = quoted.and_then(literal).map(|(text, _)| text);
        match (started, &mut current, text) {
            (Some(_), _, Some(text)) => texts.extend(current.replace(text)),
            (None, Some(current), Some(more)) => current.push_str(&more),
            _ => texts.extend(current.take()),
        }
    }
    texts
}

/// How many texts the function takes that is called where `before` ends.
fn texts_of_call(before: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_$".contains(c);
    let name = &before[before.trim_end_matches(is_part).len()..];
    let owner = before[..before.len() - name.len()].trim_end();
    let is_function = !["->", "::", "function", "."].iter().any(|other| owner.ends_with(other));
    FUNCTIONS.iter().find(|(known, _)| *known == name && is_function).map(|&(_, count)| count)
}

/// A literal at the beginning, joined with those that are added to it, and what comes after.
fn literal(source: &str) -> Option<(String, &str)> {
    let source = source.trim_start();
    let quote = source.chars().next().filter(|c| "'\"".contains(*c))?;
    let mut text = String::new();
    let mut chars = source.char_indices().skip(1);
    let end = loop {
        match chars.next()? {
            (at, c) if c == quote => break at + 1,
            (_, '\\') => match chars.next()?.1 {
                'n' if quote == '"' => text.push('\n'),
                escaped if escaped == quote || escaped == '\\' => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            (_, c) => text.push(c),
        }
    };
    let rest = &source[end..];
    match rest.trim_start().strip_prefix(['+', '.']).and_then(literal) {
        Some((more, rest)) => Some((text + &more, rest)),
        None => Some((text, rest)),
    }
}

/// Whether the last argument of a call is the text domain.
fn ends_with_domain(mut arguments: &str) -> bool {
    let mut depth = 0;
    let mut last = None;
    while let Some(c) = arguments.chars().next() {
        let mut step = c.len_utf8();
        match c {
            '\'' | '"' => {
                let Some((text, rest)) = literal(arguments) else { return false };
                step = arguments.len() - rest.len();
                last = (depth == 0).then_some(text);
            }
            ')' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ if !c.is_whitespace() && c != ',' => last = None,
            _ => {}
        }
        arguments = &arguments[step..];
    }
    last.as_deref() == Some("detour")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        let found = find(source);
        assert_eq!(found.mistakes, [""; 0]);
        found.texts.into_iter().collect()
    }

    #[test]
    fn reads_calls_of_both_languages() {
        assert_eq!(texts("echo esc_html__( 'It\\'s %s', 'detour' ), __( \"b\", 'detour' );"), ["It's %s", "b"]);
        assert_eq!(texts("_n(\n\t'One (1)',\n\t'%d, all',\n\tcount( a, 'x' ),\n\t'detour'\n)"), ["%d, all", "One (1)"]);
        assert_eq!(texts("__( 'a ' +\n 'b', 'detour' )"), ["a b"]);
        assert_eq!(texts("$this->__( $a ); my__( $a ); function __( $a ) {}"), [""; 0]);
    }

    #[test]
    fn names_what_no_translation_reaches() {
        for source in ["__( $text, 'detour' )", "__( 'text' )", "__( 'text', 'other' )", "_n( 'a', 'detour' )"] {
            assert!(!find(&format!("\n{source}")).mistakes.is_empty(), "{source}");
            assert!(find(&format!("\n{source}")).mistakes[0].starts_with("line 2: "), "{source}");
        }
    }

    #[test]
    fn reads_a_catalogue() {
        let catalogue = "msgid \"\"\nmsgstr \"\"\n\"X: y\\n\"\n\n#: a\nmsgid \"\"\n\"one \"\n\"\\\"two\\\"\"\nmsgid_plural \"many\"\nmsgstr[0] \"\"\n";
        let texts: Vec<String> = of_catalogue(catalogue).into_iter().collect();
        assert_eq!(texts, ["", "many", "one \"two\""]);
    }
}
