//! Which targets the fallbacks of rules stand in for. No request asks for that; who wants to know why does.

use detour_rules::{Action, BrokenTarget, Rule};

use crate::bytes::{Reader, push_text};

/// Appends the fallbacks of a sound rule that are in force to the list for a rule file (`FORMAT.md`, "Fallbacks").
pub(crate) fn push(list: &mut Vec<u8>, rule: &Rule) {
    for (field, action) in rule.actions() {
        let Action::Redirect(redirect) = action else { continue };
        let Some(BrokenTarget { target, since }) = &redirect.instead_of else { continue };
        list.extend_from_slice(&rule.id.to_le_bytes());
        list.push(branch(field));
        list.extend_from_slice(&since.to_le_bytes());
        push_text(list, target.as_bytes());
    }
}

/// What the fallback of a rule's action, `then` or `else`, stands in for; `None` if it is not in force.
pub(crate) fn find(list: &[u8], rule: u64, action: &str) -> Option<BrokenTarget> {
    let mut reader = Reader(list);
    while let Some(entry) = Entry::read(&mut reader) {
        if (entry.rule, entry.branch) == (rule, branch(action)) {
            return Some(BrokenTarget { target: entry.target.to_owned(), since: entry.since });
        }
    }
    None
}

/// How many fallbacks are in force; `None` if the list can't be read to its end.
pub fn count(list: &[u8]) -> Option<u32> {
    let (mut reader, mut count) = (Reader(list), 0);
    while !reader.is_empty() {
        Entry::read(&mut reader)?;
        count += 1;
    }
    Some(count)
}

fn branch(action: &str) -> u8 {
    u8::from(action == "else")
}

struct Entry<'f> {
    rule: u64,
    branch: u8,
    since: u64,
    target: &'f str,
}

impl<'f> Entry<'f> {
    fn read(reader: &mut Reader<'f>) -> Option<Entry<'f>> {
        let (rule, branch, since) = (reader.u64()?, reader.u8()?, reader.u64()?);
        let target = str::from_utf8(reader.text()?).ok()?;
        (branch <= 1).then_some(Entry { rule, branch, since, target })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_to_its_end_or_not_at_all() {
        let rule = serde_json::json!({"id": 7, "source": {"value": "/a"}, "when": [{"method": ["GET"]}],
            "then": {"redirect": {"to": "/b", "fallback": "/c"}}, "else": {"redirect": {"to": "/d", "fallback": "/e"}}});
        let mut rule: Rule = serde_json::from_value(rule).unwrap();
        rule.fall_back(|url| (url == "/d").then_some(9));
        let mut list = Vec::new();
        push(&mut list, &rule);
        assert_eq!(find(&list, 7, "else"), Some(BrokenTarget { target: "/d".into(), since: 9 }));
        assert_eq!((find(&list, 7, "then"), find(&list, 8, "else")), (None, None));
        assert_eq!((count(&list), count(b"")), (Some(1), Some(0)));
        assert_eq!(count(&list[..list.len() - 1]), None);
    }
}
