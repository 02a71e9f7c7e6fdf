//! What the file alone doesn't say.

/// What a file alone doesn't say about its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// URL path of the folder an `.htaccess` file lies in; begins and ends with a slash.
    pub prefix: String,
    /// Host names of the site, for rules that build a target from the requested host.
    pub hosts: Vec<String>,
    /// Which column of a list is which field: (field, column's name or its number from 1).
    pub columns: Vec<(String, String)>,
}

impl Default for Options {
    fn default() -> Options {
        Options { prefix: "/".into(), hosts: Vec::new(), columns: Vec::new() }
    }
}

impl Options {
    /// The URL path of a folder, however it was written, as `prefix` has it.
    pub fn folder(path: &str) -> String {
        format!("/{}/", path.trim_matches('/')).replace("//", "/")
    }
}
