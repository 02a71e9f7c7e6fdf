//! Conditions, straight from their definition. Nothing here is shared with `crate::conditions`.

use std::collections::BTreeMap;
use std::net::IpAddr;

use detour_rules::{Condition, Needs, Request, Settings, Test};
use ipnet::IpNet;
use regex::bytes::RegexBuilder;

/// Whether all hold; `None` if that can't be told yet.
pub(super) fn all(conditions: &[Condition], settings: &Settings, request: &Request<'_>) -> Option<bool> {
    let results: Vec<Option<bool>> = conditions.iter().map(|one| holds(one, settings, request)).collect();
    if results.contains(&Some(false)) {
        Some(false)
    } else if results.contains(&None) {
        None
    } else {
        Some(true)
    }
}

/// What the conditions that can't be told yet need.
pub(super) fn needs(conditions: &[Condition], settings: &Settings, request: &Request<'_>) -> Needs {
    let mut needs = Needs::default();
    for condition in conditions.iter().filter(|one| holds(one, settings, request).is_none()) {
        match condition {
            Condition::LoggedIn(_) => needs.logged_in = true,
            Condition::Role(_) => needs.roles = true,
            Condition::NotFound(_) => needs.not_found = true,
            Condition::Filter(name) => needs.add(Needs { filters: vec![name.clone()], ..Needs::default() }),
            Condition::Any(inner) => needs.add(self::needs(inner, settings, request)),
            Condition::Not(inner) => needs.add(self::needs(std::slice::from_ref(inner), settings, request)),
            _ => {}
        }
    }
    needs
}

fn holds(condition: &Condition, settings: &Settings, request: &Request<'_>) -> Option<bool> {
    let context = request.context;
    let header = |name: &str| context.header(name).map(|value| value.into_owned());
    match condition {
        Condition::Method(methods) => Some(methods.iter().any(|method| method.as_bytes() == request.method)),
        Condition::Host(hosts) => {
            let host = super::parts(request).map_or_else(String::new, |(host, _, _)| host);
            Some(hosts.iter().any(|wanted| super::host_fits(&wanted.to_lowercase(), &host)))
        }
        Condition::Header(test) => Some(passes(test, header(&test.name).into_iter().collect())),
        Condition::Referrer(test) => Some(passes(test, header("Referer").into_iter().collect())),
        Condition::UserAgent(test) => Some(passes(test, header("User-Agent").into_iter().collect())),
        Condition::Cookie(test) => Some(passes(test, cookies(&header("Cookie").unwrap_or_default(), &test.name))),
        Condition::Query(test) => Some(passes(test, parameters(request.uri, &test.name))),
        Condition::Path(test) => {
            Some(passes(test, super::parts(request).map(|(_, path, _)| path).into_iter().collect()))
        }
        Condition::QueryString(test) => {
            Some(passes(test, super::parts(request).map(|(_, _, query)| query).into_iter().collect()))
        }
        Condition::Ip(networks) => Some(context.client_ip().is_some_and(|client| {
            let client = client.to_canonical();
            networks.iter().any(|network| match network.parse::<IpNet>() {
                Ok(network) => network.contains(&client),
                Err(_) => network.parse::<IpAddr>() == Ok(client),
            })
        })),
        Condition::Language(ranges) => {
            let preferred = preferred(&String::from_utf8_lossy(&header("Accept-Language").unwrap_or_default()));
            Some(preferred.is_some_and(|preferred| {
                ranges
                    .iter()
                    .map(|range| range.to_lowercase())
                    .any(|range| range == "*" || range == preferred || preferred.starts_with(&format!("{range}-")))
            }))
        }
        Condition::Country(codes) => {
            let country = header(&settings.country_header).unwrap_or_default();
            let country = String::from_utf8_lossy(&country).trim().to_uppercase();
            Some(codes.iter().any(|code| code.to_uppercase() == country))
        }
        Condition::LoggedIn(wanted) => context.logged_in().map(|is| is == *wanted),
        Condition::NotFound(wanted) => context.not_found().map(|is| is == *wanted),
        Condition::Role(wanted) => context.roles().map(|roles| roles.iter().any(|role| wanted.contains(role))),
        Condition::Filter(name) => context.filter(name),
        Condition::Any(inner) => {
            let results: Vec<Option<bool>> = inner.iter().map(|one| holds(one, settings, request)).collect();
            match (results.contains(&Some(true)), results.contains(&None)) {
                (true, _) => Some(true),
                (false, true) => None,
                (false, false) => Some(false),
            }
        }
        Condition::Not(inner) => holds(inner, settings, request).map(|inner| !inner),
    }
}

fn passes(test: &Test, values: Vec<Vec<u8>>) -> bool {
    if let Some(missing) = test.missing {
        return values.is_empty() == missing;
    }
    values.iter().any(|value| {
        let text = |text: &String| regex_of(&regex::escape(text)).is_match(value);
        test.is.as_ref().is_none_or(|is| is.as_bytes() == &value[..])
            && test.contains.as_ref().is_none_or(text)
            && test.matches.as_ref().is_none_or(|pattern| regex_of(pattern).is_match(value))
    })
}

fn regex_of(pattern: &str) -> regex::bytes::Regex {
    RegexBuilder::new(pattern).unicode(false).build().expect("validation has compiled it")
}

fn cookies(header: &[u8], name: &str) -> Vec<Vec<u8>> {
    let mut values = Vec::new();
    for pair in header.split(|b| *b == b';') {
        let pair = pair.trim_ascii();
        if let Some(value) = pair.strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"=")) {
            values.push(value.to_vec());
        }
    }
    values
}

fn parameters(uri: &[u8], name: &str) -> Vec<Vec<u8>> {
    let uri = uri.split(|b| *b == b'#').next().unwrap_or_default();
    let Some(start) = uri.iter().position(|b| *b == b'?') else { return Vec::new() };
    let mut values = Vec::new();
    for parameter in uri[start + 1..].split(|b| *b == b'&').filter(|parameter| !parameter.is_empty()) {
        let mut halves = parameter.splitn(2, |b| *b == b'=');
        let (own, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        if form_decoded(own) == name.as_bytes() {
            values.push(form_decoded(value));
        }
    }
    values
}

fn form_decoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let digits = text.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        let digits = digits.filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        match (text[at], digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    out
}

// The language with the highest weight, in lower case.
fn preferred(header: &str) -> Option<String> {
    let entry =
        RegexBuilder::new(r"^[ \t]*([A-Za-z0-9*-]+)[ \t]*(?:;[ \t]*[qQ]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*)?$");
    let entry = entry.build().expect("a sound pattern");
    let mut by_weight: BTreeMap<u32, String> = BTreeMap::new();
    for text in header.split(',') {
        let Some(found) = entry.captures(text.as_bytes()) else { continue };
        let piece = |index| found.get(index).map(|piece| String::from_utf8_lossy(piece.as_bytes()).into_owned());
        let weight: f64 = piece(2).map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        let thousandths = (weight * 1000.0).round() as u32;
        if thousandths > 0 {
            by_weight.entry(thousandths).or_insert_with(|| piece(1).unwrap_or_default().to_lowercase());
        }
    }
    by_weight.pop_last().map(|(_, language)| language)
}
