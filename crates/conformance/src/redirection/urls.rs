//! Paths, keys and request targets.

use anyhow::Result;
use detour_engine::dialect::redirection::{
    RequestUrl, cleaned, matches, path, path_key, path_matches, query_key, regex, source_url, without_slash,
};
use serde_json::json;

use super::{flags, shown};
use crate::{Case, Verdict};

pub(super) fn path_component(case: &Case) -> Result<Verdict> {
    let path = path(case.bytes("/source")?);
    let bare = without_slash(&path);
    let actual = json!({"path": shown(&path), "path_without_trailing_slash": shown(&bare)});
    Ok(Verdict::of(case.at("/expect")?, &actual))
}

pub(super) fn path_match(case: &Case) -> Result<Verdict> {
    let matched = path_matches(case.bytes("/source")?, case.bytes("/request")?, flags(case)?.0);
    Ok(Verdict::of(case.is("/expect_match")?, matched))
}

pub(super) fn url_match(case: &Case) -> Result<Verdict> {
    let (source, subject) = (source_url(case.bytes("/source")?), case.bytes("/request")?);
    let (flags, is_regex) = flags(case)?;
    let matched = match is_regex {
        true => regex(&source, flags.ignore_case).is_ok_and(|regex| regex.matches(subject).unwrap_or(false)),
        false => matches(&source, subject, flags),
    };
    Ok(Verdict::of(case.is("/expect_match")?, matched))
}

pub(super) fn match_key(case: &Case) -> Result<Verdict> {
    let source = case.bytes("/source")?;
    let actual = json!({"path_key": shown(&path_key(source)), "query_key": shown(&query_key(source))});
    Ok(Verdict::of(case.at("/expect")?, &actual))
}

pub(super) fn request_url(case: &Case) -> Result<Verdict> {
    Ok(Verdict::of(case.text("/expect")?, &shown(&cleaned(case.bytes("/request")?))))
}

pub(super) fn request_decode(case: &Case) -> Result<Verdict> {
    let url = RequestUrl::new(case.bytes("/request")?);
    let actual = json!({
        "valid": !url.matched.is_empty(),
        "match_subject": shown(&url.matched),
        "replace_subject": shown(&url.replaced),
    });
    Ok(Verdict::of(case.at("/expect")?, &actual))
}
