//! PHP scripts that wait for their rounds, so that they are measured in turn with the others.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::generate::Site;

/// A running script.
#[derive(Debug)]
pub struct Php {
    process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    _files: TempDir,
}

impl Php {
    /// Loops over the patterns with `preg_match`, as the plugin Redirection does.
    ///
    /// # Errors
    /// When PHP can't be started.
    pub fn preg_loop(site: &Site, urls: &[String], jit: bool) -> Result<Php> {
        let patterns: Vec<String> = site.patterns.iter().map(|(pattern, _)| pattern.regex()).collect();
        let jit = format!("pcre.jit={}", u8::from(jit));
        Php::start("preg_loop.php", &["-d", &jit], &patterns.join("\n"), urls)
    }

    /// Looks URLs up in an array that OPcache keeps.
    ///
    /// # Errors
    /// When PHP can't be started.
    pub fn array(site: &Site, urls: &[String]) -> Result<Php> {
        let mut source = String::from("<?php return [\n");
        for (path, target) in &site.literals {
            source += &format!("'{path}' => ['{target}', 301],\n");
        }
        source += "];\n";
        Php::start("array_lookup.php", &["-d", "opcache.enable_cli=1"], &source, urls)
    }

    fn start(script: &str, options: &[&str], rules: &str, urls: &[String]) -> Result<Php> {
        let files = tempfile::tempdir()?;
        let rules = write(&files, "rules.php", rules)?;
        let urls = write(&files, "urls.txt", &urls.join("\n"))?;
        // OPcache leaves files alone that are younger than two seconds.
        let age = ["-d", "opcache.file_update_protection=0", "-d", "memory_limit=-1"];
        let mut process = Command::new("php")
            .args(age)
            .args(options)
            .args([scripts().join(script).into_os_string(), OsString::from(rules), OsString::from(urls)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("can't start php")?;
        let orders = process.stdin.take().context("php has no input")?;
        let answers = BufReader::new(process.stdout.take().context("php has no output")?);
        Ok(Php { process, orders, answers, _files: files })
    }

    /// Answers the first `count` URLs: how long it took, and how many had a rule.
    ///
    /// # Errors
    /// When PHP stopped or says something else.
    pub fn round(&mut self, count: usize) -> Result<(Duration, usize)> {
        writeln!(self.orders, "{count}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let numbers: Vec<u64> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        ensure!(numbers.len() == 2, "php said: {line}");
        Ok((Duration::from_nanos(numbers[0]), usize::try_from(numbers[1])?))
    }
}

impl Drop for Php {
    fn drop(&mut self) {
        // Nothing is lost with it; it may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether there is a PHP to compare with.
pub fn is_installed() -> bool {
    Command::new("php").arg("-v").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("php")
}

fn write(folder: &TempDir, name: &str, text: &str) -> Result<PathBuf> {
    let path = folder.path().join(name);
    std::fs::write(&path, text).with_context(|| format!("can't write {}", path.display()))?;
    Ok(path)
}
