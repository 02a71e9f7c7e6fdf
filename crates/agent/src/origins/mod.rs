//! Live origins: rules of Redirection and Rank Math, served while the plugins keep them.
//!
//! Their tables are read in the same moment as Detour's own. What can't be read for certain is refused: that origin isn't
//! served, its plugin goes on as always, and all other rules are served.

mod active;
mod blogs;
mod clock;
mod fingerprint;
mod kill_switch;
mod lease;
mod notes;
mod read;
mod watch;
mod write_back;

use std::collections::HashMap;

use detour_engine::Skipped;
use detour_rules::{
    Lent, LiveOrigins, Origin, OriginState, RankMathSettings, RedirectionSettings, Rule, Settings, shown,
};
use tracing::info;

pub use kill_switch::KillSwitch;
pub(crate) use lease::read as lease;
pub(crate) use watch::Watch;
pub use write_back::{Hit, write_back};

use crate::database::{Connection, DatabaseError, FailureKind};
use crate::network::blog_prefix;
use crate::rules_table::{self, Snapshot};
use crate::site::Access;
use detour_systems::System;

/// An origin whose plugin is active.
#[derive(Debug, Clone)]
pub struct Found {
    /// Whose rules.
    pub origin: Origin,
    /// Version of its tables, where they have one.
    pub schema: Option<String>,
    /// What is served of it.
    pub content: Content,
}

/// What is served of an origin.
#[derive(Debug, Clone)]
pub enum Content {
    /// All that can be.
    Live(Box<Rules>),
    /// Nothing: the site has switched it off.
    Off,
    /// Nothing: the plugin redirects nothing either, for this reason.
    Disabled(String),
    /// Nothing, for this reason.
    Refused(String),
}

/// The rules of an origin.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Those that act, numbered by [`Origin::rule`].
    pub rules: Vec<Rule>,
    /// Messages about active rules that can't be expressed, with the row each.
    pub left_out: Vec<String>,
    /// What else is to be known, a sentence each.
    pub notes: Vec<String>,
    /// What rules of Redirection depend on.
    pub redirection: Option<RedirectionSettings>,
    /// What rules of Rank Math depend on.
    pub rank_math: Option<RankMathSettings>,
}

/// What is served of the origins of a site, or of one blog of a network.
#[derive(Debug, Clone, Default)]
pub(crate) struct Served {
    /// The blog.
    pub(crate) blog: Option<u64>,
    /// Which origins its settings want live.
    pub(crate) switches: LiveOrigins,
    /// Those whose plugins are active.
    pub(crate) origins: Vec<Lent>,
}

/// The rules of blogs and of the plugins that are active on each, in their order, in the transaction that is open. `None` is
/// a site that is in no network.
pub(crate) async fn snapshots(
    connection: &mut Connection,
    access: &Access,
    blogs: &[Option<u64>],
) -> Result<Vec<Snapshot>, DatabaseError> {
    let switched = access.kill_switch.look();
    let mut snapshots = Vec::with_capacity(blogs.len());
    let mut refused = None;
    for (blog, active) in blogs.iter().zip(active::active(connection, &access.prefix, blogs).await?) {
        let prefix = prefix_of(&access.prefix, *blog);
        let mut snapshot = rules_table::snapshot_in_transaction(connection, &prefix).await?;
        // Settings that can't be used are said to be so when the rules are compiled.
        let switches = snapshot.settings().unwrap_or_default().origins;
        match active {
            Ok(active) => {
                snapshot.origins = read::read(connection, &prefix, &active.origins, switches, &switched).await?;
            }
            // The agent's account may be allowed to read nothing but Detour's own tables.
            Err(error) if error.kind == FailureKind::Refused => refused = Some(error),
            Err(error) => return Err(error),
        }
        snapshots.push(snapshot);
    }
    if let Some(error) = refused {
        info!("no rules of other plugins are served: {error}, on the options, and on the plugins' tables");
    }
    Ok(snapshots)
}

/// Prefix of the tables of a blog, or of a site that is in no network.
fn prefix_of(prefix: &str, blog: Option<u64>) -> String {
    blog.map_or_else(|| prefix.to_owned(), |blog| blog_prefix(prefix, blog))
}

/// The plugin that keeps an origin's rules.
fn system(origin: Origin) -> Option<System> {
    match origin {
        Origin::Native => None,
        Origin::Redirection => Some(System::Redirection),
        Origin::RankMath => Some(System::RankMath),
    }
}

impl Found {
    /// The rules that are served, if any are.
    pub(crate) fn rules(&self) -> &[Rule] {
        match &self.content {
            Content::Live(found) => &found.rules,
            Content::Off | Content::Disabled(_) | Content::Refused(_) => &[],
        }
    }

    /// Adds the rules to those of the site, and what they depend on to its settings. What the plugin has now goes before
    /// what came with an import.
    pub(crate) fn add_to(self, rules: &mut Vec<Rule>, settings: &mut Settings) {
        let Content::Live(found) = self.content else { return };
        let Rules { rules: more, left_out: _, notes: _, redirection, rank_math } = *found;
        rules.extend(more);
        settings.redirection = redirection.or(settings.redirection.take());
        settings.rank_math = rank_math.or(settings.rank_math.take());
    }

    /// What the lease says of it, once the rules of its blog are compiled.
    pub(crate) fn lent(&self, blog: Option<u64>, skipped: &[Skipped]) -> Lent {
        let lent = Lent {
            blog,
            origin: self.origin,
            state: OriginState::Live,
            rules: 0,
            left_out: 0,
            schema: self.schema.clone(),
            message: None,
            notes: Vec::new(),
        };
        // It may quote names of columns and values of options.
        let message = |text: &str| Some(shown(text, 1000));
        match &self.content {
            Content::Off => Lent { state: OriginState::Off, ..lent },
            Content::Disabled(why) => Lent { state: OriginState::Disabled, message: message(why), ..lent },
            Content::Refused(why) => Lent { state: OriginState::Refused, message: message(why), ..lent },
            Content::Live(found) => {
                let compiled: HashMap<u64, &Skipped> = skipped.iter().map(|rule| (rule.rule, rule)).collect();
                let uncompiled: Vec<&Skipped> =
                    found.rules.iter().filter_map(|rule| compiled.get(&rule.id).copied()).collect();
                let first = uncompiled.first().and_then(|rule| {
                    rule.problems.first().map(|problem| format!("row {}: {problem}", Origin::of(rule.rule).1))
                });
                Lent {
                    rules: (found.rules.len() - uncompiled.len()) as u64,
                    left_out: (found.left_out.len() + uncompiled.len()) as u64,
                    message: found.left_out.first().or(first.as_ref()).and_then(|text| message(text)),
                    notes: found.notes.clone(),
                    ..lent
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use detour_rules::Problem;

    use super::*;

    fn found(content: Content) -> Found {
        Found { origin: Origin::Redirection, schema: Some("4.2".into()), content }
    }

    #[test]
    fn whatever_is_not_in_the_file_is_told() {
        let rule = |id| Rule { id: Origin::Redirection.rule(id), ..Rule::default() };
        let rules = Rules { rules: vec![rule(7), rule(8)], ..Rules::default() };
        let live = found(Content::Live(Box::new(rules)));
        let lent = live.lent(None, &[]);
        assert_eq!((lent.state, lent.rules, lent.left_out, lent.message), (OriginState::Live, 2, 0, None));
        let skipped = |rule| Skipped { rule, problems: vec![Problem::new("to", "", "No", "Yes")] };
        // A native rule of the same id is none of it.
        let lent = live.lent(Some(2), &[skipped(7), skipped(Origin::Redirection.rule(8))]);
        assert_eq!((lent.blog, lent.rules, lent.left_out), (Some(2), 1, 1));
        assert!(lent.message.as_ref().is_some_and(|message| message.starts_with("row 8: to: No")), "{lent:?}");
        assert_eq!(found(Content::Off).lent(None, &[]).state, OriginState::Off);
        assert_eq!(found(Content::Refused("why".into())).lent(None, &[]).message.as_deref(), Some("why"));
    }

    #[test]
    fn live_settings_go_before_imported_ones() {
        let imported = RedirectionSettings { cache_hours: 24, ..RedirectionSettings::default() };
        let mut settings = Settings { redirection: Some(imported), ..Settings::default() };
        let mut rules = vec![Rule::default()];
        let live = Rules {
            rules: vec![Rule { id: Origin::Redirection.rule(1), ..Rule::default() }],
            redirection: Some(RedirectionSettings { cache_hours: -1, ..RedirectionSettings::default() }),
            ..Rules::default()
        };
        found(Content::Live(Box::new(live))).add_to(&mut rules, &mut settings);
        assert_eq!((rules.len(), settings.redirection.unwrap().cache_hours), (2, -1));
    }
}
