//! Which rule file a request is decided by: `DETOUR_RULES` of its vhost, otherwise `detour.rules`.

use std::fmt;

use detour_serve::Source;

use crate::request::ActiveRequest;
use crate::sapi::{self, Kept};

/// The outcome of choosing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice<'a> {
    /// Neither setting names a file.
    Unset,
    /// This file.
    File(Source<'a>),
    /// The vhost names a file that it may not use; the request is not decided by another site's rules instead.
    Refused(Refused),
}

/// Why the file named by `DETOUR_RULES` is not used.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is not an absolute, plain path below `detour.rules_dir`.
    Outside,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Outside => f.write_str(
                "DETOUR_RULES names a file that does not lie in detour.rules_dir. \
                 Give an absolute path inside that directory, without . or .. in it",
            ),
        }
    }
}

impl ActiveRequest {
    /// The rule file of this request.
    pub(crate) fn choose(&self) -> Choice<'_> {
        if let Some(path) = self.named_by_vhost() {
            let within = self.rules_dir();
            if !within.is_empty() {
                return match lies_in(path, within) {
                    true => Choice::File(Source { path, within: Some(within) }),
                    false => Choice::Refused(Refused::Outside),
                };
            }
        }
        match self.rules() {
            b"" => Choice::Unset,
            path => Choice::File(Source { path, within: None }),
        }
    }

    /// Whether the vhost names a file in vain, because there is no directory it could lie in.
    pub(crate) fn vhost_is_ignored(&self) -> bool {
        self.named_by_vhost().is_some() && self.rules_dir().is_empty()
    }

    // A FastCGI parameter or Apache's SetEnv; a client's header would arrive as HTTP_DETOUR_RULES.
    fn named_by_vhost(&self) -> Option<&[u8]> {
        // FrankenPHP's `env` entries are what its getenv does know, so it is asked there, too.
        if sapi::variables() == Kept::ServerArray && sapi::way() != sapi::Way::HookEmpty {
            return None;
        }
        self.getenv(c"DETOUR_RULES").filter(|path| !path.is_empty())
    }
}

// By name only; symbolic links are looked at when the file is opened.
fn lies_in(path: &[u8], dir: &[u8]) -> bool {
    let Some(rest) = path.strip_prefix(dir).and_then(|rest| rest.strip_prefix(b"/")) else { return false };
    dir.starts_with(b"/") && rest.split(|&byte| byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
}
