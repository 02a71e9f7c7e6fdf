//! A compiled pattern in PCRE2's hands.

use std::ptr::{self, NonNull};

use libc::c_void;
use pcre2_sys::{
    PCRE2_INFO_ALLOPTIONS, PCRE2_INFO_CAPTURECOUNT, PCRE2_INFO_JITSIZE, PCRE2_INFO_SIZE, PCRE2_JIT_COMPLETE, PCRE2_UTF,
    pcre2_code_8, pcre2_code_free_8, pcre2_compile_8, pcre2_get_error_message_8, pcre2_jit_compile_8,
    pcre2_pattern_info_8,
};

use crate::written::Written;

/// Why PHP rejects a pattern, so that it never matches.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// There is nothing.
    #[error("the pattern is empty")]
    Empty,
    /// It begins with a letter, a digit, a backslash or NUL.
    #[error("the pattern must begin with a delimiter")]
    Delimiter,
    /// The closing delimiter is missing, or hidden by a backslash.
    #[error("the closing delimiter of the pattern is missing; a backslash at its end hides it")]
    Unclosed,
    /// What follows the closing delimiter is no modifier. A delimiter inside the pattern that is not hidden ends it.
    #[error("the pattern ends early, at a delimiter that no backslash hides: `{}` follows", char::from(*.0))]
    Modifier(u8),
    /// PCRE2 can't compile it.
    #[error("{message} at offset {offset}")]
    Syntax {
        /// In PCRE2's words.
        message: String,
        /// Bytes into the pattern.
        offset: usize,
    },
}

pub(crate) struct Code {
    code: NonNull<pcre2_code_8>,
    /// Whether it reads the subject as UTF-8: by the modifier `u` or because the pattern begins with `(*UTF)`.
    pub(crate) is_utf: bool,
    /// Groups besides the whole match.
    pub(crate) groups: usize,
}

// SAFETY: PCRE2 only reads compiled code while matching ("Multithreading" in pcre2api), and this type changes it in `drop` only.
#[allow(unsafe_code)]
unsafe impl Send for Code {}
// SAFETY: see `Send`.
#[allow(unsafe_code)]
unsafe impl Sync for Code {}

impl Code {
    pub(crate) fn compile(written: &Written<'_>) -> Result<Code, BadPattern> {
        let (mut error, mut offset) = (0, 0);
        // SAFETY: pattern and length belong together, the out-parameters live on the stack, and no context means default options.
        #[allow(unsafe_code)]
        let code = unsafe {
            pcre2_compile_8(
                written.pattern.as_ptr(),
                written.pattern.len(),
                written.options,
                &mut error,
                &mut offset,
                ptr::null_mut(),
            )
        };
        let Some(code) = NonNull::new(code) else { return Err(BadPattern::Syntax { message: message(error), offset }) };
        // SAFETY: the code was just compiled and is nobody else's yet. Where JIT is not to be had, PCRE2 interprets.
        #[allow(unsafe_code)]
        unsafe {
            pcre2_jit_compile_8(code.as_ptr(), PCRE2_JIT_COMPLETE);
        }
        let mut code = Code { code, is_utf: false, groups: 0 };
        code.is_utf = code.info(PCRE2_INFO_ALLOPTIONS) & PCRE2_UTF != 0;
        code.groups = code.info(PCRE2_INFO_CAPTURECOUNT) as usize;
        Ok(code)
    }

    pub(crate) fn as_ptr(&self) -> *const pcre2_code_8 {
        self.code.as_ptr()
    }

    /// What it takes in memory, JIT code included, bytes.
    pub(crate) fn bytes(&self) -> usize {
        [PCRE2_INFO_SIZE, PCRE2_INFO_JITSIZE].into_iter().map(|what| self.size(what)).sum()
    }

    fn size(&self, what: u32) -> usize {
        let mut value = 0_usize;
        // SAFETY: both facts asked for are documented to be a size_t.
        #[allow(unsafe_code)]
        unsafe {
            pcre2_pattern_info_8(self.as_ptr(), what, (&raw mut value).cast::<c_void>());
        }
        value
    }

    fn info(&self, what: u32) -> u32 {
        let mut value = 0_u32;
        // SAFETY: both facts asked for are documented to be a u32.
        #[allow(unsafe_code)]
        unsafe {
            pcre2_pattern_info_8(self.as_ptr(), what, (&raw mut value).cast::<c_void>());
        }
        value
    }
}

impl Drop for Code {
    fn drop(&mut self) {
        // SAFETY: made by `pcre2_compile_8`, freed once.
        #[allow(unsafe_code)]
        unsafe {
            pcre2_code_free_8(self.code.as_ptr());
        }
    }
}

fn message(error: i32) -> String {
    let mut buffer = [0_u8; 256];
    // SAFETY: buffer and length belong together.
    #[allow(unsafe_code)]
    let length = unsafe { pcre2_get_error_message_8(error, buffer.as_mut_ptr(), buffer.len()) };
    let length = usize::try_from(length).unwrap_or(0).min(buffer.len());
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}
