//! Whom the agent may ask where redirects lead.

use std::str::FromStr;

/// Whom the agent may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TargetPolicy {
    /// Nobody, whatever the site wants.
    Off,
    /// Public addresses.
    #[default]
    Public,
    /// The site's own host as well where its address is a private one.
    OwnHost,
}

/// The words of the configuration.
pub(super) const POLICIES: &str = "Give off, public or own-host";

impl FromStr for TargetPolicy {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Ok(match word {
            "off" => TargetPolicy::Off,
            "public" => TargetPolicy::Public,
            "own-host" => TargetPolicy::OwnHost,
            _ => return Err(()),
        })
    }
}
