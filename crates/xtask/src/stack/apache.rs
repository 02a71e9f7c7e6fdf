//! Apache with mod_php, with a configuration of its own: worker processes, or threads for a PHP that knows them.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::php::{Ini, Php};
use super::php_fpm::WEB_USER;
use super::ports;
use super::process::Server;
use super::run_dir::{RunDir, is_root};

/// A running Apache.
pub(crate) struct Apache {
    server: Server,
}

const PROGRAM: &str = "apache2";
const MODULES: &str = "/usr/lib/apache2/modules";

/// What answers, and how many of it.
#[derive(Clone, Copy)]
enum Workers {
    Processes(usize),
    /// All in one process.
    Threads(usize),
}

impl Workers {
    fn module(self) -> &'static str {
        match self {
            Workers::Processes(_) => "mpm_prefork",
            Workers::Threads(_) => "mpm_event",
        }
    }

    fn settings(self) -> String {
        match self {
            Workers::Processes(count) => format!(
                "StartServers {count}\nMinSpareServers 1\nMaxSpareServers {count}\nServerLimit {count}\n\
                 MaxRequestWorkers {count}\n"
            ),
            Workers::Threads(count) => format!(
                "StartServers 1\nServerLimit 1\nThreadLimit {count}\nThreadsPerChild {count}\n\
                 MinSpareThreads 1\nMaxSpareThreads {}\nMaxRequestWorkers {count}\n",
                count + 1
            ),
        }
    }
}

impl Apache {
    /// `hosts` are the `<VirtualHost>` blocks for `addresses`; `workers` processes or threads answer.
    pub(crate) fn start(
        run_dir: &RunDir,
        php: &Php,
        name: &str,
        ini: &Ini,
        hosts: &str,
        addresses: &[SocketAddr],
        workers: usize,
    ) -> Result<Self> {
        let php_module = &php.programs.apache_module;
        let handler = format!(
            "LoadModule php_module {}\n\
             <FilesMatch \"\\.php$\">\nSetHandler application/x-httpd-php\n</FilesMatch>\n",
            php_module.display()
        );
        let scan_dir = ini.write(run_dir, name)?;
        let workers = if php.has_threads { Workers::Threads(workers) } else { Workers::Processes(workers) };
        let line = php.line(Path::new(PROGRAM));
        Self::configured(run_dir, name, &(handler + hosts), addresses, workers, &line, |command| {
            command.env("PHP_INI_SCAN_DIR", scan_dir);
        })
    }

    /// One without PHP.
    pub(crate) fn start_without_php(
        run_dir: &RunDir,
        name: &str,
        hosts: &str,
        addresses: &[SocketAddr],
    ) -> Result<Self> {
        Self::configured(run_dir, name, hosts, addresses, Workers::Processes(2), &[PROGRAM.to_owned()], |_| {})
    }

    /// One whose PHP scripts are run by PHP-FPM, which [`fpm`] says in each of `hosts`.
    pub(crate) fn start_before_fpm(
        run_dir: &RunDir,
        name: &str,
        hosts: &str,
        addresses: &[SocketAddr],
        workers: usize,
    ) -> Result<Self> {
        let modules =
            ["proxy", "proxy_fcgi"].map(|module| format!("LoadModule {module}_module {MODULES}/mod_{module}.so\n"));
        let (hosts, workers) = (modules.concat() + hosts, Workers::Processes(workers));
        Self::configured(run_dir, name, &hosts, addresses, workers, &[PROGRAM.to_owned()], |_| {})
    }

    fn configured(
        run_dir: &RunDir,
        name: &str,
        hosts: &str,
        addresses: &[SocketAddr],
        workers: Workers,
        line: &[String],
        configure: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let dir = run_dir.folder(name)?;
        let log = run_dir.log(&format!("{name}.log"));
        let user = if is_root() { format!("User {WEB_USER}\nGroup {WEB_USER}\n") } else { String::new() };
        let mut config = format!(
            "ServerRoot {dir}\n\
             DefaultRuntimeDir {dir}\n\
             PidFile {dir}/apache.pid\n\
             Mutex file:{dir} default\n\
             ServerName localhost\n\
             ErrorLog {log}\n\
             {user}",
            dir = dir.display(),
            log = log.display(),
        );
        for module in [workers.module(), "authz_core", "alias", "setenvif", "env", "rewrite", "dir", "mime", "ssl"] {
            config += &format!("LoadModule {module}_module {MODULES}/mod_{module}.so\n");
        }
        config += &format!(
            "{}\
             TypesConfig /etc/mime.types\n\
             HttpProtocolOptions Unsafe\n",
            workers.settings()
        );
        for address in addresses {
            config += &format!("Listen {address}\n");
        }
        config += hosts;
        let config = run_dir.write(&format!("{name}/apache.conf"), config)?;
        let mut server = Server::start("Apache", &line[0], &log, None, |command| {
            configure(command);
            command.args(&line[1..]);
            command.arg("-DFOREGROUND").arg("-d").arg(&dir).arg("-f").arg(config);
        })?;
        server
            .wait_until_ready(Duration::from_secs(20), || addresses.iter().all(|&address| ports::accepts(address)))?;
        Ok(Self { server })
    }

    /// The process ids of the workers.
    pub(crate) fn workers(&self) -> Vec<u32> {
        self.server.children()
    }
}

/// A virtual host whose every URL is answered by one script, without an internal redirect.
pub(crate) fn one_script_host(listen: SocketAddr, script: &Path, https: bool, extra: &str) -> String {
    let root = script.parent().unwrap_or(Path::new("/"));
    // The server's name carries the scheme that Apache reports as REQUEST_SCHEME.
    let secure = if https { "ServerName https://localhost\nSetEnv HTTPS on\n" } else { "" };
    format!(
        "<VirtualHost {listen}>\n\
         {secure}\
         DocumentRoot {root}\n\
         AllowEncodedSlashes NoDecode\n\
         AliasMatch \"^\" {script}\n\
         <Directory {root}>\nRequire all granted\nAllowOverride None\n</Directory>\n\
         {extra}\n\
         </VirtualHost>\n",
        root = root.display(),
        script = script.display(),
    )
}

/// A virtual host that serves a folder as it is, `.htaccess` included.
pub(crate) fn folder_host(listen: SocketAddr, root: &Path, extra: &str) -> String {
    format!(
        "<VirtualHost {listen}>\n\
         DocumentRoot {root}\n\
         DirectoryIndex index.php\n\
         <Directory {root}>\nRequire all granted\nAllowOverride All\n</Directory>\n\
         {extra}\n\
         </VirtualHost>\n",
        root = root.display(),
    )
}

/// What has PHP-FPM run the scripts of a virtual host.
pub(crate) fn fpm(socket: &Path) -> String {
    let socket = socket.display();
    format!("<FilesMatch \"\\.php$\">\nSetHandler \"proxy:unix:{socket}|fcgi://localhost\"\n</FilesMatch>\n")
}
