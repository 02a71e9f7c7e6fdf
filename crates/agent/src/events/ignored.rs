//! URLs without a page that a site doesn't want to be told of.

/// The patterns of a site; in lower case, as the plugin compares with them when it hides what is listed already.
#[derive(Debug, Default)]
pub(super) struct Ignored(Vec<String>);

impl Ignored {
    pub(super) fn new(patterns: &[String]) -> Ignored {
        Ignored(patterns.iter().map(|pattern| pattern.to_lowercase()).collect())
    }

    /// Whether one of the patterns is this URL.
    pub(super) fn has(&self, url: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let url = url.to_lowercase();
        self.0.iter().any(|pattern| is_like(pattern.as_bytes(), url.as_bytes()))
    }
}

// `*` stands for anything. Only the last `*` is gone back to: what earlier ones took can stay as short as it is. So the
// time is bounded by the product of the lengths.
fn is_like(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    let mut retry = None;
    while read < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                retry = Some((at, read));
            }
            Some(byte) if *byte == text[read] => (at, read) = (at + 1, read + 1),
            _ => {
                let Some((star, taken)) = retry else { return false };
                (at, read) = (star, taken + 1);
                retry = Some((star, read));
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, url, is_ignored) in [
            ("/wp-*.php", "/wp-config.php", true),
            ("/wp-*.php", "/wp-config.php?x=1", false),
            ("/wp-*.php", "/blog/wp-config.php", false),
            ("*.php", "/a.php.php", true),
            ("/.env", "/.ENV", true),
            ("/.env", "/xenv", false),
            ("/.env", "/.env/", false),
            ("*", "", true),
            ("**a**b*", "/ab", true),
            ("/ä*", "/Äpfel", true),
            ("/a_b%", "/a_b%", true),
            ("/a_b", "/axb", false),
        ] {
            assert_eq!(Ignored::new(&[pattern.to_owned()]).has(url), is_ignored, "{pattern} {url}");
        }
        assert!(!Ignored::default().has("/"));
    }

    #[test]
    fn no_pattern_takes_long() {
        let pattern = format!("{}b", "*a".repeat(99));
        assert!(!Ignored::new(&[pattern]).has(&"a".repeat(60_000)));
    }
}
