//! Settings of Rank Math that its redirections depend on.

use detour_php_value::Value;
use detour_rules::{Fallback, RankMathSettings};

/// The options `home` and `rank-math-options-general`.
#[derive(Debug, Clone, PartialEq)]
pub struct Options<'o> {
    /// The option `home`.
    pub home: &'o str,
    /// The option `rank-math-options-general`, an array; anything else stands for its defaults.
    pub general: &'o Value,
}

impl Options<'_> {
    /// The settings of the dialect.
    pub fn settings(&self) -> RankMathSettings {
        RankMathSettings { home: self.home.trim_end_matches('/').to_owned(), fallback: self.fallback() }
    }

    // Any other word, or none, means the custom URL. A code that Rank Math would break off with is kept, so that
    // validation can say so.
    fn fallback(&self) -> Option<Fallback> {
        let text = |name| self.general.get(name).and_then(Value::as_text).map(String::from_utf8_lossy);
        let to = match text("redirections_fallback").as_deref() {
            Some("default") => return None,
            Some("homepage") => None,
            _ => Some(text("redirections_custom_url").filter(|to| !matches!(&**to, "" | "0"))?.into_owned()),
        };
        let code = self.general.get("redirections_header_code").and_then(Value::as_int).unwrap_or(0);
        Some(Fallback { to, code: u16::try_from(code.unsigned_abs()).unwrap_or(0) })
    }
}

/// The settings of the dialect, read from the options as they are stored. One that can't be read stands for its defaults.
pub fn stored_settings(home: &str, general: Option<&[u8]>) -> RankMathSettings {
    let general = general.and_then(|option| Value::read(option).ok()).unwrap_or(Value::Null);
    Options { home, general: &general }.settings()
}

/// Whether Rank Math redirects at all: its module `redirections` is switched on in the option `rank_math_modules`.
pub fn redirects(modules: &[u8]) -> bool {
    let modules = Value::read(modules).unwrap_or(Value::Null);
    modules.entries().iter().any(|(_, name)| name.as_text() == Some(b"redirections"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_can_be_switched_off() {
        assert!(redirects(br#"a:2:{i:0;s:7:"sitemap";i:3;s:12:"redirections";}"#));
        assert!(!redirects(br#"a:1:{i:0;s:7:"sitemap";}"#));
        assert!(!redirects(b""));
    }

    fn fallback(options: &str) -> Option<(Option<String>, u16)> {
        let general = Value::read(options.as_bytes()).unwrap();
        let settings = Options { home: "http://example.test/blog/", general: &general }.settings();
        assert_eq!(settings.home, "http://example.test/blog");
        settings.fallback.map(|fallback| (fallback.to, fallback.code))
    }

    #[test]
    fn the_fallback_is_read() {
        let code = r#"s:24:"redirections_header_code";s:3:"302";"#;
        let url = r#"s:23:"redirections_custom_url";s:5:"/lost";"#;
        let mode = |mode: &str| format!("s:21:\"redirections_fallback\";s:{}:\"{mode}\";", mode.len());
        assert_eq!(fallback("N;"), None);
        assert_eq!(fallback(&format!("a:2:{{{}{code}}}", mode("default"))), None);
        assert_eq!(fallback(&format!("a:2:{{{}{code}}}", mode("homepage"))), Some((None, 302)));
        assert_eq!(fallback(&format!("a:1:{{{}}}", mode("homepage"))), Some((None, 0)));
        assert_eq!(fallback(&format!("a:3:{{{}{url}{code}}}", mode("custom"))), Some((Some("/lost".into()), 302)));
        assert_eq!(fallback(&format!("a:1:{{{}}}", mode("custom"))), None);
    }
}
