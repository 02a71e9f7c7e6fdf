//! Numbered steps with the seconds each took.

use std::time::{Duration, Instant};

use anyhow::Result;

/// Counts and times the steps of one command.
pub(crate) struct Progress {
    total: usize,
    done: usize,
    started: Instant,
}

impl Progress {
    pub(crate) fn new(total: usize) -> Self {
        Self { total, done: 0, started: Instant::now() }
    }

    /// Runs one step: its title before, a remark and the seconds after.
    pub(crate) fn step<T>(&mut self, title: &str, work: impl FnOnce(&mut String) -> Result<T>) -> Result<T> {
        self.done += 1;
        println!("[{}/{}] {title} …", self.done, self.total);
        let started = Instant::now();
        let mut remark = String::new();
        let result = work(&mut remark)?;
        let separator = if remark.is_empty() { "" } else { "  " };
        println!("      {:.1} s{separator}{remark}", started.elapsed().as_secs_f64());
        Ok(result)
    }

    /// Time since the first step.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}
