//! What was measured, as Markdown that is read on a terminal as well.

use std::fmt::Write as _;

use super::figures::{Figures, NOISY, Results, Spread};
use super::machine::Machine;
use super::variant::{Variant, Work};

/// The rows of the short tables: who, and at which other work in the tables of hits.
const ROWS: [(Variant, Option<Work>); 8] = [
    (Variant::WordPress, None),
    (Variant::Detour, None),
    (Variant::Redirection, None),
    (Variant::RankMath, None),
    (Variant::RankMath, Some(Work::FirstHit)),
    (Variant::Nginx, None),
    (Variant::Apache, None),
    (Variant::Again, None),
];

/// Short tables with a column for each set of rules, and behind them everything.
pub(super) fn markdown(results: &[Results], machine: &Machine) -> String {
    let mut text = format!("{}\n\n", machine.sentence());
    let noisy = NOISY * 100.0;
    let _ = writeln!(
        text,
        "Medians of {} rounds. `~` marks a figure whose rounds lie further apart than {noisy:.0} % of it: it is no more \
         than its order of magnitude.\n",
        machine.rounds
    );
    type Cell = fn(&Figures) -> Option<String>;
    let p50: Cell = |figures| Some(shown(&figures.p50, milliseconds));
    let against: Cell = |figures| Some(shown(&figures.against, ratio));
    let cpu_against: Cell = |figures| Some(shown(&figures.cpu_against, ratio));
    let rate: Cell = |figures| figures.rate.as_ref().map(|rate| shown(rate, whole));
    let cpu: Cell = |figures| Some(shown(&figures.cpu, milliseconds));
    let queries: Cell = |figures| figures.queries.map(|queries| queries.to_string());
    let p99: Cell = |figures| Some(milliseconds(figures.p99));
    let tables: [(&str, Work, Cell); 11] = [
        ("A hit, ms", Work::Hit, p50),
        ("A hit, p99, ms", Work::Hit, p99),
        ("A hit, against the 404 of WordPress alone", Work::Hit, against),
        ("A hit of a regex, ms", Work::PatternHit, p50),
        ("Hits a second, four visitors", Work::Hit, rate),
        ("Processor time of a hit, all processes, ms", Work::Hit, cpu),
        ("Database queries of a hit", Work::Hit, queries),
        ("A post that no rule matches, processor time against WordPress alone", Work::Post, cpu_against),
        ("The home page, processor time against WordPress alone", Work::Home, cpu_against),
        ("A 404, processor time against WordPress alone", Work::NotFound, cpu_against),
        ("Database queries of a post", Work::Post, queries),
    ];
    for (title, work, cell) in tables {
        short(&mut text, results, title, |results, variant, other| {
            let work = if work == Work::Hit { other.unwrap_or(work) } else { work };
            if other.is_some_and(|other| other != work) {
                return None;
            }
            results.get(variant, work).and_then(cell)
        });
    }
    short(
        &mut text,
        results,
        "Memory of a PHP worker, of a worker of the web server, MiB",
        |results, variant, other| {
            let memory = results.memory.iter().find(|memory| memory.variant == variant && other.is_none())?;
            let agent = memory.agent.map(|agent| format!(", agent {agent:.1}")).unwrap_or_default();
            Some(format!("{:.1}, web {:.1}{agent}", memory.php, memory.web))
        },
    );
    for results in results {
        everything(&mut text, results);
    }
    text
}

fn short(
    text: &mut String,
    all: &[Results],
    title: &str,
    cell: impl Fn(&Results, Variant, Option<Work>) -> Option<String>,
) {
    let filled = |results: &&Results| ROWS.iter().any(|(variant, other)| cell(results, *variant, *other).is_some());
    let columns: Vec<&Results> = all.iter().filter(filled).collect();
    if columns.is_empty() {
        return;
    }
    let titles: Vec<String> = columns.iter().map(|results| results.size.title()).collect();
    let _ = writeln!(text, "| {title} | {} |\n|---|{}", titles.join(" | "), "---|".repeat(titles.len()));
    for (variant, other) in ROWS {
        let cells: Vec<Option<String>> = columns.iter().map(|results| cell(results, variant, other)).collect();
        let name = variant.name();
        let name = if other.is_some() { format!("{name}, first time for a URL") } else { name.to_owned() };
        row(text, &name, &cells);
    }
    text.push('\n');
}

fn row(text: &mut String, name: &str, cells: &[Option<String>]) {
    if cells.iter().any(Option::is_some) {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.as_deref().unwrap_or("")).collect();
        let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
    }
}

fn everything(text: &mut String, results: &Results) {
    let _ = writeln!(
        text,
        "<details><summary>All figures: {}</summary>\n\n\
         | | p50 ms (rounds) | p99 ms | answers | against WordPress alone (rounds) | requests/s (rounds) | \
         CPU ms (rounds) | CPU against WordPress alone (rounds) | queries |\n|---|---|---|---|---|---|---|---|---|",
        results.size.title()
    );
    let rounds = |spread: &Spread, unit: fn(f64) -> String| {
        format!("{} ({}–{})", shown(spread, unit), unit(spread.least), unit(spread.most))
    };
    for work in Work::ALL {
        for figures in results.figures.iter().filter(|figures| figures.work == work) {
            let cells = [
                rounds(&figures.p50, milliseconds),
                milliseconds(figures.p99),
                figures.answers.to_string(),
                rounds(&figures.against, ratio),
                figures.rate.as_ref().map(|rate| rounds(rate, whole)).unwrap_or_default(),
                rounds(&figures.cpu, milliseconds),
                rounds(&figures.cpu_against, ratio),
                figures.queries.map(|queries| queries.to_string()).unwrap_or_default(),
            ];
            let _ = writeln!(text, "| {}: {} | {} |", work.name(), figures.variant.name(), cells.join(" | "));
        }
    }
    text.push_str("\n</details>\n\n");
}

/// The median, marked if it is no more than its order of magnitude.
pub(super) fn shown(spread: &Spread, unit: fn(f64) -> String) -> String {
    let mark = if spread.is_noisy() { "~" } else { "" };
    format!("{mark}{}", unit(spread.median))
}

/// With three digits that count, at most.
pub(super) fn milliseconds(value: f64) -> String {
    match value {
        0.0..0.1 => format!("{value:.3}").trim_end_matches('0').to_owned(),
        0.1..1.0 => format!("{value:.2}"),
        1.0..100.0 => format!("{value:.1}"),
        _ => whole(value),
    }
}

fn ratio(value: f64) -> String {
    if value < 0.1 { format!("1/{:.0}", 1.0 / value.max(1e-6)) } else { format!("{value:.2}") }
}

fn whole(value: f64) -> String {
    format!("{value:.0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_the_digits_that_count() {
        let shown = [0.0423, 0.05, 0.214, 12.34, 340.4].map(milliseconds);
        assert_eq!(shown, ["0.042", "0.05", "0.21", "12.3", "340"]);
        assert_eq!([0.005, 0.93, 3.0].map(ratio), ["1/200", "0.93", "3.00"]);
    }

    #[test]
    fn what_was_not_measured_has_no_row() {
        let mut text = String::new();
        row(&mut text, "Redirection", &[None, None]);
        row(&mut text, "Detour", &[None, Some("1".to_owned())]);
        assert_eq!(text, "| Detour |  | 1 |\n");
    }
}
