//! `log_format = "journald"`, with a socket in the place of systemd's that only the agent sees.

use std::collections::BTreeMap;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::shutdown;
use crate::stack::run_dir::RunDir;
use crate::workspace::Built;

pub(super) fn run(built: &Built) -> Result<()> {
    let run_dir = RunDir::new()?;
    let rules = run_dir.folder("rules")?.join("shop.detour");
    let config = format!(
        "log_format = \"journald\"\n[[site]]\ndsn = \"mysql://u:s3cret@localhost/d?socket=/nowhere\"\nrules = {:?}\n",
        rules.display().to_string()
    );
    let config = run_dir.write("agent.toml", config)?;
    let without = start(built, &run_dir.folder("empty")?, &config)?.wait_with_output()?;
    let said = String::from_utf8_lossy(&without.stderr).into_owned();
    ensure!(!without.status.success() && said.contains("the journal does not answer"), "without a journal: {said}");

    run_dir.folder("run/systemd/journal")?;
    let journal = UnixDatagram::bind(run_dir.join("run/systemd/journal/socket"))?;
    journal.set_read_timeout(Some(Duration::from_secs(20)))?;
    let agent = start(built, &run_dir.join("run"), &config)?;
    let heard = entry(&journal, "trying again");
    shutdown::end(agent.id());
    agent.wait_with_output()?;
    let heard = heard?;
    for (name, value) in [("PRIORITY", "3"), ("SYSLOG_IDENTIFIER", "detour"), ("DETOUR_SITE", "shop")] {
        ensure!(heard.get(name).is_some_and(|found| found == value), "{name} is not {value}: {heard:?}");
    }
    ensure!(!heard.values().any(|value| value.contains("s3cret")), "a password is in the journal: {heard:?}");
    Ok(())
}

/// An agent to which this folder is `/run`.
fn start(built: &Built, run: &Path, config: &Path) -> Result<std::process::Child> {
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", "mount --bind \"$1\" /run && exec \"$2\" agent --config \"$3\"", "sh"]);
    command.arg(run).arg(&built.command).arg(config).stderr(Stdio::piped()).spawn().context("unshare")
}

/// The fields of the first entry with this in its message.
fn entry(journal: &UnixDatagram, part: &str) -> Result<BTreeMap<String, String>> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let length = journal.recv(&mut buffer).with_context(|| format!("no entry says {part:?}"))?;
        let fields = fields(&buffer[..length]).context("an entry is not in the journal's format")?;
        if fields.get("MESSAGE").is_some_and(|message| message.contains(part)) {
            return Ok(fields);
        }
    }
}

// systemd's native protocol: NAME=value, or NAME, a newline, eight bytes with the length and so many of the value.
fn fields(mut entry: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut fields = BTreeMap::new();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    while !entry.is_empty() {
        let end = entry.iter().position(|&byte| byte == b'\n')?;
        let (line, rest) = (&entry[..end], &entry[end + 1..]);
        let (name, value, rest) = match line.iter().position(|&byte| byte == b'=') {
            Some(equals) => (&line[..equals], &line[equals + 1..], rest),
            None => {
                let (length, rest) = rest.split_first_chunk()?;
                let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
                (line, rest.get(..length)?, rest.get(length + 1..)?)
            }
        };
        fields.insert(text(name), text(value));
        entry = rest;
    }
    Some(fields)
}
