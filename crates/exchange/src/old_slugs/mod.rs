//! WordPress itself: the addresses that posts had before (`_wp_old_slug`, `_wp_old_date`).
//!
//! WordPress looks them up where it finds no page. Observed answers: `tests/exchange/old-slugs`.

use std::collections::BTreeSet;

use detour_rules::{Case, Condition, Kind, QueryMode, Source};
use serde::Deserialize;

use crate::refusal::Refusal;
use crate::wordpress::{Draft, Manner, Options, Rows, decoded, is_same_page, path_pattern, target_text};
use crate::{Import, Place};

/// An address that a post had.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// The post.
    pub post_id: u64,
    /// The path it had, below the site's address.
    pub old: String,
    /// The post is published, but neither its address nor the one it had follows from the table of posts; `old` is a guess.
    pub unplaced: bool,
}

/// Reads addresses that posts had. Those that a page of today has are left out.
pub fn read(table: &[Row], options: &Options) -> Import {
    let site = &options.site;
    let taken: BTreeSet<String> = site.permalinks.values().map(|path| plain(path)).collect();
    let mut rows = Rows::new(options);
    for row in table {
        let place = Place::Row { row: row.post_id };
        let drafts = match site.permalinks.get(&row.post_id) {
            None if row.unplaced => Err(Refusal::new(
                "The post's address isn't known here: permalinks are plain or name a category or an author, or its parent \
                 is not published",
                "Leave it to WordPress, or write the rule by hand",
            )),
            None => Err(Refusal::new("The post is not published, so WordPress leads nowhere", "Publish it")),
            Some(to) if is_same_page(site, to, &row.old) => {
                Err(Refusal::new("The post has this address again", "Nothing"))
            }
            Some(_) if taken.contains(&plain(&row.old)) => {
                Err(Refusal::new("Another page has this address now", "Nothing; WordPress shows that page"))
            }
            Some(to) => Ok(vec![draft(&row.old, to, options, options.manner(place))]),
        };
        rows.add(place, &row.old, drafts);
    }
    rows.finish()
}

fn plain(path: &str) -> String {
    decoded(path, false).trim_matches('/').to_lowercase()
}

fn draft(old: &str, to: &str, options: &Options, manner: Manner) -> Draft {
    let folder = options.site.folder();
    let path = path_pattern(&format!("{folder}{}", decoded(old, false).trim_end_matches('/')));
    // What follows the slug is kept; other endings such as feeds are pages of their own.
    let value = match to.ends_with('/') {
        true => format!("^{path}(?:/((?:(?:embed|page/[0-9]+)/?)?))?$"),
        false => format!("^{path}((?:/(?:embed|page/[0-9]+))?)/?$"),
    };
    let source = Source { kind: Kind::Regex, value, case: Case::Ignore, query: QueryMode::Ignore, ..Source::default() };
    let mut draft = Draft::redirect(source, format!("{folder}{}${{1}}", target_text(to)), 301);
    if manner == Manner::Behaved {
        draft.rule.when.push(Condition::NotFound(true));
    }
    draft
}
