//! What a rule file is made from: whether that has changed, and reading it.

use crate::database::{Connection, DatabaseError};
use crate::network::{self, Blog, BlogRows, Census, Unplaced};
use crate::origins;
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

    /// Revision of a blog's rules, if it is one of this network and has any.
    fn of_blog(&self, id: u64) -> Option<u64> {
        let State::Network { blogs, .. } = self else { return None };
        let index = blogs.binary_search_by_key(&id, |blog| blog.id).ok()?;
        blogs[index].revision
    }
}

/// Reads the rows, except those of blogs that are as they were `before`.
pub(crate) async fn read(
    connection: &mut Connection,
    access: &Access,
    before: Option<&State>,
) -> Result<(State, Rows), DatabaseError> {
    if !access.network {
        let snapshot = origins::snapshot(connection, &access.prefix).await?;
        return Ok((State::Site { revision: snapshot.revision }, Rows::Site(snapshot)));
    }
    rules_table::begin(connection).await?;
    let Census { blogs, unplaced } = network::census(connection, &access.prefix).await?;
    let mut list = Vec::with_capacity(blogs.len());
    for blog in &blogs {
        let known = before.and_then(|before| before.of_blog(blog.id));
        let rows = match blog.revision {
            Some(revision) if known != Some(revision) => {
                let prefix = network::blog_prefix(&access.prefix, blog.id);
                Some(rules_table::snapshot_in_transaction(connection, &prefix).await?)
            }
            _ => None,
        };
        list.push(BlogRows { blog: blog.clone(), rows });
    }
    connection.execute(&["COMMIT"]).await?;
    Ok((State::Network { blogs, unplaced }, Rows::Network(list)))
}
