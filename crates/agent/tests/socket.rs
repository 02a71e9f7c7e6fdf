//! Answers through the socket, on rule files that are there; no database is asked.

mod support;

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use detour_agent::config::{Config, SocketConfig};
use detour_agent::socket::frame::{MOST_ANSWERED, MOST_ASKED};
use detour_agent::socket::{Socket, SocketFigures};
use detour_format::Stamp;
use detour_rules::{Rule, Settings};
use detour_spool::{Event, HEADER_BYTES, Keeper, Kind, Reader};
use rustix::process::Signal;
use serde_json::{Value, json};
use support::agent::Agent;
use support::{Playground, eventually};

struct Site {
    directory: Playground,
    _socket: Socket,
    _keeper: Keeper,
}

impl Site {
    /// One that answers by these rules, and has a spool.
    fn new(rules: Value) -> Site {
        let directory = Playground::new();
        for name in ["spool", "www"] {
            std::fs::create_dir(directory.path(name)).unwrap();
        }
        directory.write("www/wp-config.php", "<?php");
        let keeper = Keeper::open(directory.path("spool/shop.spool")).unwrap();
        let path = directory.path("").display().to_string();
        let path = path.trim_end_matches('/');
        let text = format!(
            "[socket]\npath = \"{path}/detour.sock\"\n[[site]]\npath = \"{path}/www\"\nrules = \"{path}/shop.detour\"\nspool = \"{path}/spool\"\n"
        );
        let config = Config::load(&directory.write("agent.toml", text), &|_| None).unwrap();
        publish(&directory.path("shop.detour"), &rules, 1);
        let socket: &SocketConfig = config.socket.as_ref().unwrap();
        let socket = Socket::open(socket, config.sites.clone(), SocketFigures::default()).unwrap();
        Site { directory, _socket: socket, _keeper: keeper }
    }

    fn connect(&self) -> UnixStream {
        let stream = UnixStream::connect(self.directory.path("detour.sock")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    fn request(&self, ask: &str, url: &str) -> Value {
        json!({"v": 1, "ask": ask, "site": {"rules": self.directory.path("shop.detour")}, "variables": {
            "REQUEST_METHOD": "GET", "REQUEST_URI": url, "HTTP_HOST": "shop.test", "REMOTE_ADDR": "192.0.2.77",
            "HTTP_USER_AGENT": "Browser"}})
    }

    fn ask(&self, request: &Value) -> Value {
        ask(&mut self.connect(), request)
    }

    /// What is in the spool: kind, rule, code, URL and address of each event.
    fn events(&self) -> Vec<(Kind, u64, u16, String, String)> {
        let bytes = std::fs::read(self.directory.path("spool/shop.spool")).unwrap();
        let told = |event: Event<'_>| {
            let ip = event.ip.map(|ip| ip.to_string()).unwrap_or_default();
            (event.kind, event.rule, event.code, String::from_utf8_lossy(&event.uri).into_owned(), ip)
        };
        Reader::new(&bytes[HEADER_BYTES..], true).map(told).collect()
    }
}

fn publish(path: &Path, rules: &Value, generation: u64) {
    let rules: Vec<Rule> = serde_json::from_value(rules.clone()).unwrap();
    let program = detour_engine::compile_with(&rules, &Settings::default()).program;
    let stamp = Stamp { generation, revision: generation, created: 1_767_225_600, seed: 7 };
    detour_format::publish(path, &detour_format::write(&program, &stamp).unwrap()).unwrap();
}

fn send(stream: &mut UnixStream, bytes: &[u8]) {
    stream.write_all(&u32::try_from(bytes.len()).unwrap().to_be_bytes()).unwrap();
    stream.write_all(bytes).unwrap();
}

fn receive(stream: &mut UnixStream) -> Value {
    let mut head = [0; 4];
    stream.read_exact(&mut head).unwrap();
    let mut answer = vec![0; u32::from_be_bytes(head) as usize];
    assert!(answer.len() <= MOST_ANSWERED);
    stream.read_exact(&mut answer).unwrap();
    serde_json::from_slice(&answer).unwrap()
}

fn ask(stream: &mut UnixStream, request: &Value) -> Value {
    send(stream, request.to_string().as_bytes());
    receive(stream)
}

fn is_closed(stream: &mut UnixStream) {
    let mut rest = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(rest, b"");
}

fn rules() -> Value {
    json!([
        {"id": 1, "source": {"value": "/old"}, "then": {"redirect": {"to": "/new"}}},
        {"id": 2, "source": {"value": "/gone"}, "then": {"respond": {"code": 410}}},
        {"id": 3, "source": {"value": "/account"}, "when": [{"logged_in": false}], "then": {"redirect": {"to": "/login"}}}
    ])
}

#[test]
fn decisions_are_answered_and_recorded() {
    let site = Site::new(rules());
    let mut stream = site.connect();
    let redirect = ask(&mut stream, &site.request("handle", "/old"));
    assert_eq!(redirect["v"], 1);
    assert_eq!(
        (&redirect["decision"], &redirect["code"], &redirect["rule"]),
        (&"redirect".into(), &307.into(), &1.into())
    );
    assert_eq!(redirect["location"], "/new");
    let gone = ask(&mut stream, &site.request("handle", "/gone"));
    assert_eq!((&gone["code"], &gone["body"]), (&410.into(), &"bare".into()));
    assert!(gone["page"].as_str().unwrap().contains("410 Gone"), "{gone}");
    let missed = ask(&mut stream, &site.request("handle", "/other"));
    assert_eq!(missed, json!({"decision": "pass", "reason": "no-match", "v": 1}));
    assert_eq!(ask(&mut stream, &site.request("not_found", "/other")), json!({"recorded": true, "v": 1}));
    let expected = [
        (Kind::Hit, 1, 307, "/old".to_owned(), "192.0.2.0".to_owned()),
        (Kind::Hit, 2, 410, "/gone".to_owned(), "192.0.2.0".to_owned()),
        (Kind::NotFound, 0, 404, "/other".to_owned(), "192.0.2.0".to_owned()),
    ];
    eventually("the events", || (site.events() == expected).then_some(()));
}

#[test]
fn what_waits_for_wordpress_is_resumed_also_after_a_publish() {
    let site = Site::new(rules());
    let waits = site.ask(&site.request("handle", "/account"));
    assert_eq!((&waits["decision"], &waits["needs"]), (&"defer".into(), &json!(["logged_in"])));
    assert_eq!(site.events(), []);
    let mut resume = site.request("resume", "/account");
    resume["stop"] = waits["stop"].clone();
    resume["facts"] = json!({"logged_in": true});
    assert_eq!(site.ask(&resume)["reason"], "no-match");
    resume["facts"] = json!({"logged_in": false});
    assert_eq!(site.ask(&resume)["location"], "/login");
    // In another file the place in the order is another rule's.
    let mut changed = rules();
    changed.as_array_mut().unwrap().reverse();
    changed[0]["then"]["redirect"]["to"] = "/enter".into();
    publish(&site.directory.path("shop.detour"), &changed, 2);
    assert_eq!(site.ask(&resume)["location"], "/enter");
    eventually("two hits", || (site.events().len() == 2).then_some(()));
    assert!(site.events().iter().all(|event| (event.0, event.1) == (Kind::Hit, 3)), "{:?}", site.events());
}

#[test]
fn a_site_is_known_by_its_directory_and_says_how_it_is() {
    let site = Site::new(rules());
    let mut request = site.request("status", "/");
    let named = |path: PathBuf| json!({"wordpress": path});
    request["site"] = named(site.directory.path("www").canonicalize().unwrap());
    let status = site.ask(&request);
    assert_eq!((&status["state"], &status["generation"], &status["rules"]), (&"ok".into(), &1.into(), &3.into()));
    assert_eq!(status["spool"]["state"], "unused");
    std::fs::remove_file(site.directory.path("shop.detour")).unwrap();
    // The last good file stays in use.
    let status = site.ask(&request);
    assert_eq!((&status["state"], &status["generation"]), (&"missing".into(), &1.into()));
    assert!(status["error"].as_str().unwrap().contains("shop.detour"), "{status}");

    request["site"] = named(site.directory.path("elsewhere"));
    assert_eq!(site.ask(&request)["error"], "site");
    request["site"] = json!({"rules": "/etc/passwd"});
    assert_eq!(site.ask(&request)["error"], "site");
}

#[test]
fn whatever_is_sent_the_next_one_is_answered() {
    let site = Site::new(rules());
    for garbage in [&b""[..], b"{", b"null", b"\xff\xfe", br#"{"v": 1}"#, &[b'['; MOST_ASKED]] {
        let mut stream = site.connect();
        send(&mut stream, garbage);
        if !garbage.is_empty() {
            assert_eq!(receive(&mut stream)["error"], "request", "{:?}", String::from_utf8_lossy(garbage));
        }
        is_closed(&mut stream);
    }
    let mut newer = site.connect();
    send(&mut newer, br#"{"v": 2}"#);
    assert_eq!(receive(&mut newer)["error"], "version");
    is_closed(&mut newer);
    for length in [MOST_ASKED as u32 + 1, u32::MAX] {
        let mut stream = site.connect();
        stream.write_all(&length.to_be_bytes()).unwrap();
        is_closed(&mut stream);
    }
    // Half a frame, and half of a head.
    for half in [&[0, 0, 0, 9, b'{'][..], &[0, 0]] {
        let mut stream = site.connect();
        stream.write_all(half).unwrap();
        let begun = Instant::now();
        is_closed(&mut stream);
        assert!(begun.elapsed() >= Duration::from_millis(40), "{:?}", begun.elapsed());
    }
    assert_eq!(site.ask(&site.request("handle", "/old"))["decision"], "redirect");
    eventually("one hit", || (site.events().len() == 1).then_some(()));
}

#[test]
fn who_holds_connections_open_is_cut_off() {
    let site = Site::new(rules());
    let held: Vec<UnixStream> = (0..200).map(|_| site.connect()).collect();
    // One of them all has no place any more, and the others lose theirs.
    let mut last = site.connect();
    is_closed(&mut last);
    eventually("a free place", || {
        let mut stream = site.connect();
        let request = site.request("handle", "/old").to_string();
        stream.write_all(&(request.len() as u32).to_be_bytes()).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut head = [0; 4];
        stream.read_exact(&mut head).ok()
    });
    drop(held);
}

#[test]
fn the_longest_request_fits() {
    let site = Site::new(rules());
    let mut request = site.request("handle", "/old");
    let rest = MOST_ASKED - request.to_string().len() - r#","HTTP_X":"""#.len();
    request["variables"]["HTTP_X"] = "x".repeat(rest).into();
    assert_eq!(request.to_string().len(), MOST_ASKED);
    assert_eq!(site.ask(&request)["decision"], "redirect");
}

#[test]
fn the_agent_opens_its_socket_moves_it_and_takes_it_away() {
    let directory = Playground::new();
    publish(&directory.path("shop.detour"), &rules(), 1);
    let (socket, figures) = (directory.path("detour.sock"), directory.path("metrics.sock"));
    let text = |path: &Path| {
        format!(
            "metrics = \"unix:{}\"\n[socket]\npath = \"{}\"\n[[site]]\ndsn = \"mysql://u@localhost/d?socket=/nowhere\"\nrules = \"{}\"\n",
            figures.display(),
            path.display(),
            directory.path("shop.detour").display()
        )
    };
    let config = directory.write("agent.toml", text(Path::new("/nowhere/detour.sock")));
    let agent = Agent::start(&config);
    agent.logs("can't listen at /nowhere/detour.sock: No such file");
    directory.write("agent.toml", text(&socket));
    agent.signal(Signal::HUP);
    let mut stream = eventually("the socket", || UnixStream::connect(&socket).ok());
    let question = json!({"v": 1, "ask": "handle", "site": {"rules": directory.path("shop.detour")},
        "variables": {"REQUEST_METHOD": "GET", "REQUEST_URI": "/old"}});
    assert_eq!(ask(&mut stream, &question)["location"], "/new");
    send(&mut stream, b"?");
    assert_eq!(receive(&mut stream)["error"], "request");
    let shows = |line: &str| {
        eventually(line, || {
            let mut stream = UnixStream::connect(&figures).ok()?;
            stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").ok()?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer).ok()?;
            answer.lines().any(|found| found == line).then_some(())
        });
    };
    shows("detour_socket_requests_total{ask=\"handle\"} 1");
    shows("detour_socket_errors_total{why=\"request\"} 1");
    assert_eq!(agent.terminate(), 0);
    assert!(!socket.exists());
}
