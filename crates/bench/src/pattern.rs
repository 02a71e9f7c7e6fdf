//! A generated pattern, and how each engine writes it.

/// A piece of a pattern.
#[derive(Debug, Clone)]
enum Piece {
    /// Text that stands for itself.
    Text(String),
    /// Something that matches more than one text.
    Open { regex: String, captured: bool, sample: String },
}

/// A regular expression in pieces.
#[derive(Debug, Clone)]
pub struct Pattern {
    pieces: Vec<Piece>,
    starts: bool,
    ends: bool,
}

/// A pattern as the `redirectionio` crate takes it: a path with markers, always anchored at both ends.
#[derive(Debug)]
pub struct Template {
    /// The path; `@name` stands for a marker.
    pub path: String,
    /// The query, which can't hold markers here.
    pub query: Option<String>,
    /// Names and expressions of the markers.
    pub markers: Vec<(String, String)>,
}

impl Pattern {
    /// A pattern that must match from the first byte.
    pub fn from_start() -> Pattern {
        Pattern { pieces: Vec::new(), starts: true, ends: false }
    }

    /// A pattern that may match anywhere.
    pub fn anywhere() -> Pattern {
        Pattern { starts: false, ..Pattern::from_start() }
    }

    /// Adds plain text.
    pub fn text(mut self, text: impl Into<String>) -> Pattern {
        self.pieces.push(Piece::Text(text.into()));
        self
    }

    /// Adds a group, and a text that it matches.
    pub fn group(mut self, regex: impl Into<String>, sample: impl Into<String>) -> Pattern {
        self.pieces.push(Piece::Open { regex: regex.into(), captured: true, sample: sample.into() });
        self
    }

    /// Adds an expression without capturing it, and a text that it matches.
    pub fn open(mut self, regex: impl Into<String>, sample: impl Into<String>) -> Pattern {
        self.pieces.push(Piece::Open { regex: regex.into(), captured: false, sample: sample.into() });
        self
    }

    /// Must match up to the last byte.
    pub fn to_end(mut self) -> Pattern {
        self.ends = true;
        self
    }

    /// The regular expression.
    pub fn regex(&self) -> String {
        let mut regex = String::from(if self.starts { "^" } else { "" });
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => regex += &text.replace('.', "\\.").replace('?', "\\?"),
                Piece::Open { regex: open, captured: true, .. } => regex += &format!("({open})"),
                Piece::Open { regex: open, captured: false, .. } => regex += open,
            }
        }
        regex + if self.ends { "$" } else { "" }
    }

    /// A URL that it matches.
    pub fn url(&self) -> String {
        let text: String = self.pieces.iter().map(Piece::sample).collect();
        if text.starts_with('/') { text } else { format!("/{text}") }
    }

    /// The same for the `redirectionio` crate.
    pub fn template(&self) -> Template {
        let mut template = Template { path: String::new(), query: None, markers: Vec::new() };
        if !self.starts {
            template.marker(".*");
        }
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => match text.split_once('?') {
                    Some((path, query)) => {
                        template.path += path;
                        template.query = Some(query.to_owned());
                    }
                    None => template.path += text,
                },
                Piece::Open { regex, .. } => template.marker(regex),
            }
        }
        if !self.ends {
            template.marker(".*");
        }
        template
    }
}

impl Piece {
    fn sample(&self) -> &str {
        match self {
            Piece::Text(text) => text,
            Piece::Open { sample, .. } => sample,
        }
    }
}

impl Template {
    fn marker(&mut self, regex: &str) {
        let name = format!("m{}", self.markers.len());
        self.path += &format!("@{name}");
        self.markers.push((name, regex.to_owned()));
    }
}
