//! SEOPress: posts of the type `seopress_404` (Pro), and meta values of single posts.
//!
//! Derived from reading, not observed: `tests/exchange/seopress`.

use detour_rules::{Action, Case, Condition, QueryMode, Respond, Slash, Source, is_redirect_code};
use serde::Deserialize;

use crate::refusal::Refusal;
use crate::shape::canonical;
use crate::wordpress::{Draft, Options, Pattern, References, Rows, decoded, path_pattern, target_text};
use crate::{Import, Place, csv};

/// A post of the type `seopress_404` with its meta values, or the meta values of any other post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Row {
    /// Number of the post.
    pub id: u64,
    /// The request without a slash before it, or a pattern; `None` for a post that redirects itself.
    pub title: Option<String>,
    /// `_seopress_redirections_value`
    pub value: String,
    /// `_seopress_redirections_type`; without it this is a line of the 404 log.
    pub kind: String,
    /// `_seopress_redirections_enabled`
    pub enabled: String,
    /// `_seopress_redirections_enabled_regex`
    pub regex: String,
    /// `_seopress_redirections_logged_status`
    pub logged_status: String,
    /// `_seopress_redirections_param`
    pub param: String,
    /// `seopress_404_count`
    pub count: u64,
    /// Name of its category.
    pub category: String,
}

/// Reads posts.
pub fn read(posts: &[Row], options: &Options) -> Import {
    import(posts.iter().map(|row| (Place::Row { row: row.id }, row.clone())).collect(), options)
}

/// Reads a CSV file that the plugin has written: no header, semicolons.
pub fn read_csv(file: &[u8], options: &Options) -> Import {
    let row = |(line, record): (u64, ::csv::ByteRecord)| {
        let at = |column| String::from_utf8_lossy(record.get(column).unwrap_or_default()).trim().to_owned();
        let row = Row {
            id: line,
            title: Some(at(0)),
            value: at(1),
            kind: at(2),
            enabled: at(3),
            param: at(4),
            count: at(5).parse().unwrap_or(0),
            regex: at(7),
            logged_status: at(8),
            category: String::new(),
        };
        (Place::Line { line }, row)
    };
    import(csv::records(file, b';').map(row).collect(), options)
}

fn import(mut posts: Vec<(Place, Row)>, options: &Options) -> Import {
    posts.sort_by_key(|(_, row)| (row.title.is_none(), row.regex == "yes", row.id));
    let mut rows = Rows::new(options);
    for (place, row) in posts.iter().filter(|(_, row)| !row.kind.is_empty()) {
        let shown = row.title.as_deref().unwrap_or_default();
        rows.add(*place, shown, row.draft(options).map(|draft| vec![draft]));
        rows.hits(*place, row.count);
    }
    rows.all_differ("Letters with and without accents are the same there", "Add a rule for each spelling in use");
    rows.finish()
}

impl Row {
    fn draft(&self, options: &Options) -> Result<Draft, Refusal> {
        let mut draft = match &self.title {
            Some(pattern) if self.regex == "yes" => {
                let pattern = Pattern::new(pattern)?;
                let mut source = pattern.source(Case::Ignore);
                if let Some(rest) = source.value.strip_prefix('^') {
                    source.value = format!("^{}{rest}", path_pattern(options.site.folder()));
                }
                let to = pattern.target(self.value.trim(), References::Text, 0);
                Draft::new(source, self.action(to)?)
            }
            Some(title) => {
                let path = title.trim_start_matches('/');
                let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
                let path = canonical(&decoded(path.trim_end_matches('/'), false));
                let mut value = format!("{}/{path}", options.site.folder());
                if let Some(query) = query {
                    value = format!("{value}?{query}");
                }
                let source = Source { value, case: Case::Ignore, slash: Slash::Ignore, ..Source::default() };
                let query = match self.param.as_str() {
                    "without_param" => QueryMode::Ignore,
                    "with_ignored_param" => QueryMode::Pass,
                    _ => QueryMode::Exact,
                };
                Draft::new(Source { query, ..source }, self.action(target_text(self.value.trim()))?)
            }
            None => {
                let path = options.site.permalinks.get(&self.id).ok_or_else(|| {
                    let message = format!("The address of post {} is not known", self.id);
                    Refusal::new(message, "Enter the rule by hand, if the post is still there")
                })?;
                let value = format!("{}{}", options.site.folder(), canonical(&decoded(path, false)));
                let source = Source { value, slash: Slash::Ignore, query: QueryMode::Ignore, ..Source::default() };
                Draft::new(source, self.action(target_text(self.value.trim()))?)
            }
        };
        draft.rule.enabled = self.enabled == "yes";
        draft.rule.group.clone_from(&self.category);
        match self.logged_status.as_str() {
            "only_logged_in" => draft.rule.when.push(Condition::LoggedIn(true)),
            "only_not_logged_in" => draft.rule.when.push(Condition::LoggedIn(false)),
            _ => {}
        }
        Ok(draft)
    }

    fn action(&self, to: String) -> Result<Action, Refusal> {
        match self.kind.parse() {
            Ok(code @ (410 | 451)) => Ok(Action::Respond(Respond { code, ..Respond::default() })),
            Ok(code) if is_redirect_code(code) => {
                Ok(Action::Redirect(detour_rules::Redirect { to, code, ..detour_rules::Redirect::default() }))
            }
            _ => Err(Refusal::new(
                format!("Its type \"{}\" is none that is known", self.kind),
                "Use 301, 302, 307 or 410",
            )),
        }
    }
}
