//! URLs that visitors asked for: a list, or the log of a web server.

/// Most URLs that are read.
pub const MOST_URLS: usize = 100_000;

/// The URLs of a list: one a line, a path or a whole URL, or lines of an access log with the request in quotes (Apache's
/// and nginx's `common` and `combined`), of which those with GET and HEAD count. Doubles are left out. The number is that
/// of lines without a URL.
pub fn urls(text: &[u8]) -> (Vec<String>, usize) {
    let mut known = std::collections::HashSet::new();
    let (mut urls, mut unread) = (Vec::new(), 0);
    for line in text.split(|&byte| byte == b'\n') {
        let line = String::from_utf8_lossy(line.trim_ascii());
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match url(&line) {
            Some(url) if urls.len() < MOST_URLS => {
                if known.insert(url.to_owned()) {
                    urls.push(url.to_owned());
                }
            }
            _ => unread += 1,
        }
    }
    (urls, unread)
}

fn url(line: &str) -> Option<&str> {
    let is_url = |text: &&str| {
        let text = text.to_ascii_lowercase();
        text.starts_with('/') || text.starts_with("http://") || text.starts_with("https://")
    };
    if is_url(&line) {
        return line.split_ascii_whitespace().next();
    }
    let request = line.split('"').nth(1)?;
    let mut words = request.split(' ');
    words.next().filter(|method| matches!(*method, "GET" | "HEAD"))?;
    words.next().filter(is_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_logs() {
        let text = "/a\r\nhttps://x.test/b?c\n\n# note\n/a\n\
            192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /c?d=1 HTTP/1.1\" 404 153 \"-\" \"Mozilla/5.0 (X)\"\n\
            192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"POST /e HTTP/1.1\" 200 1\n\
            192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"\\x16\\x03\" 400 1\nnothing\n";
        let (found, unread) = urls(text.as_bytes());
        assert_eq!(found, ["/a", "https://x.test/b?c", "/c?d=1"]);
        assert_eq!(unread, 3);
        assert_eq!(urls(b"\xff\n/\xff\n").1, 1);
    }
}
