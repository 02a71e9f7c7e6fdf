//! Noticing that a plugin has changed its rules, which tells nobody.

use detour_rules::{LiveOrigins, Origin};
use mysql_async::prelude::Queryable;

use super::read::active;
use crate::database::{Connection, DatabaseError, FailureKind};

/// Options that decide how the plugins' rules are read.
const OPTIONS: &str = "'home', 'permalink_structure', 'redirection_options', 'redirection_version', \
                       'rank-math-options-general', 'rank_math_connect_data', 'rank_math_registration_skip'";

/// What the rules of all origins depend on, as hashes that the database makes. Counts of hits are not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fingerprint(Vec<String>);

impl Fingerprint {
    /// Looks at the tables. The server reads all active rows of them, and sends a line for each origin.
    pub(super) async fn look(
        connection: &mut Connection,
        prefix: &str,
        switches: LiveOrigins,
    ) -> Result<Fingerprint, DatabaseError> {
        let origins = match active(connection, prefix).await {
            // Then nothing is read of them either.
            Err(error) if error.kind == FailureKind::Refused => return Ok(Fingerprint(vec![error.to_string()])),
            origins => origins?,
        };
        let mut lines: Vec<String> = origins.iter().map(|origin| origin.word().to_owned()).collect();
        let served: Vec<Origin> = origins.into_iter().filter(|origin| switches.serves(*origin)).collect();
        if served.is_empty() {
            return Ok(Fingerprint(lines));
        }
        let options = format!(
            "SELECT CONCAT(option_name, ' ', MD5(option_value)) FROM `{prefix}options` \
             WHERE option_name IN ({OPTIONS}) ORDER BY option_name"
        );
        let options: Vec<String> = connection.run(async |conn| conn.query(options).await).await?;
        lines.extend(options);
        for origin in served {
            let Some(query) = rows(origin, prefix) else { continue };
            let found: Result<Option<String>, _> = connection.run(async |conn| conn.query_first(query).await).await;
            lines.push(match found {
                Ok(line) => line.unwrap_or_default(),
                // What is refused when it is read is looked at again when it has changed.
                Err(error) if error.kind != FailureKind::Unreachable => error.to_string(),
                Err(error) => return Err(error),
            });
        }
        Ok(Fingerprint(lines))
    }
}

// Number, last id and sum of checksums. A NULL is left out by CONCAT_WS, so each is told apart from its neighbour.
fn rows(origin: Origin, prefix: &str) -> Option<String> {
    let (table, active, columns) = match origin {
        Origin::Native => return None,
        Origin::Redirection => (
            "redirection_items",
            "enabled",
            "id, url, IFNULL(match_url, '-'), IFNULL(match_data, '-'), regex, position, action_type, action_code, \
             IFNULL(action_data, '-'), match_type, IFNULL(title, '-')",
        ),
        Origin::RankMath => ("rank_math_redirections", "active", "id, sources, url_to, header_code, updated"),
    };
    Some(format!(
        "SELECT CONCAT_WS(' ', COUNT(*), MAX(id), SUM(CRC32(CONCAT_WS('\\n', {columns})))) \
         FROM `{prefix}{table}` WHERE status = '{active}'"
    ))
}
