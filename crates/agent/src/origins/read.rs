//! Reading the tables of the plugins that are active.

use detour_exchange::Place;
use detour_exchange::redirection::LogOptions;
use detour_rules::{LiveOrigins, Origin, Problem, Settings};
use serde_json::Value;

use super::kill_switch::Switched;
use super::{Content, Found, Rules, notes, system};
use crate::database::{Connection, DatabaseError, FailureKind};
use detour_systems::{self as systems, ReadError, Source, Wanted, plugins};

/// What is served of the origins that are `active` on a blog, in the transaction that is open.
pub(super) async fn read(
    connection: &mut Connection,
    prefix: &str,
    active: &[Origin],
    switches: LiveOrigins,
    switched: &Switched,
) -> Result<Vec<Found>, DatabaseError> {
    let mut all = Vec::with_capacity(active.len());
    for &origin in active {
        let (schema, content) = match (switches.serves(origin), switched) {
            (false, _) => (None, Content::Off),
            (true, Switched::Off(why)) if origin == Origin::Redirection => (None, Content::Disabled(why.clone())),
            (true, Switched::Unknown(why)) if origin == Origin::Redirection => (None, Content::Refused(why.clone())),
            (true, _) => rules(connection, prefix, origin).await?,
        };
        all.push(Found { origin, schema, content });
    }
    Ok(all)
}

async fn rules(
    connection: &mut Connection,
    prefix: &str,
    origin: Origin,
) -> Result<(Option<String>, Content), DatabaseError> {
    let Some(system) = system(origin) else { return Ok((None, Content::Off)) };
    let is_set_up = match origin {
        Origin::RankMath => rank_math_is_set_up(connection, prefix).await?.then_some(None),
        _ => redirection_schema(connection, prefix).await?,
    };
    let Some(schema) = is_set_up else {
        let why = "The plugin is not set up yet, so it redirects nothing; finish its setup";
        return Ok((None, Content::Refused(why.to_owned())));
    };
    let wanted = Wanted { only_active: true, ..Wanted::default() };
    let content = match systems::read(connection, prefix, system, &wanted).await {
        Ok(read) => {
            let notes = match origin {
                Origin::Redirection => {
                    let options = Source { connection, prefix }.option("redirection_options").await?;
                    notes::of_log(LogOptions::read(&options.unwrap_or_default()))
                }
                _ => Vec::new(),
            };
            numbered(origin, read, notes)
        }
        Err(ReadError::Refused(why)) => Content::Refused(why),
        // A right that is missing, or a table that is broken, is no reason to leave the site's own rules behind.
        Err(ReadError::Database(error)) if error.kind != FailureKind::Unreachable => {
            Content::Refused(error.to_string())
        }
        Err(ReadError::Database(error)) => return Err(error),
    };
    Ok((schema, content))
}

// The version that Redirection says its tables have, none for an old one. It doesn't start before it has made them.
async fn redirection_schema(
    connection: &mut Connection,
    prefix: &str,
) -> Result<Option<Option<String>>, DatabaseError> {
    let mut source = Source { connection, prefix };
    let options = source.option("redirection_options").await?;
    let schema = options.as_deref().and_then(detour_exchange::redirection::schema);
    Ok(match schema {
        Some((major, minor)) => Some(Some(format!("{major}.{minor}"))),
        None => source.option("redirection_version").await?.map(|_| None),
    })
}

// Rank Math does nothing before it is connected with an account, or somebody has skipped that, perhaps for a whole network.
async fn rank_math_is_set_up(connection: &mut Connection, prefix: &str) -> Result<bool, DatabaseError> {
    let mut source = Source { connection, prefix };
    if source.option("rank_math_connect_data").await?.is_some_and(|data| data != b"b:0;") {
        return Ok(true);
    }
    let is_set = |option: Option<Vec<u8>>| option.is_some_and(|value| !matches!(&value[..], b"" | b"0"));
    if is_set(source.option("rank_math_registration_skip").await?) {
        return Ok(true);
    }
    let mut network = Source { prefix: plugins::network_prefix(prefix), ..source };
    Ok(is_set(network.option("rank_math_registration_skip").await?))
}

fn numbered(origin: Origin, read: systems::Rules, mut notes: Vec<String>) -> Content {
    let systems::Rules { import, settings } = read;
    // Sections are checked as those that are saved: a value that can't be used must not keep the site's own rules back.
    let settings = match Settings::from_json(&Value::Object(settings)) {
        Ok(settings) => settings,
        Err(problems) => {
            let problem = problems.first().map(Problem::to_string).unwrap_or_default();
            return Content::Refused(format!("A setting of the plugin can't be used: {problem}"));
        }
    };
    let mut rules = Vec::with_capacity(import.rules.len());
    for (mut rule, place) in import.rules.into_iter().zip(import.places) {
        // A rule that never acts where it is kept is read as disabled.
        if rule.enabled {
            rule.id = origin.rule(row(place));
            rules.push(rule);
        }
    }
    let left_out = import.report.skipped.iter().map(|skipped| {
        let place = Place::Row { row: row(skipped.place) };
        format!("{place}: {}", skipped.problem)
    });
    let left_out = left_out.collect();
    notes.extend(notes::of_dead_rules(&import.report));
    let (redirection, rank_math) = (settings.redirection, settings.rank_math);
    Content::Live(Box::new(Rules { rules, left_out, notes, redirection, rank_math }))
}

fn row(place: Place) -> u64 {
    match place {
        Place::Rule { id, .. } => id,
        place => place.number(),
    }
}
