//! Reading compiled conditions. Safe for any bytes: every access is checked, every loop moves forward.

use detour_rules::{Case, MAX_CONDITION_DEPTH, pattern};

use crate::bytes::Reader;

/// First byte of a node. Then come the length of its body as u32, and the body.
pub(crate) mod tag {
    /// Texts.
    pub(crate) const METHOD: u8 = 1;
    /// Test; the name is that of a header, also of referrer and user agent.
    pub(crate) const HEADER: u8 = 2;
    /// Test.
    pub(crate) const COOKIE: u8 = 3;
    /// Test; the name is that of a parameter.
    pub(crate) const QUERY: u8 = 4;
    /// For each network: u8 bytes of the address (4, 16), u8 bits of the prefix, the address.
    pub(crate) const IP: u8 = 5;
    /// Texts.
    pub(crate) const LANGUAGE: u8 = 6;
    /// Name of the header as text, then codes as texts.
    pub(crate) const COUNTRY: u8 = 7;
    /// u8 0 or 1.
    pub(crate) const LOGGED_IN: u8 = 8;
    /// Texts.
    pub(crate) const ROLE: u8 = 9;
    /// u8 0 or 1.
    pub(crate) const NOT_FOUND: u8 = 10;
    /// The name.
    pub(crate) const FILTER: u8 = 11;
    /// Nodes, of which one must hold.
    pub(crate) const ANY: u8 = 12;
    /// One node, which must not hold.
    pub(crate) const NOT: u8 = 13;
    /// Test; the name is `path`.
    pub(crate) const PATH: u8 = 14;
    /// Test; the name is `query string`.
    pub(crate) const QUERY_STRING: u8 = 15;
    /// Texts.
    pub(crate) const HOST: u8 = 16;
}

/// How a value is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Op {
    There = 0,
    Is = 1,
    Contains = 2,
    Matches = 3,
    Missing = 4,
}

/// The bytes are none that `encode` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damaged;

/// One condition.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'a> {
    Method(List<'a>),
    Host(List<'a>),
    Header(TestView<'a>),
    Cookie(TestView<'a>),
    Query(TestView<'a>),
    Path(TestView<'a>),
    QueryString(TestView<'a>),
    Ip(Networks<'a>),
    Language(List<'a>),
    Country { header: &'a str, codes: List<'a> },
    LoggedIn(bool),
    Role(List<'a>),
    NotFound(bool),
    Filter(&'a str),
    Any(Nodes<'a>),
    Not(Nodes<'a>),
}

/// A test of the value under a name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TestView<'a> {
    pub(crate) op: Op,
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

/// A sequence of nodes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Nodes<'a> {
    bytes: &'a [u8],
    depth: usize,
}

impl<'a> Nodes<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Nodes<'a> {
        Nodes { bytes, depth: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// As they stand in the rule file.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    fn take(&mut self) -> Result<Node<'a>, Damaged> {
        let mut reader = Reader(self.bytes);
        let (Some(tag), Some(body)) = (reader.u8(), reader.block()) else { return Err(Damaged) };
        self.bytes = reader.0;
        let inner = Nodes { bytes: body, depth: self.depth + 1 };
        Ok(match tag {
            tag::METHOD => Node::Method(List(body)),
            tag::HOST => Node::Host(List(body)),
            tag::HEADER => Node::Header(test(body)?),
            tag::COOKIE => Node::Cookie(test(body)?),
            tag::QUERY => Node::Query(test(body)?),
            tag::PATH => Node::Path(test(body)?),
            tag::QUERY_STRING => Node::QueryString(test(body)?),
            tag::IP => Node::Ip(Networks(body)),
            tag::LANGUAGE => Node::Language(List(body)),
            tag::COUNTRY => {
                let mut reader = Reader(body);
                Node::Country { header: utf8(reader.text().ok_or(Damaged)?)?, codes: List(reader.0) }
            }
            tag::LOGGED_IN => Node::LoggedIn(flag(body)?),
            tag::ROLE => Node::Role(List(body)),
            tag::NOT_FOUND => Node::NotFound(flag(body)?),
            tag::FILTER => Node::Filter(utf8(body)?),
            tag::ANY if inner.depth <= MAX_CONDITION_DEPTH => Node::Any(inner),
            tag::NOT if inner.depth <= MAX_CONDITION_DEPTH => Node::Not(inner),
            _ => return Err(Damaged),
        })
    }
}

impl<'a> Iterator for Nodes<'a> {
    type Item = Result<Node<'a>, Damaged>;

    fn next(&mut self) -> Option<Result<Node<'a>, Damaged>> {
        if self.bytes.is_empty() {
            return None;
        }
        let node = self.take();
        if node.is_err() {
            self.bytes = b"";
        }
        Some(node)
    }
}

/// Texts behind their lengths. Ends where the bytes don't go on as they should.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List<'a>(&'a [u8]);

impl<'a> List<'a> {
    pub(crate) fn texts(self) -> impl Iterator<Item = &'a [u8]> {
        let mut reader = Reader(self.0);
        std::iter::from_fn(move || reader.text())
    }

    fn is_sound(self) -> bool {
        self.texts().map(|text| 2 + text.len()).sum::<usize>() == self.0.len() && !self.0.is_empty()
    }
}

/// Networks: the address' number of bytes, the prefix' number of bits, the address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Networks<'a>(&'a [u8]);

impl<'a> Networks<'a> {
    pub(crate) fn each(self) -> impl Iterator<Item = (u8, &'a [u8])> {
        let mut reader = Reader(self.0);
        std::iter::from_fn(move || {
            let (length, prefix) = (reader.u8()?, reader.u8()?);
            Some((prefix, reader.take(length.into())?))
        })
    }

    fn is_sound(self) -> bool {
        let fits = |(prefix, address): (u8, &[u8])| {
            matches!(address.len(), 4 | 16) && usize::from(prefix) <= address.len() * 8
        };
        let length = self.each().map(|(_, address)| 2 + address.len()).sum::<usize>();
        length == self.0.len() && length > 0 && self.each().all(fits)
    }
}

fn test(body: &[u8]) -> Result<TestView<'_>, Damaged> {
    let mut reader = Reader(body);
    let op = match reader.u8() {
        Some(0) => Op::There,
        Some(1) => Op::Is,
        Some(2) => Op::Contains,
        Some(3) => Op::Matches,
        Some(4) => Op::Missing,
        _ => return Err(Damaged),
    };
    let name = reader.text().ok_or(Damaged)?;
    Ok(TestView { op, name: utf8(name)?, text: utf8(reader.0)? })
}

fn flag(body: &[u8]) -> Result<bool, Damaged> {
    match body {
        [0] => Ok(false),
        [1] => Ok(true),
        _ => Err(Damaged),
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, Damaged> {
    std::str::from_utf8(bytes).map_err(|_| Damaged)
}

/// Whether every node can be read and used, patterns included.
pub(crate) fn are_sound(mut nodes: Nodes<'_>) -> bool {
    nodes.all(|node| match node {
        Err(Damaged) => false,
        Ok(
            Node::Header(test) | Node::Cookie(test) | Node::Query(test) | Node::Path(test) | Node::QueryString(test),
        ) => !test.name.is_empty() && (test.op != Op::Matches || pattern(test.text, Case::Exact).is_ok()),
        Ok(
            Node::Method(list)
            | Node::Host(list)
            | Node::Language(list)
            | Node::Country { codes: list, .. }
            | Node::Role(list),
        ) => list.is_sound(),
        Ok(Node::Ip(networks)) => networks.is_sound(),
        Ok(Node::LoggedIn(_) | Node::NotFound(_)) => true,
        Ok(Node::Filter(name)) => !name.is_empty(),
        Ok(Node::Any(inner)) => !inner.is_empty() && are_sound(inner),
        Ok(Node::Not(inner)) => inner.count() == 1 && are_sound(inner),
    })
}
