//! Instructions of a WordPress page in an FPM worker, counted by valgrind: exact where wall clocks are not.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};

use super::figure::{Figure, Goal};
use super::pages::Twins;
use crate::stack::nginx::Nginx;
use crate::stack::php::Ini;
use crate::stack::php_fpm::{PhpFpm, Pool};
use crate::stack::ports;

pub(crate) fn measure(twins: &Twins, quick: bool) -> Result<Vec<Figure>> {
    // The difference of two runs leaves start and end of the process out; the first pages fill the cache.
    let (few, many) = if quick { (3, 6) } else { (4, 14) };
    let mut per_page = Vec::new();
    for (name, ini) in [("without", &twins.without), ("with", &twins.with)] {
        let short = instructions(twins, &format!("{name}-short"), ini, few)?;
        let long = instructions(twins, &format!("{name}-long"), ini, many)?;
        per_page.push((long - short) / f64::from(many - few));
    }
    let [without, with] = per_page[..] else { bail!("two measurements were to be made") };
    Ok(vec![
        Figure::plain("page without the extension, instructions", without / 1e6, "million"),
        Figure::plain("page with the extension, instructions", with / 1e6, "million"),
        Figure::promised(
            "page with against without, instructions",
            (with / without - 1.0) * 100.0,
            "%",
            Goal::AtMost(1.0),
        ),
    ])
}

/// Instructions of a worker's whole life with `pages` requests.
fn instructions(twins: &Twins, name: &str, ini: &Ini, pages: u32) -> Result<f64> {
    let folder = twins.run_dir.folder(&format!("callgrind-{name}"))?;
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o777))?;
    let under = [
        "valgrind".to_owned(),
        "--tool=callgrind".to_owned(),
        "-q".to_owned(),
        format!("--callgrind-out-file={}/%p", folder.display()),
    ];
    // Counted instructions must not depend on which patterns happened to be compiled to machine code.
    let ini = ini.clone().set("opcache.jit", "0").set("pcre.jit", "0");
    let pool = Pool { under: &under, ..Pool::new(name, 1, &ini) };
    let fpm = PhpFpm::start(&twins.run_dir, &twins.php, &pool)?;
    let address = ports::free()?;
    let nginx = Nginx::start(&twins.run_dir, &twins.server(address, fpm.socket()), &[address])?;
    for _ in 0..pages {
        twins.check_page(address)?;
    }
    let workers = fpm.workers();
    let [worker] = workers[..] else { bail!("one worker expected, not {workers:?}") };
    drop(nginx);
    // A worker that is killed writes no counts.
    fpm.finish();
    total(&folder.join(worker.to_string()))
}

/// The sum that a callgrind file ends with. It is written while the process ends.
fn total(file: &Path) -> Result<f64> {
    for _ in 0..200 {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
        if let Some(sum) = line.and_then(|line| line.trim().parse().ok()) {
            return Ok(sum);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    bail!("valgrind wrote no sum to {}", file.display())
}
