//! Rules as the command line is given them: those of one site, or those of all sites of a network.
//!
//! A network is `{"sites": [{"blog": 1, "host": "example.com", "path": "/", "settings": {…}, "rules": […]}, …]}`.

use std::collections::HashMap;

use detour_audit::Broken;
use detour_exchange::{Import, json, number};
use detour_rules::{Problem, Settings, from_json};
use serde::Deserialize;
use serde_json::Value;

/// What a description holds.
#[derive(Debug)]
pub struct Description {
    /// Whether it is that of a network; else there is one part.
    pub is_network: bool,
    /// The sites.
    pub parts: Vec<Part>,
}

/// One site.
#[derive(Debug)]
pub struct Part {
    /// Id of the blog.
    pub blog: u64,
    /// Its host; empty for a site that is in no network.
    pub host: String,
    /// The path below which it lies.
    pub path: String,
    /// Its settings.
    pub settings: Settings,
    /// Its sound rules, numbered, and what is wrong with the others.
    pub import: Import,
    /// Targets that the agent has found broken.
    pub broken: HashMap<String, Broken>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Network {
    sites: Vec<Site>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    blog: u64,
    host: String,
    #[serde(default = "root")]
    path: String,
    #[serde(default)]
    settings: Value,
    #[serde(default)]
    rules: Vec<Value>,
}

fn root() -> String {
    "/".to_owned()
}

impl Description {
    /// Reads a description. `settings` are those of the site, or of the sites that have none of their own.
    ///
    /// # Errors
    /// When places or settings of a network can't be read. Unsound rules are reported in [`Part::import`].
    pub fn read(text: &[u8], settings: &Settings) -> Result<Description, Problem> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        match serde_json::from_slice::<Value>(text) {
            Ok(value) if value.get("sites").is_some() => {
                let Network { sites } = from_json(&value)?;
                let parts = sites.into_iter().enumerate().map(|(index, site)| site.read(index, settings));
                Ok(Description { is_network: true, parts: parts.collect::<Result<_, _>>()? })
            }
            Ok(value) => Ok(Description::of_site(json::read_value(value), settings)),
            Err(_) => Ok(Description::of_site(json::read(text), settings)),
        }
    }

    /// That of one site.
    pub fn of_site(import: Import, settings: &Settings) -> Description {
        let settings = settings.clone();
        let site = Part { blog: 0, host: String::new(), path: root(), settings, import, broken: HashMap::new() };
        Description { is_network: false, parts: vec![site.numbered()] }
    }

    /// How many rules were left out.
    pub fn skipped(&self) -> usize {
        self.parts.iter().map(|part| part.import.report.skipped_rows()).sum()
    }
}

impl Site {
    fn read(self, index: usize, default: &Settings) -> Result<Part, Problem> {
        let Site { blog, host, path, settings, rules } = self;
        let settings = match settings {
            Value::Null => default.clone(),
            given => Settings::from_json(&given).map_err(|mut problems| {
                let problem = problems.swap_remove(0);
                Problem { field: format!("sites[{index}].settings.{}", problem.field), ..problem }
            })?,
        };
        let import = json::read_value(Value::Array(rules));
        Ok(Part { blog, host, path, settings, import, broken: HashMap::new() }.numbered())
    }
}

impl Part {
    fn numbered(mut self) -> Part {
        number(&mut self.import.rules);
        self
    }

    /// What its messages begin with.
    pub fn label(&self) -> String {
        if self.host.is_empty() { String::new() } else { format!("blog {}: ", self.blog) }
    }
}
