//! Imported rules into a site's database.

use detour_exchange::Counted;
use serde_json::{Map, Value};

use super::progress::Progress;
use crate::database::Connection;
use crate::import::{into_database, touch_nudge};
use crate::site::Access;

/// Adds rules, with the sections of the settings that they depend on, and says what became of them on standard error.
pub(super) async fn save(
    connection: &mut Connection,
    access: &Access,
    rules: &[Counted],
    sections: &Map<String, Value>,
    progress: &Progress,
) -> anyhow::Result<()> {
    let told = |done, of| progress.saved(done, of);
    let imported = into_database(connection, &access.prefix, rules, sections, told).await?;
    eprintln!(
        "{} rules added to {}, {} were there already; revision {}",
        imported.added, access.credentials, imported.already_there, imported.revision
    );
    if imported.added > 0 {
        eprintln!("detour import --undo {} takes them back", imported.revision);
        wake(access, imported.revision);
    }
    Ok(())
}

/// Tells the agent of a revision. It polls as well, so this may fail.
pub(super) fn wake(access: &Access, revision: u64) {
    if let Some(nudge) = &access.nudge
        && let Err(error) = touch_nudge(nudge, revision)
    {
        eprintln!(
            "the nudge file {} could not be touched: {error}; the agent will notice at its next poll",
            nudge.display()
        );
    }
}
