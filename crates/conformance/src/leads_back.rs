/// Whether a location is the URL being requested, so that the next request would be the same. `uri` is the request target,
/// `site` is scheme and host: `http://example.test`. Computed from the texts of a case alone.
pub(crate) fn leads_back(location: &str, uri: &str, site: &str) -> bool {
    let location = location.split('#').next().unwrap_or_default();
    let path = uri.split('?').next().unwrap_or_default();
    match location.strip_prefix(site) {
        Some("") => uri == "/",
        Some(rest) => rest == uri,
        None if location.is_empty() => true,
        None if location.starts_with('?') => uri.strip_prefix(path) == Some(location),
        None => location == uri,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_url_in_other_words() {
        for location in ["/a?b", "?b", "http://a.test/a?b", "/a?b#c"] {
            assert!(leads_back(location, "/a?b", "http://a.test"), "{location}");
        }
        for location in ["/a", "/a?b=", "?c", "https://a.test/a?b", "http://b.test/a?b", "http://a.test"] {
            assert!(!leads_back(location, "/a?b", "http://a.test"), "{location}");
        }
        assert!(leads_back("http://a.test", "/", "http://a.test"));
    }
}
