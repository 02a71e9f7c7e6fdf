//! Noticing that a plugin has changed its rules, which tells nobody.

use detour_rules::{LiveOrigins, Origin};

use super::active::{Active, active};
use super::blogs::{Question, ask};
use super::prefix_of;
use crate::database::{Connection, DatabaseError};
use crate::site::Access;

/// What the rules of a blog's origins depend on, as hashes that the database makes. Counts of hits are not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fingerprint(Vec<String>);

/// Looks at the tables of blogs that want these origins live; answers in their order. The server reads all active rows of
/// the plugins, and sends a line for each origin.
///
/// # Errors
/// When the server doesn't answer.
pub(super) async fn look(
    connection: &mut Connection,
    access: &Access,
    blogs: &[(Option<u64>, LiveOrigins)],
) -> Result<Vec<Fingerprint>, DatabaseError> {
    let (prefix, switched) = (&access.prefix, access.kill_switch.look());
    let ids: Vec<Option<u64>> = blogs.iter().map(|(blog, _)| *blog).collect();
    let (mut prints, mut questions, mut asked) = (Vec::with_capacity(blogs.len()), Vec::new(), Vec::new());
    for (index, (found, (blog, switches))) in active(connection, prefix, &ids).await?.into_iter().zip(blogs).enumerate()
    {
        let Active { origins, options } = match found {
            // Then nothing is read of them either.
            Err(error) => {
                prints.push(Fingerprint(vec![error.to_string()]));
                continue;
            }
            Ok(found) => found,
        };
        let mut lines: Vec<String> = origins.iter().map(|origin| origin.word().to_owned()).collect();
        let served: Vec<Origin> = origins.into_iter().filter(|origin| switches.serves(*origin)).collect();
        if !served.is_empty() {
            lines.extend(options);
        }
        if served.contains(&Origin::Redirection) {
            lines.push(format!("{switched:?}"));
        }
        let of_rows: Vec<Question> =
            served.iter().filter_map(|origin| rows(*origin, &prefix_of(prefix, *blog))).collect();
        asked.extend(of_rows.iter().map(|_| index));
        questions.extend(of_rows);
        prints.push(Fingerprint(lines));
    }
    for (index, answer) in asked.into_iter().zip(ask(connection, &questions).await?) {
        prints[index].0.push(match answer {
            Ok(lines) => lines.into_iter().map(|(_, line)| String::from_utf8_lossy(&line).into_owned()).collect(),
            // What is refused when it is read is looked at again when it has changed.
            Err(error) => error.to_string(),
        });
    }
    Ok(prints)
}

// Number, last id and sum of checksums. A NULL is left out by CONCAT_WS, so each is told apart from its neighbour.
fn rows(origin: Origin, prefix: &str) -> Option<Question> {
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
    Some(Question {
        name: "'rows'",
        value: format!("CONCAT_WS(' ', COUNT(*), MAX(id), SUM(CRC32(CONCAT_WS('\\n', {columns}))))"),
        from: format!("`{prefix}{table}` WHERE status = '{active}'"),
    })
}
