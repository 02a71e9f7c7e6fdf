//! State of one worker: one per process, and one per thread in a thread-safe PHP.

use detour_serve::Sites;
use ext_php_rs::zend::{ModuleGlobal, ModuleGlobals};

use crate::choice::Refused;
use crate::deferred::Deferred;
use crate::settled::Settled;

pub(crate) static GLOBALS: ModuleGlobals<Globals> = ModuleGlobals::new();

/// What a worker keeps between requests, plus the little that belongs to the request at hand.
// Filled by ext-php-rs outside of any guard: `default()` must not be able to panic.
#[derive(Default)]
pub(crate) struct Globals {
    /// The answer is out; nothing may be compiled until the request ends.
    pub(crate) pending: bool,
    /// What this request still needs to know from WordPress.
    pub(crate) deferred: Option<Deferred>,
    /// What the newest decision of this request leaves to the plugins that keep rules.
    pub(crate) settled: Option<Settled>,
    /// This request has its answer, or is getting it from `line` right now.
    pub(crate) answered: bool,
    pub(crate) sites: Sites,
    pub(crate) counters: Counters,
    /// Buffer for header lines, bodies and log lines: no Rust value with a destructor may be alive across a
    /// call that can leave by longjmp, and this one outlives them all.
    pub(crate) line: Vec<u8>,
    /// The record of what is happening to this request, to be written once it has.
    pub(crate) record: Vec<u8>,
    /// Text of the last panic, for people.
    pub(crate) last_panic: Option<String>,
    /// The last refusal of a `DETOUR_RULES` that was logged, so that it is logged once.
    pub(crate) refused: Option<Refused>,
    #[cfg(feature = "panic-test")]
    pub(crate) panic_at: crate::panic_test::Places,
}

impl ModuleGlobal for Globals {}

/// What this worker did since it started.
#[derive(Default, Clone, Copy)]
pub(crate) struct Counters {
    pub(crate) redirects: u64,
    pub(crate) responds: u64,
    pub(crate) rewrites: u64,
    /// Decisions left to WordPress; a resumed one is counted again as what became of it.
    pub(crate) defers: u64,
    pub(crate) passes: u64,
    pub(crate) self_redirects: u64,
    /// Rule files that could not be used, and answers that could not be sent.
    pub(crate) errors: u64,
    pub(crate) panics: u64,
    /// Events written to spools.
    pub(crate) events: u64,
    /// Events that could not be written.
    pub(crate) events_lost: u64,
}

impl Counters {
    /// Names and values, in the order of `Detour\status()`.
    pub(crate) fn named(&self) -> [(&'static str, u64); 10] {
        [
            ("redirects", self.redirects),
            ("responds", self.responds),
            ("rewrites", self.rewrites),
            ("defers", self.defers),
            ("passes", self.passes),
            ("self_redirects", self.self_redirects),
            ("errors", self.errors),
            ("panics", self.panics),
            ("events", self.events),
            ("events_lost", self.events_lost),
        ]
    }
}

/// Runs `body` with the globals of this thread. Not to be nested, and `body` must not run PHP code.
pub(crate) fn with<T>(body: impl FnOnce(&mut Globals) -> T) -> T {
    // SAFETY: PHP runs one request per thread and calls us from that thread only; no caller nests, and no body
    // calls back into PHP code, so this is the only reference while it lives.
    body(unsafe { GLOBALS.get_mut() })
}
