//! Pages of WordPress itself.

use detour_rules::Request;

use crate::subject::Subject;

/// Whether a request is for a page of WordPress itself, which only an exact rule may take (DESIGN §3).
pub fn is_protected(request: &Request<'_>) -> bool {
    Subject::new(request).is_some_and(|subject| subject.is_protected())
}
