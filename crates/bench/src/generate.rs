//! Rule sets and requests from a fixed seed: the shapes that sites have, in the numbers a bench asks for.

use detour_rules::Rule;
use serde_json::json;

use crate::pattern::Pattern;
use crate::random::Random;

/// The seed of every rule set. Another one changes no figure by more than the machine's noise.
const SEED: u64 = 7;

/// Shapes of patterns, by their number in [`pattern`].
const ALL_SHAPES: &[usize] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/// Those that span the whole URL and don't begin with alternatives.
const TREE_SHAPES: &[usize] = &[0, 1, 2, 3, 4, 7, 8];

/// Rules and what they answer.
#[derive(Debug, Clone)]
pub struct Site {
    /// Paths and their targets.
    pub literals: Vec<(String, String)>,
    /// Patterns and their targets. They are tried in order, behind the literals.
    pub patterns: Vec<(Pattern, String)>,
    random: Random,
}

impl Site {
    /// A site with as many literals and patterns. One pattern in a hundred, at most twenty, has no text it must contain.
    pub fn new(literals: usize, patterns: usize) -> Site {
        Site::with_vague(literals, patterns, share_of_vague(patterns))
    }

    /// The same with the number of patterns without such text.
    pub fn with_vague(literals: usize, patterns: usize, vague: usize) -> Site {
        Site::of_shapes(literals, patterns, vague, ALL_SHAPES)
    }

    /// A site with the shapes that a tree of common beginnings is good at, as the `redirectionio` crate has one. It anchors
    /// all patterns, so those that are open at the start would begin with `.*` there; these and patterns that begin with
    /// alternatives are tried one by one by it.
    pub fn tree_friendly(patterns: usize) -> Site {
        Site::of_shapes(0, patterns, share_of_vague(patterns), TREE_SHAPES)
    }

    fn of_shapes(literals: usize, patterns: usize, vague: usize, shapes: &[usize]) -> Site {
        let mut random = Random::seeded(SEED);
        let literals = (0..literals).map(|number| (path(&mut random, number), target(&mut random, number))).collect();
        let pattern = |number| match number < vague {
            true => (vague_pattern(number), format!("/vague-{number}/$1")),
            false => (
                pattern(&mut random, shapes[number % shapes.len()], number),
                format!("/new/{}/{number}", random.word()),
            ),
        };
        let patterns = (0..patterns).map(pattern).collect();
        Site { literals, patterns, random }
    }

    /// Detour's rules: literals, then patterns.
    pub fn rules(&self) -> Vec<Rule> {
        let literals = self.literals.iter().map(|(path, target)| ("exact", path.clone(), target));
        let patterns = self.patterns.iter().map(|(pattern, target)| ("regex", pattern.regex(), target));
        let rule = |(index, (kind, source, target))| {
            let json = json!({"id": index + 1, "source": {"kind": kind, "value": source},
                              "then": {"redirect": {"to": target, "code": 301}}});
            Rule::from_json(&json).unwrap_or_else(|problems| panic!("{source}: {}", problems[0]))
        };
        literals.chain(patterns).enumerate().map(rule).collect()
    }

    /// URLs of literals.
    pub fn literal_hits(&self, count: usize) -> Vec<String> {
        let mut random = self.random.clone();
        (0..count).map(|_| self.literals[random.below(self.literals.len())].0.clone()).collect()
    }

    /// URLs that patterns match.
    pub fn pattern_hits(&self, count: usize) -> Vec<String> {
        let mut random = self.random.clone();
        (0..count).map(|_| self.patterns[random.below(self.patterns.len())].0.url()).collect()
    }

    /// URLs that nothing matches, in five shapes.
    pub fn misses(&self, count: usize) -> Vec<String> {
        let mut random = self.random.clone();
        (0..count).map(|number| miss(&mut random, number)).collect()
    }
}

fn share_of_vague(patterns: usize) -> usize {
    (patterns / 100).clamp(usize::from(patterns >= 50), 20)
}

/// A path of about 36 bytes that no other number has.
fn path(random: &mut Random, number: usize) -> String {
    let (a, b, c, d) = (random.word(), random.word(), random.word(), random.word());
    match number % 4 {
        0 => format!("/{a}/{b}-{c}-{d}-{}-{number}/", random.word()),
        1 => format!("/{a}/{b}/{c}-{d}-{}-{number}", random.word()),
        2 => format!("/{}/{:02}/{b}-{c}-{d}-{number}", 2005 + number % 20, 1 + number % 12),
        _ => format!("/{a}/{b}/{c}/{d}-{number}.html"),
    }
}

/// A path of about 40 bytes.
fn target(random: &mut Random, number: usize) -> String {
    let (a, b, c) = (random.word(), random.word(), random.word());
    format!("/{a}/{b}/{c}-{}-{}-{number:06}/", random.word(), random.word())
}

/// Ten shapes: prefixes, whole paths, groups in the middle, alternatives, a query, patterns open at either end.
fn pattern(random: &mut Random, shape: usize, n: usize) -> Pattern {
    let (a, b, c) = (random.word(), random.word(), random.word());
    let (start, any) = (Pattern::from_start(), Pattern::anywhere());
    let rest = format!("{}/{}", random.word(), random.below(1000));
    match shape {
        0 => start.text(format!("/{a}-{n}/")).group(".*", rest).to_end(),
        1 => start.text(format!("/{a}/{b}-{n}")).open("/?", "/").to_end(),
        2 => start.text(format!("/{a}/{b}{n}/")).group("\\d+", "42").text("/").group("[a-z-]+", c).to_end(),
        3 => {
            let date = start.text("/").group("\\d{4}", "2019").text("/").group("\\d{2}", "07");
            date.text(format!("/{a}-{b}-{n}")).to_end()
        }
        4 => start.text(format!("/{a}/")).group(".+", c).text(format!("-{b}{n}.html")).to_end(),
        5 => start.text("/").open(format!("(?:{a}|{b})"), a).text(format!("/{c}{n}/")).group(".*", rest).to_end(),
        6 => any.text(format!("/{a}-{b}-{n}")).open("(?:/|$)", "/"),
        7 => start.text(format!("/{a}.php?id={n}")).to_end(),
        8 => start.text("/").group("[a-z]{2}", "de").text(format!("/{a}/{b}-{n}/")).group(".*", rest).to_end(),
        _ => any.text(format!("{a}{b}{n}")).to_end(),
    }
}

/// A pattern without text that it must contain, but for the slashes.
fn vague_pattern(n: usize) -> Pattern {
    let (letters, digits) = (2 + n / 9, 1 + n % 9);
    let start = Pattern::from_start().text("/").open(format!("[a-z]{{{letters}}}"), "a".repeat(letters));
    start.text("/").group(format!("\\d{{{digits}}}"), "7".repeat(digits)).to_end()
}

fn miss(random: &mut Random, n: usize) -> String {
    let (a, b, c) = (random.word(), random.word(), random.word());
    match n % 5 {
        0 => format!("/{a}/{b}-{c}/"),
        1 => format!("/{}/{:02}/{a}-{b}-{c}/", 2005 + n % 20, 1 + n % 12),
        2 => format!("/{a}/{b}/{c}/page/{}/", n % 90),
        3 => format!("/{a}-{b}-{c}-and-{a}/?utm_source={b}&utm_medium={c}"),
        _ => format!("/wp-content/uploads/2024/{:02}/{a}-{b}-{c}.jpg", 1 + n % 12),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detour::Detour;

    #[test]
    fn lengths_are_as_documented() {
        let site = Site::new(100_000, 0);
        let average = |texts: Vec<&String>| texts.iter().map(|text| text.len()).sum::<usize>() as f64 / 100_000.0;
        let (keys, targets) = (
            average(site.literals.iter().map(|(key, _)| key).collect()),
            average(site.literals.iter().map(|(_, target)| target).collect()),
        );
        assert!((35.0..37.0).contains(&keys), "{keys}");
        assert!((39.0..41.0).contains(&targets), "{targets}");
    }

    #[test]
    fn hits_hit_and_misses_miss() {
        let site = Site::new(1000, 1000);
        let mut detour = Detour::new(&site.rules());
        for url in site.literal_hits(500).iter().chain(&site.pattern_hits(500)) {
            assert!(detour.decide(url).rule().is_some(), "{url}");
        }
        for url in &site.misses(500) {
            assert!(detour.decide(url).rule().is_none(), "{url}");
        }
    }
}
