//! `Detour\import_systems()` and `Detour\import_system()`: rules that other plugins keep, read through PHP's connection.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use detour_systems::{Answer, Database, DatabaseError, FailureKind, Query, ReadError, Rows, Rules, System, Wanted};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::error::Error;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable, Zval};
use serde_json::{Value, json};

use crate::exchange::{Given, read_result};
use crate::functions::argument;
use crate::{panic, php_value};

type Array = ZBox<ZendHashTable>;

/// Adds them to the module.
pub(crate) fn register(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    module.function(wrap_function!(import_systems)).function(wrap_function!(import_system))
}

/// The systems of which the site has rules.
#[php_function]
#[php(name = "Detour\\import_systems")]
pub(crate) fn import_systems(query: ZendCallable<'_>, prefix: &str) -> PhpResult<Array> {
    let prefix = table_prefix("import_systems", 2, prefix)?;
    let found = asking("import_systems", &query, async |link| Ok(detour_systems::find(link, prefix).await?))?;
    let mut list = ZendHashTable::new();
    for found in &found {
        // Fails for a full table only, after 2^31 values.
        let _ = list.push(php_value::from_json(&json!(found)));
    }
    Ok(list)
}

/// Reads the rules of one system.
#[php_function]
#[php(name = "Detour\\import_system")]
pub(crate) fn import_system(
    system: &str,
    query: ZendCallable<'_>,
    prefix: &str,
    options: Option<&ZendHashTable>,
) -> PhpResult<Array> {
    let Some(which) = System::of(system) else {
        let names = System::ALL.map(|(name, _)| name).join(", ");
        return Err(argument("import_system", 1, "system", &format!("is wrong: \"{system}\" is none of {names}")));
    };
    let prefix = table_prefix("import_system", 3, prefix)?;
    let given = Given::read("import_system", 4, options)?;
    let wanted = Wanted { manner: given.manner, except: given.except.clone(), only_active: false };
    let read = async |link: &mut Link| detour_systems::read(link, prefix, which, &wanted).await;
    let Rules { import, settings } = asking("import_system", &query, read)?;
    let mut table = read_result(import, &given);
    table.set("settings", php_value::from_json(&Value::Object(settings)));
    Ok(table.0)
}

// It becomes a part of names in queries.
fn table_prefix<'p>(function: &str, number: u8, prefix: &'p str) -> PhpResult<&'p str> {
    match prefix.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$') {
        true => Ok(prefix),
        false => Err(argument(function, number, "prefix", "must be letters, digits, _ and $")),
    }
}

/// PHP's connection as the reader sees it: it leaves a query here and waits until there is an answer.
///
/// PHP values can't be handed to other threads and the reader's futures can, so it must not hold the function itself.
struct Link(Arc<Mutex<Slot>>);

#[derive(Default)]
enum Slot {
    #[default]
    Empty,
    Asked(Query),
    Answered(Result<Rows, DatabaseError>),
}

impl Link {
    fn take(slot: &Mutex<Slot>) -> Slot {
        std::mem::take(&mut *slot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(slot: &Mutex<Slot>, value: Slot) {
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = value;
    }
}

impl Database for Link {
    fn query(&mut self, query: Query) -> Answer<'_> {
        Link::put(&self.0, Slot::Asked(query));
        let slot = Arc::clone(&self.0);
        Box::pin(std::future::poll_fn(move |_| match Link::take(&slot) {
            Slot::Answered(answer) => Poll::Ready(answer),
            waiting => {
                Link::put(&slot, waiting);
                Poll::Pending
            }
        }))
    }
}

// Runs the reader, and the function for each of its queries.
fn asking<T>(
    function: &'static str,
    callable: &ZendCallable<'_>,
    read: impl AsyncFnOnce(&mut Link) -> Result<T, ReadError>,
) -> PhpResult<T> {
    let slot = Arc::new(Mutex::new(Slot::Empty));
    let mut link = Link(Arc::clone(&slot));
    let mut has_thrown = false;
    let run = || {
        let mut reading = pin!(read(&mut link));
        loop {
            if let Poll::Ready(result) = reading.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return Some(result);
            }
            // It waits for nothing but answers.
            let Slot::Asked(query) = Link::take(&slot) else { return None };
            let answer = match callable.try_call(vec![&query.sql, &query.arguments]) {
                Ok(answer) => rows(&answer),
                Err(Error::ExceptionPending { .. }) => {
                    has_thrown = true;
                    return None;
                }
                Err(error) => Err(error.to_string()),
            };
            Link::put(&slot, Slot::Answered(answer.map_err(failed)));
        }
    };
    let result = panic::guard(function, None, run);
    match result {
        Some(result) => result.map_err(|error| PhpException::from_message(format!("Detour\\{function}(): {error}"))),
        // What was thrown is pending, and is what PHP goes on with.
        None if has_thrown => {
            Err(PhpException::from_message(format!("Detour\\{function}(): the function for queries has thrown")))
        }
        None => Err(PhpException::from_message(format!(
            "Detour\\{function}(): the rules could not be read; please report this"
        ))),
    }
}

fn failed(message: String) -> DatabaseError {
    let fix = "Check the database, and the rights of WordPress' user";
    DatabaseError { target: "The site's database".into(), message, fix, kind: FailureKind::Other }
}

// A list of rows; or text, which says what went wrong.
fn rows(answer: &Zval) -> Result<Rows, String> {
    if let Some(message) = answer.str() {
        return Err(message.to_owned());
    }
    let wrong = || "the function must give a list of lists, or an error message".to_owned();
    let value = |value: &Zval| {
        let value = value.dereference();
        match (value.is_null(), value.zend_str(), value.long()) {
            (true, ..) => Ok(None),
            (_, Some(text), _) => Ok(Some(text.as_bytes().to_vec())),
            (.., Some(number)) => Ok(Some(number.to_string().into_bytes())),
            _ => Err(wrong()),
        }
    };
    let row = |row: &Zval| match row.dereference().array() {
        Some(row) => row.values().map(value).collect(),
        None => Err(wrong()),
    };
    answer.array().ok_or_else(wrong)?.values().map(row).collect()
}
