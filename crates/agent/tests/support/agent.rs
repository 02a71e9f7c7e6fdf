//! A running `detour agent`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::{command, eventually};

pub(crate) struct Agent {
    process: Child,
    log: Arc<Mutex<String>>,
}

impl Agent {
    pub(crate) fn start(config: &Path) -> Self {
        Self::start_with(config, &[])
    }

    /// As [`Agent::start`], with variables in its environment.
    pub(crate) fn start_with(config: &Path, environment: &[(&str, &str)]) -> Self {
        let mut process = command()
            .envs(environment.iter().copied())
            .arg("agent")
            .arg("--config")
            .arg(config)
            .args(["--log", "debug"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the agent starts");
        let stderr = process.stderr.take().expect("its stderr");
        let log = Arc::new(Mutex::new(String::new()));
        let shared = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut log = shared.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(&line);
                log.push('\n');
            }
        });
        Agent { process, log }
    }

    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn logs(&self, part: &str) {
        eventually(&format!("{part:?} in the log:\n{}", self.log()), || self.log().contains(part).then_some(()));
    }

    /// How often `part` is in the log.
    pub(crate) fn count(&self, part: &str) -> usize {
        self.log().matches(part).count()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.process), signal).expect("the agent runs");
    }

    /// Ends the agent as systemd does; answers its exit code.
    pub(crate) fn terminate(mut self) -> i32 {
        self.signal(Signal::TERM);
        let started = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("the agent's status") {
                return status.code().unwrap_or(-1);
            }
            assert!(started.elapsed() < Duration::from_secs(20), "the agent does not stop:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("log of the agent:\n{}", self.log());
        }
    }
}
