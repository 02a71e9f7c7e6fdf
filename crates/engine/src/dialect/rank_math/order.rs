//! Which of several matching redirections answers (spec/importers §1.4, §13.3).
//!
//! Rank Math first asks the database for rows whose stored text contains any word of the URL, and only if none of these
//! matches for all rows; each time the newest comes first. So of all that match the newest with a word wins, or, where
//! none has one, the newest.

use memchr::memmem;

/// Whether a row belongs to the first phase: `stored` is the column `sources`, `text` what rules are looked up with.
///
/// The words stand between slashes, dashes and dots. One may be empty, or part of how PHP serializes: then every row
/// belongs. WordPress doesn't run a query that is no UTF-8, so for such a text there is no first phase.
pub fn in_first_phase(stored: &[u8], text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok() && words(text).any(|word| memmem::find(stored, word).is_some())
}

pub(super) fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| b"/-.".contains(byte))
}

/// The one that answers. `matching` comes newest first.
pub fn winner<R>(matching: impl IntoIterator<Item = R>, in_first_phase: impl Fn(&R) -> bool) -> Option<R> {
    let mut matching = matching.into_iter();
    let newest = matching.next()?;
    if in_first_phase(&newest) {
        return Some(newest);
    }
    matching.find(in_first_phase).or(Some(newest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_decide_the_phase() {
        let stored = br#"a:1:{i:0;a:3:{s:6:"ignore";s:0:"";s:7:"pattern";s:3:"Old";s:10:"comparison";s:5:"exact";}}"#;
        for (text, first) in [
            (&b"Old"[..], true),
            (b"old", false),
            (b"x/Old.html", true),
            (b"x--y", true),
            (b"old.", true),
            (b"a", true),
            (b"pattern", true),
            (b"Old-\xe9", false),
        ] {
            assert_eq!(in_first_phase(stored, text), first, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn the_newest_with_a_word_wins() {
        for (matching, wins) in
            [(&["a", "B", "C"][..], Some("B")), (&["a", "b"], Some("a")), (&["A"], Some("A")), (&[], None)]
        {
            let has_word = |rule: &&str| rule.chars().all(char::is_uppercase);
            assert_eq!(winner(matching.iter().copied(), has_word), wins);
        }
    }
}
