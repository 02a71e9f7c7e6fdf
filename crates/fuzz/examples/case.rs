//! `cargo run --example case TARGET FILE`: prints the rules and requests that a target reads from bytes, as JSON.

use std::{env, fs};

use detour_fuzz::targets;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [target, path] = &arguments[..] else { panic!("usage: case TARGET FILE") };
    let data = fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    match targets::case(target, &data) {
        Some(case) => println!("{case}"),
        None => panic!("{path}: the target {target} reads no rules and requests from this"),
    }
}
