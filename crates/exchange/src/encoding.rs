//! Files in encodings that no reader takes.

use crate::Import;
use crate::wordpress::nothing;

/// The import of a file in UTF-16, which fails as a whole instead of row by row; `None` for all others.
pub fn refused(file: &[u8]) -> Option<Import> {
    let is_utf16 = file.starts_with(b"\xff\xfe") || file.starts_with(b"\xfe\xff");
    is_utf16.then(|| nothing("The file is in UTF-16".into(), "Save it in UTF-8"))
}
