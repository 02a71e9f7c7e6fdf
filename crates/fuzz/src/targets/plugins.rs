//! Any bytes as an option or a file of a WordPress plugin: never a panic, and what is imported is sound.

use std::collections::BTreeMap;

use detour_exchange::wordpress::{Manner, Options, Site};
use detour_exchange::{
    Import, betterlinks, eps, old_slugs, quick_page_post, redirection, safe_redirect_manager, seopress, simple_301,
    yoast,
};

/// Runs the target. The first byte chooses the reader, and the manner.
pub fn run(data: &[u8]) {
    let Some((&first, data)) = data.split_first() else { return };
    let site = Site {
        home: "http://example.test/blog".parse().ok(),
        trailing_slash: first & 64 != 0,
        permalinks: BTreeMap::from([(1, "/hello/".to_owned()), (2, "/a%20b/".to_owned())]),
    };
    let manner = if first & 128 == 0 { Manner::Behaved } else { Manner::Intended };
    let options = Options { site, manner, ..Options::default() };
    let import = read(first & 15, data, &options);
    assert_eq!((import.report.imported, import.places.len()), (import.rules.len(), import.rules.len()));
    assert!(!import.report.to_string().is_empty());
    for rule in &import.rules {
        assert_eq!(rule.validate(), [], "an unsound rule is imported: {rule:?}");
    }
}

fn read(which: u8, data: &[u8], options: &Options) -> Import {
    let links = betterlinks::Settings { case_sensitive: false, wildcards: true };
    let settings = quick_page_post::Settings::default();
    match which {
        0 => simple_301::read(data, true, options),
        1 => simple_301::read_csv(data, true, options),
        2 => simple_301::read_csv(data, false, options),
        3 => betterlinks::read_csv(data, links, options),
        4 => betterlinks::read_json(data, options),
        5 => eps::read_csv(data, options),
        6 => safe_redirect_manager::read_csv(data, options),
        7 => seopress::read_csv(data, options),
        8 => quick_page_post::read_file(data, &settings, options),
        9 => quick_page_post::read(data, &[], &settings, options),
        10 => {
            let stored = yoast::Stored { base: Some(data.to_vec()), ..yoast::Stored::default() };
            yoast::read(&stored, options)
        }
        11 => {
            let stored = yoast::Stored { regex: Some(data.to_vec()), ..yoast::Stored::default() };
            yoast::read(&stored, options)
        }
        12 => redirection::read_json(data, options),
        _ => {
            let old = String::from_utf8_lossy(data).into_owned();
            old_slugs::read(&[old_slugs::Row { post_id: 1, old, unplaced: data.len() % 2 == 1 }], options)
        }
    }
}
