//! What Detour is compared with.

pub mod pcre;
pub mod php;
pub mod redirectionio;
