//! Where a rule is kept.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// The table a rule is kept in. Ids are unique within their origin only, so everything that is compiled, decided and
/// counted carries [`Origin::rule`] instead: the id with the origin in its upper bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Detour's own tables.
    #[default]
    Native,
    /// The table of the plugin Redirection, live.
    Redirection,
    /// The table of Rank Math, live.
    RankMath,
}

/// First bit of the origin. The two bits fit PHP's integers and SQL's.
const SHIFT: u32 = 60;

impl Origin {
    /// In the order in which they answer a request.
    pub const ALL: [Origin; 3] = [Origin::Native, Origin::Redirection, Origin::RankMath];

    /// The number that stands for the rule of this id everywhere outside of its table.
    pub fn rule(self, id: u64) -> u64 {
        id & ((1 << SHIFT) - 1) | (self as u64) << SHIFT
    }

    /// The origin and the id within it. An origin nobody knows is taken for the native one.
    pub fn of(rule: u64) -> (Origin, u64) {
        let origin = Origin::ALL.get((rule >> SHIFT) as usize).copied().unwrap_or_default();
        (origin, rule & ((1 << SHIFT) - 1))
    }

    /// As in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Origin::Native => "native",
            Origin::Redirection => "redirection",
            Origin::RankMath => "rank-math",
        }
    }

    fn is_native(&self) -> bool {
        *self == Origin::Native
    }
}

/// What a rule's number stands for, as people and programs get to see it: its id, and its origin unless that is Detour's
/// own table. In JSON `{"rule": 7, "origin": "redirection"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RuleName {
    /// The id within the origin.
    pub rule: u64,
    /// The table it is kept in.
    #[serde(skip_serializing_if = "Origin::is_native")]
    pub origin: Origin,
}

impl From<u64> for RuleName {
    fn from(rule: u64) -> RuleName {
        let (origin, rule) = Origin::of(rule);
        RuleName { rule, origin }
    }
}

impl RuleName {
    /// To flatten a rule's number into the JSON around it, with `#[serde(flatten, serialize_with = …)]`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize_number<S: Serializer>(rule: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        RuleName::from(*rule).serialize(serializer)
    }

    /// As [`RuleName::serialize_number`]; nothing where there is none.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize_optional<S: Serializer>(rule: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
        rule.map(RuleName::from).serialize(serializer)
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.origin {
            Origin::Native => write!(f, "rule {}", self.rule),
            origin => write!(f, "rule {} of {}", self.rule, origin.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back() {
        for origin in Origin::ALL {
            assert_eq!(Origin::of(origin.rule(7)), (origin, 7));
            assert_eq!(serde_json::to_value(origin).unwrap(), origin.word());
            assert!(i64::try_from(origin.rule(u64::MAX)).is_ok());
        }
        assert_eq!(Origin::Native.rule(12), 12);
        assert_eq!(Origin::of(u64::MAX).0, Origin::Native);
    }

    #[test]
    fn names_show_the_plain_id_and_foreign_origins() {
        #[derive(Serialize)]
        struct Shown {
            #[serde(flatten, serialize_with = "RuleName::serialize_number")]
            number: u64,
        }
        #[derive(Serialize)]
        struct Optional {
            #[serde(flatten, serialize_with = "RuleName::serialize_optional")]
            number: Option<u64>,
        }
        let json = |number| serde_json::to_string(&Shown { number }).unwrap();
        assert_eq!(json(7), r#"{"rule":7}"#);
        assert_eq!(json(Origin::RankMath.rule(7)), r#"{"rule":7,"origin":"rank-math"}"#);
        assert_eq!(serde_json::to_string(&Optional { number: None }).unwrap(), "{}");
        let number = Some(Origin::Redirection.rule(7));
        assert_eq!(serde_json::to_string(&Optional { number }).unwrap(), r#"{"rule":7,"origin":"redirection"}"#);
        assert_eq!(RuleName::from(7).to_string(), "rule 7");
        assert_eq!(RuleName::from(Origin::Redirection.rule(7)).to_string(), "rule 7 of redirection");
    }
}
