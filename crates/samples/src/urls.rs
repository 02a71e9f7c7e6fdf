//! Other URLs made from one that a rule takes.

use std::fmt;

use percent_encoding::percent_decode_str;

use super::Variant;
use super::encode::{self, is_escape};
use super::source::Words;

/// Path and query as they are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    pub(super) path: String,
    pub(super) query: Option<String>,
}

impl Url {
    /// From a text that a source takes, on a site in `folder` (empty, or `/blog`).
    pub(super) fn of_text(text: &[u8], folder: &str) -> Url {
        let slash = if text.starts_with(b"/") { "" } else { "/" };
        let uri = encode::whole(&[folder.as_bytes(), slash.as_bytes(), text].concat());
        match uri.split_once('?') {
            Some((path, query)) => Url { path: path.to_owned(), query: Some(query.to_owned()) },
            None => Url { path: uri, query: None },
        }
    }

    fn path(&self, path: impl Into<String>) -> Url {
        Url { path: path.into(), query: self.query.clone() }
    }

    fn query(&self, query: impl Into<String>) -> Url {
        Url { path: self.path.clone(), query: Some(query.into()) }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        self.query.as_ref().map_or(Ok(()), |query| write!(f, "?{query}"))
    }
}

/// URLs around one that the rule takes; those of each variant in turn, so that a few of them show something of all.
pub(super) fn around(hit: &Url, words: Words) -> Vec<(Variant, Url)> {
    let mut groups = [
        (Variant::Near, near(hit, words).into_iter()),
        (Variant::Query, queries(hit, words).into_iter()),
        (Variant::Slash, slashes(hit).into_iter()),
        (Variant::Case, cases(hit).into_iter()),
        (Variant::Encoding, encodings(hit).into_iter()),
    ];
    let mut all = Vec::new();
    loop {
        let before = all.len();
        for (variant, urls) in &mut groups {
            all.extend(urls.find(|url| url != hit).map(|url| (*variant, url)));
        }
        if all.len() == before {
            return all;
        }
    }
}

fn near(hit: &Url, words: Words) -> Vec<Url> {
    let path = &hit.path;
    let word = words.letters(2);
    let folder = path.trim_end_matches('/').rfind('/').map_or("/", |slash| &path[..=slash]);
    let shorter = match path.len() {
        0 | 1 => path.as_str(),
        length if length > 3 && is_escape(&path.as_bytes()[length - 3..]) => &path[..length - 3],
        length => &path[..length - 1],
    };
    vec![
        hit.path(format!("{path}{}", words.letters(1))),
        hit.path(shorter),
        hit.path(format!("{}/{word}", path.trim_end_matches('/'))),
        hit.path(format!("{folder}{word}")),
        hit.path(format!("/{word}{path}")),
    ]
}

/// With other parameters.
pub(super) fn queries(hit: &Url, words: Words) -> Vec<Url> {
    let extra = format!("{}=1", words.letters(3));
    let Some(query) = hit.query.as_deref().filter(|query| !query.is_empty()) else {
        return vec![
            hit.query(extra.clone()),
            hit.query("utm_source=mail"),
            hit.query(format!("{extra}&z=a+b%20c%26d&l[]=1&l[]=2")),
            hit.query(""),
        ];
    };
    let parameters: Vec<&str> = query.split('&').collect();
    let reversed: Vec<&str> = parameters.iter().rev().copied().collect();
    vec![
        hit.query(format!("{query}&{extra}")),
        Url { query: None, ..hit.clone() },
        hit.query(reversed.join("&")),
        hit.query(format!("{extra}&{query}")),
        hit.query(format!("{query}&utm_source=mail")),
        hit.query(parameters[..parameters.len() - 1].join("&")),
        hit.query(format!("{query}x")),
        hit.query(query.to_ascii_uppercase()),
    ]
}

fn slashes(hit: &Url) -> Vec<Url> {
    let path = &hit.path;
    let other = path.strip_suffix('/').filter(|rest| !rest.is_empty());
    let doubled =
        path[1..].find('/').map_or(format!("/{path}"), |at| format!("{}/{}", &path[..at + 1], &path[at + 1..]));
    vec![
        hit.path(other.map_or_else(|| format!("{path}/"), str::to_owned)),
        hit.path(format!("{path}//")),
        hit.path(doubled),
    ]
}

fn cases(hit: &Url) -> Vec<Url> {
    let one = hit.path.bytes().position(|byte| byte.is_ascii_alphabetic()).unwrap_or(0);
    let swapped = |(at, c): (usize, char)| match (at == one, c.is_ascii_uppercase()) {
        (true, true) => c.to_ascii_lowercase(),
        (true, false) => c.to_ascii_uppercase(),
        (false, _) => c,
    };
    vec![
        hit.path(outside_escapes(&hit.path, |c| c.to_ascii_uppercase())),
        hit.path(hit.path.char_indices().map(swapped).collect::<String>()),
        hit.path(outside_escapes(&hit.path, |c| c.to_ascii_lowercase())),
    ]
}

fn outside_escapes(text: &str, change: impl Fn(char) -> char) -> String {
    let mut left = 0_usize;
    let each = text.char_indices().map(|(at, c)| {
        if is_escape(&text.as_bytes()[at..]) {
            left = 3;
        }
        left = left.saturating_sub(1);
        if left > 0 || is_escape_end(text, at) { c } else { change(c) }
    });
    each.collect()
}

fn is_escape_end(text: &str, at: usize) -> bool {
    at >= 2 && is_escape(&text.as_bytes()[at - 2..])
}

fn encodings(hit: &Url) -> Vec<Url> {
    let path = &hit.path;
    let mut urls = Vec::new();
    let last = path.bytes().enumerate().rev().find(|(at, byte)| {
        let in_escape = (1..=2).any(|back| *at >= back && is_escape(&path.as_bytes()[at - back..]));
        byte.is_ascii_alphanumeric() && !in_escape
    });
    if let Some((at, byte)) = last {
        let with = |escape: String| format!("{}{escape}{}", &path[..at], &path[at + 1..]);
        urls.push(hit.path(with(format!("%{byte:02x}"))));
        urls.push(hit.path(with(format!("%25{byte:02x}"))));
    }
    if path.contains('%') {
        urls.push(hit.path(lower_escapes(path)));
        urls.push(hit.path(path.replace('%', "%25")));
        urls.push(hit.path(path.replace("%20", "+")));
        if let Ok(text) = percent_decode_str(path).decode_utf8()
            && !text.is_ascii()
        {
            // Only what lies beyond ASCII unescaped, as some clients send it.
            let text: String =
                text.chars().map(|c| if c.is_ascii() { encode::part(&[c as u8]) } else { c.into() }).collect();
            urls.push(hit.path(text));
        }
    }
    if path.contains('+') {
        urls.push(hit.path(path.replace('+', "%20")));
        urls.push(hit.path(path.replace('+', "%2B")));
    }
    if let Some(query) = hit.query.as_deref().filter(|query| query.contains(['%', '+'])) {
        urls.push(hit.query(lower_escapes(query)));
        urls.push(hit.query(query.replace("%20", "+")));
        urls.push(hit.query(query.replace('+', "%20")));
    }
    urls
}

fn lower_escapes(text: &str) -> String {
    let mut pieces = text.split('%');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.get(..2).unwrap_or_default();
        out += &format!("%{}{}", digits.to_ascii_lowercase(), &piece[digits.len()..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str, wanted: Variant) -> Vec<String> {
        let hit = Url::of_text(text.as_bytes(), "");
        let all = around(&hit, Words::new(0, 1)).into_iter();
        all.filter(|(variant, _)| *variant == wanted).map(|(_, url)| url.to_string()).collect()
    }

    #[test]
    fn a_text_becomes_a_url() {
        let url = |text: &str, folder: &str| Url::of_text(text.as_bytes(), folder).to_string();
        assert_eq!(url("/a b/é?x=ö", ""), "/a%20b/%C3%A9?x=%C3%B6");
        assert_eq!(url("old", "/blog"), "/blog/old");
    }

    #[test]
    fn what_lies_around_a_url() {
        assert_eq!(urls("/old/Page", Variant::Slash), ["/old/Page/", "/old/Page//", "/old//Page"]);
        assert_eq!(urls("/old/", Variant::Slash), ["/old", "/old///", "/old//"]);
        assert_eq!(urls("/old/Page", Variant::Case), ["/OLD/PAGE", "/Old/Page", "/old/page"]);
        assert_eq!(urls("/%c3%a9", Variant::Case), ["/%C3%a9"]);
        assert_eq!(urls("/ab", Variant::Encoding), ["/a%62", "/a%2562"]);
        assert_eq!(
            urls("/é b", Variant::Encoding),
            ["/%C3%A9%20%62", "/%C3%A9%20%2562", "/%c3%a9%20b", "/%25C3%25A9%2520b", "/%C3%A9+b", "/é%20b"]
        );
        let queries = urls("/a?b=1&c=2", Variant::Query);
        for query in ["/a", "/a?c=2&b=1", "/a?b=1&c=2&utm_source=mail", "/a?b=1", "/a?b=1&c=2x", "/a?B=1&C=2"] {
            assert!(queries.contains(&query.to_owned()), "{query} {queries:?}");
        }
        let near = urls("/old/page", Variant::Near);
        assert!(near.contains(&"/old/pag".to_owned()) && near.len() == 5, "{near:?}");
    }

    #[test]
    fn hostile_texts_make_no_trouble() {
        for text in ["", "/", "?", "%", "/%", "/%4", "//", "/é", "\u{0}", "/a%", "/%zz%41"] {
            let hit = Url::of_text(text.as_bytes(), "");
            for (_, url) in around(&hit, Words::new(7, 7)) {
                assert!(url.path.starts_with('/'), "{text:?} {url}");
            }
        }
    }
}
