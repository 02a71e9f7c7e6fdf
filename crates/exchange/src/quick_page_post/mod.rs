//! Quick Page/Post Redirect: an option that maps requests to targets, and meta values of single posts.
//!
//! Observed answers: `tests/exchange/quick-page-post`. Its data was open to a hidden updater in some versions, so look
//! through what it brings.

mod post;
mod quick;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub use post::PostRedirect;

use crate::refusal::Refusal;
use crate::wordpress::{Options, Rows, map, nothing, text};
use crate::{Import, Place};

/// What a backup file of the plugin begins with.
const BACKUP: &[u8] = b"QUICKPAGEPOSTREDIRECT";

/// Options that change all of the plugin's redirects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// `ppr_override-active`: none of them acts.
    pub off: bool,
    /// `ppr_override-URL`: where all of them lead, unless it is empty.
    pub everything_to: String,
    /// `ppr_override-casesensitive`: whether upper and lower case differ.
    pub case_sensitive: bool,
}

/// Reads the option `quickppr_redirects`, a serialized map, and the redirects of single posts.
pub fn read(option: &[u8], posts: &[PostRedirect], settings: &Settings, options: &Options) -> Import {
    let mut rows = Rows::new(options);
    match map(option) {
        Ok(value) => {
            let redirects = value.entries().iter().zip(1..).map(|((key, to), entry)| {
                let key = key.to_bytes();
                (Place::Entry { entry }, key, to.as_text().unwrap_or_default().to_vec())
            });
            add_quick(&mut rows, redirects.collect(), settings);
        }
        // A site may have redirects of posts only.
        Err(_) if option.is_empty() => {}
        Err(error) => {
            let refusal = Refusal::new(
                format!("The option can't be read, so the plugin has no rules from it: {error}"),
                "Repair it, or import a backup",
            );
            rows.skip(Place::File {}, "quickppr_redirects", refusal);
        }
    }
    for post in posts {
        let place = Place::Row { row: post.post_id };
        rows.add(place, &post.url, post.draft(settings, rows.options).map(|draft| vec![draft]));
    }
    finish(rows)
}

/// Reads a file of the plugin: a backup, or a list with one `request|target` a line.
pub fn read_file(file: &[u8], settings: &Settings, options: &Options) -> Import {
    if let Some(encoded) = file.trim_ascii().strip_prefix(BACKUP) {
        return match STANDARD.decode(encoded.trim_ascii()) {
            Ok(option) => read(&option, &[], settings, options),
            Err(error) => nothing(format!("The backup can't be read: {error}"), "Make it again in the plugin"),
        };
    }
    let mut rows = Rows::new(options);
    let lines = file.split(|&b| b == b'\n').zip(1..).filter(|(line, _)| !line.trim_ascii().is_empty());
    let map = lines.map(|(line, number)| {
        let mut fields = line.trim_ascii().split(|&b| b == b'|').map(<[u8]>::to_vec);
        let mut field = || fields.next().unwrap_or_default();
        (Place::Line { line: number }, field(), field())
    });
    add_quick(&mut rows, map.collect(), settings);
    finish(rows)
}

// Those with a query are looked up first.
fn add_quick(rows: &mut Rows<'_>, mut map: Vec<(Place, Vec<u8>, Vec<u8>)>, settings: &Settings) {
    map.sort_by_key(|(_, key, _)| !key.contains(&b'?'));
    for (place, key, to) in &map {
        let manner = rows.options.manner(*place);
        let drafts = text(key)
            .and_then(|key| quick::draft(key, text(to)?, settings, rows.options, manner))
            .map(|draft| vec![draft]);
        rows.add(*place, &String::from_utf8_lossy(key), drafts);
    }
}

fn finish(mut rows: Rows<'_>) -> Import {
    rows.all_differ("The plugin did nothing for requests with action=no-redirect", "Nothing");
    rows.finish()
}
