//! Rule files that can't be used: the page passes through, the last good file stays, `status()` says which it is.

use anyhow::{Context, Result, ensure};

use super::requests::{is_redirect, is_script, rule};
use super::web::Web;
use crate::http::Request;
use crate::rule_file::compile;
use crate::stack::run_dir::is_root;
use crate::test::tally::Tally;

/// One way of being unusable.
struct Broken {
    name: &'static str,
    state: &'static str,
    bytes: Option<Vec<u8>>,
    mode: u32,
}

pub(crate) fn run(web: &Web, tally: &mut Tally) {
    let broken = match all() {
        Ok(broken) => broken,
        Err(error) => return tally.fail(format!("{}: {error:#}", web.name)),
    };
    for (number, broken) in broken.iter().enumerate() {
        // The one user root reads everything; php -S runs as the user we are.
        if broken.state == "unreadable" && is_root() && !web.chooses_by_request() {
            tally.skip("php -S as root reads an unreadable file");
            continue;
        }
        let name = format!("broken-{number}");
        let what = format!("{}: {} rule file", web.name, broken.name);
        tally.record(&format!("{what}: the last good one stays"), last_good_stays(web, &name, broken));
        // A worker that has never seen a good file; php -S has one file, and has.
        if web.chooses_by_request() {
            let fresh = format!("fresh-{number}");
            tally.record(&format!("{what}: the page passes"), passes(web, &fresh, broken));
        }
    }
}

fn all() -> Result<Vec<Broken>> {
    let good = compile(&[rule(1, "/old", "/new")], 1)?;
    let half = good[..good.len() / 2].to_vec();
    let mut other_version = good.clone();
    // FORMAT.md: after the eight bytes of the signature comes the major version.
    other_version[8] = other_version[8].wrapping_add(1);
    let mut flipped = good.clone();
    flipped[1] ^= 0x40;
    let whole = |name, state, bytes, mode| Broken { name, state, bytes, mode };
    Ok(vec![
        whole("missing", "missing", None, 0),
        whole("empty", "truncated", Some(Vec::new()), 0o644),
        whole("truncated", "truncated", Some(half), 0o644),
        whole("garbage", "corrupt", Some(b"<?php // not a rule file ".repeat(64)), 0o644),
        whole("bit-flipped", "corrupt", Some(flipped), 0o644),
        whole("wrong-version", "version", Some(other_version), 0o644),
        whole("world-writable", "untrusted", Some(good.clone()), 0o666),
        whole("unreadable", "unreadable", Some(good), 0o000),
    ])
}

fn put(web: &Web, name: &str, broken: &Broken) -> Result<()> {
    match &broken.bytes {
        Some(bytes) => web.place(name, bytes, broken.mode),
        None => {
            let _ = std::fs::remove_file(web.rule_file(name));
            Ok(())
        }
    }
}

fn says(web: &Web, name: &str, state: &str) -> Result<()> {
    let status = web.status(name)?;
    ensure!(status["state"] == state, "status() says {} instead of {state:?}: {status}", status["state"]);
    let error = status["error"].as_str().unwrap_or_default();
    ensure!(state == "ok" || !error.is_empty(), "status() has no error text: {status}");
    Ok(())
}

fn passes(web: &Web, name: &str, broken: &Broken) -> Result<()> {
    put(web, name, broken)?;
    is_script(&web.ask(name, Request::get("/old"))?)?;
    says(web, name, broken.state)?;
    web.publish(name, &[rule(1, "/old", "/new")])?;
    is_redirect(&web.ask(name, Request::get("/old"))?, "/new").context("after a good file was published")?;
    says(web, name, "ok")
}

fn last_good_stays(web: &Web, name: &str, broken: &Broken) -> Result<()> {
    web.publish(name, &[rule(1, "/old", "/good")])?;
    is_redirect(&web.ask(name, Request::get("/old"))?, "/good").context("with the good file")?;
    put(web, name, broken)?;
    for _ in 0..3 {
        is_redirect(&web.ask(name, Request::get("/old"))?, "/good").context("after the good file was replaced")?;
    }
    says(web, name, broken.state)?;
    web.publish(name, &[rule(1, "/old", "/better")])?;
    is_redirect(&web.ask(name, Request::get("/old"))?, "/better").context("after the repair")?;
    says(web, name, "ok")
}
