//! `cargo xtask bench peers`: the same WordPress alone, with Detour, with other plugins for redirects, and behind web
//! servers that know the redirects themselves.

mod chart;
mod field;
mod figures;
mod machine;
mod measure;
mod rules;
mod table;
mod variant;
mod visitor;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use self::field::Field;
use self::figures::{Results, Spread};
use self::machine::{Machine, version};
use self::rules::{RuleSet, Size};
use self::variant::Variant;
use crate::progress::Progress;
use crate::stack::wordpress::WordPress;
use crate::workspace::Built;

/// What only this benchmark can be told.
#[derive(clap::Args)]
#[group(id = "peers")]
pub(crate) struct Options {
    /// With `peers`: the folder of the plugin Redirection, which is left out without
    #[arg(long, value_name = "DIR")]
    redirection: Option<PathBuf>,
    /// With `peers`: the folder of the plugin Rank Math, which is left out without
    #[arg(long, value_name = "DIR")]
    rank_math: Option<PathBuf>,
    /// With `peers`: all sets of rules and more rounds, about an hour
    #[arg(long)]
    full: bool,
    /// With `peers`: rounds of each set of rules, instead of 4, or 6 with --full, or 2 with --quick
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,
    /// With `peers`: write the tables as Markdown as well
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// With `peers`: draw what a hit takes
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

impl Options {
    /// The plugins that were given, and the names of the others.
    fn plugins(&self) -> (Vec<(Variant, PathBuf, &'static str)>, Vec<&'static str>) {
        let all = [
            (Variant::Redirection, &self.redirection, "redirection/redirection.php"),
            (Variant::RankMath, &self.rank_math, "seo-by-rank-math/rank-math.php"),
        ];
        let given =
            all.iter().filter_map(|(variant, dir, main)| Some((*variant, dir.as_ref()?.clone(), *main))).collect();
        let left_out = all.iter().filter(|(_, dir, _)| dir.is_none()).map(|(variant, ..)| variant.name()).collect();
        (given, left_out)
    }

    fn sizes(&self, quick: bool) -> Vec<Size> {
        let chosen: &[(usize, usize)] = match (self.full, quick) {
            (true, _) => return every_size(),
            (_, true) => &[(0, 0), (1000, 100)],
            _ => &[(0, 0), (1000, 100), (10_000, 1000), (100_000, 0)],
        };
        chosen.iter().map(|&(literals, patterns)| Size { literals, patterns }).collect()
    }

    fn rounds(&self, quick: bool) -> usize {
        let usual = match (self.full, quick) {
            (true, _) => 6,
            (_, true) => 2,
            _ => 4,
        };
        self.rounds.map_or(usual, usize::from)
    }
}

fn every_size() -> Vec<Size> {
    let of = |literals| [0, 100, 1000].map(|patterns| Size { literals, patterns });
    [0, 1000, 10_000, 100_000].into_iter().flat_map(of).collect()
}

/// Measures, prints the tables and writes the files that were asked for.
pub(crate) fn run(
    options: &Options,
    built: &Built,
    wordpress: &WordPress,
    quick: bool,
    json: Option<&Path>,
) -> Result<()> {
    let (plugins, left_out) = options.plugins();
    let mut versions = vec![("WordPress".to_owned(), wordpress.version.clone())];
    for (variant, dir, main) in &plugins {
        let file = main.split('/').next_back().unwrap_or(main);
        versions.push((variant.name().to_owned(), version(dir, file)?));
    }
    for name in &left_out {
        println!("      {name} is left out: no folder of it was given");
    }
    let (sizes, rounds) = (options.sizes(quick), options.rounds(quick));
    let mut progress = Progress::new(field::STEPS + sizes.len());
    let field = Field::set_up(built, wordpress, &plugins, &mut progress)?;
    versions.extend(field.versions()?);
    let machine = Machine::of_today(versions, left_out, rounds)?;
    let mut results = Vec::new();
    for size in sizes {
        let title = size.title();
        results.push(progress.step(&format!("{rounds} rounds with {title}"), |_| {
            let set = RuleSet::new(size);
            let in_force = field.with(&set).with_context(|| format!("setting up {title}"))?;
            measure::measure(&in_force, &set, rounds)
        })?);
        // Again after each set: what is interrupted keeps what it has.
        write(options, &results, &machine, json)?;
    }
    println!("\n{}", table::markdown(&results, &machine));
    Ok(())
}

/// Writes the files that were asked for.
fn write(options: &Options, results: &[Results], machine: &Machine, json: Option<&Path>) -> Result<()> {
    let svg = options.svg.as_deref();
    let page = |file| (file, page(&table::markdown(results, machine), svg));
    let files = [
        options.markdown.as_deref().map(page),
        json.map(|file| (file, as_json(results, machine))),
        svg.zip(chart::svg(results)),
    ];
    for (file, text) in files.into_iter().flatten() {
        std::fs::write(file, text).with_context(|| format!("can't write {}", file.display()))?;
    }
    Ok(())
}

/// The tables as a page, with the chart if one is drawn.
fn page(tables: &str, chart: Option<&Path>) -> String {
    let chart = chart.and_then(Path::file_name).map(|name| {
        let name = name.to_string_lossy();
        format!("![What a redirect takes: the figures of the table \"A hit\" as bars]({name})\n\n")
    });
    format!("# What a redirect takes: all figures\n\n{}{tables}", chart.unwrap_or_default())
}

/// Milliseconds, requests per second and MiB, with the least and the most of all rounds.
fn as_json(results: &[Results], machine: &Machine) -> String {
    let spread = |spread: &Spread| json!({"median": spread.median, "least": spread.least, "most": spread.most, "noisy": spread.is_noisy()});
    let set = |results: &Results| {
        let figures = results.figures.iter().map(|figures| {
            json!({
                "variant": figures.variant.name(),
                "work": figures.work.name(),
                "answers": figures.answers,
                "p50_ms": spread(&figures.p50),
                "p99_ms": figures.p99,
                "against_wordpress": spread(&figures.against),
                "requests_per_second": figures.rate.as_ref().map(spread),
                "cpu_ms": spread(&figures.cpu),
                "cpu_against_wordpress": spread(&figures.cpu_against),
                "queries": figures.queries,
            })
        });
        let memory = results.memory.iter().map(|memory| {
            json!({
                "variant": memory.variant.name(),
                "php_worker_mib": memory.php,
                "web_worker_mib": memory.web,
                "agent_mib": memory.agent,
            })
        });
        json!({
            "literals": results.size.literals,
            "regexes": results.size.patterns,
            "figures": figures.collect::<Vec<Value>>(),
            "memory": memory.collect::<Vec<Value>>(),
        })
    };
    let versions: serde_json::Map<String, Value> =
        machine.versions.iter().map(|(name, version)| (name.clone(), json!(version))).collect();
    let all = json!({
        "machine": {"cores": machine.cores, "model": machine.model, "load_before": machine.load_before},
        "versions": versions,
        "left_out": machine.left_out,
        "rounds": machine.rounds,
        "sets": results.iter().map(set).collect::<Vec<Value>>(),
    });
    format!("{all:#}\n")
}
