//! One path of the engine again and again, for a profiler that counts instructions:
//! `valgrind --tool=callgrind target/release/examples/repeat regex-miss 100 20000`. What two counts of decisions differ by
//! is what the decisions themselves take, on any machine, however busy.

use std::hint::black_box;

use anyhow::{Context, Result, bail};
use detour_bench::detour::Detour;
use detour_bench::generate::Site;

/// URLs that are asked for in turn.
const URLS: usize = 1000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next =
        || arguments.next().context("usage: repeat literal-hit|literal-miss|regex-hit|regex-miss RULES DECISIONS");
    let (path, rules, decisions) = (next()?, next()?.parse()?, next()?.parse()?);
    let (literals, patterns) = if path.starts_with("literal") { (rules, 0) } else { (0, rules) };
    let site = Site::new(literals, patterns);
    let urls = match &*path {
        "literal-hit" => site.literal_hits(URLS),
        "regex-hit" => site.pattern_hits(URLS),
        "literal-miss" | "regex-miss" => site.misses(URLS),
        other => bail!("there is no path {other}"),
    };
    let mut detour = Detour::new(&site.rules());
    for url in urls.iter().cycle().take(decisions) {
        black_box(detour.decide(url));
    }
    Ok(())
}
