//! An administrator lays hands on the rule file. The agent puts a good one back; until then the last good one stays in use.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use detour_format::Identity;

use super::edits::nudge;
use super::{Faults, is_whole, until};

/// Rules that make a file of more than the 256 KiB that are read into memory.
const MANY_RULES: u32 = 5000;
const READ_UP_TO_BYTES: u64 = 256 << 10;
const WORKERS: u64 = 2;

/// Does something to a rule file, which has these bytes.
type Damage = fn(&Path, &[u8]) -> std::io::Result<()>;

const REPLACED: [Damage; 4] = [
    |path, _| std::fs::remove_file(path),
    |path, _| replace(path, b""),
    |path, good| replace(path, &good[..good.len() / 2]),
    |path, good| replace(path, &garbled(good)),
];

const WRITTEN_IN_PLACE: [Damage; 4] = [
    |path, good| OpenOptions::new().write(true).open(path)?.set_len(good.len() as u64 / 2),
    |path, _| std::fs::write(path, b""),
    |path, good| std::fs::write(path, garbled(good)),
    |path, good| std::fs::write(path, [good, b"more"].concat()),
];

impl Faults<'_> {
    pub(super) fn rule_file_is_replaced(&mut self) -> Result<()> {
        for rules in [0, MANY_RULES] {
            let what = self.prepare(rules)?;
            let load = self.under_load(|faults| faults.damage(&REPLACED))?;
            self.all_are_counted(&load, &format!("{what} was replaced {} times", self.damages()))?;
            // Whoever has read or mapped a file has it whatever happens to its name.
            load.is_flawless()?;
        }
        self.fill_rules(0)
    }

    pub(super) fn rule_file_is_written_in_place(&mut self) -> Result<()> {
        for rules in [0, MANY_RULES] {
            let what = self.prepare(rules)?;
            let load = self.under_load(|faults| faults.damage(&WRITTEN_IN_PLACE))?;
            self.all_but_failed_are_counted(&load, &format!("{what} was written in place {} times", self.damages()))?;
            match rules {
                0 => load.is_flawless()?,
                _ => {
                    // Requests pass until the agent has put a good one in place. A worker that is reading the file at the
                    // very moment is killed by SIGBUS, as FORMAT.md says; no worker is killed by its next request.
                    load.is_right()?;
                    let most = u64::from(self.damages()) * WORKERS;
                    ensure!(load.failed <= most, "{} requests failed: {:?}", load.failed, load.messages);
                }
            }
        }
        self.fill_rules(0)
    }

    /// Makes the rule file small or large, and has all workers use it; says which it is.
    fn prepare(&mut self, rules: u32) -> Result<String> {
        self.fill_rules(rules)?;
        self.under_load(|_| {
            std::thread::sleep(Duration::from_millis(500));
            Ok(())
        })?;
        self.newly_counted()?;
        let length = std::fs::metadata(self.rules())?.len();
        ensure!((length > READ_UP_TO_BYTES) == (rules > 0), "{rules} more rules make a file of {length} bytes");
        Ok(format!("a rule file of {} KiB", length.div_ceil(1024)))
    }

    /// For each of the two sizes.
    fn damages(&self) -> u32 {
        self.times() / 2
    }

    // Nothing is edited meanwhile: a worker whose last good file is the one before that would be right to use it.
    fn damage(&mut self, damages: &[Damage]) -> Result<()> {
        let path = self.rules();
        for damage in damages.iter().cycle().take(self.damages() as usize) {
            let good = std::fs::read(&path)?;
            damage(&path, &good)?;
            let damaged = Identity::of(&path).ok();
            std::thread::sleep(Duration::from_millis(20));
            nudge(&self.live)?;
            until("a good rule file", || Ok(Identity::of(&path).ok() != damaged && is_whole(&path)))?;
        }
        let previous = detour_format::previous_path(&path);
        ensure!(is_whole(&previous), "{}: a damaged file was kept", previous.display());
        self.edits.save(&self.live)?;
        self.edits.until_live(self.live.address)
    }
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = path.with_extension("new");
    std::fs::write(&new, bytes)?;
    std::fs::rename(&new, path)
}

/// As long as the good one, with its header, and damaged in the middle.
fn garbled(good: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    bytes
}
