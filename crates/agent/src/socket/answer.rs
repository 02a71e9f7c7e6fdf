//! What a request comes to: the answer, and the event that is recorded once the answer has left.

use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use detour_rules::{Body, Decision, Request};
use detour_serve::{Knowing, Site, Sites, Source, Told, Trusted};
use detour_spool::Event;
use serde_json::{Map, Value, json};

use super::request::{Asked, Text, VERSION, Visitor, What};
use crate::config::SiteConfig;

/// As `detour.spool_limit` is by default, bytes.
const SPOOL_LIMIT: u64 = 64 << 20;

/// The rule files in use.
pub(crate) struct Answers {
    sites: Sites,
    trusted: Vec<u8>,
    started: Instant,
}

/// An answer, as JSON, and what is to be recorded.
pub(crate) struct Answer {
    pub(crate) json: Value,
    pub(crate) record: Option<Record>,
}

/// A record for the spool of a site.
pub(crate) struct Record {
    rules: PathBuf,
    spool: PathBuf,
    bytes: Vec<u8>,
}

impl Answers {
    pub(crate) fn new(trusted: Vec<u8>) -> Answers {
        Answers { sites: Sites::default(), trusted, started: Instant::now() }
    }

    pub(crate) fn to(&mut self, asked: &Asked, site: &SiteConfig) -> Answer {
        let Asked { what, variables, .. } = asked;
        let now = self.now();
        let trusted = Trusted(&self.trusted);
        let visitor = Visitor { given: variables, trusted };
        let in_use = self.sites.current(Source { path: site.rules.as_os_str().as_bytes(), within: None }, 0, now);
        let request = |context| variables.request(trusted, context);
        let Some(asked) = request(&visitor) else {
            return Answer::new(pass("no-request"), None);
        };
        match what {
            What::Handle => {
                let decision = in_use.decide(&asked, 0);
                decided(in_use, site, &asked, decision, true)
            }
            What::Resume { stop, facts } => {
                let knowing = Knowing { visitor: &visitor, facts };
                let Some(asked) = request(&knowing) else { return Answer::new(pass("no-request"), None) };
                let decision = in_use.resume(&asked, *stop);
                decided(in_use, site, &asked, decision, false)
            }
            What::NotFound => {
                let record = recorded(in_use, site, &asked, detour_serve::not_found(unix_now()));
                Answer::new(members([("recorded", record.is_some().into())]), record)
            }
            What::Status => Answer::new(status(in_use, site, &asked), None),
        }
    }

    /// Writes a record, once its answer has left.
    pub(crate) fn write(&mut self, record: &Record) {
        let now = self.now();
        let Record { rules, spool, bytes } = record;
        let source = Source { path: rules.as_os_str().as_bytes(), within: None };
        // Lost events are counted by the next that can be written.
        if let Some(site) = self.sites.in_use(source) {
            site.spool_in(spool).append(bytes, now, SPOOL_LIMIT);
        }
    }

    /// Once a second: lets go of spools that were replaced.
    pub(crate) fn look_at_spools(&mut self) {
        let now = self.now();
        self.sites.look_at_spools(now);
    }

    fn now(&self) -> u64 {
        self.started.elapsed().as_secs()
    }
}

impl Answer {
    fn new(mut members: Map<String, Value>, record: Option<Record>) -> Answer {
        members.insert("v".to_owned(), VERSION.into());
        Answer { json: Value::Object(members), record }
    }
}

fn decided(
    in_use: &mut Site,
    site: &SiteConfig,
    asked: &Request<'_>,
    decision: Option<Decision>,
    early: bool,
) -> Answer {
    let Some(decision) = decision else { return Answer::new(pass(in_use.state()), None) };
    let mut members = Map::new();
    for (name, value) in detour_serve::told(&decision) {
        members.insert(
            name.to_owned(),
            match value {
                Told::Bytes(bytes) => json!(Text::from(bytes)),
                Told::Number(number) => number.into(),
                Told::Texts(texts) => texts.into(),
            },
        );
    }
    if let Some(blog) = in_use.blog(asked) {
        members.insert("blog".to_owned(), blog.into());
    }
    if let Decision::Respond { code, body: Body::Bare, .. } = decision {
        let mut page = Vec::new();
        detour_serve::bare_page(code, &mut page);
        members.insert("page".to_owned(), json!(Text::from(&page[..])));
    }
    if let Some(stop) = in_use.stop(asked, &decision) {
        members.insert("stop".to_owned(), json!({"from": stop.from, "generation": stop.generation, "blog": stop.blog}));
    }
    // Resumed, it is too late for another URL.
    let counts = early || !matches!(decision, Decision::Rewrite { .. });
    let event = detour_serve::of_decision(&decision, unix_now()).filter(|_| counts);
    let record = event.and_then(|event| recorded(in_use, site, asked, event));
    Answer::new(members, record)
}

fn recorded(in_use: &mut Site, site: &SiteConfig, asked: &Request<'_>, event: Event<'_>) -> Option<Record> {
    let spool = site.spool.as_ref()?;
    let recording = in_use.file()?.recording(asked);
    let blog = in_use.blog(asked).unwrap_or_default();
    let event = Event { blog, lost: in_use.spool_in(spool).lost(), ..event };
    let mut bytes = Vec::new();
    detour_serve::record(event, asked, recording, &mut bytes);
    (!bytes.is_empty()).then(|| Record { rules: site.rules.clone(), spool: spool.clone(), bytes })
}

// What `Detour\status()` has of the rule file, and the agent's version.
fn status(in_use: &mut Site, site: &SiteConfig, asked: &Request<'_>) -> Map<String, Value> {
    let spool = site.spool.as_ref().map(|spool| {
        let spool = in_use.spool_in(spool);
        json!({"file": spool.path().to_string_lossy(), "state": spool.state().word()})
    });
    let mut told = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "file": site.rules.to_string_lossy(),
        "state": in_use.state(),
        "error": in_use.error(),
        "spool": spool,
        "generation": 0, "revision": 0, "rules": 0, "published": 0, "sites": 0, "blog": null,
    });
    if let Some(file) = in_use.file() {
        told["generation"] = file.generation().into();
        told["revision"] = file.revision_for(asked).into();
        told["rules"] = file.rule_count().into();
        told["published"] = file.created().into();
        told["sites"] = file.site_count().into();
        told["blog"] = file.blog(asked).into();
    }
    match told {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn pass(reason: &str) -> Map<String, Value> {
    members([("decision", "pass".into()), ("reason", reason.into())])
}

fn members<const N: usize>(list: [(&str, Value); N]) -> Map<String, Value> {
    list.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn unix_now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
