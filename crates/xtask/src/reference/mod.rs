//! Pages that are written from the code, and compared with it by tests.

mod functions;
mod rule_file;

use anyhow::Result;

/// Writes the pages; says what they have.
pub(crate) fn write() -> Result<String> {
    let (functions, tables) = (functions::write()?, rule_file::write()?);
    Ok(format!("{functions} functions, {tables} tables of the rule file"))
}
