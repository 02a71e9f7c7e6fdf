//! What a connection to a database must be able to do.

use std::pin::Pin;

/// A query in text, whose question marks stand for the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// SQL.
    pub sql: String,
    /// What stands for its question marks.
    pub arguments: Vec<String>,
}

/// Rows of values as text; `None` is NULL.
pub type Rows = Vec<Vec<Option<Vec<u8>>>>;

/// An answer to come.
pub type Answer<'d> = Pin<Box<dyn Future<Output = Result<Rows, DatabaseError>> + Send + 'd>>;

/// A connection to a site's database.
pub trait Database: Send {
    /// Asks for all rows of a query.
    fn query(&mut self, query: Query) -> Answer<'_>;
}

/// What went wrong with the database, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{target}: {message}. {fix}")]
pub struct DatabaseError {
    /// Which database.
    pub target: String,
    /// What it said.
    pub message: String,
    /// The way out.
    pub fix: &'static str,
    /// Which of the ways to fail it is.
    pub kind: FailureKind,
}

/// Ways a database can fail us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// Nobody answers, or not in time.
    Unreachable,
    /// The login is refused.
    Refused,
    /// A table is not there.
    NoTables,
    /// Anything else.
    Other,
}
