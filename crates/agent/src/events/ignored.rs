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
        self.0.iter().any(|pattern| is_like(pattern, &url))
    }
}

// `*` stands for anything: what stands between two is looked for behind what came before, as early as it is there. Each is
// found in the time that reading the text takes, however often either repeats itself.
fn is_like(pattern: &str, url: &str) -> bool {
    let Some((start, pieces)) = pattern.split_once('*') else { return pattern == url };
    let (between, end) = pieces.rsplit_once('*').unwrap_or(("", pieces));
    let inner = url.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    let found =
        |inner: &str| between.split('*').try_fold(inner, |rest, piece| Some(rest.split_once(piece)?.1)).is_some();
    inner.is_some_and(found)
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
            ("/a*a", "/a", false),
            ("/a*ab*b", "/aab", false),
            ("*b*a*", "/ab", false),
            ("*ä*", "/xäy", true),
        ] {
            assert_eq!(Ignored::new(&[pattern.to_owned()]).has(url), is_ignored, "{pattern} {url}");
        }
        assert!(!Ignored::default().has("/"));
    }

    #[test]
    fn no_pattern_takes_long() {
        // Each place of the text goes with nearly all of the piece.
        let pattern = format!("*{}b*", "a".repeat(197));
        assert!(!Ignored::new(&vec![pattern; 200]).has(&"a".repeat(500_000)));
        assert!(!Ignored::new(&[format!("{}b", "*a".repeat(99))]).has(&"a".repeat(60_000)));
    }
}
