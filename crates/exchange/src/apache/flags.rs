//! The flags of `RewriteRule`.

use crate::refusal::Refusal;

/// The flags of a `RewriteRule` that matter here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// `R`: the status to answer with.
    pub(super) redirect: Option<u16>,
    /// `F`: 403, `G`: 410.
    pub(super) respond: Option<u16>,
    /// `L` or `END`.
    pub(super) last: bool,
    pub(super) ignore_case: bool,
    pub(super) append_query: bool,
    pub(super) discard_query: bool,
    pub(super) no_escape: bool,
    /// `E`: sets a variable.
    pub(super) sets_variable: bool,
}

impl Flags {
    /// Reads `[R=301,L]`; empty text has none.
    pub(super) fn read(text: &str) -> Result<Flags, Refusal> {
        let mut flags = Flags::default();
        if text.is_empty() {
            return Ok(flags);
        }
        let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        let inner = inner.ok_or_else(|| Refusal::new("The flags can't be read", "Write them as [R=301,L]"))?;
        for flag in inner.split(',').map(str::trim).filter(|flag| !flag.is_empty()) {
            flags.add(flag)?;
        }
        Ok(flags)
    }

    /// How many rules behind it Apache comes to only if it does, or doesn't, match: the flags `C` and `S`.
    pub(super) fn ties(text: &str) -> usize {
        let flags = text.trim_matches(['[', ']']).split(',').map(|flag| flag.trim().to_ascii_lowercase());
        let ties = flags.map(|flag| match flag.split_once('=').unwrap_or((&flag, "")) {
            ("c" | "chain", _) => 1,
            ("s" | "skip", number) => number.parse().unwrap_or(usize::MAX),
            _ => 0,
        });
        ties.max().unwrap_or(0)
    }

    fn add(&mut self, flag: &str) -> Result<(), Refusal> {
        let (name, value) = flag.split_once('=').unwrap_or((flag, ""));
        let refuse = |what: &str| {
            Err(Refusal::new(format!("The flag {flag} {what}"), "Write the rule without it, or leave it to Apache"))
        };
        match name.to_ascii_lowercase().as_str() {
            "r" | "redirect" => self.redirect = Some(status(value)?),
            "f" | "forbidden" => self.respond = Some(403),
            "g" | "gone" => self.respond = Some(410),
            "l" | "last" | "end" => self.last = true,
            "nc" | "nocase" => self.ignore_case = true,
            "qsa" | "qsappend" => self.append_query = true,
            "qsd" | "qsdiscard" => self.discard_query = true,
            "ne" | "noescape" => self.no_escape = true,
            "e" | "env" => self.sets_variable = true,
            // Captures are escaped where they would change the target, with or without B. The others tell Apache how to
            // go on inside.
            "b" | "bnp" | "bctls" | "bne" | "pt" | "passthrough" | "dpi" | "discardpath" | "ns" | "nosubreq"
            | "qsl" | "qslast" | "unsafeallow3f" | "unsafeprefixstat" => {}
            "c" | "chain" => return refuse("ties rules together"),
            "s" | "skip" => return refuse("skips the rules behind it"),
            "n" | "next" => return refuse("starts over with the new URL"),
            "p" | "proxy" => return refuse("fetches the page from another server"),
            "co" | "cookie" => return refuse("sets a cookie"),
            "h" | "handler" | "t" | "type" => return refuse("changes how Apache serves the file"),
            _ => return refuse("is not known"),
        }
        Ok(())
    }
}

fn status(word: &str) -> Result<u16, Refusal> {
    match word.to_ascii_lowercase().as_str() {
        "permanent" => Ok(301),
        "seeother" => Ok(303),
        number if number.starts_with(|c: char| c.is_ascii_digit()) => number
            .parse()
            .map_err(|_| Refusal::new(format!("The status {word} can't be read"), "Write a number such as 301")),
        // Apache takes any other word for this.
        _ => Ok(302),
    }
}

#[cfg(test)]
mod tests {
    use super::Flags;

    #[test]
    fn flags_are_read() {
        let flags = Flags::read("[R=301, l,nc,QSA]").unwrap();
        assert_eq!((flags.redirect, flags.last, flags.ignore_case, flags.append_query), (Some(301), true, true, true));
        assert_eq!(Flags::read("[redirect]").unwrap().redirect, Some(302));
        for (text, ties) in [("[R,L]", 0), ("[R, Chain]", 1), ("[S=3]", 3), ("[skip=x]", usize::MAX), ("", 0)] {
            assert_eq!(Flags::ties(text), ties, "{text}");
        }
        for text in ["R", "[C]", "[S=2]", "[P]", "[x]", "[R=3o1]"] {
            assert!(Flags::read(text).is_err(), "{text}");
        }
    }
}
