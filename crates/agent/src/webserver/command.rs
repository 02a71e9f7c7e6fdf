//! Commands of the configuration: lists of arguments, no shell.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;

/// How much of what a command says is kept, bytes.
const MOST_OUTPUT: u64 = 4096;

/// Runs a command; an empty one is nothing to do.
///
/// # Errors
/// In words with what it said, when it can't be started, fails, or takes too long and is ended.
pub(super) async fn run(arguments: &[String], timeout: Duration) -> Result<(), String> {
    let Some((program, rest)) = arguments.split_first() else { return Ok(()) };
    let shown = arguments.join(" ");
    let mut command = Command::new(program);
    command.args(rest).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| format!("{shown}: it can't be started: {error}"))?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let work = async {
        let (out, err, status) = tokio::join!(said(out), said(err), child.wait());
        (status, [out, err].concat())
    };
    match tokio::time::timeout(timeout, work).await {
        Err(_) => Err(format!("{shown}: it took longer than {} s and was ended", timeout.as_secs())),
        Ok((Err(error), _)) => Err(format!("{shown}: {error}")),
        Ok((Ok(status), _)) if status.success() => Ok(()),
        Ok((Ok(status), said)) => {
            let said = String::from_utf8_lossy(&said);
            let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            Err(format!("{shown}: {status}: {}", lines.join("; ")))
        }
    }
}

// The beginning of it; the rest is read, so that nobody waits for a full pipe.
async fn said(from: Option<impl AsyncRead + Unpin>) -> Vec<u8> {
    let mut kept = Vec::new();
    if let Some(mut from) = from {
        let _ = (&mut from).take(MOST_OUTPUT).read_to_end(&mut kept).await;
        let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn shell(text: &str, timeout: Duration) -> Result<(), String> {
        run(&["sh", "-c", text].map(String::from), timeout).await
    }

    #[tokio::test]
    async fn what_a_command_says_is_told_and_bounded() {
        let long = Duration::from_secs(60);
        assert_eq!(run(&[], long).await, Ok(()));
        assert_eq!(shell("exit 0", long).await, Ok(()));
        let error = shell("echo one; echo two >&2; exit 3", long).await.unwrap_err();
        assert!(error.contains("3: one; two"), "{error}");
        let error = shell("head -c 3000000 /dev/zero | tr '\\0' x; exit 1", long).await.unwrap_err();
        assert!(error.len() < 5000, "{}", error.len());
        let error = shell("sleep 60", Duration::from_millis(20)).await.unwrap_err();
        assert!(error.contains("was ended"), "{error}");
        let error = run(&["/nowhere/nginx".to_owned()], long).await.unwrap_err();
        assert!(error.contains("can't be started"), "{error}");
    }
}
