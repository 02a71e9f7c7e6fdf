//! Benches of the engine beside its peers, in one process and in turn, on generated rules.
//!
//! `cargo xtask bench engine` prints the table; `benches/` has the same contenders for `criterion`.

pub mod clock;
pub mod detour;
pub mod figure;
pub mod generate;
pub mod measure;
pub mod pattern;
pub mod peers;
pub mod random;
pub mod rounds;
pub mod worker;
