//! Hits of rules that other plugins keep, on their way into these plugins' tables.

use detour_rules::Origin;
use detour_spool::{Event, Kind};

use crate::database::{Connection, DatabaseError, FailureKind};
use crate::origins::{Hit, write_back};

/// Hands hits to the plugins that keep their rules, in the transaction that is open; answers why one of them didn't get
/// its own. That keeps nothing out of the tables of the other and of Detour.
///
/// # Errors
/// When the whole transaction has to be done again: the server is gone or too busy, or has taken the transaction back.
pub(super) async fn hand_on(
    connection: &mut Connection,
    prefix: &str,
    events: &[&Event<'_>],
    now: u64,
) -> Result<Option<DatabaseError>, DatabaseError> {
    let mut failure = None;
    for origin in Origin::ALL.into_iter().filter(|origin| *origin != Origin::Native) {
        let of_origin = events.iter().filter(|event| event.kind == Kind::Hit && Origin::of(event.rule).0 == origin);
        let hits: Vec<Hit<'_>> = of_origin.map(|event| hit(event, now)).collect();
        if hits.is_empty() {
            continue;
        }
        connection.execute(&["SAVEPOINT plugin"]).await?;
        let Err(error) = write_back(connection, prefix, &hits).await else { continue };
        // Where the whole transaction is over, so is the savepoint.
        if error.kind == FailureKind::Unreachable
            || connection.execute(&["ROLLBACK TO SAVEPOINT plugin"]).await.is_err()
        {
            return Err(error);
        }
        failure = Some(error);
    }
    Ok(failure)
}

// What becomes of it is for the plugin's own options to say.
fn hit<'a>(event: &'a Event<'_>, now: u64) -> Hit<'a> {
    Hit {
        rule: event.rule,
        time: event.time.min(now),
        count: 1,
        code: event.code,
        method: &event.method,
        host: &event.host,
        url: &event.uri,
        target: &event.target,
        referrer: &event.referrer,
        agent: &event.user_agent,
        ip: event.ip,
    }
}
