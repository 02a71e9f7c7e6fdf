use std::fmt;

use detour_rules::Problem;
use serde::Serialize;

/// What became of the rows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// How many rules were taken over.
    pub imported: usize,
    /// Rows that were left out. One row may appear with several problems.
    pub skipped: Vec<RowProblem>,
    /// Rows that were taken over and are probably not meant as they are.
    pub warnings: Vec<RowProblem>,
    /// Rows whose rules never acted where they come from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dead: Vec<RowProblem>,
    /// Rows whose rules answer some requests otherwise than where they come from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub differs: Vec<RowProblem>,
    /// How often rows were used where they come from, if that is known and not never.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hits: Vec<Hits>,
}

/// How often a row was used where it comes from: what the count of its rules begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hits {
    /// Which row.
    #[serde(flatten)]
    pub place: Place,
    /// How often.
    pub hits: u64,
    /// When it was used last, seconds since 1970, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<u64>,
}

/// A problem and where in the file it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// Where in the file.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong there, and the way out.
    #[serde(flatten)]
    pub problem: Problem,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Place {
    /// The file as a whole.
    File {},
    /// The line a row begins on, counted from 1.
    Line {
        /// The line number.
        line: u64,
    },
    /// A rule in a list.
    Rule {
        /// Its place in the list, counted from 0.
        index: usize,
        /// Its id, 0 if it has none.
        id: u64,
    },
    /// A row of a table, or a post.
    Row {
        /// Its id.
        row: u64,
    },
    /// An entry of a list that is kept as one value.
    Entry {
        /// Its place in the list, counted from 1.
        entry: u64,
    },
}

impl Place {
    /// The number that tells it from others of its kind.
    pub fn number(self) -> u64 {
        match self {
            Place::File {} => 0,
            Place::Line { line: number } | Place::Row { row: number } | Place::Entry { entry: number } => number,
            Place::Rule { index, .. } => index as u64,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File {} => write!(f, "file"),
            Place::Line { line } => write!(f, "line {line}"),
            Place::Rule { index, id: 0 } => write!(f, "rule [{index}]"),
            Place::Rule { index, id } => write!(f, "rule [{index}] (id {id})"),
            Place::Row { row } => write!(f, "row {row}"),
            Place::Entry { entry } => write!(f, "entry {entry}"),
        }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

impl Report {
    /// How many rows were left out.
    pub fn skipped_rows(&self) -> usize {
        let mut places: Vec<Place> = Vec::new();
        for row in &self.skipped {
            if places.last() != Some(&row.place) {
                places.push(row.place);
            }
        }
        places.len()
    }

    /// In the order of the file, for readers that come to some lines late.
    pub(crate) fn sort(&mut self) {
        let line = |row: &RowProblem| match row.place {
            Place::Line { line } => line,
            _ => 0,
        };
        self.skipped.sort_by_key(line);
        self.warnings.sort_by_key(line);
    }

    pub(crate) fn skip(&mut self, place: Place, problem: Problem) {
        self.skipped.push(RowProblem { place, problem });
    }

    pub(crate) fn warn(&mut self, place: Place, problem: Problem) {
        self.warnings.push(RowProblem { place, problem });
    }

    pub(crate) fn dead(&mut self, place: Place, problem: Problem) {
        self.dead.push(RowProblem { place, problem });
    }

    pub(crate) fn differs(&mut self, place: Place, problem: Problem) {
        self.differs.push(RowProblem { place, problem });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.skipped {
            writeln!(f, "skipped  {row}")?;
        }
        for row in &self.warnings {
            writeln!(f, "warning  {row}")?;
        }
        for row in &self.dead {
            writeln!(f, "dead     {row}")?;
        }
        for row in &self.differs {
            writeln!(f, "differs  {row}")?;
        }
        write!(f, "{} imported, {} skipped, {} warnings", self.imported, self.skipped_rows(), self.warnings.len())?;
        for (count, word) in [(self.dead.len(), "dead"), (self.differs.len(), "different")] {
            if count > 0 {
                write!(f, ", {count} {word}")?;
            }
        }
        Ok(())
    }
}
