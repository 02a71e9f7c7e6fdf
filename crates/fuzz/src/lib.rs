//! Fuzz targets. What a target does with its bytes is a plain function here, so that the fuzzer and an ordinary test
//! (`tests/replay.rs`) run the same.
#![forbid(unsafe_code)]

pub mod asked;
pub mod case;
pub mod damage;
mod generate;
mod seal;
pub mod seeds;
pub mod targets;
