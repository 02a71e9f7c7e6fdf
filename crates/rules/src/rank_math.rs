//! Settings of Rank Math that its redirections depend on.

use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::code::{is_redirect_code, redirect_codes};
use crate::validate::MAX_TARGET_BYTES;

/// What rules of the dialect `rank-math` depend on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankMathSettings {
    /// The site's home URL, as in the WordPress option `home`: `https://example.com` or `https://example.com/blog`.
    pub home: String,
    /// What becomes of a page that is not found and no rule matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fallback>,
}

/// Where visitors go whose page is not found (options `redirections_fallback`, `redirections_custom_url`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// A URL or path; none for the home URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The status (option `redirections_header_code`): a redirect, or 410 or 451, which have no target.
    pub code: u16,
}

impl RankMathSettings {
    pub(crate) fn validate(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let rest = self.home.strip_prefix("https://").or(self.home.strip_prefix("http://"));
        if rest.is_none_or(|rest| rest.is_empty() || rest.ends_with('/') || rest.contains(['?', '#'])) {
            problems.push(Problem::new(
                "rank_math.home",
                &self.home,
                "This is no home URL",
                "Give it as WordPress has it, such as https://example.com/blog, without a slash at its end",
            ));
        }
        let to = self.fallback.as_ref().and_then(|fallback| fallback.to.as_deref()).unwrap_or_default();
        if to.len() > MAX_TARGET_BYTES {
            let message = format!("The target is longer than {MAX_TARGET_BYTES} bytes");
            problems.push(Problem::new("rank_math.fallback.to", to, message, "Shorten it"));
        }
        if let Some(Fallback { code, .. }) = self.fallback
            && !is_redirect_code(code)
            && !matches!(code, 410 | 451)
        {
            let fix = format!("Use one of {}, 410, 451", redirect_codes());
            problems.push(Problem::new("rank_math.fallback.code", &code.to_string(), "No fallback answers so", fix));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_checked() {
        let fields = |home: &str, code: u16| -> Vec<String> {
            let settings = RankMathSettings { home: home.into(), fallback: Some(Fallback { to: None, code }) };
            settings.validate().into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(fields("https://example.com/blog", 302), [""; 0]);
        assert_eq!(fields("http://example.com", 410), [""; 0]);
        for home in ["", "example.com", "https://", "https://example.com/", "https://example.com?x"] {
            assert_eq!(fields(home, 200), ["rank_math.home", "rank_math.fallback.code"], "{home}");
        }
        let to = |length: usize| {
            let fallback = Some(Fallback { to: Some("x".repeat(length)), code: 301 });
            RankMathSettings { home: "http://example.com".into(), fallback }.validate().len()
        };
        assert_eq!((to(MAX_TARGET_BYTES), to(MAX_TARGET_BYTES + 1)), (0, 1));
    }
}
