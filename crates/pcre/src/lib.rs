//! PCRE2 the way PHP 8.2 runs it (ext/pcre): the same options, limits and JIT stack.
//!
//! A [`Pattern`] is made from what a PHP program would hand to `preg_match`, delimiters and modifiers included, and finds
//! the first match from a place on.

mod code;
mod machine;
mod pattern;
mod written;

pub use code::BadPattern;
pub use machine::{Failure, Groups, Try};
pub use pattern::Pattern;
