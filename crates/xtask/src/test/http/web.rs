//! One server with the extension, and a way to say which rule file answers a request.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use detour_rules::{RequestScheme, Rule};
use serde_json::Value;

use crate::http::{Request, Response};
use crate::rule_file;
use crate::stack::apache::{self, Apache};
use crate::stack::cli_server::CliServer;
use crate::stack::nginx::{FASTCGI_PARAMS, Nginx};
use crate::stack::php::Ini;
use crate::stack::php_fpm::{PhpFpm, Pool};
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::test::ini_sets::IniSet;
use crate::workspace::{self, Built};

/// How PHP is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sapi {
    Fpm,
    ModPhp,
    CliServer,
}

impl Sapi {
    pub(crate) fn name(self, set: &IniSet) -> String {
        let server = match self {
            Sapi::Fpm => "FPM + nginx",
            Sapi::ModPhp => "Apache + mod_php",
            Sapi::CliServer => "php -S",
        };
        format!("{server}, {}", set.name)
    }
}

/// A running server with one worker, so that what a worker remembers can be tested.
pub(crate) struct Web {
    pub(crate) name: String,
    pub(crate) sapi: Sapi,
    http: SocketAddr,
    https: Option<SocketAddr>,
    rules_dir: PathBuf,
    _front: Option<Nginx>,
    _php: Running,
    run_dir: RunDir,
}

enum Running {
    Fpm { _server: PhpFpm },
    Apache { _server: Apache },
    CliServer { _server: CliServer },
}

impl Web {
    pub(crate) fn start(sapi: Sapi, set: &IniSet, built: &Built) -> Result<Self> {
        Self::start_with(sapi, set, built, 1, |ini| ini, "")
    }

    /// With more than the one worker; `ini` may change PHP's settings; `locations` is added to nginx's server blocks.
    pub(crate) fn start_with(
        sapi: Sapi,
        set: &IniSet,
        built: &Built,
        workers: usize,
        ini: impl FnOnce(Ini) -> Ini,
        locations: &str,
    ) -> Result<Self> {
        let run_dir = RunDir::new()?;
        let php = &built.php;
        let rules_dir = run_dir.folder("rules")?;
        let script = run_dir.folder("site")?.join("index.php");
        std::fs::copy(workspace::root().join("tests/stack/index.php"), &script).context("can't copy index.php")?;
        let extension = run_dir.join("detour.so");
        std::fs::copy(&built.extension, &extension).context("can't copy the extension")?;
        let settings = Ini::new()
            .extension(&extension)
            .set("detour.trusted_proxies", "127.0.0.0/8")
            .set("detour.rules_dir", rules_dir.display().to_string())
            .set("detour.rules", rules_dir.join("only.detour").display().to_string());
        let settings = ini(set.apply(settings, &run_dir)?);
        let http = ports::free()?;
        let https = (sapi != Sapi::CliServer).then(ports::free).transpose()?;
        let listening: Vec<SocketAddr> = [Some(http), https].into_iter().flatten().collect();
        let mut front = None;
        let running = match sapi {
            Sapi::Fpm => {
                let fpm = PhpFpm::start(&run_dir, php, &Pool::new("php-fpm", workers, &settings))?;
                let blocks = listening.iter().map(|&listen| {
                    nginx_server(listen, Some(listen) == https, &script, fpm.socket(), &rules_dir, locations)
                });
                front = Some(Nginx::start(&run_dir, &blocks.collect::<String>(), &listening)?);
                Running::Fpm { _server: fpm }
            }
            Sapi::ModPhp => {
                let chosen =
                    format!("SetEnvIf X-Case \"^([a-z0-9-]+)$\" DETOUR_RULES={}/$1.detour", rules_dir.display());
                let hosts = listening
                    .iter()
                    .map(|&listen| apache::one_script_host(listen, &script, Some(listen) == https, &chosen))
                    .collect::<String>();
                let server = Apache::start(&run_dir, php, "apache", &settings, &hosts, &listening, workers)?;
                Running::Apache { _server: server }
            }
            Sapi::CliServer => {
                let server = CliServer::start(&run_dir, php, "cli-server", &settings, &script, http)?;
                Running::CliServer { _server: server }
            }
        };
        Ok(Self { name: sapi.name(set), sapi, http, https, rules_dir, _front: front, _php: running, run_dir })
    }

    /// Whether requests can name their rule file; `php -S` has one file for all.
    pub(crate) fn chooses_by_request(&self) -> bool {
        self.sapi != Sapi::CliServer
    }

    /// Where the rule file of this name lies.
    pub(crate) fn rule_file(&self, name: &str) -> PathBuf {
        self.rules_dir.join(format!("{name}.detour"))
    }

    /// Publishes rules under this name.
    pub(crate) fn publish(&self, name: &str, rules: &[Rule]) -> Result<()> {
        detour_format::publish(&self.rule_file(name), &rule_file::compile(rules, 1)?)?;
        Ok(())
    }

    /// Puts bytes in place by a rename, whatever they are, with this mode.
    pub(crate) fn place(&self, name: &str, bytes: &[u8], mode: u32) -> Result<()> {
        replace(&self.rule_file(name), bytes, mode)
    }

    /// Sends a request that is to be answered by the rule file of this name.
    pub(crate) fn ask(&self, name: &str, request: Request<'_>) -> Result<Response> {
        self.ask_by(RequestScheme::Http, name, request)
    }

    /// The same over the port that counts as https, where there is one.
    pub(crate) fn ask_by(&self, scheme: RequestScheme, name: &str, request: Request<'_>) -> Result<Response> {
        if !self.chooses_by_request() {
            self.put_in_the_only_place(name)?;
        }
        let address = match scheme {
            RequestScheme::Http => self.http,
            RequestScheme::Https => self.https.context("this server has no port for https")?,
        };
        request.header("X-Case", name).send(address)
    }

    /// `Detour\status()` as a request with this rule file sees it.
    pub(crate) fn status(&self, name: &str) -> Result<Value> {
        let answer = self.ask(name, Request::get("/the-status-of-the-extension").header("X-Status", "1"))?;
        serde_json::from_slice(&answer.body).with_context(|| format!("status(): {} {}", answer.status, answer.text()))
    }

    fn put_in_the_only_place(&self, name: &str) -> Result<()> {
        let only = self.rule_file("only");
        let named = self.rule_file(name);
        match std::fs::read(&named) {
            Ok(bytes) => {
                if std::fs::read(&only).is_ok_and(|current| current == bytes) {
                    return Ok(());
                }
                replace(&only, &bytes, named.metadata()?.permissions().mode() & 0o777)
            }
            Err(_) => {
                let _ = std::fs::remove_file(only);
                Ok(())
            }
        }
    }

    pub(crate) fn log_tails(&self) -> String {
        self.run_dir.log_tails(6)
    }
}

fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let temporary = path.with_extension("new");
    std::fs::write(&temporary, bytes)?;
    std::fs::set_permissions(&temporary, std::fs::Permissions::from_mode(mode))?;
    std::fs::rename(&temporary, path)?;
    Ok(())
}

fn nginx_server(
    listen: SocketAddr,
    https: bool,
    script: &Path,
    fpm: &Path,
    rules_dir: &Path,
    locations: &str,
) -> String {
    let secure = if https { "fastcgi_param HTTPS on;\nfastcgi_param REQUEST_SCHEME https;\n" } else { "" };
    let plain = if https { "" } else { "fastcgi_param REQUEST_SCHEME http;\n" };
    format!(
        "server {{\n\
         listen {listen};\n\
         server_name _;\n\
         merge_slashes off;\n\
         root {root};\n\
         {FASTCGI_PARAMS}\
         {secure}{plain}\
         fastcgi_param SCRIPT_FILENAME $site_script;\n\
         fastcgi_param DETOUR_RULES {rules}/$http_x_case.detour;\n\
         set $site_script {script};\n\
         {locations}\n\
         location / {{ fastcgi_pass unix:{fpm}; }}\n\
         }}\n",
        root = script.parent().unwrap_or(Path::new("/")).display(),
        script = script.display(),
        rules = rules_dir.display(),
        fpm = fpm.display(),
    )
}
