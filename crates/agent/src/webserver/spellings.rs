//! The URLs of an exact rule as browsers send them.

use detour_engine::RuleView;
use detour_rules::Slash;

/// Raw request targets that an exact native rule may be about. The engine is asked about each, so none need be right.
pub(super) fn of(rule: &RuleView<'_>) -> Vec<String> {
    let query = if rule.params.is_empty() { Vec::new() } else { [b"?", rule.params].concat() };
    let ends: &[&[u8]] = if rule.slash == Slash::Ignore { &[b"", b"/"] } else { &[b""] };
    let mut all = Vec::new();
    for end in ends {
        let url = [rule.path, end].concat();
        // Browsers send capitals; WordPress writes its links in small letters.
        for upper in [true, false] {
            let spelling = encoded(&url, b"?#", upper) + &encoded(&query, b"#", upper);
            if !all.contains(&spelling) {
                all.push(spelling);
            }
        }
    }
    all
}

// As browsers do (WHATWG URL, percent-encode sets); what is escaped already stays.
fn encoded(text: &[u8], reserved: &[u8], upper: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in text {
        if byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte) && !reserved.contains(&byte) {
            out.push(char::from(byte));
        } else if upper {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push_str(&format!("%{byte:02x}"));
        }
    }
    out
}
