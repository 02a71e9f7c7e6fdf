//! What a connection to a database must be able to do.

use std::pin::Pin;

use detour_rules::shown;

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

/// What went wrong with the database, and what to do. Whoever has the database chooses what it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}. {fix}", shown(.target, 500), shown(.message, 1000))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_database_says_stays_on_its_line() {
        let error = DatabaseError {
            target: "database \"d\" at host\nforged".to_owned(),
            message: format!("error 1644: \u{1b}[2K\r\nINFO neighbour: works again{}", " ".repeat(5000)),
            fix: "Check it",
            kind: FailureKind::Other,
        };
        let said = error.to_string();
        assert!(!said.contains(char::is_control) && said.len() < 2000, "{said:?}");
        assert!(said.starts_with(r#"database "d" at host\nforged: error 1644: \u{1b}[2K\r\nINFO"#), "{said}");
        assert!(said.ends_with("…. Check it"), "{said}");
    }
}
