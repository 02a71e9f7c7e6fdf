//! Against servers of this machine, most of which misbehave.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// The address that stands for the internet: this machine answers at it as well.
const WORLD: [u8; 4] = [127, 0, 0, 2];

fn class(address: IpAddr) -> Class {
    if address == IpAddr::from(WORLD) { Class::World } else { super::super::address::class(address) }
}

/// A server that answers by the path, and what it was sent.
struct Server {
    home: Url,
    heads: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn start() -> Server {
        Server::start_at([127, 0, 0, 1]).await
    }

    async fn start_at(address: [u8; 4]) -> Server {
        let listener = TcpListener::bind((IpAddr::from(address), 0)).await.unwrap();
        let home = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let server = Server { home, heads: Arc::default(), connections: Arc::default() };
        let (heads, connections) = (Arc::clone(&server.heads), Arc::clone(&server.connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(answer(stream, Arc::clone(&heads)));
            }
        });
        server
    }

    async fn ask(&self, target: &str) -> Answer {
        self.ask_by(&Outside::new(u32::MAX), target).await
    }

    async fn ask_by(&self, outside: &Outside, target: &str) -> Answer {
        let within = Duration::from_millis(500);
        let home = Some(&self.home);
        // Unless it was told otherwise, this machine is online.
        outside.hears();
        Asker { outside, home, private: home, class, within }.ask(target).await
    }
}

async fn answer(mut stream: TcpStream, heads: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let (method, path) = head.split_once(' ').unwrap();
    let (method, path) = (method.to_owned(), path.split(' ').next().unwrap().to_owned());
    heads.lock().unwrap().push(head);
    let endless = |start: &str, piece: Vec<u8>| (start.to_owned(), Some(piece));
    let (text, endless) = match (path.as_str(), method.as_str()) {
        ("/missing", _) => ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(), None),
        ("/gone", _) => ("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n".to_owned(), None),
        ("/no-head", "HEAD") => ("HTTP/1.1 405 Method Not Allowed\r\n\r\n".to_owned(), None),
        ("/robots", _) => ("HTTP/1.1 403 Forbidden\r\n\r\n".to_owned(), None),
        ("/busy", _) => ("HTTP/1.1 429 Too Many Requests\r\n\r\n".to_owned(), None),
        ("/endless-body", _) => {
            endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n".repeat(1000))
        }
        ("/endless-head", _) => endless("HTTP/1.1 200 OK\r\n", b"X-Again: and again\r\n".repeat(1000)),
        ("/endless-line", _) => endless("HTTP/1.1 200 OK\r\nX-Long: ", vec![b'x'; 1 << 16]),
        ("/endless-continue", _) => endless("", b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000)),
        ("/reset", _) => return,
        ("/silent", _) => (String::new(), Some(Vec::new())),
        ("/no-http", _) => ("SSH-2.0-OpenSSH_9.2\r\n".to_owned(), None),
        ("/round", _) => (found("/round/2"), None),
        ("/round/2", _) => (found("/round"), None),
        ("/cookies", _) => (found("/cookies").replace("\r\n\r\n", "\r\nSet-Cookie: a=b\r\n\r\n"), None),
        ("/elsewhere", _) => (found("mailto:somebody@example.com"), None),
        ("/inside", _) => (found("http://169.254.169.254/latest/meta-data/"), None),
        ("/two", _) => (found("/one#part"), None),
        ("/one", _) => (found("/fine?a=b"), None),
        (path, _) => match path.strip_prefix("/longer/") {
            Some(rest) => (found(&format!("/longer/{rest}x")), None),
            None => ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_owned(), None),
        },
    };
    let _ = stream.write_all(text.as_bytes()).await;
    match endless {
        None => {}
        Some(piece) if piece.is_empty() => drop(stream.read_u8().await),
        Some(piece) => while stream.write_all(&piece).await.is_ok() {},
    }
}

fn found(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n")
}

#[tokio::test]
async fn what_a_target_answers() {
    let server = Server::start().await;
    let no_answer = Outcome::Failed(Failure::NoAnswer);
    for (target, outcome, redirects) in [
        ("/fine", Outcome::There(200), 0),
        ("/two", Outcome::There(200), 2),
        ("/missing", Outcome::Failed(Failure::Status(404)), 0),
        ("/gone", Outcome::Failed(Failure::Status(410)), 0),
        ("/no-head", Outcome::There(200), 0),
        ("/robots", Outcome::There(403), 0),
        ("/busy", Outcome::There(429), 0),
        ("/elsewhere", Outcome::There(302), 0),
        ("/round", Outcome::Failed(Failure::RedirectLoop), 2),
        ("/longer/", Outcome::Failed(Failure::RedirectLoop), 20),
        ("/cookies", Outcome::There(302), 1),
        ("/endless-body", Outcome::There(200), 0),
        ("/endless-head", no_answer, 0),
        ("/endless-line", no_answer, 0),
        ("/endless-continue", no_answer, 0),
        ("/reset", no_answer, 0),
        ("/silent", no_answer, 0),
        ("/no-http", no_answer, 0),
        ("mailto:somebody@example.com", Outcome::Left("no-url"), 0),
    ] {
        assert_eq!(server.ask(target).await, Answer { outcome, redirects }, "{target}");
    }
}

#[tokio::test]
async fn a_question_is_a_modest_one() {
    let server = Server::start().await;
    server.ask("/no-head?a=%2F#part").await;
    server.ask("/missing").await;
    server.ask("/busy").await;
    let heads = server.heads.lock().unwrap().clone();
    let asked: Vec<&str> = heads.iter().map(|head| head.split(" HTTP").next().unwrap()).collect();
    assert_eq!(asked, ["HEAD /no-head?a=%2F", "HEAD /missing", "GET /missing", "HEAD /busy"]);
    let host = format!("127.0.0.1:{}", server.home.port().unwrap());
    let expected = format!(
        "GET /missing HTTP/1.1\r\nhost: {host}\r\nuser-agent: Detour/{} (checks where redirects lead)\r\naccept: */*\r\n\r\n",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(heads[2], expected);
}

#[tokio::test]
async fn nobody_asks_his_neighbours_by_the_agent() {
    let (site, other) = (Server::start().await, Server::start().await);
    let port = other.home.port().unwrap();
    let left = |answer: Answer| matches!(answer.outcome, Outcome::Left("not-public"));
    for target in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://127.1:{port}/"),
        format!("http://0x7f000001:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("//127.0.0.1:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "/inside".to_owned(),
    ] {
        assert!(left(site.ask(&target).await), "{target}");
    }
    for target in ["http://192.0.2.1:22/", "https://192.0.2.1:25/"] {
        assert_eq!(site.ask(target).await.outcome, Outcome::Left("not-web"), "{target}");
    }
    // The site's own host neither, unless the configuration says so.
    let outside = Outside::new(u32::MAX);
    let within = Duration::from_secs(5);
    let asker = Asker { outside: &outside, home: Some(&other.home), private: None, class, within };
    assert!(left(asker.ask("/fine").await));
    assert_eq!(other.connections.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_name_that_nobody_knows() {
    let server = Server::start().await;
    assert_eq!(server.ask("https://nowhere.invalid/").await.outcome, Outcome::Failed(Failure::NoSuchHost));
}

#[tokio::test]
async fn silence_is_our_own_fault_until_somebody_out_there_answers() {
    let (site, world) = (Server::start().await, Server::start_at(WORLD).await);
    let outside = Outside::new(u32::MAX);
    let within = Duration::from_millis(500);
    let asker = Asker { outside: &outside, home: Some(&site.home), private: Some(&site.home), class, within };
    let (silent, there) = (world.home.join("/reset").unwrap(), world.home.join("/fine").unwrap());
    let foreign = [silent.as_str(), "http://nowhere.invalid/"];
    for target in foreign {
        assert_eq!(asker.ask(target).await.outcome, Outcome::Offline, "{target}");
    }
    // The site's own host needs no way out, and is none.
    assert_eq!(asker.ask("/missing").await.outcome, Outcome::Failed(Failure::Status(404)));
    assert_eq!(asker.ask("/reset").await.outcome, Outcome::Failed(Failure::NoAnswer));
    for target in foreign {
        assert_eq!(asker.ask(target).await.outcome, Outcome::Offline, "{target}");
    }
    assert_eq!(asker.ask(there.as_str()).await.outcome, Outcome::There(200));
    let failures = [Failure::NoAnswer, Failure::NoSuchHost];
    for (target, failure) in foreign.into_iter().zip(failures) {
        assert_eq!(asker.ask(target).await.outcome, Outcome::Failed(failure), "{target}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for() {
    let directory = tempfile::tempdir().unwrap();
    let (key, certificate) = (directory.path().join("key.pem"), directory.path().join("certificate.pem"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]);
    openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate).stderr(Stdio::null());
    assert!(openssl.status().expect("the package openssl").success());
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = Command::new("openssl");
    server.args(["s_server", "-quiet", "-www", "-accept", &format!("127.0.0.1:{port}")]);
    server.arg("-key").arg(&key).arg("-cert").arg(&certificate).stdin(Stdio::null()).stdout(Stdio::null());
    let mut server = server.stderr(Stdio::null()).spawn().unwrap();
    while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
        assert_eq!(server.try_wait().unwrap(), None, "the server ended");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let home = Url::parse(&format!("https://127.0.0.1:{port}")).unwrap();
    let outside = Outside::new(u32::MAX);
    let within = Duration::from_secs(10);
    let asker = Asker { outside: &outside, home: Some(&home), private: Some(&home), class, within };
    let answer = asker.ask("/").await;
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(answer.outcome, Outcome::Failed(Failure::Tls));
}
