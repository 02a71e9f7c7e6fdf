//! Exact rules, like with like: `match_request` gets a request that was taken apart before and names the rules, which is a
//! look-up; from the request to the headers is a whole decision. The goals are those of the look-up.

use std::collections::HashMap;

use anyhow::Result;

use super::Effort;
use crate::detour::{Detour, key};
use crate::figure::Figure;
use crate::generate::Site;
use crate::peers::php::{self, Php};
use crate::peers::redirectionio::{self, Cache, RedirectionIo};
use crate::rounds::{Contender, Expect, nanoseconds};

const RULES: usize = 100_000;
/// Enough URLs that what they touch doesn't stay in the caches.
const REQUESTS: usize = 20_000;

pub(super) fn measure(effort: Effort) -> Result<Vec<Figure>> {
    let site = Site::new(RULES, 0);
    let rules = site.rules();
    let mut detour = Detour::new(&rules);
    let table = Detour::new(&rules);
    let peer = RedirectionIo::new(redirectionio::rules(&site), Cache::Default);
    let map: HashMap<&str, &str> =
        site.literals.iter().map(|(path, target)| (path.as_str(), target.as_str())).collect();
    let mut figures = Vec::new();
    for (what, urls, expect, goal) in [
        ("hit", site.literal_hits(REQUESTS), Expect::Hits, 12.0),
        ("miss", site.misses(REQUESTS), Expect::Misses, 10.0),
    ] {
        let requests: Vec<_> = urls.iter().map(|url| peer.request(url)).collect();
        let paths: Vec<_> = urls.iter().map(|url| url.split('?').next().unwrap_or(url)).collect();
        let keys: Vec<_> = paths.iter().map(|path| key(path)).collect();
        let [own, own_lookup, matching, full, lookup] = nanoseconds(
            REQUESTS,
            expect,
            effort.choose(25, 3),
            [
                Contender::new(|index| detour.decide(&urls[index]).rule().is_some()),
                Contender::new(|index| table.has_literal(paths[index], &keys[index])),
                Contender::new(|index| peer.matches(&requests[index]) > 0),
                Contender::new(|index| peer.full(&urls[index]) > 0),
                Contender::new(|index| map.contains_key(urls[index].as_str())),
            ],
        )?;
        let name = |of: &str| format!("literal {what}, 100k rules: {of}");
        figures.extend([
            Figure::plain(name("detour, whole decision"), own, "ns"),
            Figure::plain(name("detour, look-up alone"), own_lookup, "ns"),
            Figure::plain(name("redirectionio match_request"), matching, "ns"),
            Figure::plain(name("redirectionio request to headers"), full, "ns"),
            Figure::plain(name("std HashMap, look-up alone"), lookup, "ns"),
            Figure::times(name("match_request / detour, look-up alone"), matching, own_lookup, Some(goal)),
            Figure::times(name("request to headers / detour, whole decision"), full, own, None),
            Figure::times(name("match_request / detour, whole decision"), matching, own, None),
        ]);
        if php::is_installed() {
            let mut array = Php::array(&site, &urls)?;
            let [own, array] = nanoseconds(
                REQUESTS,
                expect,
                effort.choose(25, 3),
                [
                    Contender::new(|index| detour.decide(&urls[index]).rule().is_some()),
                    Contender::timed(|count| array.round(count)),
                ],
            )?;
            figures.push(Figure::plain(name("PHP array in OPcache, include and look-up"), array, "ns"));
            figures.push(Figure::times(name("PHP array / detour"), array, own, None));
        }
    }
    Ok(figures)
}
