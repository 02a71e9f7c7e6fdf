//! How each site is doing.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use super::targets::{self, Targets};
use crate::config::{SiteConfig, TargetPolicy};

/// The sites by rule file.
#[derive(Debug, Default)]
pub(super) struct Sites(Mutex<BTreeMap<PathBuf, Arc<Mutex<Figures>>>>);

/// Where one site notes how it is doing.
#[derive(Debug, Clone)]
pub(crate) struct SiteFigures(Arc<Mutex<Figures>>);

#[derive(Debug)]
pub(super) struct Figures {
    pub(super) site: String,
    works: bool,
    generation: u64,
    revision: u64,
    rules: u32,
    fallbacks: u32,
    publishes: u64,
    errors: u64,
    connects: u64,
    in_step: Instant,
    /// Nothing for a site without a spool.
    spool: Option<Spool>,
    /// Nothing for a site without a web server that answers in front of PHP.
    webserver: Option<Webserver>,
    /// Nothing for a site whose targets nobody may ask.
    pub(super) targets: Option<Targets>,
}

/// How the web server's table is doing.
#[derive(Debug, Default)]
struct Webserver {
    works: bool,
    answers: u64,
    generation: u64,
    failures: u64,
}

/// How events come in.
#[derive(Debug, Default)]
struct Spool {
    bytes: u64,
    unread: u64,
    came_in: u64,
    lost: u64,
    damaged: u64,
    strays: u64,
}

impl Sites {
    pub(super) fn add(&self, site: &SiteConfig) -> SiteFigures {
        let figures = Figures {
            site: site.name(),
            works: false,
            generation: 0,
            revision: 0,
            rules: 0,
            fallbacks: 0,
            publishes: 0,
            errors: 0,
            connects: 0,
            in_step: Instant::now(),
            spool: site.spool.as_ref().map(|_| Spool::default()),
            webserver: site.webserver.as_ref().map(|_| Webserver::default()),
            targets: (site.targets != TargetPolicy::Off).then(Targets::default),
        };
        let figures = Arc::new(Mutex::new(figures));
        lock(&self.0).insert(site.rules.clone(), Arc::clone(&figures));
        SiteFigures(figures)
    }

    pub(super) fn keep(&self, wanted: impl Fn(&Path) -> bool) {
        lock(&self.0).retain(|rules, _| wanted(rules));
    }
}

impl SiteFigures {
    /// A connection to the database was opened.
    pub(crate) fn connected(&self) {
        lock(&self.0).connects += 1;
    }

    /// A rule file was put in place.
    pub(crate) fn published(&self) {
        lock(&self.0).publishes += 1;
    }

    /// The file in place holds what the database holds.
    pub(crate) fn in_step(&self, generation: u64, revision: u64, rules: u32, fallbacks: u32) {
        let mut figures = lock(&self.0);
        (figures.works, figures.in_step) = (true, Instant::now());
        (figures.generation, figures.revision) = (generation, revision);
        (figures.rules, figures.fallbacks) = (rules, fallbacks);
    }

    /// So many bytes are in the files of the spool, and so many of them were not read yet.
    pub(crate) fn spool_holds(&self, bytes: u64, unread: u64) {
        if let Some(spool) = &mut lock(&self.0).spool {
            (spool.bytes, spool.unread) = (bytes, unread);
        }
    }

    /// A stretch of the spool is in the database: its events, among them what workers told as lost, what was damaged, and
    /// events of no blog of the site.
    pub(crate) fn came_in(&self, events: u64, lost: u64, damaged: u64, strays: u64) {
        if let Some(spool) = &mut lock(&self.0).spool {
            spool.came_in += events;
            spool.lost += lost;
            spool.damaged += damaged;
            spool.strays += strays;
        }
    }

    /// The web server gives so many answers of this rule file.
    pub(crate) fn in_front(&self, answers: u64, generation: u64) {
        if let Some(webserver) = &mut lock(&self.0).webserver {
            (webserver.works, webserver.answers, webserver.generation) = (true, answers, generation);
        }
    }

    /// The web server didn't take its newest table.
    pub(crate) fn not_in_front(&self) {
        if let Some(webserver) = &mut lock(&self.0).webserver {
            webserver.works = false;
            webserver.failures += 1;
        }
    }

    /// A target was asked, with this outcome: `there`, `failed`, `left` or `offline`.
    pub(crate) fn asked(&self, outcome: &str) {
        if let Some(targets) = &mut lock(&self.0).targets {
            targets.asked(outcome);
        }
    }

    /// So many targets are broken.
    pub(crate) fn broken(&self, targets: u64) {
        if let Some(known) = &mut lock(&self.0).targets {
            known.broken = targets;
        }
    }

    /// It could not be found out, or not be published.
    pub(crate) fn failed(&self) {
        let mut figures = lock(&self.0);
        figures.works = false;
        figures.errors += 1;
    }
}

type Value = fn(&Figures) -> f64;
type SpoolValue = fn(&Spool) -> u64;
type WebserverValue = fn(&Webserver) -> u64;

/// Name, what it means, value.
const GAUGES: [(&str, &str, Value); 6] = [
    ("site_up", "1 if the last look at the database and the rule file went well, else 0", |site| {
        f64::from(u8::from(site.works))
    }),
    ("site_generation", "Number of the rule file in place", |site| site.generation as f64),
    ("site_revision", "Revision of the rules in the rule file in place", |site| site.revision as f64),
    ("site_rules", "Rules in the rule file in place", |site| f64::from(site.rules)),
    (
        "site_fallbacks",
        "Rules in the rule file in place that lead to their fallback, as their target is broken",
        |site| f64::from(site.fallbacks),
    ),
    (
        "site_lag_seconds",
        "Time since the rule file was last known to hold the newest rules; up to the time between two polls is normal",
        |site| site.in_step.elapsed().as_secs_f64(),
    ),
];

const COUNTERS: [(&str, &str, Value); 3] = [
    ("site_publishes", "Rule files put in place", |site| site.publishes as f64),
    ("site_errors", "Looks at the database or publishes that failed", |site| site.errors as f64),
    ("site_database_connects", "Connections to the database that were opened", |site| site.connects as f64),
];

const SPOOL_GAUGES: [(&str, &str, SpoolValue); 2] = [
    ("site_spool_bytes", "Length of the spool's files, read events included until the file is replaced", |spool| {
        spool.bytes
    }),
    (
        "site_spool_unread_bytes",
        "Length of what of the spool is not in the database yet; all of it until the database has first answered",
        |spool| spool.unread,
    ),
];

const SPOOL_COUNTERS: [(&str, &str, SpoolValue); 4] = [
    ("site_events", "Events from the spool that are in the database", |spool| spool.came_in),
    ("site_events_lost", "Events that PHP could not write into the spool, as it told later", |spool| spool.lost),
    ("site_events_damaged", "Stretches of the spool that were no events", |spool| spool.damaged),
    ("site_events_stray", "Events dropped because the site has no such blog, or no tables for it", |spool| {
        spool.strays
    }),
];

const WEBSERVER_GAUGES: [(&str, &str, WebserverValue); 3] = [
    ("site_webserver_up", "1 if the web server took its newest table, else 0", |webserver| webserver.works.into()),
    ("site_webserver_answers", "Hosts and URLs that the web server answers in front of PHP", |webserver| {
        webserver.answers
    }),
    ("site_webserver_generation", "Number of the rule file that the web server's answers are of", |webserver| {
        webserver.generation
    }),
];

const WEBSERVER_COUNTERS: [(&str, &str, WebserverValue); 1] =
    [("site_webserver_failures", "Tables that the web server didn't take", |webserver| webserver.failures)];

impl Collector for Sites {
    fn encode(&self, mut encoder: DescriptorEncoder) -> fmt::Result {
        let mut sites: Vec<Arc<Mutex<Figures>>> = lock(&self.0).values().cloned().collect();
        for (name, help, value) in GAUGES {
            let metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            each(&sites, metric, |figures, metric| ConstGauge::new(value(figures)).encode(metric))?;
        }
        for (name, help, value) in COUNTERS {
            let metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            each(&sites, metric, |figures, metric| ConstCounter::new(value(figures)).encode(metric))?;
        }
        targets::encode(&mut encoder, &sites)?;
        let all = sites.clone();
        sites.retain(|site| lock(site).webserver.is_some());
        let of_webserver = |figures: &Figures, value: WebserverValue| figures.webserver.as_ref().map_or(0, value);
        for (name, help, value) in WEBSERVER_GAUGES {
            let metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            each(&sites, metric, |figures, metric| ConstGauge::new(of_webserver(figures, value)).encode(metric))?;
        }
        for (name, help, value) in WEBSERVER_COUNTERS {
            let metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            each(&sites, metric, |figures, metric| ConstCounter::new(of_webserver(figures, value)).encode(metric))?;
        }
        sites = all;
        sites.retain(|site| lock(site).spool.is_some());
        let of_spool = |figures: &Figures, value: SpoolValue| figures.spool.as_ref().map_or(0, value);
        for (name, help, value) in SPOOL_GAUGES {
            let metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            each(&sites, metric, |figures, metric| ConstGauge::new(of_spool(figures, value)).encode(metric))?;
        }
        for (name, help, value) in SPOOL_COUNTERS {
            let metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
            each(&sites, metric, |figures, metric| ConstCounter::new(of_spool(figures, value)).encode(metric))?;
        }
        Ok(())
    }
}

fn each(
    sites: &[Arc<Mutex<Figures>>],
    mut metric: MetricEncoder<'_>,
    write: impl Fn(&Figures, MetricEncoder<'_>) -> fmt::Result,
) -> fmt::Result {
    for site in sites {
        let figures = lock(site);
        write(&figures, metric.encode_family(&[("site", figures.site.as_str())])?)?;
    }
    Ok(())
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Numbers are whole at any time.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
