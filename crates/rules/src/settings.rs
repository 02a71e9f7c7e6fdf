//! Settings of a site that rules depend on.

use serde::{Deserialize, Serialize};

use crate::header::is_token;
use crate::{
    AddressMode, IpMode, Origin, Problem, RankMathSettings, Recording, RedirectionSettings, TargetChecks, shape,
};

/// Settings of a site that are compiled into its rule file. What their JSON leaves out is as in [`Settings::default`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The request header that holds the visitor's country.
    pub country_header: String,
    /// Names of tracking parameters, which never keep a rule that compares the query from matching, and are carried
    /// over to its target. A `*` at the end stands for anything. Unless a site says otherwise they are
    /// [`Settings::COMMON_TRACKING`], because whoever writes a rule for `/sale` means `/sale?utm_source=mail`, too.
    pub tracking: Vec<String>,
    /// What is kept of visitors' requests.
    pub recording: Recording,
    /// URLs without a page that are counted, but neither logged nor listed. A `*` stands for anything; upper and lower
    /// case are the same.
    pub ignored: Vec<String>,
    /// Plugins whose rules are served while the plugins are active.
    pub origins: LiveOrigins,
    /// Whether the agent asks where redirects lead.
    pub targets: TargetChecks,
    /// What rules in the dialect `redirection` depend on; without it there is nothing but its defaults.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirection: Option<RedirectionSettings>,
    /// What rules of the dialect `rank-math` depend on; without it they are compared as on a site at the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank_math: Option<RankMathSettings>,
}

/// Which plugins' rules are served, left where they are. One that isn't active has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LiveOrigins {
    /// Those of Redirection.
    pub redirection: bool,
    /// Those of Rank Math.
    pub rank_math: bool,
}

impl Default for LiveOrigins {
    fn default() -> LiveOrigins {
        LiveOrigins { redirection: true, rank_math: true }
    }
}

impl LiveOrigins {
    /// Whether the rules of an origin are to be served.
    pub fn serves(self, origin: Origin) -> bool {
        match origin {
            Origin::Native => true,
            Origin::Redirection => self.redirection,
            Origin::RankMath => self.rank_math,
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        let tracking = Settings::COMMON_TRACKING.map(String::from).into();
        Settings {
            country_header: "CF-IPCountry".into(),
            tracking,
            recording: Recording::default(),
            ignored: Vec::new(),
            origins: LiveOrigins::default(),
            targets: TargetChecks::default(),
            redirection: None,
            rank_math: None,
        }
    }
}

impl Settings {
    /// What workers write down of visitors' requests.
    pub fn written_down(&self) -> Recording {
        let redirection = self.redirection.as_ref().filter(|plugin| plugin.logs).map(|plugin| match plugin.ip {
            AddressMode::None => IpMode::None,
            AddressMode::Masked => IpMode::Masked,
            AddressMode::Full => IpMode::Full,
        });
        Recording { redirection, ..self.recording }
    }

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

    /// Names there may be in `tracking`: each parameter of a request is compared with all of them.
    pub const MOST_TRACKING: usize = 100;

    /// Patterns there may be in `ignored`, and characters in each.
    pub const MOST_IGNORED: usize = 200;

    /// Reads JSON and checks it, so that `Ok` can be saved and compiled with.
    ///
    /// # Errors
    /// All problems at once where the shape is right; otherwise the first thing that can't be read.
    pub fn from_json(json: &serde_json::Value) -> Result<Settings, Vec<Problem>> {
        let settings: Settings = shape::from_json(json).map_err(|problem| vec![problem])?;
        match settings.validate() {
            problems if problems.is_empty() => Ok(settings),
            problems => Err(problems),
        }
    }

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
        if self.tracking.len() > Self::MOST_TRACKING {
            problems.push(Problem::new(
                "tracking",
                &self.tracking.len().to_string(),
                "There are too many names",
                format!("Give at most {}; one with * at its end stands for many", Self::MOST_TRACKING),
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
        problems.extend(self.recording.validate());
        problems.extend(self.validate_ignored());
        problems.extend(self.targets.validate());
        if let Some(redirection) = &self.redirection {
            problems.extend(redirection.validate());
        }
        if let Some(rank_math) = &self.rank_math {
            problems.extend(rank_math.validate());
        }
        problems
    }

    fn validate_ignored(&self) -> Vec<Problem> {
        let most = Self::MOST_IGNORED;
        if self.ignored.len() > most {
            let fix = format!("Give at most {most}; one with * in it stands for many");
            return vec![Problem::new("ignored", &self.ignored.len().to_string(), "There are too many patterns", fix)];
        }
        let is_bad = |pattern: &str| {
            !pattern.starts_with(['/', '*'])
                || pattern.bytes().all(|byte| byte == b'*')
                || pattern.chars().count() > most
                || pattern.chars().any(char::is_control)
        };
        let bad = self.ignored.iter().enumerate().filter(|(_, pattern)| is_bad(pattern));
        bad.map(|(index, pattern)| {
            let message = "This is no pattern for some of the URLs of the site";
            Problem::new(&format!("ignored[{index}]"), pattern, message, "Give a path such as /wp-*.php or */feed/")
        })
        .collect()
    }

    /// The names of tracking parameters that can be used.
    pub fn tracking_names(&self) -> impl Iterator<Item = &str> {
        self.tracking.iter().map(String::as_str).filter(|name| is_parameter(name))
    }
}

fn is_parameter(name: &str) -> bool {
    let bare = name.strip_suffix('*').unwrap_or(name);
    !bare.is_empty() && bare.len() <= 100 && !bare.contains(['*', '&', '=', '#']) && !bare.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(json: serde_json::Value) -> Vec<(String, String)> {
        let problems = Settings::from_json(&json).unwrap_err();
        problems.into_iter().map(|problem| (problem.field, problem.fix)).collect()
    }

    #[test]
    fn what_is_left_out_is_the_default() {
        assert_eq!(Settings::from_json(&json!({})), Ok(Settings::default()));
        assert_eq!(Settings::default().validate(), []);
        let settings = Settings::from_json(&json!({"tracking": []})).unwrap();
        assert_eq!((settings.tracking_names().next(), &*settings.country_header), (None, "CF-IPCountry"));
    }

    #[test]
    fn settings_are_checked() {
        let bad = json!({"country_header": "X Y", "tracking": ["*", "a\nb", "ok", "x".repeat(101)]});
        let fields: Vec<String> = problems(bad).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["country_header", "tracking[0]", "tracking[1]", "tracking[3]"]);
        assert_eq!(problems(json!({"tracking": vec!["a"; 101]}))[0].0, "tracking");
        let bad = json!({"ignored": ["/wp-*.php", "a", "**", "/a\nb", "*/feed/", "/".repeat(201)]});
        let fields: Vec<String> = problems(bad).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["ignored[1]", "ignored[2]", "ignored[3]", "ignored[5]"]);
        assert_eq!(problems(json!({"ignored": vec!["/a"; 201]}))[0].0, "ignored");
        let unknown = problems(json!({"trackign": []}));
        assert_eq!(
            unknown,
            [(
                "trackign".to_owned(),
                "Use one of: country_header, tracking, recording, ignored, origins, targets, redirection, rank_math"
                    .to_owned()
            )]
        );
        assert_eq!(problems(json!({"tracking": "utm_*"})), [("tracking".to_owned(), "Give a list".to_owned())]);
    }
}
