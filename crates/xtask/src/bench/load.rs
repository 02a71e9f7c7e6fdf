//! Load by wrk, and what it cost the PHP workers.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::command::stdout_of;

/// One round of load on one URL.
pub(crate) struct Round {
    pub(crate) per_second: f64,
    /// Processor time of the given workers per request, in microseconds.
    pub(crate) worker_us: f64,
}

/// Drives `url` with `connections` connections and reads the workers' clocks before and after.
pub(crate) fn round(
    url: &str,
    host: Option<&str>,
    connections: usize,
    time: Duration,
    workers: &[u32],
) -> Result<Round> {
    let before = processor_time(workers)?;
    let (requests, per_second) = drive(url, host, connections, time)?;
    let spent = processor_time(workers)? - before;
    Ok(Round { per_second, worker_us: spent / requests })
}

/// How many requests wrk makes on one URL, and how many in a second.
pub(crate) fn drive(url: &str, host: Option<&str>, connections: usize, time: Duration) -> Result<(f64, f64)> {
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", &format!("-c{connections}"), &format!("-d{}s", time.as_secs())]);
    if let Some(host) = host {
        wrk.arg("-H").arg(format!("Host: {host}"));
    }
    let output = stdout_of(wrk.arg(url))?;
    let requests = number_before(&output, " requests in").context("wrk names no number of requests")?;
    ensure!(requests > 0.0, "wrk got no answer from {url}:\n{output}");
    // wrk counts any status beyond 399 here; a redirect is none.
    ensure!(!output.contains("Non-2xx or 3xx"), "{url} answers with errors:\n{output}");
    let line = output.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    let per_second = line.and_then(|value| value.trim().parse().ok()).context("wrk names no rate")?;
    Ok((requests, per_second))
}

fn number_before(text: &str, what: &str) -> Option<f64> {
    text.split(what).next()?.split_whitespace().next_back()?.parse().ok()
}

/// Microseconds that all threads of these processes have run so far.
pub(crate) fn processor_time(pids: &[u32]) -> Result<f64> {
    let mut total = 0.0;
    for pid in pids {
        let path = format!("/proc/{pid}/task");
        let threads = std::fs::read_dir(&path).with_context(|| format!("can't read {path}; did the process end?"))?;
        for thread in threads {
            // One that has ended meanwhile has nothing to add.
            let Ok(text) = std::fs::read_to_string(thread?.path().join("schedstat")) else { continue };
            let nanoseconds: f64 =
                text.split(' ').next().unwrap_or_default().parse().with_context(|| format!("{path}: {text:?}"))?;
            total += nanoseconds / 1000.0;
        }
    }
    Ok(total)
}
