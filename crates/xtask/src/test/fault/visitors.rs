//! Visitors who ask without a pause, and what they saw.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, ensure};

use super::Faults;
use crate::http::Response;

const VISITORS: u32 = 3;
/// Messages that are kept of those that say the same.
const MOST_MESSAGES: usize = 5;

/// What came of one request.
pub(super) enum Answer {
    /// Redirected to where it should.
    Redirected,
    /// WordPress has answered.
    Passed,
    /// An error of the server, or none of its answers.
    Failed(String),
    /// By no rules that were valid around the request.
    Wrong(String),
}

impl Answer {
    pub(super) fn of_other_status(path: &str, answer: &Response) -> Answer {
        match answer.status {
            404 => Answer::Passed,
            status @ 500.. => Answer::Failed(format!("{path}: status {status}")),
            status => Answer::Wrong(format!("{path}: status {status}, Location {:?}", answer.location())),
        }
    }
}

/// What all visitors saw.
#[derive(Default)]
pub(super) struct Load {
    pub(super) redirected: u64,
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) wrong: u64,
    pub(super) messages: Vec<String>,
}

impl Load {
    fn add(&mut self, answer: Answer) {
        let (count, message) = match answer {
            Answer::Redirected => (&mut self.redirected, None),
            Answer::Passed => (&mut self.passed, None),
            Answer::Failed(message) => (&mut self.failed, Some(message)),
            Answer::Wrong(message) => (&mut self.wrong, Some(message)),
        };
        *count += 1;
        self.messages.extend(message.filter(|_| self.messages.len() < MOST_MESSAGES));
    }

    fn sum(mut self, other: Load) -> Load {
        self.redirected += other.redirected;
        self.passed += other.passed;
        self.failed += other.failed;
        self.wrong += other.wrong;
        self.messages.extend(other.messages);
        self
    }

    /// All were redirected, to where they should.
    pub(super) fn is_flawless(&self) -> Result<()> {
        ensure!(self.passed == 0, "{} requests passed although there were good rules", self.passed);
        self.has_no_error()
    }

    /// None failed, and none was answered wrongly.
    pub(super) fn has_no_error(&self) -> Result<()> {
        ensure!(self.failed == 0, "{} requests failed: {:?}", self.failed, self.messages);
        self.is_right()
    }

    /// Those that were redirected went where they should.
    pub(super) fn is_right(&self) -> Result<()> {
        ensure!(self.wrong == 0, "{} answers were wrong: {:?}", self.wrong, self.messages);
        ensure!(self.redirected > 0, "nobody was redirected: nothing was tested");
        Ok(())
    }
}

impl Faults<'_> {
    /// Visitors ask while `disturb` runs.
    pub(super) fn under_load(&mut self, disturb: impl FnOnce(&mut Self) -> Result<()>) -> Result<Load> {
        let working = AtomicBool::new(true);
        let (address, edits) = (self.live.address, Arc::clone(&self.edits));
        std::thread::scope(|scope| {
            let visitor = || {
                let mut load = Load::default();
                while working.load(Ordering::Relaxed) {
                    load.add(edits.ask_old(address));
                    load.add(edits.ask(address));
                }
                load
            };
            let visitors: Vec<_> = (0..VISITORS).map(|_| scope.spawn(visitor)).collect();
            let outcome = disturb(self);
            working.store(false, Ordering::Relaxed);
            let loads = visitors.into_iter().filter_map(|visitor| visitor.join().ok());
            let load = loads.fold(Load::default(), Load::sum);
            outcome.map(|()| load)
        })
    }
}
