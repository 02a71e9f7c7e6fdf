//! Where a rule is kept.

use serde::{Deserialize, Serialize};

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
}
