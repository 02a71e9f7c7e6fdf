//! Writing targets out: whatever is inserted, only printable ASCII gets into a header.

use crate::canonical::{escape, push_escape};

/// A `Location` in the making: only printable ASCII ever gets in.
#[derive(Default)]
pub(crate) struct Output {
    bytes: Vec<u8>,
    in_query: bool,
}

impl Output {
    /// What stands after a question mark, to be gone on with.
    pub(crate) fn in_query(bytes: Vec<u8>) -> Output {
        Output { bytes, in_query: true }
    }

    pub(crate) fn literal(&mut self, text: &[u8]) {
        self.in_query |= text.contains(&b'?');
        self.write(text, b"");
    }

    /// A piece of the request. What comes from a path must not add parameters or a fragment to the target.
    pub(crate) fn inserted(&mut self, text: &[u8], from_path: bool) {
        match (from_path, self.in_query) {
            (true, true) => self.write(text, b"&=+#"),
            (true, false) => self.write(text, b"?#"),
            (false, _) => self.write(text, b"#"),
        }
    }

    /// Bytes that are already encoded.
    pub(crate) fn finished(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes as they are.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn write(&mut self, text: &[u8], reserved: &[u8]) {
        let is_plain = |at: usize, byte: u8| match byte {
            b'%' => escape(&text[at..]).is_some(),
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
            _ => byte.is_ascii_graphic() && !reserved.contains(&byte),
        };
        let mut written = 0;
        for (at, &byte) in text.iter().enumerate() {
            if !is_plain(at, byte) {
                self.bytes.extend_from_slice(&text[written..at]);
                push_escape(&mut self.bytes, byte);
                written = at + 1;
            }
        }
        self.bytes.extend_from_slice(&text[written..]);
    }

    // `//host` would leave the site, so a path begins with one slash whatever was inserted after it.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let slashes = self.bytes.iter().take_while(|&&b| b == b'/').count();
        if slashes > 1 {
            self.bytes.drain(1..slashes);
        }
        self.bytes
    }
}

/// A target without captures as it is sent.
pub(crate) fn encoded(target: &str) -> Vec<u8> {
    let mut out = Output::default();
    out.literal(target.as_bytes());
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_printable_ascii_gets_into_a_location() {
        assert_eq!(encoded("/é \"x\"%zz%2f\\"), b"/%C3%A9%20%22x%22%25zz%2f%5C");
        let mut out = Output::default();
        out.inserted(b"/a\r\n\0\xff?#", true);
        assert_eq!(out.finish(), b"/a%0D%0A%00%FF%3F%23");
    }

    #[test]
    fn a_path_cannot_become_another_host() {
        let mut out = Output::default();
        out.literal(b"/");
        out.inserted(b"//evil.test", true);
        assert_eq!(out.finish(), b"/evil.test");
    }
}
