//! The addresses of posts and pages, as far as they follow from the posts table alone.

use std::collections::{BTreeMap, BTreeSet};

use detour_exchange::old_slugs::Row;

use super::ReadError;
use super::select::Source;

/// Deepest nesting of pages.
const DEEPEST: usize = 20;
/// More earlier slugs and dates of one post than people make.
const MOST_EARLIER: usize = 100;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Post {
    name: String,
    is_page: bool,
    /// `YYYY-MM-DD hh:mm:ss`
    date: String,
    parent: u64,
}

/// The published posts and pages of a site.
#[derive(Debug, Default)]
pub(super) struct Posts {
    structure: String,
    posts: BTreeMap<u64, Post>,
}

impl Posts {
    pub(super) async fn read(source: &mut Source<'_>, structure: &str) -> Result<Posts, ReadError> {
        let query = format!(
            "SELECT ID, post_name, post_type = 'page', post_date, post_parent FROM `{}posts` \
             WHERE post_type IN ('post', 'page') AND post_status = 'publish' AND post_name <> '' ORDER BY ID",
            source.prefix
        );
        let post = |mut record: super::select::Record| {
            let post =
                Post { name: record.take(1), is_page: record.flag(2), date: record.take(3), parent: record.number(4) };
            (record.number(0), post)
        };
        let posts = source.rows(&query).await?.into_iter().map(post).collect();
        Ok(Posts { structure: structure.to_owned(), posts })
    }

    /// The path of each by its id; those whose address can't be told are left out.
    pub(super) fn paths(&self) -> BTreeMap<u64, String> {
        self.posts.iter().filter_map(|(id, post)| Some((*id, self.path(*id, post)?))).collect()
    }

    /// The paths that posts had, told by earlier slugs (`true`) and dates, in the order they are found.
    pub(super) fn earlier(&self, had: impl Iterator<Item = (u64, bool, String)>) -> Vec<Row> {
        let mut names: BTreeMap<u64, (Vec<String>, Vec<String>)> = BTreeMap::new();
        for (id, is_slug, value) in had {
            let (slugs, dates) = names.entry(id).or_default();
            let list = if is_slug { slugs } else { dates };
            if list.len() < MOST_EARLIER {
                list.push(value);
            }
        }
        let mut paths = Vec::new();
        for (post_id, (slugs, dates)) in names {
            let post = self.posts.get(&post_id);
            let now = post.and_then(|post| self.path(post_id, post));
            let (Some(post), true) = (post, now.is_some()) else {
                // Why they lead nowhere is told.
                let unplaced = post.is_some();
                let name = post.filter(|_| slugs.is_empty()).map(|post| post.name.clone());
                let old = slugs.into_iter().chain(name).map(|slug| format!("/{slug}/"));
                paths.extend(old.map(|old| Row { post_id, old, unplaced }));
                continue;
            };
            let mut seen = BTreeSet::new();
            for slug in slugs.iter().chain([&post.name]) {
                for date in dates.iter().chain([&post.date]) {
                    let path = self.path(post_id, &Post { name: slug.clone(), date: date.clone(), ..post.clone() });
                    if path != now && seen.insert(path.clone()) {
                        paths.extend(path.map(|old| Row { post_id, old, unplaced: false }));
                    }
                }
            }
        }
        paths
    }

    fn path(&self, id: u64, post: &Post) -> Option<String> {
        if self.structure.is_empty() {
            return None;
        }
        if post.is_page {
            let slash = if self.structure.ends_with('/') { "/" } else { "" };
            return Some(format!("/{}{slash}", self.page(post)?));
        }
        let number = |from: usize, to: usize| post.date.get(from..to).unwrap_or_default().to_owned();
        let mut path = self.structure.clone();
        for (tag, value) in [
            ("%postname%", post.name.clone()),
            ("%post_id%", id.to_string()),
            ("%year%", number(0, 4)),
            ("%monthnum%", number(5, 7)),
            ("%day%", number(8, 10)),
            ("%hour%", number(11, 13)),
            ("%minute%", number(14, 16)),
            ("%second%", number(17, 19)),
        ] {
            if path.contains(tag) {
                if value.is_empty() {
                    return None;
                }
                path = path.replace(tag, &value);
            }
        }
        // Categories and authors are kept elsewhere. Slugs hold escapes, but no two of them that look like a tag.
        let known = !["%category%", "%author%", "%tag%"].iter().any(|tag| self.structure.contains(tag));
        known.then_some(path)
    }

    fn page(&self, page: &Post) -> Option<String> {
        let mut names = vec![page.name.as_str()];
        let mut parent = page.parent;
        while parent != 0 {
            let above = self.posts.get(&parent)?;
            names.push(&above.name);
            parent = above.parent;
            if names.len() > DEEPEST {
                return None;
            }
        }
        names.reverse();
        Some(names.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posts(structure: &str) -> Posts {
        let post = |name: &str, is_page, parent| Post {
            name: name.into(),
            is_page,
            date: "2024-05-06 07:08:09".into(),
            parent,
        };
        let all =
            [(1, post("hello", false, 0)), (2, post("a", true, 0)), (3, post("b", true, 2)), (4, post("c", true, 4))];
        Posts { structure: structure.into(), posts: all.into() }
    }

    #[test]
    fn addresses_follow_the_structure() {
        let paths = posts("/%year%/%monthnum%/%postname%/").paths();
        assert_eq!(paths[&1], "/2024/05/hello/");
        assert_eq!((paths[&2].as_str(), paths[&3].as_str(), paths.get(&4)), ("/a/", "/a/b/", None));
        assert_eq!(posts("/archives/%post_id%").paths()[&1], "/archives/1");
        assert_eq!(posts("/%category%/%postname%/").paths().get(&1), None);
        assert_eq!(posts("").paths().len(), 0);
    }

    #[test]
    fn earlier_addresses_are_put_together() {
        let had = || [(1, true, "old".to_owned()), (1, false, "2023-01-02".to_owned()), (9, true, "gone".to_owned())];
        let dated = posts("/%year%/%postname%/").earlier(had().into_iter());
        let paths: Vec<&str> = dated.iter().map(|row| row.old.as_str()).collect();
        assert_eq!(paths, ["/2023/old/", "/2024/old/", "/2023/hello/", "/gone/"]);
        let plain = posts("/%postname%/").earlier(had().into_iter());
        let row = |post_id, old: &str, unplaced| Row { post_id, old: old.to_owned(), unplaced };
        assert_eq!(plain, [row(1, "/old/", false), row(9, "/gone/", false)]);
    }

    #[test]
    fn earlier_slugs_of_unknown_addresses_are_told() {
        let had = [(1, true, "old".to_owned()), (3, false, "2023-01-02".to_owned()), (9, true, "gone".to_owned())];
        let row = |post_id, old: &str, unplaced| Row { post_id, old: old.to_owned(), unplaced };
        for structure in ["", "/%category%/%postname%/", "/%author%/%postname%/"] {
            let told = posts(structure).earlier(had.clone().into_iter());
            assert_eq!(told[0], row(1, "/old/", true), "{structure}");
            assert_eq!(told.last(), Some(&row(9, "/gone/", false)), "{structure}");
        }
        assert_eq!(posts("").earlier(had.into_iter())[1], row(3, "/b/", true));
    }
}
