//! Damage to a rule file, told so that it hits the same place when files are laid out differently.

use serde::{Deserialize, Serialize};

use crate::seal::section;

/// Bytes written over others.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Damage {
    /// Kind of the section, as in `FORMAT.md`; 0 = the file.
    pub section: u32,
    /// Where in it. Counted round and round, so that there always is such a place.
    pub at: usize,
    /// What is written there.
    pub put: Vec<u8>,
}

impl Damage {
    /// Does the damage to a file that was whole before the first.
    pub(crate) fn hit(&self, file: &mut [u8]) {
        let range = if self.section == 0 { 0..file.len() } else { section(file, self.section) };
        let Some(hit) = file.get_mut(range).filter(|hit| !hit.is_empty()) else { return };
        let at = self.at % hit.len();
        for (byte, put) in hit[at..].iter_mut().zip(&self.put) {
            *byte = *put;
        }
    }
}
