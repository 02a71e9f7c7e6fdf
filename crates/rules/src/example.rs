//! The rule's own tests.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One URL, and what the rule, alone, must make of it. With neither `to`, `code` nor `matches` it must answer in any way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// A path beginning with `/`, or a whole URL.
    pub url: String,
    /// Where it leads: the `Location`, any of a split's, or the URL it is rewritten to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Status code of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u16>,
    /// Whether the rule answers at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<bool>,
    /// Method of the request.
    #[serde(default = "get", skip_serializing_if = "is_get")]
    pub method: String,
    /// Headers of the request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

fn get() -> String {
    "GET".into()
}

fn is_get(method: &str) -> bool {
    method == "GET"
}
