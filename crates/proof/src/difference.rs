//! One difference between the site and the rules.

use std::fmt;

use serde::Serialize;

use crate::{Actual, Cause, Expected, Variant};

/// A request that the site answers otherwise than the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Id of the rule that the request was made from; none for URLs of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<u64>,
    /// Id of its blog in a network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blog: Option<u64>,
    /// The rule's source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What the request was meant to find out.
    pub variant: Variant,
    /// The request.
    pub request: Asked,
    /// What the rules answer.
    pub expected: Expected,
    /// What the site answers.
    pub actual: Actual,
    /// The likely reason.
    pub cause: Cause,
}

/// A request that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its method.
    pub method: String,
    /// Its URL.
    pub url: String,
    /// Headers it had besides those of every request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.url)?;
        self.headers.iter().try_for_each(|(name, value)| write!(f, " [{name}: {value}]"))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { variant, request, expected, actual, cause, .. } = self;
        if let Some(blog) = self.blog {
            write!(f, "blog {blog}, ")?;
        }
        if let (Some(rule), Some(source)) = (self.rule, &self.source) {
            write!(f, "rule {rule} ({source}), ")?;
        }
        writeln!(f, "{}: {request}", variant.word())?;
        writeln!(f, "  site   {actual}")?;
        writeln!(f, "  rules  {expected}")?;
        write!(f, "  likely {cause}")
    }
}
