//! Whether conditions hold. Three-valued: what only WordPress knows may be unknown.

use std::net::IpAddr;

use detour_rules::Needs;

use super::decode::{Damaged, Node, Nodes, Op, TestView};
use super::language;
use super::values::{cookies, parameters};
use crate::Patterns;
use crate::canonical::{self, folded};
use crate::host;
use crate::subject::Subject;

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    True,
    False,
    /// WordPress must be asked first.
    Unknown,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Truth {
        if holds { Truth::True } else { Truth::False }
    }
}

/// Whether all nodes hold. One that doesn't settles it; otherwise `needs` gets what the unknown ones ask for.
pub(crate) fn evaluate(
    nodes: Nodes<'_>,
    subject: &Subject<'_>,
    patterns: &mut Patterns,
    needs: &mut Needs,
) -> Result<Truth, Damaged> {
    let mut all = Truth::True;
    let mut asked = Needs::default();
    for node in nodes {
        match one(node?, subject, patterns, &mut asked)? {
            Truth::True => {}
            Truth::False => return Ok(Truth::False),
            Truth::Unknown => all = Truth::Unknown,
        }
    }
    if all == Truth::Unknown {
        needs.add(asked);
    }
    Ok(all)
}

/// Whether one node holds.
pub(super) fn one(
    node: Node<'_>,
    subject: &Subject<'_>,
    patterns: &mut Patterns,
    needs: &mut Needs,
) -> Result<Truth, Damaged> {
    let context = subject.context;
    let known = |fact: Option<bool>, need: &mut bool| {
        *need |= fact.is_none();
        fact.map_or(Truth::Unknown, Truth::from)
    };
    Ok(match node {
        Node::Method(methods) => methods.texts().any(|method| method == subject.method).into(),
        Node::Host(hosts) => hosts.texts().any(|wanted| host::fits(&folded(wanted), subject.host())).into(),
        Node::Header(test) => passes(test, context.header(test.name).into_iter(), patterns).into(),
        Node::Cookie(test) => {
            let header = context.header("Cookie").unwrap_or_default();
            passes(test, cookies(&header, test.name), patterns).into()
        }
        Node::Query(test) => passes(test, parameters(subject.raw_query, test.name), patterns).into(),
        Node::Path(test) => passes(test, std::iter::once(&subject.path), patterns).into(),
        Node::QueryString(test) => passes(test, std::iter::once(canonical::query(subject.raw_query)), patterns).into(),
        Node::Ip(networks) => {
            let client = context.client_ip();
            client
                .is_some_and(|client| networks.each().any(|(prefix, network)| lies_in(client, network, prefix)))
                .into()
        }
        Node::Language(ranges) => match context.header("Accept-Language") {
            Some(accepted) => match language::preferred(&accepted) {
                Some(preferred) => ranges.texts().any(|range| language::fits(range, preferred)).into(),
                None => Truth::False,
            },
            None => Truth::False,
        },
        Node::Country { header, codes } => match context.header(header) {
            Some(country) => codes.texts().any(|code| code.eq_ignore_ascii_case(country.trim_ascii())).into(),
            None => Truth::False,
        },
        Node::LoggedIn(wanted) => known(context.logged_in().map(|fact| fact == wanted), &mut needs.logged_in),
        Node::NotFound(wanted) => known(context.not_found().map(|fact| fact == wanted), &mut needs.not_found),
        Node::Role(wanted) => {
            let has = |roles: &[String]| wanted.texts().any(|role| roles.iter().any(|own| own.as_bytes() == role));
            known(context.roles().map(has), &mut needs.roles)
        }
        Node::Filter(name) => context.filter(name).map_or_else(
            || {
                needs.add(Needs { filters: vec![name.to_owned()], ..Needs::default() });
                Truth::Unknown
            },
            Truth::from,
        ),
        Node::Any(inner) => any(inner, subject, patterns, needs)?,
        Node::Not(inner) => match evaluate(inner, subject, patterns, needs)? {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        },
    })
}

fn any(nodes: Nodes<'_>, subject: &Subject<'_>, patterns: &mut Patterns, needs: &mut Needs) -> Result<Truth, Damaged> {
    let mut any = Truth::False;
    let mut asked = Needs::default();
    for node in nodes {
        match one(node?, subject, patterns, &mut asked)? {
            Truth::True => return Ok(Truth::True),
            Truth::False => {}
            Truth::Unknown => any = Truth::Unknown,
        }
    }
    if any == Truth::Unknown {
        needs.add(asked);
    }
    Ok(any)
}

/// Whether one of the values passes.
pub(super) fn passes<V: AsRef<[u8]>>(
    test: TestView<'_>,
    mut values: impl Iterator<Item = V>,
    patterns: &mut Patterns,
) -> bool {
    let text = test.text.as_bytes();
    match test.op {
        Op::There => values.next().is_some(),
        Op::Missing => values.next().is_none(),
        Op::Is => values.any(|value| value.as_ref() == text),
        Op::Contains => values.any(|value| memchr::memmem::find(value.as_ref(), text).is_some()),
        Op::Matches => match values.next() {
            None => false,
            Some(first) => {
                let mut fits = |value: &[u8]| patterns.condition_matches(test.text, value) == Some(true);
                fits(first.as_ref()) || values.any(|value| fits(value.as_ref()))
            }
        },
    }
}

// An IPv4 address may come in as IPv6 (`::ffff:1.2.3.4`).
fn lies_in(client: IpAddr, network: &[u8], prefix: u8) -> bool {
    match client.to_canonical() {
        IpAddr::V4(address) => same_start(&address.octets(), network, prefix),
        IpAddr::V6(address) => same_start(&address.octets(), network, prefix),
    }
}

fn same_start(address: &[u8], network: &[u8], bits: u8) -> bool {
    let (whole, rest) = (usize::from(bits / 8), bits % 8);
    if address.len() != network.len() || usize::from(bits) > address.len() * 8 {
        return false;
    }
    let in_last = |address: u8, network: u8| (address ^ network) >> (8 - rest) == 0;
    address[..whole] == network[..whole] && (rest == 0 || in_last(address[whole], network[whole]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        let v4 = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(lies_in(v4("10.1.2.3"), &[10, 0, 0, 0], 8));
        assert!(lies_in(v4("10.1.2.3"), &[10, 1, 0, 0], 15) && !lies_in(v4("10.2.2.3"), &[10, 0, 0, 0], 15));
        assert!(lies_in(v4("::ffff:10.1.2.3"), &[10, 0, 0, 0], 8));
        assert!(lies_in(v4("1.2.3.4"), &[0; 4], 0) && lies_in(v4("1.2.3.4"), &[1, 2, 3, 4], 32));
        assert!(!lies_in(v4("1.2.3.4"), &[0; 16], 0) && !lies_in(v4("1.2.3.4"), &[1, 2, 3, 4], 33));
    }
}
