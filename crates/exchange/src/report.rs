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
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File {} => write!(f, "file"),
            Place::Line { line } => write!(f, "line {line}"),
            Place::Rule { index, id: 0 } => write!(f, "rule [{index}]"),
            Place::Rule { index, id } => write!(f, "rule [{index}] (id {id})"),
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
            Place::File {} | Place::Rule { .. } => 0,
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
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.skipped {
            writeln!(f, "skipped  {row}")?;
        }
        for row in &self.warnings {
            writeln!(f, "warning  {row}")?;
        }
        write!(f, "{} imported, {} skipped, {} warnings", self.imported, self.skipped_rows(), self.warnings.len())
    }
}
