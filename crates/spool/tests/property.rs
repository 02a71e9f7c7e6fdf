//! The reader against a list of what was written and what was damaged.

use detour_spool::{Event, Kind, MOST_BYTES, Reader};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Piece {
    Whole(Event<'static>),
    Torn(Event<'static>, usize),
    Garbage(Vec<u8>),
}

fn event() -> impl Strategy<Value = Event<'static>> {
    let text = || prop::collection::vec(any::<u8>(), 0..60);
    let kind = prop_oneof![Just(Kind::Hit), Just(Kind::Loop), Just(Kind::NotFound)];
    let numbers = (any::<u64>(), any::<u64>(), any::<u64>(), any::<u16>(), any::<u16>(), any::<u32>());
    let texts = (text(), text(), text(), text(), text());
    (kind, numbers, texts, any::<Option<std::net::IpAddr>>()).prop_map(|(kind, numbers, texts, ip)| {
        let (time, blog, rule, variant, code, lost) = numbers;
        let (host, uri, target, referrer, user_agent) = texts;
        Event {
            blog,
            rule,
            variant,
            code,
            lost,
            host: host.into(),
            uri: uri.into(),
            target: target.into(),
            referrer: referrer.into(),
            user_agent: user_agent.into(),
            ip,
            ..Event::new(kind, time)
        }
    })
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        4 => event().prop_map(Piece::Whole),
        1 => (event(), any::<usize>()).prop_map(|(event, cut)| Piece::Torn(event, cut)),
        1 => prop::collection::vec(any::<u8>(), 1..200).prop_map(Piece::Garbage),
    ]
}

fn written(event: &Event<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    event.write(&mut bytes);
    bytes
}

proptest! {
    #[test]
    fn every_whole_record_is_read_and_nothing_else(pieces in prop::collection::vec(piece(), 0..20)) {
        let (mut bytes, mut expected) = (Vec::new(), Vec::new());
        for piece in pieces {
            match piece {
                Piece::Whole(event) => {
                    bytes.extend(written(&event));
                    expected.push(event);
                }
                Piece::Torn(event, cut) => {
                    let whole = written(&event);
                    bytes.extend(&whole[..cut % whole.len()]);
                }
                Piece::Garbage(garbage) => bytes.extend(garbage),
            }
        }
        let mut reader = Reader::new(&bytes, true);
        let read: Vec<Event<'_>> = reader.by_ref().collect();
        prop_assert_eq!(&read, &expected);
        prop_assert_eq!(reader.consumed(), bytes.len());
    }

    #[test]
    fn reading_in_pieces_is_reading_at_once(
        events in prop::collection::vec(event(), 0..10),
        junk in prop::collection::vec(any::<u8>(), 0..50),
        step in 1_usize..600,
    ) {
        let mut bytes: Vec<u8> = events.iter().flat_map(written).collect();
        bytes.extend(junk);
        let (mut position, mut end, mut times) = (0, 0, Vec::new());
        while end < bytes.len() {
            end = (end + step).min(bytes.len());
            let mut reader = Reader::new(&bytes[position..end], end == bytes.len());
            times.extend(reader.by_ref().map(|event| event.time));
            position += reader.consumed();
            prop_assert!(end - position < MOST_BYTES);
        }
        prop_assert_eq!(times, events.iter().map(|event| event.time).collect::<Vec<_>>());
        prop_assert_eq!(position, bytes.len());
    }
}
