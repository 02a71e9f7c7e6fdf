//! What a site keeps of its visitors' requests.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::{Origin, Problem};

/// What a site keeps of requests that a rule answered, and of those for which WordPress found no page, and for how long.
/// How often each rule acted is counted in any case: that says nothing about a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recording {
    /// Whether requests that a rule answered are logged one by one.
    pub hits: bool,
    /// Whether URLs without a page are logged and listed.
    pub not_found: bool,
    /// How much of visitors' addresses is kept.
    pub ip: IpMode,
    /// Whether the header `User-Agent` is kept.
    pub user_agent: bool,
    /// Whether the header `Referer` is kept.
    pub referrer: bool,
    /// Days that log entries are kept.
    pub log_days: u32,
    /// Days that a URL without a page is listed after it was asked for last.
    pub not_found_days: u32,
    /// What the plugin Redirection logs of a visitor's address with the rules that it keeps; `None` if it keeps no log.
    /// Follows from its options.
    #[serde(skip)]
    pub redirection: Option<IpMode>,
}

/// How much of a visitor's address is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IpMode {
    /// Nothing.
    None,
    /// The network: the first 24 bits of an IPv4 address, 48 of an IPv6 address.
    #[default]
    Masked,
    /// All of it.
    Full,
}

impl IpMode {
    /// What may be kept of an address.
    pub fn of(self, address: IpAddr) -> Option<IpAddr> {
        match (self, address.to_canonical()) {
            (IpMode::None, _) => None,
            (IpMode::Full, address) => Some(address),
            (IpMode::Masked, IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                Some(Ipv4Addr::new(a, b, c, 0).into())
            }
            (IpMode::Masked, IpAddr::V6(address)) => {
                let [a, b, mut c, ..] = address.segments();
                // 6to4 (RFC 3056): an IPv4 address follows.
                if a == 0x2002 {
                    c &= 0xff00;
                }
                Some(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).into())
            }
        }
    }
}

impl Default for Recording {
    fn default() -> Recording {
        Recording {
            hits: true,
            not_found: true,
            ip: IpMode::Masked,
            user_agent: true,
            referrer: true,
            log_days: 30,
            not_found_days: 30,
            redirection: None,
        }
    }
}

impl Recording {
    /// Longest time that anything is kept.
    pub const MOST_DAYS: u32 = 3650;

    /// Nothing but counters: for a site whose own wishes can't be read.
    pub const NOTHING: Recording = Recording {
        hits: false,
        not_found: false,
        ip: IpMode::None,
        user_agent: false,
        referrer: false,
        log_days: 30,
        not_found_days: 30,
        redirection: None,
    };

    /// What is written down of a request that a rule of this origin answered. The log of a plugin that keeps its rules itself
    /// gets what the plugin's options ask for; from there the site's own log takes no more than the site wants.
    pub fn of_origin(self, origin: Origin) -> Recording {
        match (origin, self.redirection) {
            (Origin::Redirection, Some(ip)) => {
                Recording { hits: true, user_agent: true, referrer: true, ip: self.ip.max(ip), ..self }
            }
            _ => self,
        }
    }

    /// What keeps it from being used.
    pub fn validate(&self) -> Vec<Problem> {
        let bad = |field, days: u32| {
            let is_bad = days == 0 || days > Self::MOST_DAYS;
            let fix = format!("Give a number from 1 to {}", Self::MOST_DAYS);
            is_bad.then(|| Problem::new(field, &days.to_string(), "This is no number of days to keep a log", fix))
        };
        let days = [("recording.log_days", self.log_days), ("recording.not_found_days", self.not_found_days)];
        days.into_iter().filter_map(|(field, days)| bad(field, days)).collect()
    }

    /// What a worker has to know, as the eight bits that stand in a rule file. The default is 0.
    pub fn bits(&self) -> u32 {
        let ip = match self.ip {
            IpMode::Masked => 0,
            IpMode::None => 1,
            IpMode::Full => 2,
        };
        let redirection = match self.redirection {
            None => 0,
            Some(IpMode::None) => 1,
            Some(IpMode::Masked) => 2,
            Some(IpMode::Full) => 3,
        };
        let own = u32::from(!self.hits) | u32::from(!self.not_found) << 1 | ip << 2 | u32::from(!self.user_agent) << 4;
        own | redirection << 5 | u32::from(!self.referrer) << 7
    }

    /// The other way round; further bits don't count.
    pub fn from_bits(bits: u32) -> Recording {
        let ip = match bits >> 2 & 3 {
            0 => IpMode::Masked,
            2 => IpMode::Full,
            // What nobody has written is taken for the stricter.
            _ => IpMode::None,
        };
        let redirection = match bits >> 5 & 3 {
            0 => None,
            1 => Some(IpMode::None),
            2 => Some(IpMode::Masked),
            _ => Some(IpMode::Full),
        };
        let is_unset = |bit: u32| bits >> bit & 1 == 0;
        Recording {
            hits: is_unset(0),
            not_found: is_unset(1),
            ip,
            user_agent: is_unset(4),
            redirection,
            referrer: is_unset(7),
            ..Recording::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_back() {
        assert_eq!(Recording::default().bits(), 0);
        for bits in 0..256 {
            let recording = Recording::from_bits(bits);
            assert_eq!(Recording::from_bits(recording.bits() | !255), recording);
            assert!(bits >> 2 & 3 == 3 || recording.bits() == bits);
        }
        assert_eq!(Recording::from_bits(Recording::NOTHING.bits()), Recording::NOTHING);
    }

    #[test]
    fn a_plugins_log_has_its_own_way_with_its_own_rules() {
        let strict = Recording { redirection: Some(IpMode::Full), ..Recording::NOTHING };
        let Recording { hits, ip, user_agent, .. } = strict.of_origin(Origin::Redirection);
        assert_eq!((hits, ip, user_agent), (true, IpMode::Full, true));
        assert_eq!((strict.of_origin(Origin::Native), strict.of_origin(Origin::RankMath)), (strict, strict));
        let open = Recording { ip: IpMode::Full, redirection: Some(IpMode::None), ..Recording::default() };
        assert_eq!(open.of_origin(Origin::Redirection), open);
        assert_eq!(Recording::NOTHING.of_origin(Origin::Redirection), Recording::NOTHING);
    }

    #[test]
    fn addresses_are_masked() {
        let of = |mode: IpMode, text: &str| mode.of(text.parse().unwrap()).map(|address| address.to_string());
        assert_eq!(of(IpMode::None, "192.0.2.77"), None);
        assert_eq!(of(IpMode::Full, "::ffff:192.0.2.77").as_deref(), Some("192.0.2.77"));
        assert_eq!(of(IpMode::Masked, "::ffff:192.0.2.77").as_deref(), Some("192.0.2.0"));
        assert_eq!(of(IpMode::Masked, "2002:c000:24d::1").as_deref(), Some("2002:c000:200::"));
        assert_eq!(of(IpMode::Masked, "2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1::"));
    }

    #[test]
    fn days_are_checked() {
        let recording = Recording { log_days: 0, not_found_days: 3651, ..Recording::default() };
        let fields: Vec<String> = recording.validate().into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["recording.log_days", "recording.not_found_days"]);
    }
}
