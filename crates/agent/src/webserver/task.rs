//! Keeps the table of one site in step with its rule file.

use std::path::PathBuf;
use std::time::Duration;

use detour_exchange::Table;
use detour_format::{Identity, Trust};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::state::{self, WebserverState};
use super::{Answers, Failure, put};
use crate::config::{SiteConfig, WebserverConfig};
use crate::metrics::SiteFigures;
use crate::publish::now;

/// How often the rule file is looked at: one `stat`.
const LOOK: Duration = Duration::from_secs(1);
/// How long a table rests that the server has refused, unless the rules change. What is wrong may be elsewhere in its
/// configuration.
const REST: Duration = Duration::from_secs(60);

/// The task of one site.
pub(crate) struct SiteWebserver {
    name: String,
    rules: PathBuf,
    config: WebserverConfig,
    figures: SiteFigures,
    /// The rule file of the last round.
    done: Option<Identity>,
    /// When the server was last reloaded, or should have been.
    tried: Option<Instant>,
    state: WebserverState,
}

/// A table, made and not yet in place.
struct Made {
    identity: Identity,
    table: Table,
    state: WebserverState,
}

impl SiteWebserver {
    /// For a site that has a `[site.webserver]`.
    pub(crate) fn new(site: &SiteConfig, figures: SiteFigures) -> Option<SiteWebserver> {
        let config = site.webserver.clone()?;
        let state = state::read(&config.file).unwrap_or_default();
        Some(SiteWebserver {
            name: site.name(),
            rules: site.rules.clone(),
            config,
            figures,
            done: None,
            tried: None,
            state,
        })
    }

    /// Runs until cancelled. A round that is cut off is begun anew at the next start.
    pub(crate) async fn run(mut self, cancel: CancellationToken) {
        let rounds = async {
            loop {
                self.round().await;
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            () = cancel.cancelled() => {}
            () = rounds => {}
        }
    }

    async fn round(&mut self) {
        // Without a rule file PHP answers nothing, and the agent makes one soon.
        let Ok(identity) = Identity::of(&self.rules) else { return };
        let rest = match (&self.state.error, self.done == Some(identity)) {
            (None, true) => return,
            (Some(_), true) => REST.max(self.config.pause),
            (_, false) => self.config.pause,
        };
        if self.tried.is_some_and(|tried| tried.elapsed() < rest) {
            return;
        }
        let (name, rules, config) = (self.name.clone(), self.rules.clone(), self.config.clone());
        // Asking the engine about all URLs would hold up the other sites.
        let made = match tokio::task::spawn_blocking(move || made(&name, &rules, &config)).await {
            Ok(Some(made)) => made,
            // Replaced or damaged just now: the next look finds what becomes of it.
            Ok(None) => return,
            Err(problem) => {
                error!(site = self.name, "the table of the web server could not be made: {problem}");
                self.tried = Some(Instant::now());
                return;
            }
        };
        let Made { identity, table, state } = made;
        let nothing = self.config.kind.table(&self.name, &[]);
        let result = put(&self.config, &table.text, &nothing.text).await;
        self.tried = match result {
            Ok(false) => self.tried,
            Ok(true) | Err(_) => Some(Instant::now()),
        };
        self.done = Some(identity);
        self.tell(state, result);
    }

    fn tell(&mut self, state: WebserverState, result: Result<bool, Failure>) {
        let (site, server) = (&self.name, self.config.kind.word());
        match result {
            Ok(reloaded) => {
                let WebserverState { generation, answers, rules, left, .. } = state;
                if reloaded || self.state.error.is_some() {
                    info!(site, server, generation, answers, rules, left, "answers in front of PHP");
                }
                self.figures.in_front(state.answers as u64, state.generation);
                self.state = state;
            }
            Err(problem) => {
                let problem = problem.to_string();
                self.figures.not_in_front();
                if self.state.error.as_ref() != Some(&problem) {
                    error!(site, server, "{problem}; trying again");
                }
                self.state.error = Some(problem);
            }
        }
        if let Err(problem) = self.state.write(&self.config.file) {
            warn!(site, "what became of the web server's table can't be noted: {problem}");
        }
    }
}

fn made(name: &str, rules: &std::path::Path, config: &WebserverConfig) -> Option<Made> {
    let loaded = detour_format::load_whole(rules, &Trust::default()).ok()?;
    loaded.file.verify_in_parallel().ok()?;
    let Answers { fixed, moved, left } = Answers::of(&loaded.file, &config.hosts);
    let table = config.kind.table(name, &fixed);
    let state = WebserverState {
        generation: loaded.file.generation(),
        answers: fixed.len() - table.left_out.len(),
        rules: moved,
        left: left.len(),
        since: now(),
        error: None,
    };
    Some(Made { identity: loaded.identity, table, state })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use detour_engine::compile;
    use detour_format::{Stamp, publish, write};
    use detour_rules::{Action, Redirect, Rule, Source};

    use super::*;
    use crate::config::Config;
    use crate::metrics::Metrics;

    fn publish_rule(path: &Path, generation: u64, to: &str) {
        let source = Source { value: "/old".into(), ..Source::default() };
        let then = Action::Redirect(Redirect { to: to.into(), code: 301, ..Redirect::default() });
        let rule = Rule { id: 1, source, then, ..Rule::default() };
        let stamp = Stamp { generation, revision: generation, created: 0, seed: 1 };
        publish(path, &write(&compile(&[rule]).program, &stamp).unwrap()).unwrap();
    }

    #[tokio::test]
    async fn the_table_follows_the_rule_file_and_rests_between_reloads() {
        let directory = tempfile::tempdir().unwrap();
        let (rules, table) = (directory.path().join("shop.detour"), directory.path().join("shop.txt"));
        let file = directory.path().join("agent.toml");
        let text = format!(
            "[[site]]\npath = \"/w\"\nrules = {rules:?}\n[site.webserver]\nkind = \"apache\"\nhosts = [\"a.test\"]\n\
             file = {table:?}\ntest = [\"sh\", \"-c\", \"! grep -q /unsound {}\"]\npause_s = 86400\n",
            table.display()
        );
        std::fs::write(&file, text).unwrap();
        let config = Config::load(&file, &|_| None).unwrap();
        let metrics = Metrics::default();
        let site = &config.sites[0];
        let mut task = SiteWebserver::new(site, metrics.site(site)).unwrap();
        let holds = |to: &str| std::fs::read_to_string(&table).is_ok_and(|text| text.contains(&format!("|{to}\n")));
        task.round().await;
        assert!(!table.exists(), "there are no rules yet");

        publish_rule(&rules, 1, "/one");
        task.round().await;
        assert!(holds("/one"));
        publish_rule(&rules, 2, "/two");
        task.round().await;
        assert!(holds("/one"), "reloads have a pause between them");
        task.tried = None;
        task.round().await;
        assert!(holds("/two"));
        assert_eq!(state::read(&table).map(|state| (state.generation, state.answers)), Some((2, 1)));

        // A rollback is a rule file like any other.
        std::fs::rename(detour_format::previous_path(&rules), &rules).unwrap();
        task.tried = None;
        task.round().await;
        assert!(holds("/one"));

        publish_rule(&rules, 4, "/unsound");
        task.tried = None;
        task.round().await;
        assert!(holds("/one"), "what the server refuses is taken back");
        let state = state::read(&table).unwrap();
        assert_eq!(state.generation, 1);
        assert!(state.error.is_some_and(|error| error.contains("the test failed")));
        let figures = metrics.text();
        assert!(figures.contains("detour_site_webserver_up{site=\"shop\"} 0"), "{figures}");
        publish_rule(&rules, 5, "/five");
        task.tried = None;
        task.round().await;
        assert!(holds("/five"));
        assert_eq!(state::read(&table).unwrap().error, None);
    }
}
