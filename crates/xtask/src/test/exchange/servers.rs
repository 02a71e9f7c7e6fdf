//! An Apache and an nginx that serve each file of the corpus on a port of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::answer::PAGE;
use super::corpus::{Kind, Sample};
use crate::command::run;
use crate::stack::apache::{Apache, folder_host};
use crate::stack::nginx::Nginx;
use crate::stack::ports;
use crate::stack::run_dir::RunDir;

/// Where something is served.
#[derive(Debug, Clone, Copy)]
pub(super) struct Served {
    pub(super) plain: SocketAddr,
    /// With TLS, if it is.
    pub(super) encrypted: Option<SocketAddr>,
}

/// The servers, and where each sample is served.
pub(super) struct Running {
    pub(super) served: Vec<Served>,
    _apache: Apache,
    _nginx: Nginx,
    run_dir: RunDir,
}

impl Running {
    pub(super) fn log_tails(&self) -> String {
        self.run_dir.log_tails(10)
    }
}

pub(super) fn start(samples: &[Sample]) -> Result<Running> {
    let run_dir = RunDir::new()?;
    let mut all = Vec::new();
    let tls = certificate(&run_dir)?;
    let (mut hosts, mut servers) = (String::new(), String::new());
    let (mut of_apache, mut of_nginx) = (Vec::new(), Vec::new());
    let free = ports::several(samples.len() * 2)?;
    for ((number, sample), ports) in samples.iter().enumerate().zip(free.chunks(2)) {
        let (address, encrypted) = (ports[0], ports[1]);
        let mut served = Served { plain: address, encrypted: None };
        let root = root(&run_dir, &format!("root{number}"))?;
        match sample.kind {
            Kind::Nginx => of_nginx.push(address),
            Kind::Htaccess | Kind::Apache => of_apache.push(address),
        }
        match sample.kind {
            Kind::Htaccess => {
                let folder = format!("root{number}{}", sample.options.prefix.trim_end_matches('/'));
                run_dir.folder(&folder)?;
                run_dir.write(&format!("{folder}/.htaccess"), &sample.text)?;
                hosts += &folder_host(address, &root, "");
                of_apache.push(encrypted);
                hosts += &folder_host(encrypted, &root, &tls);
                served.encrypted = Some(encrypted);
            }
            Kind::Apache => {
                let text = sample.text.replace("/srv/www", &root.display().to_string());
                hosts += &text.replace("*:80", &address.to_string());
            }
            Kind::Nginx => {
                let text = sample.text.replace("/srv/www", &root.display().to_string());
                servers += &text.replace("listen 80;", &format!("listen {address};"));
            }
        }
        all.push(served);
    }
    let apache = Apache::start_without_php(&run_dir, "apache", &hosts, &of_apache)?;
    let nginx = Nginx::start(&run_dir, &servers, &of_nginx)?;
    Ok(Running { served: all, _apache: apache, _nginx: nginx, run_dir })
}

/// A folder to serve, with the page that is there.
pub(super) fn root(run_dir: &RunDir, name: &str) -> Result<PathBuf> {
    let root = run_dir.folder(name)?;
    run_dir.write(&format!("{name}{PAGE}"), "<title>There</title>")?;
    Ok(root)
}

/// What a virtual host of Apache needs for TLS; the files are `certificate.pem` and `key.pem`.
pub(super) fn certificate(run_dir: &RunDir) -> Result<String> {
    let (key, certificate) = (run_dir.join("key.pem"), run_dir.join("certificate.pem"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]);
    run(openssl.arg("-keyout").arg(&key).arg("-out").arg(&certificate))?;
    Ok(format!("SSLEngine on\nSSLCertificateFile {}\nSSLCertificateKeyFile {}\n", certificate.display(), key.display()))
}
