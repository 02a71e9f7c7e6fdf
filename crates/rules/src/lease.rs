//! What the agent vouches for beside a rule file.

use serde::{Deserialize, Serialize};

use crate::Origin;

/// How long, and for which origins, a rule file holds all that their tables hold. The agent keeps it beside the file and
/// renews it for as long as it looks at the tables; a plugin that has let go of its work takes it up again when nobody
/// renews the lease. The JSON of the file `….lease`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// The rule file's generation. For any other the lease says nothing.
    pub generation: u64,
    /// Seconds since 1970 until which it counts.
    pub until: u64,
    /// What was found of each plugin that keeps rules; of a network, on each of its blogs.
    pub origins: Vec<Lent>,
}

/// What was found of one origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lent {
    /// The blog of a network that has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blog: Option<u64>,
    /// Whose rules.
    pub origin: Origin,
    /// Whether they are served.
    pub state: OriginState,
    /// How many of its rules are in the rule file.
    pub rules: u64,
    /// How many active rules are not, because they can't be expressed. Unless it is 0 the plugin is needed for every
    /// request.
    pub left_out: u64,
    /// Version of its tables, where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Why it isn't served, or what was left out first, with the way out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What else its owner should know, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Whether the rules of an origin are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginState {
    /// They are.
    Live,
    /// The site has switched it off.
    Off,
    /// Its plugin is active and redirects nothing: somebody has disabled it from outside.
    Disabled,
    /// Its tables can't be read, or hold what nobody knows.
    Refused,
}

impl OriginState {
    /// As in JSON.
    pub fn word(self) -> &'static str {
        match self {
            OriginState::Live => "live",
            OriginState::Off => "off",
            OriginState::Disabled => "disabled",
            OriginState::Refused => "refused",
        }
    }
}

impl Lease {
    /// No lease is nearly this long, unless both plugins are active on ten thousand blogs.
    pub const MOST_BYTES: u64 = 4 << 20;

    /// What was found on a blog of a network, or on a site that is in none.
    pub fn of(&self, blog: Option<u64>) -> impl Iterator<Item = &Lent> {
        self.origins.iter().filter(move |lent| lent.blog == blog)
    }

    /// The origins all of whose rules, on this blog, are in the rule file of this generation, now.
    pub fn covers(&self, generation: u64, blog: Option<u64>, now: u64) -> impl Iterator<Item = Origin> {
        let counts = self.generation == generation && now < self.until;
        let whole = move |lent: &&Lent| counts && lent.state == OriginState::Live && lent.left_out == 0;
        self.of(blog).filter(whole).map(|lent| lent.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_whole_and_of_today_is_covered() {
        let text = r#"{"generation":3,"until":100,"origins":[
            {"origin":"redirection","state":"live","rules":2,"left_out":0,"schema":"4.2"},
            {"origin":"rank-math","state":"live","rules":2,"left_out":1,"message":"rule 7: …"},
            {"blog":2,"origin":"rank-math","state":"live","rules":2,"left_out":0}]}"#;
        let lease: Lease = serde_json::from_str(text).unwrap();
        let covers = |generation, blog, now| lease.covers(generation, blog, now).collect::<Vec<_>>();
        assert_eq!(covers(3, None, 99), [Origin::Redirection]);
        assert_eq!((covers(3, Some(2), 99), covers(3, Some(3), 99)), (vec![Origin::RankMath], vec![]));
        assert_eq!((covers(3, None, 100), covers(4, None, 99)), (vec![], vec![]));
        for state in [OriginState::Live, OriginState::Off, OriginState::Disabled, OriginState::Refused] {
            assert_eq!(serde_json::to_value(state).unwrap(), state.word());
        }
    }
}
