//! `DB_HOST` in all the forms WordPress understands (`wpdb::parse_db_host`).

use std::path::PathBuf;

use crate::database::Address;

const DEFAULT_PORT: u16 = 3306;

/// `host`, `host:port`, `host:/socket`, `:/socket`, an IPv6 address bare or as `[address]:port`.
///
/// `None` when the port is no port number.
pub fn parse(db_host: &str) -> Option<Address> {
    let (host, socket) = match db_host.find(":/") {
        Some(colon) => (&db_host[..colon], Some(&db_host[colon + 1..])),
        None => (db_host, None),
    };
    if let Some(socket) = socket {
        return Some(Address::Socket(PathBuf::from(socket)));
    }
    let (host, port) = split_port(host)?;
    if host.is_empty() || host.eq_ignore_ascii_case("localhost") {
        return Some(match port {
            DEFAULT_PORT => Address::Localhost,
            port => Address::Tcp { host: "127.0.0.1".to_owned(), port },
        });
    }
    Some(Address::Tcp { host: host.to_owned(), port })
}

fn split_port(host: &str) -> Option<(&str, u16)> {
    let (name, port) = if host.matches(':').count() > 1 {
        match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, after)) => (address, after.strip_prefix(':')),
            None => (host, None),
        }
    } else {
        match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host, None),
        }
    };
    match port {
        None | Some("") => Some((name, DEFAULT_PORT)),
        Some(port) => Some((name, port.parse().ok()?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tcp(host: &str, port: u16) -> Option<Address> {
        Some(Address::Tcp { host: host.to_owned(), port })
    }

    #[test]
    fn every_form_of_db_host() {
        for (text, expected) in [
            ("db.example.com", tcp("db.example.com", 3306)),
            ("db.example.com:3307", tcp("db.example.com", 3307)),
            ("localhost", Some(Address::Localhost)),
            ("", Some(Address::Localhost)),
            ("127.0.0.1", tcp("127.0.0.1", 3306)),
            ("localhost:3307", tcp("127.0.0.1", 3307)),
            ("localhost:/run/db/own.sock", Some(Address::Socket("/run/db/own.sock".into()))),
            (":/run/db/own.sock", Some(Address::Socket("/run/db/own.sock".into()))),
            ("::1", tcp("::1", 3306)),
            ("[::1]:3307", tcp("::1", 3307)),
            ("[2001:db8::1]", tcp("2001:db8::1", 3306)),
            ("db:port", None),
            ("db:99999", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
