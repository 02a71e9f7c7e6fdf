//! Matching within PHP's limits. Like PHP, one JIT stack and one block for results serve all patterns of a thread.

use std::ptr;

use pcre2_sys::{
    PCRE2_ANCHORED, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_JIT_STACKLIMIT, PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_NOMATCH,
    PCRE2_NO_UTF_CHECK, PCRE2_NOTEMPTY_ATSTART, pcre2_get_ovector_count_8, pcre2_get_ovector_pointer_8,
    pcre2_jit_stack_8, pcre2_jit_stack_assign_8, pcre2_jit_stack_create_8, pcre2_jit_stack_free_8, pcre2_match_8,
    pcre2_match_context_8, pcre2_match_context_create_8, pcre2_match_context_free_8, pcre2_match_data_8,
    pcre2_match_data_create_8, pcre2_match_data_free_8, pcre2_set_depth_limit_8, pcre2_set_heap_limit_8,
    pcre2_set_match_limit_8,
};
use smallvec::SmallVec;

use crate::code::Code;

/// PHP's default of `pcre.backtrack_limit`.
const MATCH_LIMIT: u32 = 1_000_000;
/// PHP's default of `pcre.recursion_limit`.
const DEPTH_LIMIT: u32 = 100_000;
/// KiB that matching without JIT may take. PHP sets none; no pattern of use comes near it.
const HEAP_LIMIT: u32 = 65_536;
/// PHP's bounds of its JIT stack, bytes.
const JIT_STACK: (usize, usize) = (32 * 1024, 192 * 1024);
/// Groups, the whole match included, that the block kept for all patterns has room for, as in PHP.
const KEPT_GROUPS: u32 = 32;

/// How a match is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// From the given place on.
    From,
    /// At the given place only, and not an empty one: what PHP tries after an empty match.
    AtNotEmpty,
}

/// Why matching was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// More than 1,000,000 steps (`pcre.backtrack_limit`).
    #[error("the pattern takes more than 1,000,000 steps on this URL")]
    Backtracking,
    /// Nested too deeply (`pcre.recursion_limit`).
    #[error("the pattern nests more than 100,000 deep on this URL")]
    Recursion,
    /// More than 192 KiB of stack.
    #[error("the pattern takes more stack than PHP gives it on this URL")]
    Stack,
    /// The result of replacing grows without measure.
    #[error("the replaced URL is longer than 1 MiB")]
    TooLong,
    /// Anything else, as PCRE2 numbers it; −3 to −22 and −36 say that a UTF pattern met bytes that are no UTF-8.
    #[error("PCRE2 gives up with error {0}")]
    Other(i32),
}

/// Where the whole match and its groups are: begin and end in the subject. A group that took no part has none.
/// Groups after the last one that took part are left out.
pub type Groups = SmallVec<[Option<(usize, usize)>; 8]>;

/// The first match of a code.
pub(crate) fn find(code: &Code, subject: &[u8], start: usize, attempt: Try) -> Result<Option<Groups>, Failure> {
    if start > subject.len() {
        return Ok(None);
    }
    thread_local!(static MACHINE: Machine = Machine::new());
    MACHINE.with(|machine| {
        if code.groups < KEPT_GROUPS as usize {
            return machine.run(code, subject, start, attempt, &machine.kept);
        }
        machine.run(code, subject, start, attempt, &Results::new(u32::try_from(code.groups + 1).unwrap_or(u32::MAX)))
    })
}

struct Machine {
    context: *mut pcre2_match_context_8,
    stack: *mut pcre2_jit_stack_8,
    kept: Results,
}

impl Machine {
    fn new() -> Machine {
        // SAFETY: null asks for the default allocator. A null stack, when there is no memory, makes PCRE2 use 32 KiB of
        // the thread's own; with a null context there would be no limits, so there must be one.
        #[allow(unsafe_code)]
        let (context, stack) = unsafe {
            let context = pcre2_match_context_create_8(ptr::null_mut());
            assert!(!context.is_null(), "no memory for PCRE2");
            pcre2_set_match_limit_8(context, MATCH_LIMIT);
            pcre2_set_depth_limit_8(context, DEPTH_LIMIT);
            pcre2_set_heap_limit_8(context, HEAP_LIMIT);
            let stack = pcre2_jit_stack_create_8(JIT_STACK.0, JIT_STACK.1, ptr::null_mut());
            pcre2_jit_stack_assign_8(context, None, stack.cast());
            (context, stack)
        };
        Machine { context, stack, kept: Results::new(KEPT_GROUPS) }
    }

    // PHP leaves the UTF check out for all patterns without the modifier `u`. For one that begins with `(*UTF)` that is
    // undefined on a subject that is no UTF-8; here such a subject is an error.
    fn run(
        &self,
        code: &Code,
        subject: &[u8],
        start: usize,
        attempt: Try,
        results: &Results,
    ) -> Result<Option<Groups>, Failure> {
        let mut options = if code.is_utf { 0 } else { PCRE2_NO_UTF_CHECK };
        if attempt == Try::AtNotEmpty {
            options |= PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED;
        }
        // An empty slice may have a dangling pointer, and old versions of PCRE2 read through it.
        let bytes = if subject.is_empty() { &[0][..] } else { subject };
        // SAFETY: code, context and results are there and used by this thread only; subject and length belong together,
        // and `start` is within it (`find`). The UTF check is left out only where the pattern doesn't read UTF.
        #[allow(unsafe_code)]
        let outcome = unsafe {
            pcre2_match_8(code.as_ptr(), bytes.as_ptr(), subject.len(), start, options, results.0, self.context)
        };
        match outcome {
            PCRE2_ERROR_NOMATCH => Ok(None),
            PCRE2_ERROR_MATCHLIMIT => Err(Failure::Backtracking),
            PCRE2_ERROR_DEPTHLIMIT => Err(Failure::Recursion),
            PCRE2_ERROR_JIT_STACKLIMIT => Err(Failure::Stack),
            count => match usize::try_from(count) {
                Ok(count) => Ok(Some(results.groups(count, subject.len()))),
                Err(_) => Err(Failure::Other(count)),
            },
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // SAFETY: made by the calls that belong to these, freed once; null is allowed.
        #[allow(unsafe_code)]
        unsafe {
            pcre2_jit_stack_free_8(self.stack);
            pcre2_match_context_free_8(self.context);
        }
    }
}

/// PCRE2's block for the places of groups.
struct Results(*mut pcre2_match_data_8);

impl Results {
    fn new(groups: u32) -> Results {
        // SAFETY: null asks for the default allocator.
        #[allow(unsafe_code)]
        let data = unsafe { pcre2_match_data_create_8(groups, ptr::null_mut()) };
        assert!(!data.is_null(), "no memory for PCRE2");
        Results(data)
    }

    fn groups(&self, count: usize, longest: usize) -> Groups {
        // SAFETY: the block holds as many pairs as it says, and all are written: those of groups that took no part as well.
        #[allow(unsafe_code)]
        let places = unsafe {
            let pairs = pcre2_get_ovector_count_8(self.0) as usize;
            std::slice::from_raw_parts(pcre2_get_ovector_pointer_8(self.0), 2 * pairs)
        };
        let pairs = places.as_chunks::<2>().0;
        pairs.iter().take(count).map(|&[from, to]| (from <= longest && to <= longest).then_some((from, to))).collect()
    }
}

impl Drop for Results {
    fn drop(&mut self) {
        // SAFETY: made by `pcre2_match_data_create_8`, freed once.
        #[allow(unsafe_code)]
        unsafe {
            pcre2_match_data_free_8(self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pattern;

    fn find(written: &str, subject: &[u8], start: usize, attempt: Try) -> Result<Option<Groups>, Failure> {
        Pattern::new(written.as_bytes()).unwrap().find(subject, start, attempt)
    }

    #[test]
    fn groups_that_took_no_part_have_no_place() {
        let found = find("/(a)|(b)(c)?/", b"xb", 0, Try::From).unwrap().unwrap();
        assert_eq!(found.to_vec(), [Some((1, 2)), None, Some((1, 2))]);
        let many = format!("/{}/", "(a)?".repeat(40));
        assert_eq!(find(&many, b"aaa", 1, Try::From).unwrap().unwrap().len(), 3);
    }

    #[test]
    fn after_an_empty_match() {
        assert_eq!(find("/a*?/", b"aa", 0, Try::From).unwrap().unwrap().to_vec(), [Some((0, 0))]);
        assert_eq!(find("/a*?/", b"aa", 0, Try::AtNotEmpty).unwrap().unwrap().to_vec(), [Some((0, 1))]);
        assert_eq!(find("/a/", b"ba", 0, Try::AtNotEmpty), Ok(None));
        assert_eq!(find("/a/", b"", 1, Try::From), Ok(None));
    }

    #[test]
    fn limits_hold_whatever_the_pattern_says() {
        let subject = [b'a'; 40];
        for verb in ["", "(*LIMIT_MATCH=4000000000)", "(*NO_JIT)", "(*NO_JIT)(*LIMIT_MATCH=4000000000)"] {
            assert_eq!(
                find(&format!("/{verb}^(a+)+$/"), &[&subject[..], b"b"].concat(), 0, Try::From),
                Err(Failure::Backtracking),
                "{verb}"
            );
        }
        assert_eq!(find("/(*LIMIT_MATCH=2)^(a+)+$/", b"aab", 0, Try::From), Err(Failure::Backtracking));
    }

    #[test]
    fn bytes_that_are_no_utf_8_never_meet_a_utf_pattern() {
        assert!(matches!(find("/(*UTF).a/", b"\xe9a", 0, Try::From), Err(Failure::Other(_))));
        assert!(matches!(find("/.a/u", b"\xe9a", 0, Try::From), Err(Failure::Other(_))));
        assert!(find("/.a/", b"\xe9a", 0, Try::From).unwrap().is_some());
    }

    #[test]
    fn bad_patterns() {
        assert!(Pattern::new(b"/\\y/").is_err());
        assert_eq!(Pattern::new(b"/a(/").err().unwrap().to_string(), "missing closing parenthesis at offset 2");
    }
}
