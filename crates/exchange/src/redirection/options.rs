//! The plugin's options (`redirection_options`).

use detour_engine::dialect::redirection::home_path;
use detour_php_value::{ReadError, Value};
use detour_rules::{AddressMode, PreferredDomain, QueryMode, RedirectionSettings};

use super::Flags;

/// Options that rules depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Flags of rules that don't say otherwise. Changing them changes those rules.
    pub flags: Flags,
    /// Everything else.
    pub settings: RedirectionSettings,
}

impl Default for Options {
    /// Those of an installation whose options lack everything.
    fn default() -> Options {
        Options { flags: Flags::default(), settings: RedirectionSettings::default() }
    }
}

impl Options {
    /// A fresh installation: case and a slash at the end don't matter.
    pub fn fresh() -> Options {
        Options { flags: Flags { ignore_case: true, ignore_slash: true, ..Flags::default() }, ..Options::default() }
    }

    /// Reads the option as it stands in the database; `home` is WordPress's home URL.
    ///
    /// # Errors
    /// Where it is no serialized value.
    pub fn read(serialized: &[u8], home: &str) -> Result<Options, ReadError> {
        Ok(Options::from_value(&Value::read(serialized)?, home))
    }

    /// Options from an array; what is missing or makes no sense has its default.
    pub fn from_value(options: &Value, home: &str) -> Options {
        let is = |key: &str| options.get(key).is_some_and(Value::is_truthy);
        let flag = |key: &str| options.get(key) == Some(&Value::Bool(true));
        let text = |key: &str| lossy(options.get(key));
        let number = |key: &str| options.get(key).and_then(Value::as_int);
        let query = match text("flag_query").as_str() {
            "exactorder" => Some(QueryMode::Exact),
            "ignore" => Some(QueryMode::Ignore),
            "pass" => Some(QueryMode::Pass),
            _ => None,
        };
        let flags = Flags {
            regex: flag("flag_regex"),
            ignore_case: flag("flag_case"),
            ignore_slash: flag("flag_trailing"),
            query: query.filter(|_| !flag("flag_regex")),
        };
        let path = home_path(home);
        let settings = RedirectionSettings {
            home: home.to_owned(),
            protected: match number("rest_api") {
                Some(1) => format!("{path}/?rest_route=/"),
                _ => format!("{path}/wp-json/"),
            },
            server_name: String::new(),
            cache_hours: number("redirect_cache").and_then(|hours| i32::try_from(hours).ok()).unwrap_or(1),
            ip: match number("ip_logging") {
                Some(1) => AddressMode::Full,
                Some(2) => AddressMode::Masked,
                _ => AddressMode::None,
            },
            logs: options.get("expire_redirect") != Some(&Value::Int(-1)),
            ip_headers: list(options.get("ip_headers")),
            ip_proxies: list(options.get("ip_proxy")),
            https: is("https"),
            preferred_domain: match text("preferred_domain").as_str() {
                "www" => PreferredDomain::Www,
                "nowww" => PreferredDomain::NoWww,
                _ => PreferredDomain::Any,
            },
            aliases: list(options.get("aliases")),
            relocate: text("relocate"),
            headers: headers(options.get("headers")),
        };
        Options { flags, settings }
    }
}

/// What the plugin writes down of the redirects that it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogOptions {
    /// `track_hits`: counts and last access.
    pub counts: bool,
    /// `expire_redirect` is not -1: rows of the log.
    pub logs: bool,
    /// `ip_logging`: what is kept of an address.
    pub ip: AddressMode,
    /// `log_header`: whether the headers of requests are kept.
    pub headers: bool,
    /// `log_external`: whether it logs what others redirect.
    pub external: bool,
}

impl LogOptions {
    /// Reads the option as it stands in the database. One that can't be read has the defaults.
    pub fn read(serialized: &[u8]) -> LogOptions {
        let value = Value::read(serialized).unwrap_or(Value::Null);
        let RedirectionSettings { ip, logs, .. } = Options::from_value(&value, "").settings;
        let is = |key: &str| value.get(key).is_some_and(Value::is_truthy);
        LogOptions {
            counts: value.get("track_hits").is_none_or(Value::is_truthy),
            logs,
            ip,
            headers: logs && is("log_header"),
            external: logs && is("log_external"),
        }
    }
}

/// Whether the column `match_data` keeps a rule out of the log.
pub fn excludes_log(match_data: &[u8]) -> bool {
    let json: Option<serde_json::Value> = serde_json::from_slice(match_data).ok();
    json.is_some_and(|json| json["options"]["log_exclude"] == true)
}

fn list(value: Option<&Value>) -> Vec<String> {
    value.map(Value::entries).unwrap_or_default().iter().map(|(_, value)| lossy(Some(value))).collect()
}

fn lossy(value: Option<&Value>) -> String {
    value.and_then(Value::as_text).map(|text| String::from_utf8_lossy(text).into_owned()).unwrap_or_default()
}

// Those for the site come first, then those for redirects; of equal names the last counts, in the place of the first.
fn headers(value: Option<&Value>) -> Vec<(String, String)> {
    let mut sent: Vec<(String, String)> = Vec::new();
    for for_redirects in [false, true] {
        for (_, header) in value.map(Value::entries).unwrap_or_default() {
            let name = dashed(&lossy(header.get("headerName")));
            let is_for_redirects = lossy(header.get("location")) == "redirect";
            if name.is_empty() || lossy(header.get("type")).is_empty() || is_for_redirects != for_redirects {
                continue;
            }
            let value = lossy(header.get("headerValue"));
            match sent.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => sent.push((name, value)),
            }
        }
    }
    sent
}

// `x custom` and `X_custom` are both written `X-Custom`.
fn dashed(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    words.map(capital).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_logged_is_read() {
        let read = |text: &str| LogOptions::read(text.as_bytes());
        let defaults = LogOptions { counts: true, logs: true, ip: AddressMode::None, headers: false, external: false };
        assert_eq!((read("a:0:{}"), read("")), (defaults, defaults));
        let off = read(r#"a:3:{s:10:"track_hits";b:0;s:15:"expire_redirect";i:-1;s:10:"ip_logging";i:2;}"#);
        assert_eq!(off, LogOptions { counts: false, logs: false, ip: AddressMode::Masked, ..defaults });
        let more = read(r#"a:2:{s:10:"log_header";b:1;s:12:"log_external";b:1;}"#);
        assert_eq!(more, LogOptions { headers: true, external: true, ..defaults });
        assert!(excludes_log(br#"{"source":{},"options":{"log_exclude":true}}"#));
        assert!(!excludes_log(br#"{"options":{"log_exclude":1}}"#) && !excludes_log(b"[]") && !excludes_log(b"x"));
    }

    #[test]
    fn options_are_read() {
        let serialized = br#"a:5:{s:9:"flag_case";b:1;s:10:"flag_query";s:4:"pass";s:14:"redirect_cache";i:-1;s:10:"ip_headers";a:1:{i:0;s:11:"REMOTE_ADDR";}s:7:"headers";a:2:{i:0;a:3:{s:4:"type";s:6:"Custom";s:10:"headerName";s:3:"x y";s:8:"location";s:8:"redirect";}i:1;a:3:{s:4:"type";s:6:"Custom";s:10:"headerName";s:3:"X-Y";s:11:"headerValue";s:1:"1";}}}"#;
        let options = Options::read(serialized, "https://a.test/blog/").unwrap();
        assert_eq!(options.flags, Flags { ignore_case: true, query: Some(QueryMode::Pass), ..Flags::default() });
        assert_eq!(options.settings.protected, "/blog/wp-json/");
        assert_eq!(
            (options.settings.cache_hours, &options.settings.ip_headers[..]),
            (-1, &["REMOTE_ADDR".to_owned()][..])
        );
        assert_eq!(options.settings.headers, [("X-Y".to_owned(), String::new())]);
        assert_eq!(Options::read(b"a:0:{}", "").unwrap(), Options::default());
    }
}
