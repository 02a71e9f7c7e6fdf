/// The answer for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// PHP goes on as if Detour were not there.
    Pass(Pass),
    /// Send `Location` with this code.
    Redirect {
        /// Id of the rule that answered.
        rule: u64,
        /// One of 301, 302, 303, 304, 307, 308.
        code: u16,
        /// The header's value: printable ASCII only, so it can't split a header.
        location: Vec<u8>,
    },
    /// Answer with a bare status.
    Respond {
        /// Id of the rule that answered.
        rule: u64,
        /// One of the respond codes of DESIGN §4.
        code: u16,
    },
}

/// Why nothing is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pass {
    /// No rule matches.
    NoMatch,
    /// A rule with the action `ignore` matches.
    Ignored {
        /// Its id.
        rule: u64,
    },
    /// The matching rule would send the visitor to the very URL being requested.
    SelfRedirect {
        /// Its id.
        rule: u64,
    },
    /// The target came out unsafe: a host outside `allow_hosts`, or too long for a header.
    Refused {
        /// Id of the rule.
        rule: u64,
    },
}

impl Pass {
    /// The word used in JSON, PHP and the trace.
    pub fn word(self) -> &'static str {
        match self {
            Pass::NoMatch => "no-match",
            Pass::Ignored { .. } => "ignored",
            Pass::SelfRedirect { .. } => "self-redirect",
            Pass::Refused { .. } => "refused",
        }
    }
}

impl Decision {
    /// Id of the rule behind the decision, if there is one.
    pub fn rule(&self) -> Option<u64> {
        match *self {
            Decision::Pass(Pass::NoMatch) => None,
            Decision::Pass(Pass::Ignored { rule } | Pass::SelfRedirect { rule } | Pass::Refused { rule })
            | Decision::Redirect { rule, .. }
            | Decision::Respond { rule, .. } => Some(rule),
        }
    }
}
