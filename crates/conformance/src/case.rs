use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// One observed case.
///
/// What decides the verdict is asked for by functions that fail where it is missing: a case that says nothing must not pass.
#[derive(Debug, Clone)]
pub struct Case(Value);

impl From<Value> for Case {
    fn from(value: Value) -> Case {
        Case(value)
    }
}

impl Case {
    /// Its name.
    pub fn id(&self) -> &str {
        self.get("/id").as_str().unwrap_or("?")
    }

    /// What was observed; Rank Math's cases have no kinds.
    pub fn kind(&self) -> Option<&str> {
        self.get("/kind").as_str()
    }

    /// What is to be known about it.
    pub fn note(&self) -> &str {
        self.get("/note").as_str().unwrap_or_default()
    }

    /// A text.
    pub(crate) fn text(&self, pointer: &str) -> Result<&str> {
        self.at(pointer)?.as_str().with_context(|| format!("{pointer} is no text"))
    }

    /// A text, or none where the case says null.
    pub(crate) fn text_or_null(&self, pointer: &str) -> Result<Option<&str>> {
        if self.at(pointer)?.is_null() {
            return Ok(None);
        }
        self.text(pointer).map(Some)
    }

    /// The bytes of a text.
    pub(crate) fn bytes(&self, pointer: &str) -> Result<&[u8]> {
        self.text(pointer).map(str::as_bytes)
    }

    /// Yes or no.
    pub(crate) fn is(&self, pointer: &str) -> Result<bool> {
        self.at(pointer)?.as_bool().with_context(|| format!("{pointer} is neither true nor false"))
    }

    /// Yes, or, where the case doesn't say, no.
    pub(crate) fn is_marked(&self, pointer: &str) -> Result<bool> {
        if self.has(pointer) { self.is(pointer) } else { Ok(false) }
    }

    /// A whole number that is not negative.
    pub(crate) fn number(&self, pointer: &str) -> Result<u64> {
        self.at(pointer)?.as_u64().with_context(|| format!("{pointer} is no whole number"))
    }

    /// Whether it says something there.
    pub(crate) fn has(&self, pointer: &str) -> bool {
        self.0.pointer(pointer).is_some()
    }

    /// What must be there, null included.
    pub(crate) fn at(&self, pointer: &str) -> Result<&Value> {
        self.0.pointer(pointer).with_context(|| format!("{pointer} is missing"))
    }

    /// What may be missing; then it is null.
    pub(crate) fn get(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// Refuses fields that nobody reads: a misspelt one would count as missing.
    pub(crate) fn has_only(&self, pointer: &str, known: &[&str]) -> Result<()> {
        match self.get(pointer) {
            Value::Null => Ok(()),
            Value::Object(fields) => {
                let unknown = fields.keys().find(|name| !known.contains(&name.as_str()));
                ensure!(unknown.is_none(), "{pointer}/{} is no field of a case", unknown.map_or("", String::as_str));
                Ok(())
            }
            _ => bail!("{pointer} is no object"),
        }
    }
}
