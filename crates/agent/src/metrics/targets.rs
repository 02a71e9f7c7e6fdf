//! What is known of where the rules of each site lead.

use std::fmt;
use std::sync::{Arc, Mutex};

use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::sites::{Figures, lock};

/// Where the targets of one site are counted.
#[derive(Debug, Default)]
pub(super) struct Targets {
    asked: [u64; OUTCOMES.len()],
    pub(super) broken: u64,
}

/// What may come of asking a target.
const OUTCOMES: [&str; 4] = ["there", "failed", "left", "offline"];

impl Targets {
    /// A target was asked; `outcome` is one of [`OUTCOMES`].
    pub(super) fn asked(&mut self, outcome: &str) {
        if let Some(place) = OUTCOMES.iter().position(|known| *known == outcome) {
            self.asked[place] += 1;
        }
    }
}

/// Those of sites whose targets may be asked.
pub(super) fn encode(encoder: &mut DescriptorEncoder<'_>, sites: &[Arc<Mutex<Figures>>]) -> fmt::Result {
    let help = "Targets that are broken, as the agent has found them";
    let mut metric = encoder.encode_descriptor("site_targets_broken", help, None, MetricType::Gauge)?;
    for site in sites {
        let figures = lock(site);
        let Some(targets) = &figures.targets else { continue };
        ConstGauge::new(targets.broken).encode(metric.encode_family(&[("site", figures.site.as_str())])?)?;
    }
    let help = "Targets that were asked whether anything is there, by what came of it";
    let mut metric = encoder.encode_descriptor("site_targets_asked", help, None, MetricType::Counter)?;
    for site in sites {
        let figures = lock(site);
        let Some(targets) = &figures.targets else { continue };
        for (outcome, count) in OUTCOMES.iter().zip(targets.asked) {
            let labels = [("site", figures.site.as_str()), ("outcome", outcome)];
            ConstCounter::new(count).encode(metric.encode_family(&labels)?)?;
        }
    }
    Ok(())
}
