//! nginx's configuration: `server` blocks, or a part of one as hosts let people add it.
//!
//! A server's own `rewrite`, `return` and `if` come first, in their order; then its locations, in nginx's. Paths are
//! compared decoded, but `$request_uri` is path and query in one.

mod condition;
mod location;
mod map;
mod server;
mod statements;
mod text;
mod tree;
mod unsettled;
mod write;

pub use write::{table, table_location, write};

use std::collections::BTreeMap;

use detour_rules::{Problem, Rule};

use self::map::Map;
use self::statements::Output;
use self::tree::{Directive, directives};
use crate::collect::Collector;
use crate::refusal::Refusal;
use crate::rewrite::Room;
use crate::{Import, Options, Place};

/// Largest file that is read, bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// Reads a file. What can't be carried over is in the report, with its line and the reason.
pub fn read(text: &[u8], options: &Options) -> Import {
    let mut collector = Collector::default();
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let refused = |collector: &mut Collector, message: String, fix: &str| {
        collector.report.skip(Place::File {}, Problem::new("", "", message, fix));
    };
    if text.len() > MAX_BYTES {
        let message = format!("The file is larger than {} MB", MAX_BYTES >> 20);
        refused(&mut collector, message, "Import its parts one after the other");
        return collector.finish();
    }
    let Ok(text) = std::str::from_utf8(text) else {
        refused(&mut collector, "The file is not UTF-8".into(), "Save it in UTF-8");
        return collector.finish();
    };
    let tree = match directives(text) {
        Ok(tree) => tree,
        Err((line, Refusal { message, fix })) => {
            collector.report.skip(Place::Line { line }, Problem::new("", "", message, fix));
            return collector.finish();
        }
    };
    for (place, rule) in rules(&tree, options, &mut collector) {
        collector.take_of_host(place, rule);
    }
    collector.report.sort();
    collector.finish()
}

fn rules(tree: &[Directive], options: &Options, collector: &mut Collector) -> Vec<(Place, Rule)> {
    let mut all: Vec<&Directive> = Vec::new();
    for directive in tree {
        match (directive.name.as_str(), &directive.block) {
            ("http", Some(block)) => all.extend(block),
            _ => all.push(directive),
        }
    }
    let (mut maps, mut ignored) = (Vec::new(), BTreeMap::new());
    for directive in &all {
        let refusal = match directive.name.as_str() {
            "map" => match Map::read(directive) {
                Ok(map) => {
                    maps.push(map);
                    continue;
                }
                Err(refusal) => refusal,
            },
            "include" => Refusal::new("It names another file, which is not read", "Import that file by itself"),
            _ => continue,
        };
        collector.report.skip(Place::Line { line: directive.line }, refusal.of(&directive.name, &directive.text()));
    }
    let mut servers = Vec::new();
    let mut room = Room::for_directives(count(tree));
    let mut rule_room = room.clone();
    // What stands outside of any server is taken for the inside of one.
    let loose: Vec<Directive> = all
        .iter()
        .filter(|one| !matches!(one.name.as_str(), "server" | "map" | "include"))
        .map(|one| (*one).clone())
        .collect();
    let blocks = all.iter().filter(|one| one.name == "server").filter_map(|one| one.block.as_deref());
    for block in blocks.chain([loose.as_slice()]) {
        let mut out = Output {
            maps: &maps,
            collector,
            found: Vec::new(),
            ignored: &mut ignored,
            room: &mut room,
            rule_room: &mut rule_room,
        };
        servers.push(server::read(block, &options.hosts, &mut out));
    }
    if let Some((place, problem)) = statements::ignored(&ignored) {
        collector.report.warn(place, problem);
    }
    // Whoever answers for any host has the last turn.
    servers.sort_by_key(|server| (server.hosts.is_empty(), server.hosts.iter().any(|host| host.starts_with('*'))));
    let mut rules = Vec::new();
    for at in 0..servers.len() {
        let others_follow = servers[at + 1..].iter().any(|other| {
            !other.rules.is_empty() && (other.hosts.is_empty() || other.hosts.iter().any(|host| host.starts_with('*')))
        });
        let own = std::mem::take(&mut servers[at].rules);
        rules.extend(own);
        if others_follow {
            rules.extend(server::keep_to_itself(&servers[at]).map(|rule| (Place::File {}, rule)));
        }
    }
    rules
}

fn count(directives: &[Directive]) -> usize {
    directives.iter().map(|one| 1 + one.block.as_deref().map_or(0, count)).sum()
}
