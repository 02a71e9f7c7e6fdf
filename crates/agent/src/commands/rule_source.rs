//! The rules that requests are explained with: a rule file, the description of a site or network, or a list in any format
//! that can be imported.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail};
use detour_engine::Explanation;
use detour_exchange::{Format, Options};
use detour_format::{AnyFile, Bytes, FilePatterns, Trust};
use detour_rules::{Decision, Request, Settings};

use super::given::{self, SettingsArguments};
use super::input;
use crate::description::Description;
use crate::publish;

/// Compiled lists that are kept, one for each host that was asked for.
const MOST_HOSTS: usize = 100;

/// Rules to ask.
pub(super) enum RuleSource {
    File(Box<AnyFile<Bytes>>, FilePatterns),
    Described(Compiled),
    List(Box<List>),
}

/// A list, compiled for the hosts that were asked for: some targets are built from the requested host.
pub(super) struct List {
    text: Vec<u8>,
    format: Format,
    options: Options,
    settings: Settings,
    compiled: HashMap<String, Compiled>,
}

/// A rule file made for these questions only.
pub(super) struct Compiled {
    file: Box<AnyFile<Vec<u8>>>,
    patterns: FilePatterns,
}

impl RuleSource {
    /// Opens a rule file, a description in JSON or, with a format, a list. What can't be taken over from a list is said
    /// on standard error.
    pub(super) fn open(
        path: &Path,
        list: Option<(Format, Options)>,
        settings: &SettingsArguments,
    ) -> anyhow::Result<RuleSource> {
        let text = input::read(path)?;
        if let Some((format, options)) = list {
            let settings = settings.read()?;
            let list = List { text, format, options, settings, compiled: HashMap::new() };
            return Ok(RuleSource::List(Box::new(list)));
        }
        if given::is_json(path, &text) {
            let description = given::description(path, &text, &settings.read()?)?;
            if description.skipped() > 0 {
                bail!("{}: some rules are not sound; see `detour check`", path.display());
            }
            return Ok(RuleSource::Described(Compiled::of(&description)?));
        }
        settings.must_not_be_given()?;
        let loaded = detour_format::load(path, &Trust::default())?;
        Ok(RuleSource::File(Box::new(loaded.file), FilePatterns::new()))
    }

    /// What the rules answer.
    pub(super) fn decide(&mut self, request: &Request<'_>) -> anyhow::Result<Decision> {
        Ok(match self {
            RuleSource::File(file, patterns) => file.decide(patterns, request),
            RuleSource::Described(Compiled { file, patterns }) => file.decide(patterns, request),
            RuleSource::List(list) => {
                let Compiled { file, patterns } = list.compiled_for(request)?;
                file.decide(patterns, request)
            }
        })
    }

    /// What the rules answer, and why.
    pub(super) fn explain(&mut self, request: &Request<'_>) -> anyhow::Result<Explanation> {
        Ok(match self {
            RuleSource::File(file, patterns) => file.explain(patterns, request),
            RuleSource::Described(Compiled { file, patterns }) => file.explain(patterns, request),
            RuleSource::List(list) => {
                let Compiled { file, patterns } = list.compiled_for(request)?;
                file.explain(patterns, request)
            }
        })
    }
}

impl List {
    fn compiled_for(&mut self, request: &Request<'_>) -> anyhow::Result<&mut Compiled> {
        let host = String::from_utf8_lossy(request.host).to_ascii_lowercase();
        let host = host.split(':').next().filter(|_| self.format.depends_on_hosts()).unwrap_or_default().to_owned();
        if !self.compiled.contains_key(&host) {
            if self.compiled.len() >= MOST_HOSTS {
                self.compiled.clear();
            }
            let first = self.compiled.is_empty();
            let hosts = if host.is_empty() { Vec::new() } else { vec![host.clone()] };
            let import = self.format.read(&self.text, &Options { hosts, ..self.options.clone() });
            if first && !import.report.skipped.is_empty() {
                eprintln!("{}", import.report);
            }
            let compiled = Compiled::of(&Description::of_site(import, &self.settings))?;
            self.compiled.insert(host.clone(), compiled);
        }
        self.compiled.get_mut(&host).context("the rules of this host were just compiled")
    }
}

impl Compiled {
    fn of(description: &Description) -> anyhow::Result<Compiled> {
        let file = AnyFile::open(publish::rule_file(description, 1, 0)?.bytes)?;
        Ok(Compiled { file: Box::new(file), patterns: FilePatterns::new() })
    }
}
