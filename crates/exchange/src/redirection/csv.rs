//! The plugin's CSV import: source, target, regex, code; other columns are not read.

use super::{Item, fgetcsv};

/// Characters that make a source a regular expression where no column says.
const REGEX: [char; 7] = ['(', ')', '[', ']', '$', '^', '*'];

/// What is made of one row; nothing of a row of column names, or with one column.
pub fn item(row: &[&str]) -> Option<Item> {
    let [source, target, rest @ ..] = row else { return None };
    if *source == "source" || *target == "target" {
        return None;
    }
    let regex = match rest.first() {
        Some(regex) => number(regex) == 1,
        None => source.contains(REGEX),
    };
    let code = rest.get(1).map_or(301, |code| number(code));
    let code = if is_known(code.unsigned_abs()) { code } else { 301 };
    Some(Item {
        url: source.trim().to_owned(),
        target: target.trim().to_owned(),
        regex: Some(regex),
        is_error: (401..500).contains(&code),
        code,
    })
}

/// What is made of a file: with commas, or else semicolons, or else bars between the columns, whichever first gives any
/// item.
pub fn items(text: &[u8]) -> Vec<Item> {
    let separated = |separator| -> Vec<Item> {
        let items = fgetcsv::rows(text, separator).filter_map(|row| {
            let fields: Vec<_> = row.iter().map(|field| String::from_utf8_lossy(field)).collect();
            item(&fields.iter().map(|field| &**field).collect::<Vec<_>>())
        });
        items.filter(|item| !item.url.is_empty() && item.url != item.target).collect()
    };
    [b',', b';', b'|'].into_iter().map(separated).find(|items| !items.is_empty()).unwrap_or_default()
}

// PHP's `intval`.
fn number(text: &str) -> i64 {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let sign = usize::from(text.starts_with(['-', '+']));
    let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
    text[..sign + digits].trim_start_matches('+').parse().unwrap_or(0)
}

// Status codes that WordPress has a name for.
fn is_known(code: u64) -> bool {
    matches!(code, 100..=103 | 200..=207 | 226 | 300..=308 | 400..=418 | 421..=424 | 426 | 428 | 429 | 431 | 451
        | 500..=507 | 510 | 511)
}
