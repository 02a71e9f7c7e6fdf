//! `detour import --from`, `--list` and `--undo`: rules that other plugins keep on a site.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use detour_exchange::wordpress::{Manner, Options};
use detour_exchange::{Change, Counted, changes, json, number};
use detour_rules::{Action, Rule};
use serde::Serialize;

use super::input;
use super::progress::Progress;
use super::save::{save, wake};
use crate::database::{Connection, FailureKind};
use crate::exit::Outcome;
use crate::import::undo;
use crate::rules_table;
use crate::site::Access;
use crate::wordpress::{self, Found, Rules, System, Wanted};

/// What is read from a site, or from a file of one of its plugins.
#[derive(Debug, clap::Args)]
pub(super) struct SiteArguments {
    /// Read the rules of another plugin from the site's database, or from a file it has written; `auto` takes those of all
    /// active plugins that are found
    #[arg(long, value_name = "SYSTEM", value_parser = systems(), conflicts_with = "format")]
    from: Option<String>,
    /// List the plugins that keep rules on the site
    #[arg(long, conflicts_with_all = ["from", "format", "undo"])]
    list: bool,
    /// Take an import back: the last one, or that of a revision. Rules that were changed since are kept
    #[arg(long, value_name = "REVISION", num_args = 0..=1, conflicts_with_all = ["from", "format"])]
    undo: Option<Option<u64>>,
    /// With --from: rules answer as they did there, and those that never acted are disabled; or as they were meant
    #[arg(long = "as", value_name = "MANNER", value_parser = ["behaved", "intended"], default_value = "behaved")]
    manner: String,
    /// With --from: numbers of the rows, as the report names them, for which the other manner holds
    #[arg(long, value_name = "ROW,…", value_delimiter = ',')]
    except: Vec<u64>,
}

/// How the rest of the command line wants it.
pub(super) struct Rest<'a> {
    pub(super) input: Option<&'a Path>,
    pub(super) output: Option<&'a Path>,
    pub(super) access: Option<Access>,
    pub(super) dry_run: bool,
    pub(super) as_json: bool,
}

/// The rules of one system, and what would become of them.
#[derive(Serialize)]
struct Part {
    system: &'static str,
    report: detour_exchange::Report,
    changes: Vec<Change>,
}

pub(super) fn systems() -> Vec<&'static str> {
    System::ALL.iter().map(|(name, _)| *name).chain(["auto"]).collect()
}

impl SiteArguments {
    /// Whether any of them says what to do.
    pub(super) fn is_used(&self) -> bool {
        self.from.is_some() || self.list || self.undo.is_some()
    }

    pub(super) fn run(&self, rest: Rest<'_>) -> anyhow::Result<Outcome> {
        if let (Some(from), Some(file)) = (&self.from, rest.input) {
            let system =
                System::of(from).context("--from auto reads a site; name the plugin that has written the file")?;
            let import = system.read_file(&input::read(file)?, &self.options()).map_err(anyhow::Error::msg)?;
            let parts = vec![(system, import.into())];
            return super::block_on(self.finish(parts, rest))?;
        }
        ensure!(
            rest.access.is_some(),
            "name the site with --wordpress DIR or --dsn URL, or a file that the plugin has written"
        );
        super::block_on(self.on_site(rest))?
    }

    fn options(&self) -> Options {
        let Wanted { manner, except, .. } = self.wanted();
        Options { manner, except, ..Options::default() }
    }

    fn wanted(&self) -> Wanted {
        let manner = if self.manner == "intended" { Manner::Intended } else { Manner::Behaved };
        Wanted { manner, except: self.except.iter().copied().collect::<BTreeSet<_>>(), only_active: false }
    }

    async fn on_site(&self, rest: Rest<'_>) -> anyhow::Result<Outcome> {
        let Some(access) = &rest.access else { bail!("name the site with --wordpress DIR or --dsn URL") };
        let mut connection = Connection::open(&access.credentials).await?;
        if let Some(number) = self.undo {
            return take_back(&mut connection, access, number).await;
        }
        let found = wordpress::find(&mut connection, &access.prefix).await?;
        if self.list {
            let mut text = String::new();
            for found in &found {
                let state = if found.active { "active" } else { "inactive" };
                match &found.refused {
                    None => writeln!(text, "{:<12} {:>7} rules, {state}", found.system, found.rules)?,
                    Some(why) => writeln!(text, "{:<12} not read: {why}", found.system)?,
                }
            }
            let shown = if rest.as_json { serde_json::to_string_pretty(&found)? + "\n" } else { text };
            input::write(None, shown.as_bytes())?;
            return Ok(Outcome::Fine);
        }
        let from = self.from.as_deref().unwrap_or("auto");
        let parts = read_systems(&mut connection, access, from, &found, &self.wanted()).await?;
        connection.close().await;
        self.finish(parts, rest).await
    }

    async fn finish(&self, parts: Vec<(System, Rules)>, rest: Rest<'_>) -> anyhow::Result<Outcome> {
        let mut connection = match &rest.access {
            Some(access) => Some((Connection::open(&access.credentials).await?, access)),
            None => None,
        };
        let present = match &mut connection {
            Some((connection, access)) => match rules_table::snapshot(connection, &access.prefix).await {
                Ok(snapshot) => snapshot.rules().0,
                // Before Detour is installed a dry run tells what it would be like.
                Err(error) if rest.dry_run && error.kind == FailureKind::NoTables => Vec::new(),
                Err(error) => return Err(error.into()),
            },
            None => Vec::new(),
        };
        let mut rules: Vec<Counted> = Vec::new();
        let mut shown = Vec::new();
        let mut sections = serde_json::Map::new();
        for (system, Rules { import, settings }) in parts {
            sections.extend(settings);
            let changes = changes(&present, &import);
            let report = import.report.clone();
            append(&mut rules, import.counted());
            shown.push(Part { system: system.name(), report, changes });
        }
        let outcome = match shown.iter().all(|part| part.report.skipped.is_empty()) {
            true => Outcome::Fine,
            false => Outcome::Findings,
        };
        let text = match rest.as_json {
            true => serde_json::to_string_pretty(&shown)? + "\n",
            false => shown.iter().map(|part| part.text(rest.dry_run)).collect(),
        };
        let to_output = !rest.dry_run && connection.is_none();
        if to_output {
            eprint!("{text}");
            let mut rules: Vec<Rule> = rules.into_iter().map(|counted| counted.rule).collect();
            number(&mut rules);
            input::write(rest.output, &json::write(&rules))?;
            return Ok(outcome);
        }
        input::write(None, text.as_bytes())?;
        if let (Some((mut connection, access)), false) = (connection, rest.dry_run) {
            save(&mut connection, access, &rules, &sections, &Progress::new(rest.as_json)).await?;
            connection.close().await;
        }
        Ok(outcome)
    }
}

/// Reads the rules of the system `from`, or with `auto` those of all active ones, in the order in which they answer.
pub(super) async fn read_systems(
    connection: &mut Connection,
    access: &Access,
    from: &str,
    found: &[Found],
    wanted: &Wanted,
) -> anyhow::Result<Vec<(System, Rules)>> {
    let mut parts = Vec::new();
    for (name, system) in System::ALL {
        let is_wanted = match from {
            "auto" => found.iter().any(|found| found.system == name && found.active && found.refused.is_none()),
            from => from == name,
        };
        if is_wanted {
            if system == System::BetterLinks {
                warn_of_file(access);
            }
            parts.push((system, wordpress::read(connection, &access.prefix, system, wanted).await?));
        }
    }
    Ok(parts)
}

// Puts the rules of a system behind those of the systems that answer before it.
pub(super) fn append(rules: &mut Vec<Counted>, more: impl Iterator<Item = Counted>) {
    let behind = rules.iter().map(|counted| counted.rule.position.saturating_add(1)).max().unwrap_or(0);
    rules.extend(more.map(|Counted { rule, hits }| {
        let position = rule.position.saturating_add(behind);
        Counted { rule: Rule { position, ..rule }, hits }
    }));
}

impl Part {
    fn text(&self, every_rule: bool) -> String {
        let mut text = format!("{}:\n", self.system);
        for change in self.changes.iter().filter(|_| every_rule) {
            let off = if change.rule.enabled { "" } else { ", disabled" };
            let line = format!(
                "{}: {} → {} ({}{off})",
                change.place,
                change.rule.source.value,
                action(&change.rule.then),
                change.kind.words()
            );
            text += &format!("rule     {line}\n");
        }
        text + &format!("{}\n", self.report)
    }
}

fn action(then: &Action) -> String {
    match then {
        Action::Redirect(redirect) => format!("{} {}", redirect.code, redirect.to),
        Action::Respond(respond) => respond.code.to_string(),
        other => other.word().to_owned(),
    }
}

async fn take_back(connection: &mut Connection, access: &Access, number: Option<u64>) -> anyhow::Result<Outcome> {
    let Some(undone) = undo(connection, &access.prefix, number).await? else {
        bail!(
            "{} has no import to take back{}",
            access.credentials,
            number.map_or(String::new(), |n| format!(" with the number {n}"))
        );
    };
    eprintln!(
        "import {} taken back: {} rules removed, {} kept because they were changed since; revision {}",
        undone.import, undone.removed, undone.kept, undone.revision
    );
    wake(access, undone.revision);
    Ok(Outcome::Fine)
}

// While it is there, the plugin reads this file instead of its table.
fn warn_of_file(access: &Access) {
    let site = access.file.as_deref().and_then(Path::parent);
    let file = site.map(|site| site.join("wp-content/uploads/betterlinks_uploads/links.json"));
    if let Some(file) = file.filter(|file| file.exists()) {
        eprintln!(
            "BetterLinks uses {file} instead of its table; to have what it says: detour import --from betterlinks {file}",
            file = file.display()
        );
    }
}
