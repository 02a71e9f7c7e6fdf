//! One event as bytes, as `SPOOL.md` lays them out.

use std::borrow::Cow;
use std::io::Write;

use rapidhash::v3::{RapidSecrets, rapidhash_v3_seeded};

use crate::{Event, Kind};

/// Longest record. One page: more would not be written in one piece.
pub const MOST_BYTES: usize = 4096;

/// First byte of every record (RS, as in RFC 7464), and nowhere else in it.
pub(crate) const START: u8 = 0x1e;
/// Last byte of every record, and nowhere else in it.
pub(crate) const END: u8 = b'\n';

const HASH_DIGITS: usize = 16;
/// Fields of version 1; a later one may have more behind them.
const FIELDS: usize = 14;

// Bytes that the texts may take, without the mark of a cut. All of them together stay below `MOST_BYTES`.
const METHOD: usize = 16;
const HOST: usize = 255;
const URI: usize = 1500;
const TARGET: usize = 800;
const REFERRER: usize = 700;
const USER_AGENT: usize = 400;

impl Event<'_> {
    /// Appends the record.
    pub fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.push(START);
        out.extend_from_slice(&[b'0'; HASH_DIGITS]);
        out.push(b'\t');
        let hashed = out.len();
        let Event { kind, time, blog, rule, variant, code, lost, .. } = self;
        // A Vec grows, it doesn't fail.
        let _ = write!(out, "{}\t{time}\t{blog}\t{rule}\t{variant}\t{code}\t{lost}", kind.letter());
        for (text, most) in [
            (&self.method, METHOD),
            (&self.host, HOST),
            (&self.uri, URI),
            (&self.target, TARGET),
            (&self.referrer, REFERRER),
            (&self.user_agent, USER_AGENT),
        ] {
            out.push(b'\t');
            escape(out, text, most);
        }
        out.push(b'\t');
        if let Some(ip) = self.ip {
            let _ = write!(out, "{ip}");
        }
        let hash = hash(&out[hashed..]);
        let _ = write!(&mut out[start + 1..hashed - 1], "{hash:016x}");
        out.push(END);
    }

    /// Reads what stands between first and last byte of a record.
    pub(crate) fn read(record: &[u8]) -> Option<Event<'_>> {
        let (written, rest) = record.split_at_checked(HASH_DIGITS)?;
        let body = rest.strip_prefix(b"\t")?;
        if u64::from_str_radix(std::str::from_utf8(written).ok()?, 16).ok()? != hash(body) {
            return None;
        }
        let mut fields = [&b""[..]; FIELDS];
        let mut count = 0;
        for (place, field) in fields.iter_mut().zip(body.split(|&byte| byte == b'\t')) {
            *place = field;
            count += 1;
        }
        if count < FIELDS {
            return None;
        }
        let [kind, time, blog, rule, variant, code, lost, method, host, uri, target, referrer, user_agent, ip] = fields;
        let [letter] = kind else { return None };
        Some(Event {
            kind: Kind::of(*letter)?,
            time: number(time)?,
            blog: number(blog)?,
            rule: number(rule)?,
            variant: number(variant)?.try_into().ok()?,
            code: number(code)?.try_into().ok()?,
            lost: number(lost)?.try_into().ok()?,
            method: unescape(method),
            host: unescape(host),
            uri: unescape(uri),
            target: unescape(target),
            referrer: unescape(referrer),
            user_agent: unescape(user_agent),
            ip: std::str::from_utf8(ip).ok()?.parse().ok(),
        })
    }
}

impl Kind {
    fn letter(self) -> char {
        match self {
            Kind::Hit => 'H',
            Kind::Loop => 'L',
            Kind::NotFound => 'N',
        }
    }

    fn of(letter: u8) -> Option<Kind> {
        match letter {
            b'H' => Some(Kind::Hit),
            b'L' => Some(Kind::Loop),
            b'N' => Some(Kind::NotFound),
            _ => None,
        }
    }
}

fn hash(body: &[u8]) -> u64 {
    rapidhash_v3_seeded(body, &RapidSecrets::seed_cpp(0))
}

fn number(digits: &[u8]) -> Option<u64> {
    let is_plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits).ok().filter(|_| is_plain)?.parse().ok()
}

fn is_plain(byte: u8) -> bool {
    !matches!(byte, 0..=0x1f | 0x7f | b'\\')
}

// `\` and two digits for what would break the frame; `\~` says that something was cut off here.
fn escape(out: &mut Vec<u8>, text: &[u8], most: usize) {
    if text.len() <= most && text.iter().copied().all(is_plain) {
        return out.extend_from_slice(text);
    }
    let end = out.len() + most;
    for &byte in text {
        let length = if is_plain(byte) { 1 } else { 3 };
        if out.len() + length > end {
            return out.extend_from_slice(b"\\~");
        }
        match length {
            1 => out.push(byte),
            _ => {
                let _ = write!(out, "\\{byte:02x}");
            }
        }
    }
}

fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', text) else { return Cow::Borrowed(text) };
    let mut plain = text[..first].to_vec();
    let mut rest = &text[first..];
    while let Some((&byte, behind)) = rest.split_first() {
        rest = match (byte, behind) {
            (b'\\', [b'~', rest @ ..]) => {
                plain.extend_from_slice("…".as_bytes());
                rest
            }
            (b'\\', [high, low, rest @ ..]) => {
                let digit = |digit: u8| (digit as char).to_digit(16).unwrap_or_default() as u8;
                plain.push(digit(*high) << 4 | digit(*low));
                rest
            }
            _ => {
                plain.push(byte);
                behind
            }
        };
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full(text: &[u8]) -> Event<'_> {
        let text = Cow::Borrowed(text);
        Event {
            kind: Kind::Hit,
            time: u64::MAX,
            blog: u64::MAX,
            rule: u64::MAX,
            variant: u16::MAX,
            code: u16::MAX,
            lost: u32::MAX,
            method: text.clone(),
            host: text.clone(),
            uri: text.clone(),
            target: text.clone(),
            referrer: text.clone(),
            user_agent: text,
            ip: Some("2001:db8:1111:2222:3333:4444:5555:6666".parse().unwrap()),
        }
    }

    fn written(event: &Event<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        event.write(&mut out);
        out
    }

    #[test]
    fn a_record_looks_as_documented() {
        let event = Event {
            rule: 12,
            code: 307,
            method: b"GET"[..].into(),
            host: b"shop.example"[..].into(),
            uri: b"/a\tb"[..].into(),
            target: b"/c\\d"[..].into(),
            ip: Some("192.0.2.0".parse().unwrap()),
            ..Event::new(Kind::Hit, 1_767_225_600)
        };
        let record = written(&event);
        let body = "\tH\t1767225600\t0\t12\t0\t307\t0\tGET\tshop.example\t/a\\09b\t/c\\5cd\t\t\t192.0.2.0\n";
        assert_eq!((record[0], &record[17..]), (START, body.as_bytes()));
        assert_eq!(Event::read(&record[1..record.len() - 1]), Some(event));
    }

    #[test]
    fn the_longest_record_fits() {
        for byte in [b'a', 0x1e, b'\n', b'\t', b'\\', 0xff] {
            let text = vec![byte; 100_000];
            let record = written(&full(&text));
            assert!(record.len() <= MOST_BYTES, "{}", record.len());
            assert_eq!(record.iter().filter(|&&byte| matches!(byte, START | END)).count(), 2);
            let read = Event::read(&record[1..record.len() - 1]).unwrap();
            assert!(read.uri.ends_with("…".as_bytes()) && read.uri.starts_with(&[byte; 400]));
        }
    }

    #[test]
    fn a_record_of_a_later_version_is_read_and_any_other_is_refused() {
        let seal = |body: &str| format!("{:016x}\t{body}", hash(body.as_bytes()));
        let body = "N\t1\t0\t0\t0\t404\t0\tGET\th\t/x\t\t\t\t";
        let read = |record: &str| Event::read(record.as_bytes()).map(|event| (event.kind, event.time, event.ip));
        assert_eq!(read(&seal(body)), Some((Kind::NotFound, 1, None)));
        assert_eq!(read(&seal(&format!("{body}\tmore"))), Some((Kind::NotFound, 1, None)));
        for bad in ["", "N", "X\t1\t0\t0\t0\t404\t0\tGET\th\t/x\t\t\t\t", "N\t+1\t0\t0\t0\t404\t0\tGET\th\t/x\t\t\t\t"]
        {
            assert_eq!(read(&seal(bad)), None, "{bad}");
        }
        assert_eq!(read(&seal(body).replace("404", "405")), None);
        assert_eq!(read(""), None);
    }
}
