//! Paths, keys and request targets.

use detour_engine::dialect::redirection::{
    RequestUrl, cleaned, matches, path, path_key, path_matches, query_key, regex, source_url, without_slash,
};
use serde_json::json;

use super::{flags, shown};
use crate::{Case, Verdict};

pub(super) fn path_component(case: &Case) -> Verdict {
    let path = path(case.bytes("source"));
    let bare = without_slash(&path);
    let actual = json!({"path": shown(&path), "path_without_trailing_slash": shown(&bare)});
    Verdict::of(case.get("/expect"), &actual)
}

pub(super) fn path_match(case: &Case) -> Verdict {
    let matched = path_matches(case.bytes("source"), case.bytes("request"), flags(case.get("/flags")));
    Verdict::of(case.is("expect_match"), matched)
}

pub(super) fn url_match(case: &Case) -> Verdict {
    let (source, flags) = (source_url(case.bytes("source")), flags(case.get("/flags")));
    let matched = match case.get("/flags/regex").as_bool() {
        Some(true) => {
            regex(&source, flags.ignore_case).is_ok_and(|regex| regex.matches(case.bytes("request")).unwrap_or(false))
        }
        _ => matches(&source, case.bytes("request"), flags),
    };
    Verdict::of(case.is("expect_match"), matched)
}

pub(super) fn match_key(case: &Case) -> Verdict {
    let source = case.bytes("source");
    let actual = json!({"path_key": shown(&path_key(source)), "query_key": shown(&query_key(source))});
    Verdict::of(case.get("/expect"), &actual)
}

pub(super) fn request_url(case: &Case) -> Verdict {
    Verdict::of(case.text("expect").unwrap_or_default(), &shown(&cleaned(case.bytes("request"))))
}

pub(super) fn request_decode(case: &Case) -> Verdict {
    let url = RequestUrl::new(case.bytes("request"));
    let actual = json!({
        "valid": !url.matched.is_empty(),
        "match_subject": shown(&url.matched),
        "replace_subject": shown(&url.replaced),
    });
    Verdict::of(case.get("/expect"), &actual)
}
