//! What a number of events comes to: counters, log entries and URLs without a page. Nothing here talks to a database.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use detour_rules::{IpMode, Recording};
use detour_spool::{Event, Kind};
use md5::{Digest, Md5};

use super::ignored::Ignored;

/// Log entries of one kind that a site gets for one second. The rest of a storm is counted only.
const LOGGED_PER_SECOND: u32 = 50;
/// Sites whose newest second is remembered.
const MOST_CELLS: usize = 10_000;
const DAY: u64 = 86_400;

/// What is counted: a rule in an hour, by what it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    /// The rule; 0 for requests without a page.
    pub(super) rule: u64,
    /// Seconds since 1970 at which the hour begins.
    pub(super) hour: u64,
    /// The status that was sent; 0 = PHP went on.
    pub(super) code: u16,
    /// Variant of a split; 0 = no split.
    pub(super) variant: u16,
}

/// How often, in a [`Cell`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) hits: u64,
    pub(super) loops: u64,
}

/// How often a rule acted, and when last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct RuleHits {
    pub(super) hits: u64,
    pub(super) last: u64,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LogRow {
    pub(super) kind: &'static str,
    pub(super) time: u64,
    pub(super) rule: u64,
    pub(super) code: u16,
    pub(super) variant: u16,
    pub(super) method: String,
    pub(super) host: String,
    pub(super) url: String,
    pub(super) target: String,
    pub(super) referrer: String,
    pub(super) user_agent: String,
    pub(super) ip: Option<IpAddr>,
}

/// A URL without a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Missing {
    pub(super) url: String,
    pub(super) hits: u64,
    pub(super) first: u64,
    pub(super) last: u64,
    /// The newest that there was.
    pub(super) referrer: String,
    /// By the Unix time at which the day begins, in UTC.
    pub(super) days: BTreeMap<u64, u64>,
}

impl Missing {
    fn new(url: &str, time: u64) -> Missing {
        let (url, referrer) = (url.to_owned(), String::new());
        Missing { url, hits: 0, first: time, last: time, referrer, days: BTreeMap::new() }
    }
}

/// The events of one blog, added up.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) counts: BTreeMap<Cell, Count>,
    pub(super) rules: BTreeMap<u64, RuleHits>,
    pub(super) log: Vec<LogRow>,
    /// By the MD5 of the URL, in hexadecimal digits.
    pub(super) missing: BTreeMap<String, Missing>,
    pub(super) lost: u64,
}

impl Batch {
    /// Adds an event of a site that keeps what `recording` says, whatever the worker knew of that, and nothing of URLs
    /// without a page that are `ignored`. `now`: seconds since 1970.
    pub(super) fn add(
        &mut self,
        event: &Event<'_>,
        recording: &Recording,
        ignored: &Ignored,
        now: u64,
        sampler: &mut Sampler,
    ) {
        // A clock was set back, or the spool was tampered with.
        let time = event.time.min(now);
        self.lost += u64::from(event.lost);
        let Event { rule, code, variant, .. } = *event;
        let cell = Cell { rule, hour: time - time % 3600, code, variant };
        let count = self.counts.entry(cell).or_default();
        let keeps = match event.kind {
            Kind::Hit => {
                count.hits += 1;
                let rule = self.rules.entry(rule).or_default();
                (rule.hits, rule.last) = (rule.hits + 1, rule.last.max(time));
                recording.hits
            }
            Kind::Loop => {
                count.loops += 1;
                recording.hits
            }
            Kind::NotFound => {
                count.hits += 1;
                recording.not_found
            }
        };
        // A worker whose rule file said so has sent the numbers only.
        if !keeps || event.uri.is_empty() {
            return;
        }
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (url, referrer) =
            (text(&event.uri), if recording.referrer { text(&event.referrer) } else { String::new() });
        if event.kind == Kind::NotFound {
            if ignored.has(&url) {
                return;
            }
            let hash = Md5::digest(url.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            let missing = self.missing.entry(hash).or_insert_with(|| Missing::new(&url, time));
            missing.hits += 1;
            *missing.days.entry(time - time % DAY).or_default() += 1;
            missing.first = missing.first.min(time);
            missing.last = missing.last.max(time);
            if !referrer.is_empty() {
                missing.referrer.clone_from(&referrer);
            }
        }
        if !sampler.takes(event.blog, event.kind, time) {
            return;
        }
        self.log.push(LogRow {
            kind: word(event.kind),
            time,
            rule,
            code,
            variant,
            method: text(&event.method).chars().take(16).collect(),
            host: text(&event.host).chars().take(255).collect(),
            url,
            target: text(&event.target),
            referrer,
            user_agent: if recording.user_agent { text(&event.user_agent) } else { String::new() },
            ip: event.ip.and_then(|ip| if recording.ip == IpMode::None { None } else { recording.ip.of(ip) }),
        });
    }
}

/// As in the column `kind`.
fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Hit => "hit",
        Kind::Loop => "loop",
        Kind::NotFound => "not-found",
    }
}

/// Bounds how many entries a second brings into the log.
#[derive(Debug, Default)]
pub(super) struct Sampler {
    cells: HashMap<(u64, Kind), (u64, u32)>,
}

impl Sampler {
    fn takes(&mut self, blog: u64, kind: Kind, time: u64) -> bool {
        if self.cells.len() >= MOST_CELLS {
            self.cells.clear();
        }
        let (second, count) = self.cells.entry((blog, kind)).or_default();
        if *second != time {
            (*second, *count) = (time, 0);
        }
        *count += 1;
        *count <= LOGGED_PER_SECOND
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_767_230_000;

    fn add_all(events: &[Event<'_>], recording: &Recording) -> Batch {
        let (mut batch, mut sampler, ignored) = (Batch::default(), Sampler::default(), Ignored::new(&["/IGN*".into()]));
        events.iter().for_each(|event| batch.add(event, recording, &ignored, NOW, &mut sampler));
        batch
    }

    fn event(kind: Kind, time: u64, uri: &'static str) -> Event<'static> {
        Event { rule: 7, code: 307, uri: uri.as_bytes().into(), ..Event::new(kind, time) }
    }

    #[test]
    fn a_storm_is_counted_whole_and_logged_in_part() {
        let storm: Vec<Event<'_>> = (0..500).map(|_| event(Kind::NotFound, NOW - 1, "/x")).collect();
        let batch = add_all(&storm, &Recording::default());
        assert_eq!(batch.counts.values().map(|count| count.hits).sum::<u64>(), 500);
        assert_eq!(batch.missing.values().map(|missing| missing.hits).sum::<u64>(), 500);
        assert_eq!(batch.log.len(), 50);
        assert_eq!(batch.missing.keys().next().unwrap(), "cc8755609ad61864910f145119713de9");
    }

    #[test]
    fn counters_are_per_hour_and_never_of_the_future() {
        let events = [event(Kind::Hit, 3599, "/a"), event(Kind::Hit, 3600, "/a"), event(Kind::Hit, u64::MAX, "/a")];
        let batch = add_all(&events, &Recording::default());
        let hours: Vec<u64> = batch.counts.keys().map(|cell| cell.hour).collect();
        assert_eq!(hours, [0, 3600, NOW - NOW % 3600]);
        assert_eq!(batch.rules[&7], RuleHits { hits: 3, last: NOW });
        let batch = add_all(&[event(Kind::Loop, 1, "/a")], &Recording::default());
        assert_eq!((batch.rules.len(), batch.counts.values().next().unwrap().loops), (0, 1));
    }

    #[test]
    fn nothing_is_kept_that_the_site_doesnt_want() {
        let mut seen = event(Kind::Hit, 1, "/a");
        seen.ip = Some("192.0.2.77".parse().unwrap());
        seen.user_agent = b"Browser"[..].into();
        seen.referrer = b"/from"[..].into();
        let keep = |recording| add_all(std::slice::from_ref(&seen), &recording).log;
        assert_eq!(keep(Recording::NOTHING), []);
        let row = &keep(Recording::default())[0];
        assert_eq!((row.ip, &*row.user_agent), (Some("192.0.2.0".parse().unwrap()), "Browser"));
        assert_eq!(row.referrer, "/from");
        let row = &keep(Recording { ip: IpMode::None, user_agent: false, referrer: false, ..Recording::default() })[0];
        assert_eq!((row.ip, &*row.user_agent, &*row.referrer), (None, "", ""));
        let batch = add_all(&[event(Kind::NotFound, 1, "/a")], &Recording { not_found: false, ..Recording::default() });
        assert_eq!((batch.log.len(), batch.missing.len(), batch.counts.len()), (0, 0, 1));
    }

    #[test]
    fn urls_without_a_page_are_counted_by_the_day_unless_they_are_ignored() {
        let day = NOW - NOW % DAY;
        let missing = |time, uri| event(Kind::NotFound, time, uri);
        let events = [missing(day - 1, "/a"), missing(day, "/a"), missing(NOW, "/a"), missing(NOW, "/ignored")];
        let batch = add_all(&events, &Recording::default());
        let days: Vec<_> = batch.missing.values().map(|missing| missing.days.clone()).collect();
        assert_eq!(days, [BTreeMap::from([(day - DAY, 1), (day, 2)])]);
        assert_eq!((batch.log.len(), batch.counts.values().map(|count| count.hits).sum::<u64>()), (3, 4));
    }
}
