//! Where the `wp-config.php` of a WordPress lies.

use std::path::{Path, PathBuf};

use super::WpConfigError;
use crate::links::{FollowError, Followed, follow};

/// WordPress looks in its own directory, then one above, unless that is another WordPress.
pub(crate) fn find(directory: &Path) -> Result<PathBuf, WpConfigError> {
    let own = directory.join("wp-config.php");
    if own.is_file() {
        return Ok(own);
    }
    let resolved = directory.canonicalize();
    if let Some(parent) = resolved.as_deref().ok().and_then(Path::parent) {
        let above = parent.join("wp-config.php");
        if above.is_file() && !parent.join("wp-settings.php").is_file() {
            return Ok(above);
        }
    }
    let message = match resolved {
        Err(error) => {
            format!("the site's directory can't be entered: {error}; `path` must name the WordPress directory")
        }
        Ok(_) => "there is no such file, nor one in the directory above; `path` must name the directory that holds \
                  WordPress, or give the site a `dsn` and `prefix` instead"
            .to_owned(),
    };
    Err(WpConfigError { file: own, line: None, message })
}

/// Opens what [`find`] has found. All links count that lead to it, those of the directory included.
pub(crate) fn open(directory: &Path, found: &Path) -> Result<Followed, FollowError> {
    match found.parent() == Some(directory) {
        true => follow(found),
        false => follow(&directory.join("../wp-config.php")),
    }
}
