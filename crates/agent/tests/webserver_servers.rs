//! Real web servers with tables in front of a stub for PHP: each request is answered as the engine would, or reaches PHP.

mod support;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use detour_agent::webserver::{Answers, Webserver};
use detour_format::{AnyFile, FilePatterns};
use detour_rules::{Decision, Dialect, Facts, Request, Settings};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rustix::process::{Pid, Signal, kill_process};
use support::agent::Agent;
use support::mariadb::MariaDb;
use support::rules::{file_of, hosts, rules};
use support::{Playground, detour, eventually};

/// What the stub answers; no rule can.
const PHP: u16 = 200;
/// Rule sets besides those of the suite.
const SETS: usize = 60;

/// Rules behind a port of their own.
struct Site {
    name: String,
    file: AnyFile<Vec<u8>>,
    answers: Answers,
    /// Host and URI of what is asked besides the table's own.
    asked: Vec<(String, String)>,
    /// Of all there is one server, which tells them apart by the address they listen on.
    address: SocketAddr,
}

fn sites() -> Vec<Site> {
    let site = |name: String, file: AnyFile<Vec<u8>>, hosts: &[String], asked| {
        let answers = Answers::of(&file, hosts);
        Site { name, file, answers, asked, address: SocketAddr::from(([127, 0, 0, 1], 0)) }
    };
    let mut all = Vec::new();
    let cases = detour_suite::load(&detour_suite::directory()).expect("the suite");
    for case in cases.iter().filter(|case| !case.rules.is_empty()) {
        if case.rules.iter().all(|rule| rule.dialect == Dialect::Native) {
            let file = file_of(&case.rules, &case.settings);
            let asked = vec![(case.host.clone(), case.url.clone())];
            all.push(site(case.id.clone(), file, std::slice::from_ref(&case.host), asked));
        }
    }
    let mut runner = TestRunner::deterministic();
    for number in 0..SETS {
        let rules = rules().new_tree(&mut runner).expect("rules").current();
        let file = file_of(&rules, &Settings::default());
        let urls = rules.iter().map(|rule| ("a.test".to_owned(), rule.source.value.clone())).collect();
        all.push(site(format!("set {number}: {}", serde_json::to_string(&rules).expect("JSON")), file, &hosts(), urls));
    }
    // A port only where there is something to answer: the rest is PHP's in any case.
    all.retain(|site| !site.answers.fixed.is_empty());
    // Ports that are free now may be taken in a moment, by a client's connection; these addresses are nobody's.
    let port = free_port();
    for (number, site) in (0u16..).zip(&mut all) {
        let [high, low] = number.to_be_bytes();
        site.address = SocketAddr::from(([127, 77, high, low], port));
    }
    all
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port()
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Killed, it would leave its workers behind.
        let _ = kill_process(Pid::from_child(&self.0), Signal::TERM);
        let _ = self.0.wait();
    }
}

fn start(program: &str, arguments: &[&Path], address: SocketAddr) -> Server {
    let path = Path::new("/usr/sbin").join(program);
    let program = if path.exists() { path } else { PathBuf::from(program) };
    let mut command = Command::new(&program);
    let child = command.args(arguments).stdin(Stdio::null()).spawn();
    let server = Server(child.unwrap_or_else(|error| panic!("the package of {}: {error}", program.display())));
    eventually("the server to listen", || TcpStream::connect(address).ok());
    server
}

fn nginx(here: &Playground, sites: &[Site]) -> Server {
    let folder = here.path("").display().to_string();
    let stub = format!("unix:{folder}/stub");
    let mut text = format!(
        "daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{ worker_connections 4096; }}\n\
         http {{ access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;\n\
         fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;\n\
         map_hash_bucket_size 512; variables_hash_max_size 65536; variables_hash_bucket_size 256;\n\
         server {{ listen {stub}; location / {{ return {PHP} PHP; }} }}\n"
    );
    for (number, site) in sites.iter().enumerate() {
        let name = format!("site-{number}");
        let table = Webserver::Nginx.table(&name, &site.answers.fixed);
        let file = here.write(&format!("{number}.conf"), table.text);
        let lines = here.write(&format!("{number}.location"), Webserver::Nginx.lines(&name, &file));
        text += &format!(
            "include {};\nserver {{ listen {}; location / {{ include {}; proxy_pass http://{stub}; }} }}\n",
            file.display(),
            site.address,
            lines.display()
        );
    }
    let config = here.write("nginx.conf", text + "}\n");
    start("nginx", &[Path::new("-c"), &config, Path::new("-e"), &here.path("nginx.log")], sites[0].address)
}

fn apache(here: &Playground, sites: &[Site]) -> Server {
    const MODULES: &str = "/usr/lib/apache2/modules";
    let folder = here.path("").display().to_string();
    let mut text = format!(
        "ServerRoot {folder}\nDefaultRuntimeDir {folder}\nPidFile {folder}/apache.pid\nServerName localhost\nErrorLog {folder}/apache.log\n\
         User www-data\nGroup www-data\nHttpProtocolOptions Unsafe\n"
    );
    for module in ["mpm_prefork", "authz_core", "rewrite", "alias", "headers", "env"] {
        text += &format!("LoadModule {module}_module {MODULES}/mod_{module}.so\n");
    }
    here.write("root/php", "PHP");
    here.write("root/there", "PHP");
    for (number, site) in sites.iter().enumerate() {
        let name = format!("site-{number}");
        let file = here.write(&format!("{number}.txt"), Webserver::Apache.table(&name, &site.answers.fixed).text);
        let lines = here.write(&format!("{number}.rules"), Webserver::Apache.lines(&name, &file));
        text += &format!(
            "Listen {0}\n<VirtualHost {0}>\nServerName localhost\nDocumentRoot {folder}/root\nAllowEncodedSlashes NoDecode\n\
             <Directory {folder}/root>\nRequire all granted\n</Directory>\n\
             Include {1}\nRewriteRule ^ /php [L]\n</VirtualHost>\n",
            site.address,
            lines.display()
        );
    }
    // Its workers are of another user.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(here.path(""), open).expect("rights");
    let config = here.write("apache.conf", text);
    start("apache2", &[Path::new("-X"), Path::new("-f"), &config], sites[0].address)
}

#[derive(Debug, PartialEq, Eq)]
struct Answer {
    code: u16,
    location: Option<String>,
    cache: Option<String>,
}

fn ask(address: SocketAddr, method: &str, host: &str, uri: &str, headers: &BTreeMap<String, String>) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = if method == "POST" { "Content-Length: 0\r\n" } else { "" };
    write!(stream, "{method} {uri} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{length}{more}\r\n").ok()?;
    let mut text = Vec::new();
    stream.read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let (head, _) = text.split_once("\r\n\r\n")?;
    let all = |wanted: &str| -> Vec<String> {
        let lines = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.to_owned()).collect()
    };
    let one = |wanted: &str| {
        let found = all(wanted);
        assert!(found.len() <= 1, "{wanted} is there twice: {head}");
        found.into_iter().next()
    };
    let code = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { code, location: one("Location"), cache: one("Cache-Control") })
}

fn engine(file: &AnyFile<Vec<u8>>, method: &str, host: &str, uri: &str, facts: &Facts) -> Option<Answer> {
    let request = Request { method: method.as_bytes(), context: facts, ..Request::get(host, uri) };
    let decision = file.decide(&mut FilePatterns::new(), &request);
    let cache = decision.headers().iter().find(|header| header.name == "Cache-Control");
    let cache = cache.map(|header| header.value.clone().into_owned());
    match decision {
        Decision::Redirect { code, location, .. } => {
            Some(Answer { code, location: Some(String::from_utf8(location).expect("ASCII")), cache })
        }
        Decision::Respond { code, .. } => Some(Answer { code, location: None, cache }),
        _ => None,
    }
}

#[derive(Debug, Default)]
struct Compared {
    in_front: usize,
    by_php: usize,
    refused: usize,
}

/// Other spellings of a URL.
fn around(uri: &str) -> Vec<String> {
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let mut all = vec![
        uri.to_owned(),
        uri.to_uppercase(),
        format!("{uri}{}utm_source=x", if query.is_empty() { '?' } else { '&' }),
        format!("{path}/{query}"),
        format!("{}{query}", path.trim_end_matches('/')),
        format!("/{uri}"),
        format!("{path}?"),
        format!("{uri}%20"),
        format!("{uri}|GET||x"),
        format!("{uri}#x"),
    ];
    all.retain(|uri| uri.starts_with('/') && uri.bytes().all(|byte| byte.is_ascii_graphic()));
    all
}

fn compare(kind: Webserver, sites: &[Site]) -> Compared {
    let mut compared = Compared::default();
    let plain = BTreeMap::new();
    for site in sites {
        let left_out = kind.table("x", &site.answers.fixed).left_out;
        let keys = site.answers.fixed.iter().enumerate();
        let keys = keys.filter(|(place, _)| left_out.iter().all(|(left, _)| left != place));
        let table: Vec<&str> = keys.map(|(_, fixed)| fixed.key()).collect();
        let mut asked = site.asked.clone();
        asked.extend(table.iter().map(|key| {
            let (host, uri) = key.split_at(key.find('/').expect("a path"));
            (host.to_owned(), uri.to_owned())
        }));
        for (host, uri) in asked {
            for uri in around(&uri) {
                for (method, host, headers) in [
                    ("GET", host.clone(), plain.clone()),
                    ("HEAD", host.clone(), plain.clone()),
                    ("POST", host.clone(), plain.clone()),
                    ("GET", host.to_uppercase(), plain.clone()),
                    ("GET", "other.test".to_owned(), plain.clone()),
                    ("GET", host.clone(), [("Cookie".to_owned(), "c=1; x=2".to_owned())].into()),
                ] {
                    let facts = Facts { headers: headers.clone(), ..Facts::default() };
                    let Some(theirs) = ask(site.address, method, &host, &uri, &headers) else {
                        panic!("{kind:?} {}: no answer to {method} {host} {uri}", site.name);
                    };
                    let ours = engine(&site.file, method, &host, &uri, &facts);
                    // POST reaches a file in the place of PHP.
                    if theirs.code == PHP || method == "POST" && theirs.code == 405 {
                        let missed = method == "GET" && table.contains(&format!("{host}{uri}").as_str());
                        assert!(!missed, "{kind:?} {}: {host} {uri} reaches PHP", site.name);
                        compared.by_php += 1;
                    } else if ours.as_ref() == Some(&theirs) {
                        compared.in_front += 1;
                    } else if [400, 403, 404].contains(&theirs.code) && theirs.cache.is_none() {
                        // The server's own opinion of such URLs. What stands in the table has a header for caches.
                        compared.refused += 1;
                    } else {
                        panic!("{kind:?} {}: {method} {host} {uri}: {theirs:?}, the engine {ours:?}", site.name);
                    }
                }
            }
        }
        // A proxy may have made the host that PHP sees.
        let Some(key) = table.first() else { continue };
        let (host, uri) = key.split_at(key.find('/').expect("a path"));
        for forged in ["other.test", "x 301 no-cache /evil", "|GET||"] {
            let headers = [("X-Forwarded-Host".to_owned(), forged.to_owned())].into();
            let theirs = ask(site.address, "GET", host, uri, &headers).expect("an answer");
            assert_eq!(theirs.code, PHP, "{kind:?} {}: {host} {uri} {forged}", site.name);
            compared.by_php += 1;
        }
    }
    compared
}

#[test]
fn nginx_answers_as_the_engine_or_leaves_it_to_php() {
    let (here, sites) = (Playground::new(), sites());
    let _server = nginx(&here, &sites);
    let compared = compare(Webserver::Nginx, &sites);
    println!("nginx: {} rule sets, {compared:?}", sites.len());
    assert!(compared.in_front > 1000 && compared.by_php > 1000, "{compared:?}");
}

#[test]
fn apache_answers_as_the_engine_or_leaves_it_to_php() {
    let (here, sites) = (Playground::new(), sites());
    let _server = apache(&here, &sites);
    let compared = compare(Webserver::Apache, &sites);
    println!("Apache: {} rule sets, {compared:?}", sites.len());
    assert!(compared.in_front > 1000 && compared.by_php > 1000, "{compared:?}");
}

#[test]
fn the_agent_reloads_nginx_and_takes_back_what_it_refuses() {
    let (here, database) = (Playground::new(), MariaDb::start());
    let address = SocketAddr::from(([127, 78, 0, 1], free_port()));
    let folder = here.path("").display().to_string();
    let table = here.write("table.conf", Webserver::Nginx.table("shop", &[]).text);
    here.write("lines.conf", Webserver::Nginx.lines("shop", &table));
    let config = |more: &str| {
        let text = format!(
            "daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{}}\n             http {{ access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;\n             fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;\n             map_hash_bucket_size 512; include {folder}/table.conf;\n             server {{ listen {address}; location / {{ include {folder}/lines.conf; return {PHP} PHP; }} }} }}\n{more}"
        );
        here.write("nginx.conf", text)
    };
    let nginx = config("");
    let _nginx = start("nginx", &[Path::new("-c"), &nginx, Path::new("-e"), &here.path("nginx.log")], address);

    here.write(
        "wordpress/wp-config.php",
        format!(
            "<?php\ndefine('DB_NAME', 'shop');\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', 's3cret');\n\
             define('DB_HOST', 'localhost:{}');\n$table_prefix = 'wp_';\n",
            database.socket().display()
        ),
    );
    std::fs::create_dir(here.path("rules")).expect("a directory");
    let nginx = |arguments: &str| {
        let program = if Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" };
        format!("[\"{program}\", {arguments}, \"-c\", \"{folder}/nginx.conf\", \"-e\", \"{folder}/nginx.log\"]")
    };
    let agent = here.write(
        "agent.toml",
        format!(
            "poll_ms = 100\n[[site]]\npath = \"{folder}/wordpress\"\nrules = \"{folder}/rules/shop.detour\"\n\
             [site.webserver]\nkind = \"nginx\"\nhosts = [\"shop.test\"]\nfile = \"{}\"\ntest = {}\nreload = {}\npause_s = 1\n",
            table.display(),
            nginx("\"-t\""),
            nginx("\"-s\", \"reload\"")
        ),
    );
    let save = |path: &str| {
        database.save(&format!(
            r#"{{"source": {{"value": "{path}"}}, "then": {{"redirect": {{"to": "/new", "code": 301}}}}}}"#
        ));
    };
    let code = |uri: &str| ask(address, "GET", "shop.test", uri, &BTreeMap::new()).map(|answer| answer.code);
    save("/one");
    let running = Agent::start(&agent);
    eventually("the first answer of nginx", || (code("/one") == Some(301)).then_some(()));
    assert_eq!(code("/two"), Some(PHP));

    config("nonsense;");
    let before = std::fs::read(&table).expect("the table");
    save("/two");
    running.logs("the test failed, the table before stays");
    running.logs("nonsense");
    assert_eq!(std::fs::read(&table).expect("the table"), before);
    assert_eq!((code("/one"), code("/two")), (Some(301), Some(PHP)));
    detour(&[&"status", &"--config", &agent]).exits(0).says(&[
        "answers 1 URLs of 1 rules",
        "(of generation",
        "the test failed",
    ]);

    config("");
    save("/three");
    eventually("all answers of nginx", || (code("/three") == Some(301) && code("/two") == Some(301)).then_some(()));
    eventually("a status without complaint", || {
        let status = detour(&[&"status", &"--config", &agent]).stdout;
        (status.contains("answers 3 URLs of 3 rules itself, 0 rules") && !status.contains("failed")).then_some(())
    });
    detour(&[&"webserver", &"shop", &"--config", &agent]).exits(0).says(&["3 URLs of 3 rules"]);
    assert_eq!(running.terminate(), 0);
}
