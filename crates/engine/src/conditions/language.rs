//! Which language a visitor prefers (RFC 9110 §12.5.4), and whether a range takes it (RFC 4647 §3.3.1).

/// The language of the highest weight in an `Accept-Language` header, the first of them on ties. `*` is a preference
/// for no language in particular. Entries with the weight 0, and those that can't be read, don't count.
pub(super) fn preferred(header: &[u8]) -> Option<&[u8]> {
    let mut best: Option<(&[u8], u16)> = None;
    for entry in header.split(|&b| b == b',') {
        let mut pieces = entry.split(|&b| b == b';').map(<[u8]>::trim_ascii);
        let language = pieces.next().unwrap_or_default();
        let weight = match (pieces.next(), pieces.next()) {
            (None, _) => Some(1000),
            (Some(parameter), None) => weight(parameter),
            _ => None,
        };
        let Some(weight) = weight.filter(|&weight| weight > 0) else { continue };
        let readable = language.iter().all(|&b| b.is_ascii_alphanumeric() || b == b'-' || b == b'*');
        if !language.is_empty() && readable && best.is_none_or(|(_, most)| weight > most) {
            best = Some((language, weight));
        }
    }
    best.map(|(language, _)| language)
}

/// Whether a range takes a language: it is the same or a beginning that ends before a hyphen. `*` takes all.
pub(super) fn fits(range: &[u8], language: &[u8]) -> bool {
    range == b"*"
        || language.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
            && matches!(language.get(range.len()), None | Some(b'-'))
}

// `q=0.5` in thousandths (RFC 9110 §12.4.2).
fn weight(parameter: &[u8]) -> Option<u16> {
    let value = parameter.strip_prefix(b"q=").or_else(|| parameter.strip_prefix(b"Q="))?;
    let (whole, digits) = match value {
        [whole] => (whole, &b""[..]),
        [whole, b'.', digits @ ..] if digits.len() <= 3 => (whole, digits),
        _ => return None,
    };
    let thousandths = [100, 10, 1]
        .into_iter()
        .zip(digits)
        .try_fold(0, |sum, (place, digit)| digit.is_ascii_digit().then(|| sum + place * u16::from(digit - b'0')))?;
    match whole {
        b'0' => Some(thousandths),
        b'1' if thousandths == 0 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_language() {
        for (header, language) in [
            ("es", Some("es")),
            ("en;q=0.8, es-MX;q=0.9 , fr;q=0.9", Some("es-MX")),
            ("en;q=0, de;q=0.001", Some("de")),
            ("*;q=0.5, fr;q=0.4", Some("*")),
            ("en;q=2, es;q=0.1", Some("es")),
            ("en;q=0.1234, es;q=0.1", Some("es")),
            ("en;level=1;q=1, es;q=0.1", Some("es")),
            ("en ; Q=0.2,,es;q=0.30", Some("es")),
            ("", None),
            ("en;q=0", None),
            ("e n", None),
        ] {
            assert_eq!(preferred(header.as_bytes()), language.map(str::as_bytes), "{header}");
        }
    }

    #[test]
    fn ranges() {
        assert!(fits(b"es", b"es") && fits(b"es", b"ES-mx") && fits(b"es-MX", b"es-mx-x-a") && fits(b"*", b"de"));
        assert!(!fits(b"es", b"est") && !fits(b"es-MX", b"es") && !fits(b"de", b"*"));
    }
}
