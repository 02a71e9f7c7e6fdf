use serde_json::Value;

/// One observed case.
#[derive(Debug, Clone)]
pub struct Case(pub(crate) Value);

impl Case {
    /// Its name.
    pub fn id(&self) -> &str {
        self.text("id").unwrap_or("?")
    }

    /// What was observed; Rank Math's cases have no kinds.
    pub fn kind(&self) -> Option<&str> {
        self.text("kind")
    }

    /// What is to be known about it.
    pub fn note(&self) -> &str {
        self.text("note").unwrap_or_default()
    }

    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field)?.as_str()
    }

    /// The bytes of a text field; none if it is missing or null.
    pub(crate) fn bytes(&self, field: &str) -> &[u8] {
        self.text(field).unwrap_or_default().as_bytes()
    }

    pub(crate) fn is(&self, field: &str) -> bool {
        self.0.get(field).and_then(Value::as_bool) == Some(true)
    }

    pub(crate) fn get(&self, pointer: &str) -> &Value {
        self.0.pointer(pointer).unwrap_or(&Value::Null)
    }
}
