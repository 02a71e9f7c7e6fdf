//! Running a program to its end, with errors that show what it said.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

/// Runs a program quietly; an error carries the command and the end of its output.
pub(crate) fn run(command: &mut Command) -> Result<Output> {
    let shown = shown(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("can't run: {shown}"))?;
    if !output.status.success() {
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text += &String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = text.lines().collect();
        let end = lines[lines.len().saturating_sub(30)..].join("\n  ");
        bail!("failed ({}): {shown}\n  {end}", output.status);
    }
    Ok(output)
}

/// Runs a program and returns what it wrote to standard output, trimmed.
pub(crate) fn stdout_of(command: &mut Command) -> Result<String> {
    Ok(String::from_utf8_lossy(&run(command)?.stdout).trim().to_owned())
}

/// Runs a program that shows its own progress; an error carries the command.
pub(crate) fn run_visibly(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("can't run: {shown}"))?;
    if !status.success() {
        bail!("failed ({status}): {shown}");
    }
    Ok(())
}

/// Where the program of this name is, if it can be started by name.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Servers are where an ordinary user's path doesn't look.
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// Whether a program of this name can be started by name.
pub(crate) fn is_on_path(program: &str) -> bool {
    find(program).is_some()
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text += " ";
        text += &argument.to_string_lossy();
    }
    text
}
