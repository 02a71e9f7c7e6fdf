//! Which host and path belong to which blog, as WordPress decides it (`get_site_by_path()`).

use std::collections::HashMap;
use std::fmt;

use detour_format::{NetworkError, site_key};

/// Host and path that a blog answers at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// `shop.example.com`, perhaps with a port, which doesn't count.
    pub host: String,
    /// `/`, or `/blog1/`.
    pub path: String,
}

/// A domain or path that can't be served, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced(NetworkError);

impl fmt::Display for Unplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Places by blog. What `blogs` says goes before mapped domains, and a lower number before a higher one.
///
/// A host without `www.` answers with it, too, unless that is some other blog's: WordPress looks for the longer domain first,
/// and only among its blogs for the longest path.
pub(super) fn assign(
    blogs: impl Iterator<Item = (u64, Place)>,
    mapped: Vec<(u64, String)>,
) -> (HashMap<u64, Vec<Place>>, Vec<Unplaced>) {
    let mut taken: HashMap<Vec<u8>, u64> = HashMap::new();
    let mut placed: HashMap<u64, Vec<Place>> = HashMap::new();
    let mut unplaced = Vec::new();
    let mapped = mapped.into_iter().map(|(blog, host)| (blog, Place { host, path: "/".to_owned() }));
    for (blog, place) in blogs.chain(mapped) {
        match site_key(blog, &place.host, &place.path) {
            Err(error) => unplaced.push(Unplaced(error)),
            Ok(key) => match taken.get(key.as_bytes()) {
                Some(&first) if first != blog => {
                    let key = String::from_utf8_lossy(key.as_bytes()).into_owned();
                    unplaced.push(Unplaced(NetworkError::SamePlace { key, first, second: blog }));
                }
                Some(_) => {}
                None => {
                    taken.insert(key.as_bytes().to_vec(), blog);
                    placed.entry(blog).or_default().push(place);
                }
            },
        }
    }
    for places in placed.values_mut() {
        let with_www: Vec<Place> = places.iter().filter_map(|place| with_www(place, &taken)).collect();
        places.extend(with_www);
        places.sort();
    }
    (placed, unplaced)
}

fn with_www(place: &Place, taken: &HashMap<Vec<u8>, u64>) -> Option<Place> {
    let host = format!("www.{}", place.host);
    // "www.www.example.com" is looked for nowhere, and an address has no names below it.
    if place.host.to_ascii_lowercase().starts_with("www.") || place.host.starts_with('[') {
        return None;
    }
    let key = site_key(0, &host, &place.path).ok()?;
    let key = key.as_bytes();
    // Wherever a blog of the longer domain lies around this place, it is found before.
    let around = (1..=key.len()).filter(|&end| key[end - 1] == b'/').any(|end| taken.contains_key(&key[..end]));
    (!around).then(|| Place { host, path: place.path.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(blogs: &[(u64, &str)], mapped: &[(u64, &str)]) -> (Vec<String>, Vec<String>) {
        let blogs = blogs.iter().map(|(id, place)| {
            let (host, path) = place.split_at(place.find('/').unwrap());
            (*id, Place { host: host.into(), path: path.into() })
        });
        let mapped = mapped.iter().map(|(id, host)| (*id, (*host).to_owned())).collect();
        let (placed, unplaced) = assign(blogs, mapped);
        let shown = placed
            .iter()
            .flat_map(|(id, places)| places.iter().map(move |place| format!("{id} {}{}", place.host, place.path)));
        let mut shown: Vec<String> = shown.collect();
        shown.sort();
        (shown, unplaced.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn www_is_the_same_blog_unless_another_one_has_it() {
        let (placed, unplaced) = assigned(
            &[(1, "net.test/"), (2, "net.test/a/"), (3, "www.net.test/a/"), (4, "net.test/a/b/"), (5, "[::1]/")],
            &[],
        );
        let expected =
            ["1 net.test/", "1 www.net.test/", "2 net.test/a/", "3 www.net.test/a/", "4 net.test/a/b/", "5 [::1]/"];
        assert_eq!((placed, unplaced), (expected.map(str::to_owned).to_vec(), vec![]));
        let (placed, _) = assigned(&[(1, "net.test/"), (2, "net.test/a/"), (3, "www.net.test/")], &[]);
        assert_eq!(placed, ["1 net.test/", "2 net.test/a/", "3 www.net.test/"]);
    }

    #[test]
    fn mapped_domains_are_further_places() {
        let (placed, unplaced) =
            assigned(&[(1, "net.test/"), (2, "net.test/a/")], &[(2, "Shop.test"), (2, "net.test")]);
        assert_eq!(
            placed,
            [
                "1 net.test/",
                "1 www.net.test/",
                "2 Shop.test/",
                "2 net.test/a/",
                "2 www.Shop.test/",
                "2 www.net.test/a/"
            ]
        );
        assert!(unplaced[0].contains("the blogs 1 and 2 have the same host and path, net.test/"), "{unplaced:?}");
    }

    #[test]
    fn what_is_no_place_is_left_out_and_named() {
        let (placed, unplaced) =
            assigned(&[(1, "net.test:8080/"), (2, "NET.test./"), (3, "a b/"), (4, "/"), (5, "net.test/?x")], &[]);
        assert_eq!(placed, ["1 net.test:8080/", "1 www.net.test:8080/"]);
        for (message, part) in
            unplaced.iter().zip(["the blogs 1 and 2", "blog 3: the host", "blog 4: the host", "blog 5: the path"])
        {
            assert!(message.contains(part), "{message}");
        }
        assert_eq!(unplaced.len(), 4);
    }
}
