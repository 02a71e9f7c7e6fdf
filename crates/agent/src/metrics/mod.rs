//! Figures for Prometheus, at a port of this machine or a Unix socket.
//!
//! What a figure means stands beside its name in the file of the part that it is of: `sites.rs`, `targets.rs`, `socket.rs`. A
//! further part has a file and a collector of its own, registered in [`Metrics::text`].

mod endpoint;
mod sites;
mod socket;
mod targets;

use std::path::Path;
use std::sync::Arc;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::config::SiteConfig;

pub(crate) use endpoint::Endpoint;
pub(crate) use sites::SiteFigures;
use sites::Sites;
pub use socket::SocketFigures;

/// All figures of the agent.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    sites: Arc<Sites>,
    socket: SocketFigures,
}

impl Metrics {
    /// Where a site notes how it is doing.
    pub(crate) fn site(&self, site: &SiteConfig) -> SiteFigures {
        self.sites.add(site)
    }

    /// Where the socket notes what it is asked.
    pub(crate) fn socket(&self) -> &SocketFigures {
        &self.socket
    }

    /// Forgets the sites whose rule files are none of these.
    pub(crate) fn keep(&self, wanted: impl Fn(&Path) -> bool) {
        self.sites.keep(wanted);
    }

    /// The figures in the text format of OpenMetrics.
    pub(crate) fn text(&self) -> String {
        let mut registry = Registry::with_prefix("detour");
        let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "Version of the agent", version);
        registry.register_collector(Box::new(Arc::clone(&self.sites)));
        self.socket.register(&mut registry);
        let mut text = String::new();
        // Writing into a string can't fail.
        let _ = encode(&mut text, &registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn page(name: &str) -> String {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)).unwrap()
    }

    /// The names as Prometheus stores them.
    fn known() -> BTreeSet<String> {
        let metrics = Metrics::default();
        // A family without any figure is left out.
        metrics.socket().asked("handle");
        metrics.socket().failed("slow");
        let text = metrics.text();
        let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
        let named = types.map(|(name, kind)| match kind {
            "counter" => format!("{name}_total"),
            "info" => format!("{name}_info"),
            _ => name.to_owned(),
        });
        named.collect()
    }

    fn used(text: &str) -> BTreeSet<String> {
        let after = text.split("detour_").skip(1);
        let names =
            after.map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap_or_default());
        names.map(|name| format!("detour_{name}")).collect()
    }

    #[test]
    fn every_figure_is_explained_and_every_one_that_is_used_is_there() {
        let known = known();
        assert!(known.len() >= 17, "{known:?}");
        let monitoring = page("monitoring.md");
        let rows = monitoring.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        let explained: BTreeSet<String> = rows.filter(|name| name.starts_with("detour_")).map(str::to_owned).collect();
        assert_eq!(explained, known);
        for name in ["monitoring/alerts.yml", "monitoring/dashboard.json"] {
            let used = used(&page(name));
            assert!(used.len() > 3, "{name}: {used:?}");
            assert!(used.is_subset(&known), "{name}: {:?}", used.difference(&known));
        }
    }

    #[test]
    fn the_alerts_are_those_of_the_page_and_the_dashboard_is_one() {
        let (alerts, monitoring) = (page("monitoring/alerts.yml"), page("monitoring.md"));
        let of_file: Vec<&str> = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
        let of_page: Vec<&str> =
            monitoring.lines().filter_map(|line| line.strip_prefix("| `Detour")?.split('`').next()).collect();
        assert_eq!(of_file.iter().map(|name| name.trim_start_matches("Detour")).collect::<Vec<_>>(), of_page);
        for key in ["expr: ", "summary: ", "description: "] {
            assert_eq!(alerts.matches(&format!("  {key}")).count(), of_file.len(), "{key}");
        }
        let dashboard: serde_json::Value = serde_json::from_str(&page("monitoring/dashboard.json")).unwrap();
        let panels = dashboard["panels"].as_array().unwrap();
        let ids: BTreeSet<u64> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
        assert!(panels.len() > 10 && ids.len() == panels.len());
        for panel in panels {
            let targets = panel["targets"].as_array().unwrap();
            assert!(!targets.is_empty() && panel["gridPos"]["w"].as_u64().is_some_and(|w| w <= 24), "{panel}");
            assert!(targets.iter().all(|target| target["expr"].as_str().unwrap().contains("detour_")), "{panel}");
        }
    }
}
