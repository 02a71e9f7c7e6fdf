//! Ways to a database: TLS with what it asks of certificates, and a replica.

mod support;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use support::agent::Agent;
use support::mariadb::MariaDb;
use support::{Playground, detour, eventually, rule_file};

const RULE: &str = r#"{"source": {"value": "/a"}, "then": {"redirect": {"to": "/new"}}}"#;

/// An authority, and a certificate of its for `localhost`.
struct Certificates {
    directory: Playground,
}

impl Certificates {
    fn new() -> Self {
        let certificates = Certificates { directory: Playground::new() };
        certificates.directory.write("san", "subjectAltName=DNS:localhost\n");
        for arguments in [
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Authority -keyout ca.key -out ca.pem",
            "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr",
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out server.pem",
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Stranger -keyout other.key -out other.pem",
        ] {
            let mut openssl = Command::new("openssl");
            openssl.current_dir(certificates.path("")).args(arguments.split(' '));
            let output = openssl.output().expect("openssl (package openssl) starts");
            assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        }
        certificates
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path(name)
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn tls_asks_of_the_server_what_the_mode_says() {
    let certificates = Certificates::new();
    let port = free_port();
    let option = |name: &str, file: &str| format!("--{name}={}", certificates.path(file).display());
    let options = [
        "--bind-address=127.0.0.1".to_owned(),
        format!("--port={port}"),
        option("ssl-ca", "ca.pem"),
        option("ssl-cert", "server.pem"),
        option("ssl-key", "server.key"),
    ];
    let database = MariaDb::start_with(&options.each_ref().map(String::as_str));
    // Known by address: whether the server finds the name of 127.0.0.1 depends on the machine.
    database.run_as_root("CREATE USER tls@'%' IDENTIFIED BY 's3cret' REQUIRE SSL");
    database.run_as_root("CREATE USER tls@localhost IDENTIFIED BY 's3cret' REQUIRE SSL");
    for host in ["%", "localhost"] {
        database.run_as_root(&format!("GRANT SELECT ON shop.* TO tls@'{host}'"));
    }
    database.save(RULE);

    let directory = Playground::new();
    let rules = directory.path("shop.detour");
    // 127.0.0.1 is not in the certificate. A port of its own keeps `localhost` from meaning the socket.
    let status = |host: &str, tls: &str| {
        let text = format!(
            "[[site]]\ndsn = \"mysql://tls:s3cret@{host}:{port}/shop\"\nrules = \"{}\"\n{tls}\n",
            rules.display()
        );
        let config = directory.write("agent.toml", text);
        detour(&[&"status", &"--json", &"--config", &config]).exits(1).stdout
    };
    let ca = format!("tls_ca = {:?}", certificates.path("ca.pem"));
    let stranger = format!("tls_ca = {:?}", certificates.path("other.pem"));
    let reached = "\"revision_database\": 1";
    for (host, tls, part) in [
        ("localhost", String::new(), "Access denied"),
        ("localhost", "tls = \"required\"".to_owned(), reached),
        ("127.0.0.1", format!("tls_name = \"localhost\"\n{ca}"), reached),
        ("localhost", ca.clone(), reached),
        ("127.0.0.1", ca.clone(), "TLS: "),
        ("localhost", stranger, "`tls`, `tls_ca` and `tls_name` of the site"),
        ("localhost", "tls = \"verify-identity\"".to_owned(), "UnknownIssuer"),
    ] {
        let found = status(host, &tls);
        assert!(found.contains(part), "{host} {tls}: {found}");
        assert!(!found.contains("s3cret"), "{found}");
    }

    let port = free_port();
    let _plain = MariaDb::start_with(&["--bind-address=127.0.0.1", &format!("--port={port}"), "--skip-ssl"]);
    let text = format!(
        "[[site]]\ndsn = \"mysql://wp:s3cret@127.0.0.1:{port}/shop\"\ntls = \"required\"\nrules = \"{}\"\n",
        rules.display()
    );
    let config = directory.write("agent.toml", text);
    detour(&[&"status", &"--config", &config]).exits(1).says(&["the server offers no TLS"]);
}

#[test]
fn rules_are_read_from_the_replica_as_soon_as_it_has_them() {
    let (primary, replica, directory) = (MariaDb::start(), MariaDb::start(), Playground::new());
    let (rules, nudge) = (directory.path("shop.detour"), directory.path("nudge"));
    let config = directory.write(
        "agent.toml",
        format!(
            "poll_ms = 3600000\n[[site]]\ndsn = \"{}\"\nread_dsn = \"{}\"\nrules = \"{}\"\nnudge = \"{}\"\n",
            primary.dsn(),
            replica.dsn(),
            rules.display(),
            nudge.display()
        ),
    );
    let agent = Agent::start(&config);
    let published = |revision: u64| eventually("the file", || rule_file(&rules).filter(|file| file.1 == revision));
    published(0);
    primary.save(RULE);
    std::fs::write(&nudge, "1").unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(rule_file(&rules), Some((1, 0, 0)));
    replica.save(RULE);
    published(1);
    assert_eq!(agent.terminate(), 0);
}

#[test]
fn mistakes_in_the_ways_to_a_database_are_named() {
    let directory = Playground::new();
    for (keys, parts) in [
        ("tls = \"yes\"", &["site[0].tls = \"yes\"", "verify-identity"][..]),
        ("tls_ca = \"/nowhere.pem\"", &["site[0].tls_ca = \"/nowhere.pem\"", "no such file"]),
        ("tls = \"required\"\ntls_ca = \"/etc/hosts\"", &["site[0].tls_ca", "checks no certificate"]),
        ("read_dsn = \"mysql://u:secret@h\"", &["site[0].read_dsn", "names no database", "u:***@h"]),
        ("dsn_file = \"/nowhere\"", &["site[0].dsn_file = \"/nowhere\"", "The site has dsn as well"]),
        ("read_dsn_file = \"/nowhere\"", &["site[0].read_dsn_file = \"/nowhere\"", "can't be read"]),
    ] {
        let text = format!("[[site]]\ndsn = \"mysql://u:secret@h/d\"\nrules = \"/r\"\n{keys}\n");
        let config = directory.write("agent.toml", text);
        let done = detour(&[&"agent", &"--config", &config]).exits(78).says(parts);
        assert!(!done.stderr.contains("secret"), "{}", done.stderr);
    }
    let config =
        directory.write("agent.toml", "[[site]]\ndsn = \"mysql://u:p@h/d?require_ssl=true\"\nrules = \"/r\"\n");
    detour(&[&"agent", &"--config", &config]).exits(78).says(&["by the keys `tls` and `tls_ca` of the site"]);
    for (path, rules, part) in [
        ("/var/www/*", "/r/shop.detour", "Put one * in the file's name"),
        ("/var/www/*", "/r/*/*.detour", "Put one * in the file's name"),
        ("/var/**/x", "/r/*.detour", "This is no pattern for directories"),
        ("/var/[www", "/r/*.detour", "This is no pattern for directories"),
    ] {
        let text = format!("[[site]]\npath = \"{path}\"\nrules = \"{rules}\"\n");
        let config = directory.write("agent.toml", text);
        detour(&[&"agent", &"--config", &config]).exits(78).says(&[part]);
    }
    for (metrics, part) in
        [("0.0.0.0:9187", "Others than this machine"), ("9187", "no address"), ("unix:x", "not absolute")]
    {
        let config = directory
            .write("agent.toml", format!("metrics = \"{metrics}\"\n[[site]]\npath = \"/w\"\nrules = \"/r\"\n"));
        detour(&[&"agent", &"--config", &config]).exits(78).says(&["metrics = ", part]);
    }
}
