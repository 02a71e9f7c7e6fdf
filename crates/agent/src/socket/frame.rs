//! Frames: four bytes with the length of what follows, most significant first, then that many bytes of JSON.

/// Longest request, bytes. The headers of a request have less with all common servers.
pub const MOST_ASKED: usize = 64 << 10;
/// Longest answer, bytes.
pub const MOST_ANSWERED: usize = 256 << 10;
/// What stands before each frame.
pub const HEAD: usize = 4;

/// How long the frame is that begins so; `None` if it is longer than any request, or empty.
pub fn length(head: [u8; HEAD]) -> Option<usize> {
    let length = usize::try_from(u32::from_be_bytes(head)).ok()?;
    (1..=MOST_ASKED).contains(&length).then_some(length)
}

/// The frame around an answer; `None` if it is too long.
pub fn around(answer: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(answer.len()).ok().filter(|_| answer.len() <= MOST_ANSWERED)?;
    Some([&length.to_be_bytes(), answer].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_bounded() {
        assert_eq!(length([0, 0, 0, 0]), None);
        assert_eq!(length([0, 0, 0, 1]), Some(1));
        assert_eq!(length([0, 1, 0, 0]), Some(MOST_ASKED));
        assert_eq!(length([0, 1, 0, 1]), None);
        assert_eq!(length([0xff; HEAD]), None);
        assert_eq!(around(b"{}").unwrap(), b"\0\0\0\x02{}");
        assert!(around(&vec![b' '; MOST_ANSWERED]).is_some());
        assert!(around(&vec![b' '; MOST_ANSWERED + 1]).is_none());
    }
}
