//! Loader of the behaviour suite: `tests/suite/*.toml`, described in `tests/suite/README.md`.
//!
//! Each implementation (engine, reference, extension, servers) runs the same cases through its own runner.

use std::fs;
use std::path::{Path, PathBuf};

use detour_rules::{Decision, Problem, Request, RequestScheme, Rule};
use serde::Deserialize;

/// One case: rules, one request, and what must come of it.
#[derive(Debug, Clone)]
pub struct Case {
    /// `file/name`, unique.
    pub id: String,
    /// Rules with ids 1, 2, … where the case gives none.
    pub rules: Vec<Rule>,
    /// HTTP method.
    pub method: String,
    /// Scheme of the visitor's connection.
    pub scheme: RequestScheme,
    /// `Host` header.
    pub host: String,
    /// Request target as sent.
    pub url: String,
    /// What must come of it.
    pub expect: Expect,
}

/// What must come of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// A redirect.
    Redirect {
        /// Value of `Location`.
        location: String,
        /// Status code.
        code: u16,
    },
    /// A bare status.
    Respond {
        /// Status code.
        code: u16,
    },
    /// PHP goes on, for this reason (see `detour_rules::Pass::word`).
    Pass {
        /// The reason's word.
        reason: String,
    },
    /// The rules are refused with a problem of this field.
    Invalid {
        /// Path of the field.
        field: String,
    },
}

impl Case {
    /// The case's request.
    pub fn request(&self) -> Request<'_> {
        Request {
            method: self.method.as_bytes(),
            scheme: self.scheme,
            host: self.host.as_bytes(),
            uri: self.url.as_bytes(),
        }
    }
}

impl Expect {
    /// What a decision would have to be expected as.
    pub fn of(decision: &Decision) -> Expect {
        match decision {
            Decision::Redirect { code, location, .. } => {
                Expect::Redirect { location: String::from_utf8_lossy(location).into_owned(), code: *code }
            }
            Decision::Respond { code, .. } => Expect::Respond { code: *code },
            Decision::Pass(pass) => Expect::Pass { reason: pass.word().into() },
        }
    }

    /// What refused rules would have to be expected as: their first problem.
    pub fn of_problems(problems: &[Problem]) -> Option<Expect> {
        problems.first().map(|problem| Expect::Invalid { field: problem.field.clone() })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "case")]
    cases: Vec<WrittenCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCase {
    name: String,
    rule: Option<Rule>,
    #[serde(default)]
    rules: Vec<Rule>,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    https: bool,
    #[serde(default = "host")]
    host: String,
    #[serde(default = "root")]
    url: String,
    redirect: Option<String>,
    #[serde(default = "temporary")]
    code: u16,
    respond: Option<u16>,
    pass: Option<String>,
    invalid: Option<String>,
}

/// Reads all files of a suite, in the order of their names.
///
/// # Errors
/// Names the file, and the case where one is at fault.
pub fn load(directory: &Path) -> Result<Vec<Case>, String> {
    let listing = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut files: Vec<PathBuf> = listing.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut cases: Vec<Case> = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let written: Written = toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let group = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for case in written.cases {
            let id = format!("{group}/{}", case.name);
            let case = case.read(&id).map_err(|error| format!("{}: case {id}: {error}", path.display()))?;
            if cases.iter().any(|other| other.id == case.id) {
                return Err(format!("{}: case {id}: the name is taken", path.display()));
            }
            cases.push(case);
        }
    }
    Ok(cases)
}

impl WrittenCase {
    fn read(self, id: &str) -> Result<Case, String> {
        let expect = match (self.redirect, self.respond, self.pass, self.invalid) {
            (Some(location), None, None, None) => Expect::Redirect { location, code: self.code },
            (None, Some(code), None, None) => Expect::Respond { code },
            (None, None, Some(reason), None) => Expect::Pass { reason },
            (None, None, None, Some(field)) => Expect::Invalid { field },
            _ => return Err("give exactly one of redirect, respond, pass, invalid".into()),
        };
        let mut rules: Vec<Rule> = self.rule.into_iter().chain(self.rules).collect();
        for (number, rule) in (1..).zip(&mut rules) {
            if rule.id == 0 {
                rule.id = number;
            }
        }
        Ok(Case {
            id: id.to_owned(),
            rules,
            method: self.method,
            scheme: if self.https { RequestScheme::Https } else { RequestScheme::Http },
            host: self.host,
            url: self.url,
            expect,
        })
    }
}

/// The suite of this repository.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/suite")
}

fn get() -> String {
    "GET".into()
}

fn host() -> String {
    "example.test".into()
}

fn root() -> String {
    "/".into()
}

fn temporary() -> u16 {
    307
}
