//! Rules to look at or to compare a site with: from a file, from another plugin's tables, or from Detour's own.

use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use detour_exchange::{Format, Import, Report};
use detour_format::{AnyFile, FilePatterns};
use detour_rules::{Decision, Request, Settings};
use detour_verify::{LeftOut, RuleSet, Site};
use serde_json::{Map, Value};

use super::given::{self, SettingsArguments};
use super::import_site::{append, read_systems, systems};
use super::input::{self, ListArguments};
use super::origin::OriginArguments;
use crate::database::Connection;
use crate::description::Description;
use crate::network;
use crate::publish::{self, Made};
use crate::rules_table;
use crate::site::Access;
use crate::targets;
use crate::wordpress::{self, System, Wanted};

/// Where the new rules are.
#[derive(Debug, clap::Args)]
pub(super) struct RulesArguments {
    /// The new rules: in canonical JSON, or with --format a list in another format; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "wordpress", "dsn"])]
    rules: Option<PathBuf>,
    #[command(flatten)]
    settings: SettingsArguments,
    /// Format of the list of rules
    #[arg(long, value_parser = input::format(), requires = "rules")]
    format: Option<Format>,
    #[command(flatten)]
    list: ListArguments,
    /// URL path of the folder an .htaccess file lies in
    #[arg(long, value_name = "/DIR/", default_value = "/")]
    folder: String,
    /// What an import of this plugin's rules would give; `auto` for all active plugins that are found. Without it, with
    /// --wordpress or --dsn, the rules are those that Detour has
    #[arg(long, value_name = "SYSTEM", value_parser = systems())]
    from: Option<String>,
    #[command(flatten)]
    origin: OriginArguments,
    /// Number of a network's blog; without it the blog is the one at the site's address
    #[arg(long, value_name = "N", conflicts_with = "rules", value_parser = clap::value_parser!(u64).range(1..))]
    blog: Option<u64>,
}

/// New rules, ready to be asked.
pub(super) struct Verified {
    description: Description,
    skipped: Vec<(Option<u64>, detour_engine::Skipped)>,
    file: AnyFile<Vec<u8>>,
}

impl RulesArguments {
    /// Whether the site's redirects in the name of WordPress are not those of the rules that are carried over.
    pub(super) fn old_ones_are_named(&self) -> bool {
        self.from.as_deref().and_then(System::of).is_some_and(System::is_named)
    }

    /// Reads and compiles them. `site` is where they are to answer.
    pub(super) fn read(&self, site: &Site) -> anyhow::Result<Verified> {
        let description = self.describe(site.host(), site.folder())?;
        let Made { bytes, skipped, .. } = publish::rule_file(&description, 1, 0)?;
        Ok(Verified { description, skipped, file: AnyFile::open(bytes)? })
    }

    /// Reads them. `host` and `folder` are those of the site where they are to answer; empty if that isn't known.
    pub(super) fn describe(&self, host: &str, folder: &str) -> anyhow::Result<Description> {
        match (&self.rules, self.origin.access_to_any()?) {
            (Some(file), _) => self.of_file(file, host),
            (None, Some(access)) => super::block_on(self.of_site(access, host, folder))?,
            (None, None) => bail!("name the rules with --rules FILE, --wordpress DIR or --dsn URL"),
        }
    }

    fn of_file(&self, file: &std::path::Path, host: &str) -> anyhow::Result<Description> {
        let (text, settings) = (input::read(file)?, self.settings.read()?);
        if let Some(format) = self.format {
            let import = format.read(&text, &self.list.options(&self.folder, vec![host.to_owned()]));
            return Ok(Description::of_site(import, &settings));
        }
        ensure!(
            given::is_json(file, &text),
            "{}: these are no rules in JSON; give those that the rule file was made from, or name the --format of a list",
            file.display()
        );
        given::description(file, &text, &settings)
    }

    async fn of_site(&self, mut access: Access, host: &str, folder: &str) -> anyhow::Result<Description> {
        let mut connection = Connection::open(&access.credentials).await?;
        self.choose_blog(&mut connection, &mut access, host, folder).await?;
        let access = &access;
        let Some(from) = &self.from else {
            ensure!(
                !self.settings.are_given(),
                "--settings goes with --from; Detour's own rules have the site's settings"
            );
            let snapshot = rules_table::snapshot(&mut connection, &access.prefix).await?;
            let broken = targets::broken(&mut connection, &access.prefix).await?;
            connection.close().await;
            let (rules, skipped) = snapshot.rules();
            let report = Report { skipped, ..Report::default() };
            let import = Import { rules, report, ..Import::default() };
            let mut description = Description::of_site(import, &snapshot.settings()?);
            description.parts.iter_mut().for_each(|part| part.broken.clone_from(&broken));
            return Ok(description);
        };
        let found = match from.as_str() {
            "auto" => wordpress::find(&mut connection, &access.prefix).await?,
            _ => Vec::new(),
        };
        let parts = read_systems(&mut connection, access, from, &found, &Wanted::default()).await?;
        connection.close().await;
        ensure!(!parts.is_empty(), "{}: no active plugin was found that keeps rules", access.credentials);
        // What the plugin has goes before what was given.
        let mut sections = match serde_json::to_value(self.settings.read()?)? {
            Value::Object(given) => given,
            _ => Map::new(),
        };
        let (mut rules, mut report) = (Vec::new(), Report::default());
        let several = parts.len() > 1;
        for (_, mut part) in parts {
            // Rows of different tables may have the same number.
            part.import.rules.iter_mut().filter(|_| several).for_each(|rule| rule.id = 0);
            sections.extend(part.settings);
            report.skipped.append(&mut part.import.report.skipped);
            append(&mut rules, part.import.counted());
        }
        let rules = rules.into_iter().map(|counted| counted.rule).collect();
        let import = Import { rules, report, ..Import::default() };
        let settings = Settings::from_json(&Value::Object(sections)).map_err(|problems| {
            anyhow::anyhow!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        });
        Ok(Description::of_site(import, &settings.context("the plugin's settings can't be used")?))
    }
}

impl RulesArguments {
    // The tables are those of one blog.
    async fn choose_blog(
        &self,
        connection: &mut Connection,
        access: &mut Access,
        host: &str,
        folder: &str,
    ) -> anyhow::Result<()> {
        let blog = match self.blog {
            Some(blog) => blog,
            None if access.network => {
                network::census(connection, &access.prefix).await?.blog_at(host, folder).with_context(|| {
                    format!(
                        "the network has no blog at {host}{folder}/; name one with --blog N, or its address with --site"
                    )
                })?
            }
            None => return Ok(()),
        };
        access.prefix = network::blog_prefix(&access.prefix, blog);
        Ok(())
    }
}

impl Verified {
    /// What the rules answer, and for which blog.
    pub(super) fn decide(&self) -> impl FnMut(&Request<'_>) -> (Option<u64>, Decision) + '_ {
        let mut patterns = FilePatterns::new();
        move |request| (self.file.blog(request), self.file.decide(&mut patterns, request))
    }

    /// The rules, one set for each blog.
    pub(super) fn sets(&self) -> Vec<RuleSet<'_>> {
        let Verified { description, skipped, .. } = self;
        let sets = description.parts.iter().map(|part| {
            let blog = description.is_network.then_some(part.blog);
            let without = skipped.iter().filter(|(of, _)| *of == blog).map(|(_, skipped)| skipped.rule).collect();
            let host = part.host.split(':').next().filter(|host| !host.is_empty());
            RuleSet { blog, host, rules: &part.import.rules, settings: &part.settings, without }
        });
        sets.collect()
    }

    /// What is not among them, and why.
    pub(super) fn left_out(&self) -> Vec<LeftOut> {
        let rows = self.description.parts.iter().flat_map(|part| {
            part.import
                .report
                .skipped
                .iter()
                .map(|row| LeftOut { place: format!("{}{}", part.label(), row.place), reason: row.problem.to_string() })
        });
        let rules = self.skipped.iter().map(|(blog, skipped)| LeftOut {
            place: blog.map_or_else(String::new, |blog| format!("blog {blog}: ")) + &format!("rule {}", skipped.rule),
            reason: skipped.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
        });
        rows.chain(rules).collect()
    }
}
