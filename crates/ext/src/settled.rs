//! Which plugins have nothing left to do for the request at hand.
//!
//! The decision says it of the rules in the file, and the agent's lease says whether those are all of a plugin's rules now.

use detour_format::{Trust, lease_path, read_beside};
use detour_rules::{Decision, Lease, Origin};
use detour_serve::Site;

use crate::clock;

/// What a decision has settled.
#[derive(Clone, Copy)]
pub(crate) struct Settled {
    generation: u64,
    origins: [bool; Origin::ALL.len()],
}

impl Settled {
    /// What a decision by the rule file of this generation settles.
    pub(crate) fn by(decision: &Decision, generation: u64) -> Settled {
        Settled { generation, origins: Origin::ALL.map(|origin| decision.settles(origin)) }
    }

    /// The origins whose plugins need not look at the request of this blog: settled, and covered by the lease.
    pub(crate) fn origins(self, lease: &Lease, blog: Option<u64>) -> Vec<Origin> {
        let is_settled = |origin: &Origin| self.origins[*origin as usize];
        lease.covers(self.generation, blog, clock::unix_seconds()).filter(is_settled).collect()
    }
}

/// The lease of a site's rules; nothing where there is none that can be read.
pub(crate) fn lease(site: &Site) -> Option<Lease> {
    let bytes = read_beside(&lease_path(site.path()), &Trust::default(), Lease::MOST_BYTES).ok()?;
    serde_json::from_slice(&bytes).ok()
}
