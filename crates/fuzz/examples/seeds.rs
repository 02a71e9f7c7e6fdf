//! `cargo run --example seeds FOLDER`: writes the seeds of each target to a folder of its name, for the fuzzer to begin with.

use std::path::PathBuf;
use std::{env, fs};

use detour_fuzz::{seeds, targets};

fn main() {
    let folder = env::args_os().nth(1).map(PathBuf::from).expect("usage: seeds FOLDER");
    for (target, _) in targets::ALL {
        let folder = folder.join(target);
        fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for (name, bytes) in seeds::of(target) {
            let path = folder.join(name);
            fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}
