//! A migration away from a real web server: nginx serves exported rules, and `detour verify` compares it with the rules,
//! plainly and over TLS.

mod support;

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use support::{Done, Playground, command, detour, eventually};

const RULES: &str = r#"[
    {"id": 1, "source": {"value": "/old/page"}, "then": {"redirect": {"to": "/new", "code": 301}}},
    {"id": 2, "source": {"value": "/slash/", "slash": "ignore", "query": "ignore"}, "then": {"redirect": {"to": "/s", "code": 302}}},
    {"id": 3, "source": {"value": "/pass", "query": "pass"}, "then": {"redirect": {"to": "https://elsewhere.test/p", "code": 308}}},
    {"id": 4, "source": {"kind": "prefix", "value": "/docs/"}, "then": {"redirect": {"to": "/help/$1", "code": 301}}},
    {"id": 5, "source": {"kind": "regex", "value": "^/blog/(\\d{4})/([a-z-]+)$", "query": "ignore"},
     "then": {"redirect": {"to": "/$1-$2", "code": 301}}},
    {"id": 6, "source": {"value": "/gone", "query": "ignore"}, "then": {"respond": {"code": 410}}},
    {"id": 7, "source": {"value": "/agent"}, "when": [{"user_agent": {"contains": "Bot"}}],
     "then": {"redirect": {"to": "/bots", "code": 302}}, "else": {"redirect": {"to": "/people", "code": 302}}},
    {"id": 8, "source": {"value": "/to-tls", "scheme": "http"}, "then": {"redirect": {"to": "https://shop.test/to-tls", "code": 301}}}
]"#;

/// A running nginx; it ends with the test.
struct Nginx {
    child: Child,
    plain: u16,
    encrypted: u16,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Nginx {
    fn serving(here: &Playground, rules: &str) -> Nginx {
        let (rules, exported) = (here.write("served.json", rules), here.path("exported"));
        detour(&[&"export", &"--format", &"nginx", &"--rules", &rules, &"-o", &exported]).exits(0);
        let (key, certificate) = (here.path("key.pem"), here.path("certificate.pem"));
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=elsewhere.test"]);
        openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate).stderr(Stdio::null());
        assert!(openssl.status().expect("the package openssl").success());
        let [plain, encrypted] = free_ports();
        let there = here.write("root/there.html", "").parent().expect("its folder").display().to_string();
        let folder = here.path("").display().to_string();
        let config = format!(
            "daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{}}\n\
             http {{ access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;\n\
             fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;\n\
             include {exported}/http.conf;\n\
             server {{ listen 127.0.0.1:{plain}; listen 127.0.0.1:{encrypted} ssl; merge_slashes off; port_in_redirect off; root {there};\n\
             ssl_certificate {certificate}; ssl_certificate_key {key};\n\
             include {exported}/server.conf;\n\
             location / {{ try_files $uri =404; }} }} }}\n",
            exported = exported.display(),
            certificate = certificate.display(),
            key = key.display(),
        );
        let config = here.write("nginx.conf", config);
        let mut nginx =
            Command::new(if std::path::Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" });
        let child =
            nginx.arg("-c").arg(config).arg("-e").arg(here.path("nginx.log")).spawn().expect("the package nginx");
        eventually("nginx to listen", || std::net::TcpStream::connect(("127.0.0.1", encrypted)).ok());
        Nginx { child, plain, encrypted }
    }
}

fn free_ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("its address").port())
}

/// Compares what nginx serves at `site` with the rules.
fn compared(here: &Playground, nginx: &Nginx, site: &str, further: &[&str]) -> Done {
    let mut verify = command();
    verify.args(["verify", "--site", site, "--json", "--rules"]).arg(here.write("rules.json", RULES));
    // Servers know no tracking parameters.
    verify.arg("--settings").arg(here.write("settings.json", r#"{"tracking": []}"#));
    for (scheme, port) in [("http", nginx.plain), ("https", nginx.encrypted)] {
        verify.arg("--connect-to").arg(format!("{scheme}://127.0.0.1:{port}"));
    }
    verify.args(further).output().expect("the command starts").into()
}

/// Ids of the rules with differences, and the report.
fn differences(json: &str) -> (BTreeSet<u64>, Value) {
    let lines: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let rules = lines.iter().filter_map(|line| line["difference"]["rule"].as_u64()).collect();
    (rules, lines.last().unwrap()["report"].clone())
}

#[test]
fn what_nginx_serves_is_compared_with_the_rules() {
    let here = Playground::new();
    let nginx = Nginx::serving(&here, RULES);
    let done = compared(&here, &nginx, "https://shop.test", &["--insecure"]).exits(0);
    let (found, report) = differences(&done.stdout);
    assert_eq!((found, &report["rules"]), (BTreeSet::new(), &8.into()));
    assert_eq!(report["not_exercised"], Value::Array(Vec::new()));
    assert!(report["requests"].as_u64().unwrap() > 150, "{report}");
    // Nobody has vouched for that certificate.
    compared(&here, &nginx, "https://shop.test", &[]).exits(1).says(&["shop.test doesn't answer: ", "certificate"]);
    drop(nginx);

    for (change, to, rule) in [
        ("/new\"", "/newer\"", 1),
        ("\"slash\": \"ignore\", ", "", 2),
        ("\"query\": \"pass\"", "\"query\": \"ignore\"", 3),
        ("\\\\d{4}", "\\\\d{3}", 5),
        ("410", "404", 6),
        ("\"Bot\"", "\"Robot\"", 7),
        ("\"scheme\": \"http\"", "\"scheme\": \"any\"", 8),
    ] {
        assert!(RULES.contains(change), "{change}");
        let nginx = Nginx::serving(&here, &RULES.replace(change, to));
        let done = compared(&here, &nginx, "http://shop.test", &["--insecure"]).exits(1);
        assert_eq!(differences(&done.stdout).0, [rule].into(), "{change} → {to}");
    }
}
