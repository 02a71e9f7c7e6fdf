//! WordPress networks: the blogs of one database, which all go into one rule file.

mod places;
mod rule_file;

use std::collections::{HashMap, HashSet};

use mysql_async::prelude::Queryable;

use crate::database::{Connection, DatabaseError};

pub use places::{Place, Unplaced};
pub(crate) use rule_file::{BlogRows, write};

/// Tables that are asked in one statement. The server opens all of them for it.
const TABLES_AT_ONCE: usize = 100;

/// A blog of a network as it is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blog {
    /// Its number.
    pub id: u64,
    /// Where visitors find it. More than one place if further domains are mapped to it.
    pub places: Vec<Place>,
    /// Revision of its rules. `None` if it has none to serve: the plugin was never active there, or the blog is archived,
    /// deleted or marked as spam. Its place is still its own: rules of the blog around it don't reach there.
    pub revision: Option<u64>,
}

/// What the tables of the network say.
#[derive(Debug)]
pub struct Census {
    /// The blogs with a place of their own, by number.
    pub blogs: Vec<Blog>,
    /// Domains and paths that can't be served.
    pub unplaced: Vec<Unplaced>,
}

/// A row of the table `blogs`.
struct Row {
    id: u64,
    place: Place,
    is_public: bool,
}

/// Prefix of a blog's tables (`wpdb::get_blog_prefix`).
pub fn blog_prefix(prefix: &str, blog: u64) -> String {
    if blog <= 1 { prefix.to_owned() } else { format!("{prefix}{blog}_") }
}

/// Looks at all blogs: three statements, and one for each further hundred of them. With a thousand blogs the server works on
/// it for about 25 ms.
pub async fn census(connection: &mut Connection, prefix: &str) -> Result<Census, DatabaseError> {
    let rows = rows(connection, prefix).await?;
    let tables = tables(connection, prefix).await?;
    let mapped = match tables.contains(&format!("{prefix}domain_mapping").to_ascii_lowercase()) {
        true => mapped_domains(connection, prefix).await?,
        false => Vec::new(),
    };
    let served = |row: &&Row| {
        let prefix = blog_prefix(prefix, row.id).to_ascii_lowercase();
        // One of the two alone: the blog is just being made or deleted, or that was broken off.
        row.is_public && ["rules", "state"].iter().all(|name| tables.contains(&format!("{prefix}detour_{name}")))
    };
    let served: Vec<u64> = rows.iter().filter(served).map(|row| row.id).collect();
    let revisions = revisions(connection, prefix, &served).await?;
    let (mut placed, unplaced) = places::assign(rows.iter().map(|row| (row.id, row.place.clone())), mapped);
    let blogs = rows.iter().filter_map(|row| {
        let places = placed.remove(&row.id)?;
        let is_served = served.binary_search(&row.id).is_ok();
        let revision = is_served.then(|| revisions.get(&row.id).copied().unwrap_or(0));
        Some(Blog { id: row.id, places, revision })
    });
    Ok(Census { blogs: blogs.collect(), unplaced })
}

impl Census {
    /// The blog that answers at a host (without port) and a path: of those there the one with the longest path.
    pub fn blog_at(&self, host: &str, path: &str) -> Option<u64> {
        let here = |place: &&Place| {
            let known = place.host.rsplit_once(':').map_or(&*place.host, |(host, _)| host);
            known.eq_ignore_ascii_case(host) && format!("{}/", path.trim_end_matches('/')).starts_with(&place.path)
        };
        let longest = |blog: &Blog| blog.places.iter().filter(here).map(|place| place.path.len()).max();
        let found = self.blogs.iter().filter_map(|blog| Some((longest(blog)?, blog.id)));
        found.max_by_key(|(length, _)| *length).map(|(_, blog)| blog)
    }
}

async fn rows(connection: &mut Connection, prefix: &str) -> Result<Vec<Row>, DatabaseError> {
    // Such a blog answers every request with a notice of its own (`ms_site_check()`).
    let query = format!(
        "SELECT blog_id, domain, path, archived = '1' OR spam = '1' OR deleted <> '0' FROM `{prefix}blogs` ORDER BY blog_id"
    );
    let row = |(id, host, path, is_closed): (u64, Vec<u8>, Vec<u8>, bool)| Row {
        id,
        place: Place { host: text(&host), path: text(&path) },
        is_public: !is_closed,
    };
    connection.run(async |conn| conn.query_map(query, row).await).await
}

/// Names of the tables there are, of those that may be missing. In lower case: so some servers keep them.
async fn tables(connection: &mut Connection, prefix: &str) -> Result<HashSet<String>, DatabaseError> {
    let prefix = prefix.replace('_', "\\_");
    let query = format!(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND \
         (TABLE_NAME LIKE '{prefix}%detour\\_state' OR TABLE_NAME LIKE '{prefix}%detour\\_rules' OR TABLE_NAME LIKE '{prefix}domain\\_mapping')"
    );
    let names: Vec<Vec<u8>> = connection.run(async |conn| conn.query(query).await).await?;
    Ok(names.iter().map(|name| text(name).to_ascii_lowercase()).collect())
}

/// The table of the plugins that map domains by a `sunrise.php`; WordPress itself keeps them in `blogs`.
async fn mapped_domains(connection: &mut Connection, prefix: &str) -> Result<Vec<(u64, String)>, DatabaseError> {
    let query =
        format!("SELECT blog_id, domain FROM `{prefix}domain_mapping` WHERE active = 1 ORDER BY blog_id, domain");
    let row = |(id, domain): (u64, Vec<u8>)| (id, text(&domain));
    connection.run(async |conn| conn.query_map(query, row).await).await
}

async fn revisions(
    connection: &mut Connection,
    prefix: &str,
    blogs: &[u64],
) -> Result<HashMap<u64, u64>, DatabaseError> {
    let mut found = HashMap::with_capacity(blogs.len());
    for some in blogs.chunks(TABLES_AT_ONCE) {
        let selects = some.iter().map(|blog| {
            let prefix = blog_prefix(prefix, *blog);
            format!("SELECT {blog}, value FROM `{prefix}detour_state` WHERE name = 'revision'")
        });
        let query = selects.collect::<Vec<_>>().join(" UNION ALL ");
        let rows: Vec<(u64, u64)> = connection.run(async |conn| conn.query(query).await).await?;
        found.extend(rows);
    }
    Ok(found)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
