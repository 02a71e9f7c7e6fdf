//! `detour explain --requests`: one JSON object in, one out.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::net::IpAddr;
use std::path::Path;

use anyhow::Context;
use detour_rules::{Decision, Facts, Origin, Request, RequestScheme, RuleName};
use serde::{Deserialize, Serialize};

use super::rule_source::RuleSource;
use crate::exit::Outcome;

/// Longest line of requests, bytes.
const MAX_LINE_BYTES: u64 = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    url: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    remote_addr: Option<IpAddr>,
}

fn get() -> String {
    "GET".into()
}

/// One line of output. A field that doesn't apply is null; `origin` is there only for rules of another plugin.
#[derive(Serialize)]
struct Answered<'a> {
    status: Option<u16>,
    location: Option<String>,
    rule: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
    decision: &'a str,
}

#[derive(Serialize)]
struct Failed {
    line: u64,
    error: String,
}

/// Answers each request of a file; `host` and `scheme` are for those whose URL is only a path.
pub(super) fn answer(
    path: &Path,
    rules: &mut RuleSource,
    host: &str,
    scheme: RequestScheme,
) -> anyhow::Result<Outcome> {
    let input: Box<dyn Read> = match path == Path::new("-") {
        true => Box::new(std::io::stdin().lock()),
        false => {
            let file = std::fs::File::open(path);
            Box::new(file.with_context(|| format!("{}: can't be read; give the path of a file, or -", path.display()))?)
        }
    };
    let mut input = BufReader::new(input);
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut outcome = Outcome::Fine;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if (&mut input).take(MAX_LINE_BYTES + 1).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let is_cut = line.len() as u64 > MAX_LINE_BYTES && !line.ends_with(b"\n");
        if line.trim_ascii().is_empty() && !is_cut {
            continue;
        }
        let asked = match is_cut {
            true => {
                input.skip_until(b'\n')?;
                Err(format!("The line is longer than {MAX_LINE_BYTES} bytes"))
            }
            false => serde_json::from_slice::<Asked>(&line).map_err(|error| format!("This is no request: {error}")),
        };
        match asked {
            Ok(asked) => serde_json::to_writer(&mut out, &answered(&asked, rules, host, scheme)?)?,
            Err(error) => {
                outcome = Outcome::Findings;
                serde_json::to_writer(&mut out, &Failed { line: number, error })?;
            }
        }
        out.write_all(b"\n")?;
        // Whoever asks line by line waits for each answer.
        if input.buffer().is_empty() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(outcome)
}

fn answered(
    asked: &Asked,
    rules: &mut RuleSource,
    host: &str,
    scheme: RequestScheme,
) -> anyhow::Result<Answered<'static>> {
    let named = asked.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
    let host = named.map_or(host, |(_, value)| value.as_str());
    let request = Request::for_url(&asked.method, host, scheme, &asked.url);
    let mut headers = asked.headers.clone();
    if named.is_none() && !request.host.is_empty() {
        headers.insert("Host".into(), String::from_utf8_lossy(request.host).into_owned());
    }
    let facts = Facts { headers, client_ip: asked.remote_addr, ..Facts::default() };
    let decision = rules.decide(&Request { context: &facts, ..request })?;
    let (status, location) = match &decision {
        Decision::Redirect { code, location, .. } => {
            (Some(*code), Some(String::from_utf8_lossy(location).into_owned()))
        }
        Decision::Respond { code, .. } => (Some(*code), None),
        Decision::Pass(_) | Decision::Rewrite { .. } | Decision::Defer { .. } => (None, None),
    };
    let name = decision.rule().map(RuleName::from);
    let origin = name.map(|name| name.origin).filter(|origin| *origin != Origin::Native);
    Ok(Answered { status, location, rule: name.map(|name| name.rule), origin, decision: decision.word() })
}
