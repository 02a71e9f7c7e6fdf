//! What workers may do to the spool that they write to.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use anyhow::Result;
use detour_spool::HEADER_BYTES;

use super::Faults;

impl Faults<'_> {
    pub(super) fn garbage_in_the_spool(&mut self) -> Result<()> {
        let pieces = self.times();
        let spool = self.spool();
        let load = self.under_load(|_| {
            for piece in 0..pieces {
                std::thread::sleep(Duration::from_millis(10));
                let garbage: Vec<u8> = (0..4000_u32)
                    .map(|byte| (byte.wrapping_mul(piece + 3).wrapping_mul(2_654_435_761) >> 24) as u8)
                    .collect();
                OpenOptions::new().append(true).open(&spool)?.write_all(&garbage)?;
                if piece % 4 == 0 {
                    OpenOptions::new().write(true).open(&spool)?.write_all_at(&garbage[..HEADER_BYTES], 0)?;
                }
            }
            Ok(())
        })?;
        load.is_flawless()?;
        self.all_are_counted(
            &load,
            &format!("{pieces} times 4000 bytes of garbage were in the spool, and over its first line"),
        )
    }
}
