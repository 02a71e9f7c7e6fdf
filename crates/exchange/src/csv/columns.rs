//! Which column means what.

use csv::ByteRecord;
use detour_rules::Problem;

/// What a column says about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Source,
    Target,
    Code,
    Action,
    Kind,
    /// 1 for a regular expression, 0 for a plain source.
    IsRegex,
    Case,
    Slash,
    Query,
    Host,
    Scheme,
    Enabled,
    Position,
    Group,
    Note,
    AllowHosts,
    Dialect,
    Id,
    /// What has no column of its own, as a JSON object.
    More,
    /// How often a plugin has counted the rule; no part of it.
    Hits,
}

/// The columns an export has, in its order.
pub(super) const EXPORTED: [(Column, &str); 18] = [
    (Column::Source, "source"),
    (Column::Target, "target"),
    (Column::Code, "code"),
    (Column::Action, "action"),
    (Column::Kind, "kind"),
    (Column::Case, "case"),
    (Column::Slash, "slash"),
    (Column::Query, "query"),
    (Column::Host, "host"),
    (Column::Scheme, "scheme"),
    (Column::Enabled, "enabled"),
    (Column::Position, "position"),
    (Column::Group, "group"),
    (Column::Note, "note"),
    (Column::AllowHosts, "allow_hosts"),
    (Column::Dialect, "dialect"),
    (Column::Id, "id"),
    (Column::More, "more"),
];

/// Names that other plugins and people give to columns, in lower case with `_` for spaces and dashes.
const OTHER_NAMES: [(&str, Column); 39] = [
    ("source_url", Column::Source),
    ("from", Column::Source),
    ("url_from", Column::Source),
    ("redirect_from", Column::Source),
    ("old", Column::Source),
    ("old_url", Column::Source),
    ("origin", Column::Source),
    ("request", Column::Source),
    ("url", Column::Source),
    ("target_url", Column::Target),
    ("to", Column::Target),
    ("url_to", Column::Target),
    ("redirect_to", Column::Target),
    ("new", Column::Target),
    ("new_url", Column::Target),
    ("destination", Column::Target),
    ("status_code", Column::Code),
    ("http_code", Column::Code),
    ("redirect_type", Column::Code),
    ("type", Column::Code),
    ("match", Column::Kind),
    ("matching", Column::Kind),
    ("format", Column::Kind),
    ("regex", Column::IsRegex),
    ("is_regex", Column::IsRegex),
    ("enable_regex", Column::IsRegex),
    ("status", Column::Enabled),
    ("active", Column::Enabled),
    ("post_status", Column::Enabled),
    ("order", Column::Position),
    ("category", Column::Group),
    ("notes", Column::Note),
    ("title", Column::Note),
    ("description", Column::Note),
    ("comment", Column::Note),
    ("slashes", Column::Slash),
    ("query_string", Column::Query),
    ("domain", Column::Host),
    ("hits", Column::Hits),
];

/// Which column stands where in a file.
#[derive(Debug)]
pub(super) struct Layout {
    columns: Vec<Option<Column>>,
    ignored: Vec<String>,
    /// Yoast SEO writes its paths without the slash at the start.
    pub(super) bare_paths: bool,
}

impl Layout {
    /// Source, target, code.
    pub(super) fn positional() -> Layout {
        let columns = vec![Some(Column::Source), Some(Column::Target), Some(Column::Code)];
        Layout { columns, ignored: Vec::new(), bare_paths: false }
    }

    /// `None` if the row doesn't name a source column, and so is a rule already.
    pub(super) fn from_header(record: &ByteRecord) -> Option<Layout> {
        let names: Vec<String> = record.iter().map(normalised).collect();
        let exact = |name: &str| EXPORTED.iter().find(|(_, own)| *own == name).map(|(column, _)| *column);
        let mut columns: Vec<Option<Column>> = names.iter().map(|name| exact(name)).collect();
        for (index, name) in names.iter().enumerate() {
            let other = OTHER_NAMES.iter().find(|(other, _)| other == name).map(|(_, column)| *column);
            // Our own name wins, then the first: a file may have both `code` and `type`.
            if let Some(column) = other
                && !columns.contains(&Some(column))
            {
                columns[index] = Some(column);
            }
        }
        columns.contains(&Some(Column::Source)).then(|| {
            let unused = names.iter().zip(&columns).filter(|(name, column)| column.is_none() && !name.is_empty());
            let ignored = unused.map(|(name, _)| name.clone()).collect();
            let bare_paths = names.iter().any(|name| name == "origin") && names.iter().any(|name| name == "format");
            Layout { columns, ignored, bare_paths }
        })
    }

    /// Columns that the caller names. Answers whether the row is a header, which it is unless all are named by number.
    pub(super) fn named(record: &ByteRecord, named: &[(String, String)]) -> Result<(Layout, bool), Box<Problem>> {
        let names: Vec<String> = record.iter().map(normalised).collect();
        let mut columns = vec![None; names.len()];
        for (field, name) in named {
            let column = EXPORTED.iter().find(|(_, own)| own == field).map(|(column, _)| *column).ok_or_else(|| {
                let fields = EXPORTED.map(|(_, name)| name).join(", ");
                Box::new(Problem::new(
                    "column",
                    field,
                    "There is no field of this name",
                    format!("Use one of {fields}"),
                ))
            })?;
            let wanted = normalised(name.as_bytes());
            let number = name.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let at = names.iter().position(|known| *known == wanted).or(number).filter(|at| *at < columns.len());
            let at = at.ok_or_else(|| {
                let fix = format!("Use one of its columns: {}", names.join(", "));
                Box::new(Problem::new("column", name, "The file has no such column", fix))
            })?;
            columns[at] = Some(column);
        }
        if !columns.contains(&Some(Column::Source)) {
            let fix = "Name it with source=…";
            return Err(Box::new(Problem::new("column", "", "No column is named that holds the source", fix)));
        }
        let is_header = named
            .iter()
            .any(|(_, name)| name.parse::<usize>().is_err() || names.contains(&normalised(name.as_bytes())));
        Ok((Layout { columns, ignored: Vec::new(), bare_paths: false }, is_header))
    }

    /// Columns nothing is known about.
    pub(super) fn problems(&self) -> Vec<Problem> {
        if self.ignored.is_empty() {
            return Vec::new();
        }
        let names = EXPORTED.map(|(_, name)| name).join(", ");
        vec![Problem::new(
            "",
            &self.ignored.join(", "),
            "These columns are not taken over",
            format!("If they matter, name them after one of: {names}"),
        )]
    }

    /// The content of a column in a row; `None` if the file or the row lacks it.
    pub(super) fn get<'r>(&self, record: &'r ByteRecord, column: Column) -> Option<&'r [u8]> {
        record.get(self.columns.iter().position(|present| *present == Some(column))?)
    }
}

fn normalised(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name).trim().to_lowercase();
    name.replace([' ', '-'], "_")
}
