//! Any bytes as those of a spool: never a panic, every byte done with once, and what is read can be written and read again.

use detour_spool::{Event, FileId, MOST_BYTES, Reader};

/// Runs the target.
pub fn run(data: &[u8]) {
    let _ = FileId::of_header(data);
    let (whole, consumed) = read(data, true);
    assert_eq!(consumed, data.len(), "bytes are left over");
    // The same in two pieces, as an agent sees a file that grows.
    let cut = data.first().map_or(0, |&first| usize::from(first) * data.len() / 256);
    let (mut pieces, first) = read(&data[..cut], false);
    assert!(cut - first < MOST_BYTES, "{} bytes are waited for", cut - first);
    pieces.extend(read(&data[first..], true).0);
    assert_eq!(pieces, whole, "where the file ends for now changes what is read");
    for event in whole {
        let mut written = Vec::new();
        event.write(&mut written);
        let (again, _) = read(&written, true);
        assert_eq!(again.len(), 1, "what is written can't be read");
        let numbers = |event: &Event<'_>| (event.kind, event.time, event.rule, event.code, event.ip);
        assert_eq!(numbers(&again[0]), numbers(&event));
    }
}

fn read(bytes: &[u8], is_last: bool) -> (Vec<Event<'_>>, usize) {
    let mut reader = Reader::new(bytes, is_last);
    let events = reader.by_ref().collect();
    (events, reader.consumed())
}
