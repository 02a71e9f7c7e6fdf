//! What the rules of a blog lead to.

use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

use detour_rules::Action;

use super::MOST;
use crate::database::{Connection, DatabaseError};
use crate::network::blog_prefix;
use crate::origins::{self, Found};
use crate::rules_table;
use crate::site::Access;

/// It is listed again after that time, as rules of other plugins change without raising the revision.
const AGAIN: Duration = Duration::from_secs(3600);

/// What is in the table of a blog.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Revision of the rules that the targets are those of; none if nobody wants to know, and the table is empty.
    pub(super) revision: Option<u64>,
    /// When that was read.
    at: Option<Instant>,
    /// How many of them are broken.
    pub(super) broken: u64,
    /// Targets that rules don't lead to while they are broken.
    pub(super) with_fallback: HashSet<String>,
}

impl Listed {
    /// Whether the rules lead where they led when they had this revision.
    pub(super) fn is_current(&self, revision: u64) -> bool {
        self.revision == Some(revision) && self.at.is_some_and(|at| at.elapsed() < AGAIN)
    }

    /// What the enabled rules of a blog lead to. Of a site that is in no network also what rules of other plugins lead to: of a
    /// network's no audit tells.
    pub(super) async fn of(
        connection: &mut Connection,
        access: &Access,
        blog: u64,
        revision: u64,
    ) -> Result<(BTreeSet<String>, Listed), DatabaseError> {
        rules_table::begin(connection).await?;
        let snapshot = match access.network {
            true => rules_table::snapshot_in_transaction(connection, &blog_prefix(&access.prefix, blog)).await?,
            false => origins::snapshots(connection, access, &[None]).await?.pop().unwrap_or_default(),
        };
        connection.execute(&["COMMIT"]).await?;
        let (rules, _) = snapshot.rules();
        let (mut targets, mut with_fallback) = (BTreeSet::new(), HashSet::new());
        for rule in rules.iter().chain(snapshot.origins.iter().flat_map(Found::rules)).filter(|rule| rule.enabled) {
            let has_fallback =
                rule.actions().any(|(_, action)| matches!(action, Action::Redirect(to) if to.fallback.is_some()));
            for target in rule.fixed_targets() {
                if has_fallback && target.field.ends_with(".to") {
                    with_fallback.insert(target.url.clone());
                }
                targets.insert(target.url);
            }
            if targets.len() >= MOST {
                break;
            }
        }
        Ok((targets, Listed { revision: Some(revision), at: Some(Instant::now()), broken: 0, with_fallback }))
    }
}
