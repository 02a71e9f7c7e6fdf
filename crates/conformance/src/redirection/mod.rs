//! Cases of Redirection: one function for each kind.

mod decisions;
mod http;
mod import;
mod patterns;
mod plugin;
mod queries;
mod site;
mod targets;
mod urls;
mod visit;
mod visitor;

use anyhow::{Result, bail};
use detour_engine::dialect::redirection::Flags;
use detour_rules::QueryMode;

use crate::{Case, Verdict};

/// Fields that cases may have.
const FIELDS: [&str; 15] = [
    "id",
    "kind",
    "source",
    "flags",
    "request",
    "expect_match",
    "expect_target",
    "origin",
    "verified",
    "note",
    "ref",
    "target",
    "expect",
    "details",
    "needs_wordpress",
];

pub(crate) fn replay(kind: &str, case: &Case) -> Result<Verdict> {
    case.has_only("", &FIELDS)?;
    if case.is_marked("/needs_wordpress")? {
        return Ok(Verdict::Skipped("needs WordPress: the outcome depends on its users, posts or filters"));
    }
    match kind {
        "path_component" => urls::path_component(case),
        "path_match" => urls::path_match(case),
        "url_match" => urls::url_match(case),
        "match_key" => urls::match_key(case),
        "request_url" => urls::request_url(case),
        "request_decode" => urls::request_decode(case),
        "query_component" => queries::component(case),
        "query_parse" => queries::parse(case),
        "query_match" => queries::matches(case),
        "query_pass" => queries::pass(case),
        "regex_match" => patterns::matches(case),
        "regex_replace" => patterns::replace(case),
        "transform" => targets::transform(case),
        "location_sanitize" => targets::location(case),
        "canonical" => site::canonical(case),
        "site_canonical" => site::site_canonical(case),
        "relocate" => site::relocate(case),
        "client_ip" => visitor::client_ip(case),
        "mask_ip" => visitor::mask_ip(case),
        "accept_language" => visitor::accept_language(case),
        "flags" => plugin::flags(case),
        "match_condition" => plugin::match_condition(case),
        "target_select" => plugin::target_select(case),
        "rule" | "rule_order" | "e2e" => decisions::replay(case),
        "http" => http::replay(case),
        "csv_import_row" => import::csv_row(case),
        "csv_import_text" => import::csv_text(case),
        "apache_import" => import::apache(case),
        "http_headers" | "match_save" | "sanitize_source" | "item_sanitize" => {
            Ok(Verdict::Skipped("save-time sanitising: the plugin's screens do it"))
        }
        "csv_export" | "htaccess_export" | "nginx_export" => {
            Ok(Verdict::Skipped("the plugin's own export, defects included"))
        }
        "monitor_changed" => {
            Ok(Verdict::Skipped("the plugin's permalink monitor, which only acts when a post is saved"))
        }
        _ => bail!("there is no kind {kind:?}"),
    }
}

// The flags of a source, all of which a case tells; and whether it is a regular expression.
fn flags(case: &Case) -> Result<(Flags, bool)> {
    let query = match case.text("/flags/query")? {
        "exact" => QueryMode::AnyOrder,
        "exactorder" => QueryMode::Exact,
        "ignore" => QueryMode::Ignore,
        "pass" => QueryMode::Pass,
        other => bail!("/flags/query is {other:?}"),
    };
    let flags = Flags { ignore_case: case.is("/flags/case")?, ignore_slash: case.is("/flags/trailing")?, query };
    Ok((flags, case.is("/flags/regex")?))
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
