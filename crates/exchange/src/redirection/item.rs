//! What the plugin's importers hand to its save function, and what that stores.

use detour_engine::dialect::redirection::{cleaned, host_of, path_key};
use detour_engine::php::{rawurldecode, sanitize_textarea_field};
use detour_php_value::{Key, Value};
use detour_rules::{is_redirect_code, is_respond_code};

use super::Row;

/// A redirect to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The source.
    pub url: String,
    /// The target.
    pub target: String,
    /// Whether the source is a regular expression; not every importer says.
    pub regex: Option<bool>,
    /// Whether it answers with an error instead of redirecting.
    pub is_error: bool,
    /// HTTP status, checked when it is saved.
    pub code: i64,
}

/// Why nothing is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveError {
    /// Nothing is left of the source.
    InvalidSource,
}

impl Item {
    /// The row that the plugin stores on a site with this server name. `position` = how many rules its group has.
    ///
    /// # Errors
    /// Where the plugin refuses.
    pub fn stored(&self, server_name: &str, position: u32) -> Result<Row, SaveError> {
        let mut url = self.url.trim().to_owned();
        let is_regex = self.regex == Some(true);
        let host = if url.contains("http:") || url.contains("https:") { host_of(&url) } else { String::new() };
        let is_foreign = !host.is_empty() && host != server_name && url.starts_with("http");
        if is_foreign {
            url = path_of(&url).to_owned();
        }
        let url = source(&url, is_regex);
        if url.is_empty() {
            return Err(SaveError::InvalidSource);
        }
        let target = without_control(self.target.trim());
        let (action_type, code) = match self.is_error {
            true => ("error", code(self.code, is_respond_code, 404)),
            false => ("url", code(self.code, is_redirect_code, 301)),
        };
        let action_data = match (is_foreign, self.is_error) {
            (true, is_error) => Some(server_data(&host, (!is_error).then_some(&*target))),
            (false, true) => None,
            (false, false) if target.is_empty() => Some(b"/".to_vec()),
            (false, false) => Some(target.into_bytes()),
        };
        let key = if is_regex { b"regex".to_vec() } else { path_key(url.as_bytes()) };
        Ok(Row {
            match_url: Some(String::from_utf8_lossy(&key).into_owned()),
            match_data: Some(format!("{{\"source\":{{\"flag_regex\":{is_regex}}}}}")),
            url,
            regex: is_regex,
            position,
            enabled: true,
            action_type: action_type.to_owned(),
            action_code: u32::from(code),
            action_data,
            match_type: if is_foreign { "server" } else { "url" }.to_owned(),
            ..Row::default()
        })
    }
}

fn code(code: i64, is_allowed: impl Fn(u16) -> bool, otherwise: u16) -> u16 {
    u16::try_from(code).ok().filter(|&code| is_allowed(code)).unwrap_or(otherwise)
}

fn server_data(host: &str, target: Option<&str>) -> Vec<u8> {
    let mut entries = Vec::new();
    let mut push = |key: &str, value: &str| entries.push((Key::new(key.as_bytes()), Value::Text(value.into())));
    if let Some(target) = target {
        push("url_from", target);
        push("url_notfrom", "");
    }
    push("server", &format!("http://{host}"));
    Value::Array(entries).write()
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |slash| rest[slash..].split(['?', '#']).next().unwrap_or("/"))
}

// Relative, up to the first line end, without invisible characters, decoded, and without octets that are left.
fn source(url: &str, is_regex: bool) -> String {
    let url = url.replace("&amp;", "&");
    let relative = ["http://", "https://"].into_iter().find_map(|scheme| url.strip_prefix(scheme));
    let relative = relative.map(|rest| rest.find('/').map_or("/", |slash| &rest[slash..]));
    let mut url = String::from_utf8_lossy(&cleaned(relative.unwrap_or(&url).as_bytes())).into_owned();
    if !is_regex && !url.starts_with('/') {
        url.insert(0, '/');
    }
    let decoded = sanitize_textarea_field(&rawurldecode(url.as_bytes()));
    let decoded = String::from_utf8(decoded).unwrap_or_default();
    if is_regex { decoded.replace("?&lt;!", "?<!") } else { decoded }
}

fn without_control(text: &str) -> String {
    String::from_utf8_lossy(&cleaned(text.as_bytes())).into_owned()
}
