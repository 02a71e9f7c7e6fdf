//! Texts that a source takes.

use detour_rules::{Dialect, Kind, Source};

use super::{pattern, pcre};

/// Most texts of a source.
const MOST_TEXTS: usize = 8;

/// Letters where any will do, chosen by a seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(u64);

impl Words {
    pub(super) fn new(seed: u64, rule: u64) -> Words {
        Words(seed ^ rule.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// So many small letters.
    pub(super) fn letters(self, count: usize) -> String {
        (0..count).map(|place| char::from(b'a' + self.below(place as u64, 26))).collect()
    }

    /// A number below `bound`, another one for each place (SplitMix64).
    pub(super) fn below(self, place: u64, bound: u8) -> u8 {
        let mut word = self.0.wrapping_add((place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % u64::from(bound.max(1))) as u8
    }
}

// Rank Math takes one level of backslashes away before PHP gets to see a pattern.
fn without_slashes(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            other => plain.push(other),
        }
    }
    plain
}

/// Texts that a source takes, as far as can be told without matching; the plainest one first.
pub(super) fn texts(source: &Source, dialect: Dialect, words: Words) -> Vec<Vec<u8>> {
    let value = source.value.as_str();
    let word = words.letters(4);
    let texts: Vec<String> = match source.kind {
        Kind::Exact => vec![value.into()],
        Kind::Prefix => vec![format!("{value}{word}"), value.into(), format!("{value}/{word}/x.html")],
        Kind::Suffix => vec![format!("{word}{value}"), format!("{word}/x{value}"), value.into()],
        Kind::Contains => vec![format!("{word}{value}x"), value.into(), format!("{word}/{value}/x")],
        Kind::Wildcard => {
            let stars = [word.as_str(), &format!("{word}/x.html"), "", "a%20b", "\u{e9}"];
            stars.iter().map(|text| value.replace('*', text)).collect()
        }
        Kind::Regex => {
            let readable = match dialect {
                Dialect::Native => value.to_owned(),
                Dialect::Redirection => pcre::readable(value),
                Dialect::RankMath => pcre::readable(&without_slashes(value)),
            };
            return pattern::texts(&readable, words, MOST_TEXTS);
        }
    };
    texts.into_iter().map(String::into_bytes).take(MOST_TEXTS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_maths_patterns_lose_a_level_of_backslashes() {
        let source = |value: &str| Source { kind: Kind::Regex, value: value.into(), ..Source::default() };
        let plainest = |value: &str, dialect| texts(&source(value), dialect, Words::new(0, 0)).remove(0);
        assert!(plainest(r"^rx/\\d$", Dialect::RankMath)[3].is_ascii_digit());
        assert_eq!(plainest(r"^rx/\d$", Dialect::RankMath), b"rx/d");
        assert!(plainest(r"^rx/\d$", Dialect::Redirection)[3].is_ascii_digit());
    }
}
