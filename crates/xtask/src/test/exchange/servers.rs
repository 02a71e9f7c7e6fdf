//! An Apache and an nginx that serve each file of the corpus on a port of its own.

use std::net::SocketAddr;

use anyhow::Result;

use super::corpus::{Kind, Sample};
use crate::stack::apache::{Apache, folder_host};
use crate::stack::nginx::Nginx;
use crate::stack::ports;
use crate::stack::run_dir::RunDir;

/// The servers, and where each sample is served.
pub(super) struct Running {
    pub(super) addresses: Vec<SocketAddr>,
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
    let mut addresses = Vec::new();
    let (mut hosts, mut servers) = (String::new(), String::new());
    let (mut of_apache, mut of_nginx) = (Vec::new(), Vec::new());
    for (number, sample) in samples.iter().enumerate() {
        let address = ports::free()?;
        addresses.push(address);
        let root = run_dir.folder(&format!("root{number}"))?;
        let listening = if sample.kind == Kind::Nginx { &mut of_nginx } else { &mut of_apache };
        listening.push(address);
        match sample.kind {
            Kind::Htaccess => {
                let folder = format!("root{number}{}", sample.options.prefix.trim_end_matches('/'));
                run_dir.folder(&folder)?;
                run_dir.write(&format!("{folder}/.htaccess"), &sample.text)?;
                hosts += &folder_host(address, &root, "");
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
    }
    let apache = Apache::start_without_php(&run_dir, "apache", &hosts, &of_apache)?;
    let nginx = Nginx::start(&run_dir, &servers, &of_nginx)?;
    Ok(Running { addresses, _apache: apache, _nginx: nginx, run_dir })
}
