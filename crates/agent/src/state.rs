//! What a rule file is made from: whether that has changed, and reading it.

use std::collections::HashMap;

use crate::database::{Connection, DatabaseError};
use crate::network::{self, Blog, BlogRows, Census, Unplaced};
use crate::origins::{self, Watch};
use crate::rules_table::{self, Snapshot};
use crate::site::Access;

/// What one cheap look at the database finds. As long as two looks find the same, no new file is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Of one site.
    Site {
        /// Revision of its rules.
        revision: u64,
    },
    /// Of a network.
    Network {
        /// Its blogs, by number.
        blogs: Vec<Blog>,
        /// Domains and paths that can't be served.
        unplaced: Vec<Unplaced>,
    },
}

/// The rows of a state, all of the same moment.
#[derive(Debug)]
pub(crate) enum Rows {
    Site(Snapshot),
    Network(Vec<BlogRows>),
}

impl State {
    /// Looks at the database.
    pub async fn look(connection: &mut Connection, access: &Access) -> Result<State, DatabaseError> {
        if access.network {
            let Census { blogs, unplaced } = network::census(connection, &access.prefix).await?;
            return Ok(State::Network { blogs, unplaced });
        }
        Ok(State::Site { revision: rules_table::revision(connection, &access.prefix).await? })
    }

    /// The number for the rule file. That of a network is the sum over its blogs.
    pub fn revision(&self) -> u64 {
        match self {
            State::Site { revision } => *revision,
            State::Network { blogs, .. } => blogs.iter().filter_map(|blog| blog.revision).fold(0, u64::saturating_add),
        }
    }

    /// Domains and paths of a network that can't be served.
    pub(crate) fn unplaced(&self) -> &[Unplaced] {
        match self {
            State::Site { .. } => &[],
            State::Network { unplaced, .. } => unplaced,
        }
    }

    /// The blogs with rules, by number; `None` is a site that is in no network.
    pub(crate) fn served(&self) -> Vec<Option<u64>> {
        match self {
            State::Site { .. } => vec![None],
            State::Network { blogs, .. } => {
                blogs.iter().filter(|blog| blog.revision.is_some()).map(|blog| Some(blog.id)).collect()
            }
        }
    }

    /// Revision of a blog's rules, if it is one of this network and has any.
    fn of_blog(&self, id: u64) -> Option<u64> {
        let State::Network { blogs, .. } = self else { return None };
        let index = blogs.binary_search_by_key(&id, |blog| blog.id).ok()?;
        blogs[index].revision
    }
}

/// Reads the rows, except those of blogs that are as they were `before`, with the plugins' rules as they were `watched`.
pub(crate) async fn read(
    connection: &mut Connection,
    access: &Access,
    before: Option<&State>,
    watched: &Watch,
) -> Result<(State, Rows), DatabaseError> {
    rules_table::begin(connection).await?;
    if !access.network {
        let mut snapshots = origins::snapshots(connection, access, &[None]).await?;
        connection.execute(&["COMMIT"]).await?;
        let snapshot = snapshots.pop().unwrap_or_default();
        return Ok((State::Site { revision: snapshot.revision }, Rows::Site(snapshot)));
    }
    let Census { blogs, unplaced } = network::census(connection, &access.prefix).await?;
    let is_new = |blog: &&Blog| {
        let known = before.and_then(|before| before.of_blog(blog.id));
        blog.revision.is_some() && (known != blog.revision || watched.has_changed_on(Some(blog.id)))
    };
    let wanted: Vec<Option<u64>> = blogs.iter().filter(is_new).map(|blog| Some(blog.id)).collect();
    let snapshots = origins::snapshots(connection, access, &wanted).await?;
    connection.execute(&["COMMIT"]).await?;
    let mut read: HashMap<Option<u64>, Snapshot> = wanted.into_iter().zip(snapshots).collect();
    let rows = blogs.iter().map(|blog| BlogRows { blog: blog.clone(), rows: read.remove(&Some(blog.id)) }).collect();
    Ok((State::Network { blogs, unplaced }, Rows::Network(rows)))
}
