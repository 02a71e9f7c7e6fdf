//! What many blogs are asked at once.

use mysql_async::prelude::Queryable;

use crate::database::{Connection, DatabaseError, FailureKind};

/// Blogs that are asked in one statement. The server opens a table of each for it.
const AT_ONCE: usize = 100;

/// A question to one blog: two columns.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// SQL expression of a name.
    pub(super) name: &'static str,
    /// SQL expression of what goes by it.
    pub(super) value: String,
    /// Table, and which of its rows.
    pub(super) from: String,
}

/// Names with what goes by them, or why a blog can't answer.
pub(super) type Answer = Result<Vec<(String, Vec<u8>)>, DatabaseError>;

/// Asks each question, and answers in their order.
///
/// # Errors
/// When the server doesn't answer.
pub(super) async fn ask(connection: &mut Connection, questions: &[Question]) -> Result<Vec<Answer>, DatabaseError> {
    let mut answers = Vec::with_capacity(questions.len());
    for some in questions.chunks(AT_ONCE) {
        match ask_together(connection, some).await {
            Ok(together) => answers.extend(together.into_iter().map(Ok)),
            Err(error) if error.kind == FailureKind::Unreachable => return Err(error),
            Err(error) if some.len() == 1 => answers.push(Err(error)),
            // One of them has no tables, or others than the rest.
            Err(_) => {
                for question in some {
                    match ask_together(connection, std::slice::from_ref(question)).await {
                        Err(error) if error.kind == FailureKind::Unreachable => return Err(error),
                        alone => answers.push(alone.map(|mut answers| answers.pop().unwrap_or_default())),
                    }
                }
            }
        }
    }
    Ok(answers)
}

async fn ask_together(
    connection: &mut Connection,
    questions: &[Question],
) -> Result<Vec<Vec<(String, Vec<u8>)>>, DatabaseError> {
    // Blogs of different ages may have different collations, which can't be mixed.
    let selects = questions.iter().enumerate().map(|(index, Question { name, value, from })| {
        format!("SELECT {index}, CAST({name} AS BINARY), CAST({value} AS BINARY) FROM {from}")
    });
    let query = selects.collect::<Vec<_>>().join(" UNION ALL ");
    let rows: Vec<(usize, Vec<u8>, Option<Vec<u8>>)> = connection.run(async |conn| conn.query(query).await).await?;
    let mut answers = vec![Vec::new(); questions.len()];
    for (index, name, value) in rows {
        answers[index].push((String::from_utf8_lossy(&name).into_owned(), value.unwrap_or_default()));
    }
    answers.iter_mut().for_each(|answer| answer.sort());
    Ok(answers)
}
