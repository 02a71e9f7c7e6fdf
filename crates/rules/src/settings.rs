//! Settings of a site that rules depend on.

use crate::Problem;
use crate::header::is_token;

/// Settings of a site that are compiled into its rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The request header that holds the visitor's country.
    pub country_header: String,
    /// Names of tracking parameters, which never keep a rule that compares the query from matching, and are carried
    /// over to its target. A `*` at the end stands for anything. None unless listed.
    pub tracking: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { country_header: "CF-IPCountry".into(), tracking: Vec::new() }
    }
}

impl Settings {
    /// Tracking parameters in common use.
    pub const COMMON_TRACKING: [&str; 12] = [
        "utm_*",
        "gclid",
        "gbraid",
        "wbraid",
        "dclid",
        "fbclid",
        "msclkid",
        "ttclid",
        "twclid",
        "li_fat_id",
        "mc_cid",
        "mc_eid",
    ];

    /// What keeps the settings from being used.
    pub fn validate(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !is_token(&self.country_header) {
            problems.push(Problem::new(
                "country_header",
                &self.country_header,
                "This is no header name",
                "Give one such as CF-IPCountry",
            ));
        }
        for (index, name) in self.tracking.iter().enumerate() {
            if !is_parameter(name) {
                problems.push(Problem::new(
                    &format!("tracking[{index}]"),
                    name,
                    "This names no query parameter",
                    "Give a name such as gclid, or utm_* for all that begin so",
                ));
            }
        }
        problems
    }

    /// The names of tracking parameters that can be used, one a line.
    pub fn tracking_lines(&self) -> Vec<u8> {
        let names: Vec<&str> = self.tracking.iter().map(String::as_str).filter(|name| is_parameter(name)).collect();
        names.join("\n").into_bytes()
    }
}

fn is_parameter(name: &str) -> bool {
    let bare = name.strip_suffix('*').unwrap_or(name);
    !bare.is_empty() && !bare.contains(['*', '&', '=', '#']) && !bare.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_checked() {
        let common = Settings { tracking: Settings::COMMON_TRACKING.map(String::from).to_vec(), ..Settings::default() };
        assert_eq!(common.validate(), []);
        let bad = Settings { country_header: "X Y".into(), tracking: vec!["*".into(), "a\nb".into(), "ok".into()] };
        let fields: Vec<String> = bad.validate().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["country_header", "tracking[0]", "tracking[1]"]);
    }
}
