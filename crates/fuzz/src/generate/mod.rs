//! Cases out of the fuzzer's bytes.

mod actions;
mod conditions;
pub(crate) mod mutate;
mod plugins;
pub(crate) mod regex;
pub(crate) mod rules;
pub(crate) mod text;
mod visitor;

use arbitrary::{Result, Unstructured};

/// One of a few texts.
fn one_of(u: &mut Unstructured<'_>, these: &[&str]) -> Result<String> {
    Ok((*u.choose(these)?).to_owned())
}

/// Some of a few texts, as a bit each says.
fn some_of(u: &mut Unstructured<'_>, these: &[&str]) -> Result<Vec<String>> {
    let bits: u16 = u.arbitrary()?;
    let chosen = these.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1);
    Ok(chosen.map(|(_, text)| (*text).to_owned()).collect())
}

/// Up to `most` pieces, as long as there are bytes.
fn list<T>(
    u: &mut Unstructured<'_>,
    most: usize,
    mut piece: impl FnMut(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while all.len() < most && !u.is_empty() && (all.is_empty() || u.ratio(3, 4)?) {
        all.push(piece(u)?);
    }
    Ok(all)
}

/// How a source is compared.
const CASE: [&str; 2] = ["exact", "ignore"];
const SLASH: [&str; 2] = ["exact", "ignore"];
const QUERY: [&str; 4] = ["exact", "any-order", "ignore", "pass"];
