//! Zip archives that are the same for the same content.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Writes files, each under the name it has in the archive, in the order of these names.
pub(crate) fn zip(into: &Path, mut files: Vec<(String, Vec<u8>)>) -> Result<()> {
    files.sort();
    let file = File::create(into).with_context(|| format!("can't write {}", into.display()))?;
    let mut archive = ZipWriter::new(file);
    // Neither time nor permissions of the machine that packs.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, content) in files {
        archive.start_file(name, options)?;
        archive.write_all(&content)?;
    }
    archive.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_make_the_same_archive() {
        let folder = tempfile::tempdir().unwrap();
        let files = [("b".to_owned(), b"2".to_vec()), ("a".to_owned(), b"1".to_vec())];
        let (one, other) = (folder.path().join("one.zip"), folder.path().join("other.zip"));
        zip(&one, files.to_vec()).unwrap();
        zip(&other, files.into_iter().rev().collect()).unwrap();
        assert_eq!(std::fs::read(one).unwrap(), std::fs::read(other).unwrap());
    }
}
