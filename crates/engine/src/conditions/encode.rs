//! From conditions to bytes.

use std::net::IpAddr;

use detour_rules::{Condition, Settings, Test};

use super::decode::{Op, tag};
use crate::bytes::{push_block, push_text};

/// Appends the nodes of all conditions.
pub(crate) fn encode(conditions: &[Condition], settings: &Settings, out: &mut Vec<u8>) {
    for condition in conditions {
        out.push(tag_of(condition));
        push_block(out, |out| body(condition, settings, out));
    }
}

fn tag_of(condition: &Condition) -> u8 {
    match condition {
        Condition::Method(_) => tag::METHOD,
        Condition::Header(_) | Condition::Referrer(_) | Condition::UserAgent(_) => tag::HEADER,
        Condition::Path(_) => tag::PATH,
        Condition::QueryString(_) => tag::QUERY_STRING,
        Condition::Cookie(_) => tag::COOKIE,
        Condition::Query(_) => tag::QUERY,
        Condition::Host(_) => tag::HOST,
        Condition::Ip(_) => tag::IP,
        Condition::Language(_) => tag::LANGUAGE,
        Condition::Country(_) => tag::COUNTRY,
        Condition::LoggedIn(_) => tag::LOGGED_IN,
        Condition::Role(_) => tag::ROLE,
        Condition::NotFound(_) => tag::NOT_FOUND,
        Condition::Filter(_) => tag::FILTER,
        Condition::Any(_) => tag::ANY,
        Condition::Not(_) => tag::NOT,
    }
}

fn body(condition: &Condition, settings: &Settings, out: &mut Vec<u8>) {
    match condition {
        Condition::Method(texts) | Condition::Host(texts) | Condition::Language(texts) | Condition::Role(texts) => {
            list(texts, out);
        }
        Condition::Header(test) | Condition::Cookie(test) | Condition::Query(test) => named(&test.name, test, out),
        Condition::Path(test) => named("path", test, out),
        Condition::QueryString(test) => named("query string", test, out),
        Condition::Referrer(test) => named("Referer", test, out),
        Condition::UserAgent(test) => named("User-Agent", test, out),
        Condition::Ip(networks) => networks.iter().for_each(|text| network(text, out)),
        Condition::Country(codes) => {
            push_text(out, settings.country_header.as_bytes());
            list(codes, out);
        }
        Condition::LoggedIn(wanted) | Condition::NotFound(wanted) => out.push(u8::from(*wanted)),
        Condition::Filter(name) => out.extend_from_slice(name.as_bytes()),
        Condition::Any(inner) => encode(inner, settings, out),
        Condition::Not(inner) => encode(std::slice::from_ref(inner), settings, out),
    }
}

fn list(texts: &[String], out: &mut Vec<u8>) {
    texts.iter().for_each(|text| push_text(out, text.as_bytes()));
}

fn named(name: &str, test: &Test, out: &mut Vec<u8>) {
    let (op, text) = match test {
        Test { is: Some(text), .. } => (Op::Is, text.as_str()),
        Test { contains: Some(text), .. } => (Op::Contains, text.as_str()),
        Test { matches: Some(text), .. } => (Op::Matches, text.as_str()),
        Test { missing: Some(true), .. } => (Op::Missing, ""),
        _ => (Op::There, ""),
    };
    out.push(op as u8);
    push_text(out, name.as_bytes());
    out.extend_from_slice(text.as_bytes());
}

// Length of the prefix and address; the number of bytes tells the family, so it stands first.
fn network(text: &str, out: &mut Vec<u8>) {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, prefix.parse().ok()),
        None => (text, None),
    };
    match address.parse() {
        Ok(IpAddr::V4(address)) => {
            out.extend_from_slice(&[4, prefix.unwrap_or(32)]);
            out.extend_from_slice(&address.octets());
        }
        Ok(IpAddr::V6(address)) => {
            out.extend_from_slice(&[16, prefix.unwrap_or(128)]);
            out.extend_from_slice(&address.octets());
        }
        // Validation has refused it.
        Err(_) => {}
    }
}
