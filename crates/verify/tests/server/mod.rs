//! A web server that answers from rules, as small as can be.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use detour_engine::Patterns;
use detour_format::{RuleFile, Stamp};
use detour_rules::{Decision, Facts, Request, Rule};

/// A rule file of these rules.
pub(super) fn opened(rules: &[Rule]) -> RuleFile<Vec<u8>> {
    let compilation = detour_engine::compile(rules);
    assert_eq!(compilation.skipped, []);
    let stamp = Stamp { generation: 1, revision: 1, created: 1, seed: 7 };
    RuleFile::open(detour_format::write(&compilation.program, &stamp).unwrap()).unwrap()
}

/// A running server; it ends when it is dropped.
pub(super) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    ended: Arc<AtomicBool>,
}

impl Server {
    pub(super) fn start(rules: &[Rule]) -> Server {
        Server::serve(rules, true, |_| false)
    }

    /// One that answers one request a connection, and closes some, told by their number, without a word.
    pub(super) fn failing(rules: &[Rule], fails: impl Fn(usize) -> bool + Send + 'static) -> Server {
        Server::serve(rules, false, fails)
    }

    fn serve(rules: &[Rule], keeps: bool, fails: impl Fn(usize) -> bool + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (asked, ended) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let (log, is_ended, file) = (Arc::clone(&asked), Arc::clone(&ended), Arc::new(opened(rules)));
        std::thread::spawn(move || {
            for (number, stream) in (1..).zip(listener.incoming()) {
                if is_ended.load(Ordering::SeqCst) {
                    return;
                }
                let (stream, log, file) = (stream.unwrap(), Arc::clone(&log), Arc::clone(&file));
                if !fails(number) {
                    std::thread::spawn(move || while answer(&stream, &file, &log).is_some() && keeps {});
                }
            }
        });
        Server { address, asked, ended }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Request lines with their headers, in the order in which they came.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    pub(super) fn forget(&self) {
        self.asked.lock().unwrap().clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // The listener looks up only when somebody comes.
        let _ = TcpStream::connect(self.address);
    }
}

// Answers one request; `None` at the end of the connection.
fn answer(stream: &TcpStream, file: &RuleFile<Vec<u8>>, log: &Mutex<Vec<String>>) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let mut facts = Facts { client_ip: Some([127, 0, 0, 1].into()), logged_in: Some(false), ..Facts::default() };
    for line in lines.map_while(Result::ok).take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        facts.headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    log.lock().unwrap().push(format!("{first} {:?}", facts.headers));
    let (method, rest) = first.split_once(' ')?;
    let uri = rest.strip_suffix(" HTTP/1.1")?;
    let host = facts.headers.get("host")?.clone();
    let request = Request { method: method.as_bytes(), context: &facts, ..Request::get(&host, uri) };
    let (status, headers) = match file.decide(&mut Patterns::new(), &request) {
        Decision::Redirect { code, location, .. } => {
            (code, format!("Location: {}\r\nX-Redirect-By: server\r\n", String::from_utf8(location).ok()?))
        }
        Decision::Respond { code, .. } => (code, String::new()),
        _ => (404, String::new()),
    };
    let body = if method == "HEAD" { "" } else { "none" };
    let mut stream = stream;
    // In one piece, or each small write would wait for the one before to be acknowledged.
    stream.write_all(format!("HTTP/1.1 {status} x\r\n{headers}Content-Length: 4\r\n\r\n{body}").as_bytes()).ok()
}
