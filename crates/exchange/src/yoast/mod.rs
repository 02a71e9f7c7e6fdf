//! Yoast SEO Premium: lists of redirects in options.
//!
//! Plain ones are compared with the whole decoded request, query included; patterns follow in the order they are stored.
//! Derived from reading, not observed: `tests/exchange/yoast`.

mod draft;

use std::collections::BTreeSet;

use detour_php_value::{Key, Value};

use crate::refusal::Refusal;
use crate::wordpress::{Options, Rows, nothing, text};
use crate::{Import, Place};

/// The options as they are stored; `None` for one that isn't there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// `wpseo-premium-redirects-base`: what the editor shows.
    pub base: Option<Vec<u8>>,
    /// `wpseo-premium-redirects-export-plain`, or of old versions `wpseo-premium-redirects`: what is served.
    pub plain: Option<Vec<u8>>,
    /// `wpseo-premium-redirects-export-regex`, or of old versions `wpseo-premium-redirects-regex`.
    pub regex: Option<Vec<u8>>,
    /// `wpseo_redirect`
    pub settings: Option<Vec<u8>>,
}

/// A redirect as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Entry {
    origin: Vec<u8>,
    to: Vec<u8>,
    code: i64,
    regex: bool,
}

/// Reads the options.
pub fn read(stored: &Stored, options: &Options) -> Import {
    let value = |option: &Option<Vec<u8>>| option.as_deref().and_then(|bytes| Value::read(bytes).ok());
    let maps = [(value(&stored.plain), false), (value(&stored.regex), true)];
    let live: Vec<Entry> =
        maps.iter().flat_map(|(map, regex)| map.iter().flat_map(|map| of_map(map, *regex))).collect();
    let served: BTreeSet<(&[u8], bool)> = live.iter().map(|entry| (&*entry.origin, entry.regex)).collect();
    let mut entries = match (value(&stored.base), &stored.base) {
        (Some(base), _) => of_list(&base),
        (None, Some(_)) if live.is_empty() => {
            let message = "The option wpseo-premium-redirects-base can't be read".to_owned();
            return nothing(message, "Repair it, or import a CSV file of the plugin");
        }
        _ => (1..).zip(&live).map(|(entry, live)| (Place::Entry { entry }, live.clone())).collect(),
    };
    entries.sort_by_key(|(_, entry)| entry.regex);
    let mut rows = Rows::new(options);
    for (place, entry) in entries {
        let shown = String::from_utf8_lossy(&entry.origin).into_owned();
        let drafts = text(&entry.origin).and_then(|origin| {
            let manner = rows.options.manner(place);
            let draft = draft::Redirect { origin, to: text(&entry.to)?, code: entry.code, manner };
            let mut draft = if entry.regex { draft.pattern(rows.options)? } else { draft.plain(rows.options)? };
            if !live.is_empty() && !served.contains(&(&*entry.origin, entry.regex)) {
                draft.dead = Some(Refusal::new(
                    "It is in the editor and not among those that are served",
                    "Enable it if it is wanted; saving it again in the plugin does the same",
                ));
            }
            Ok(vec![draft])
        });
        rows.add(place, &shown, drafts);
    }
    if value(&stored.settings).is_none_or(|settings| settings.get("disable_php_redirect").is_some_and(is_on)) {
        rows.warn(
            "The plugin leaves its redirects to the web server's configuration on this site",
            "Take its file out of the configuration when these rules are in use",
        );
    }
    rows.finish()
}

fn is_on(value: &Value) -> bool {
    value.as_text() == Some(b"on")
}

fn of_list(list: &Value) -> Vec<(Place, Entry)> {
    let entry = |(number, (_, fields)): (u64, &(Key, Value))| {
        let field = |name| fields.get(name).and_then(Value::as_text).unwrap_or_default().to_vec();
        let entry = Entry {
            origin: field("origin"),
            to: field("url"),
            code: fields.get("type").and_then(Value::as_int).unwrap_or(0),
            regex: field("format") == b"regex",
        };
        (Place::Entry { entry: number }, entry)
    };
    (1..).zip(list.entries()).map(entry).collect()
}

fn of_map(map: &Value, regex: bool) -> impl Iterator<Item = Entry> + '_ {
    map.entries().iter().map(move |(key, fields)| {
        let origin = key.to_bytes();
        let to = fields.get("url").and_then(Value::as_text).unwrap_or_default().to_vec();
        Entry { origin, to, code: fields.get("type").and_then(Value::as_int).unwrap_or(0), regex }
    })
}
