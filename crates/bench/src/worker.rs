//! What a worker process does, in a process of its own: start, and serve requests.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Subcommand;

use crate::clock;
use crate::detour::Detour;
use crate::peers::redirectionio::{Cache, RedirectionIo};

/// The work of such a process. It writes one number.
#[derive(Debug, Subcommand)]
pub enum Worker {
    /// Nanoseconds until a rule file is open and has answered the URLs
    Ready {
        /// The rule file
        file: PathBuf,
        /// The URLs
        urls: Vec<String>,
    },
    /// Private bytes that a rule file and requests bring
    Memory {
        /// The rule file
        file: PathBuf,
        /// A file of URLs, one a line
        urls: PathBuf,
    },
    /// Private bytes that the redirectionio crate and requests bring
    PeerMemory {
        /// A file of its rules, one a line
        rules: PathBuf,
        /// A file of URLs, one a line
        urls: PathBuf,
    },
}

impl Worker {
    /// Does it.
    ///
    /// # Errors
    /// When a file can't be read.
    pub fn run(&self) -> Result<f64> {
        match self {
            Worker::Ready { file, urls } => ready(file, urls),
            Worker::Memory { file, urls } => {
                let before = private_bytes()?;
                let mut detour = Detour::load(file)?;
                for url in lines(urls)? {
                    std::hint::black_box(detour.decide(&url));
                }
                Ok(private_bytes()? - before)
            }
            Worker::PeerMemory { rules, urls } => {
                let before = private_bytes()?;
                let router = RedirectionIo::new(lines(rules)?, Cache::Everything);
                for url in lines(urls)? {
                    std::hint::black_box(router.full(&url));
                }
                Ok(private_bytes()? - before)
            }
        }
    }

    /// Does it in a new process.
    ///
    /// # Errors
    /// When that can't be started or fails.
    pub fn spawn(arguments: &[&str]) -> Result<f64> {
        let mut command = Command::new(std::env::current_exe()?);
        let output = command.arg("worker").args(arguments).output().context("can't start a worker")?;
        ensure!(output.status.success(), "a worker failed: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().parse()?)
    }
}

fn ready(file: &Path, urls: &[String]) -> Result<f64> {
    let mut opened = Ok(());
    let time = clock::nanoseconds(|| match Detour::load(file) {
        Ok(mut detour) => {
            for url in urls {
                std::hint::black_box(detour.decide(url));
            }
            // Taking everything down again is not part of it.
            std::mem::forget(detour);
        }
        Err(error) => opened = Err(error),
    });
    opened.map(|()| time)
}

/// Memory of this process that no other one shares.
fn private_bytes() -> Result<f64> {
    let rollup = std::fs::read_to_string("/proc/self/smaps_rollup").context("the kernel tells no private memory")?;
    let kilobytes = rollup.lines().filter(|line| line.starts_with("Private_")).filter_map(|line| {
        let number = line.split_whitespace().nth(1)?;
        number.parse::<f64>().ok()
    });
    Ok(kilobytes.sum::<f64>() * 1024.0)
}

fn lines(file: &Path) -> Result<impl Iterator<Item = String>> {
    let file = std::fs::File::open(file).with_context(|| format!("can't read {}", file.display()))?;
    Ok(BufReader::new(file).lines().map_while(Result::ok))
}
