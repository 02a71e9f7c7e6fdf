//! The Debian packages a command needs: found out, named, installed.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::php::Php;
use super::run_dir::is_root;
use crate::command::{is_on_path, run};
use crate::shutdown;

/// A package, and what shows that its content came some other way.
struct Need {
    package: String,
    stands_in: StandsIn,
}

enum StandsIn {
    Nothing,
    Program(&'static str),
    /// The library that bindgen loads; versioned packages bring it as well.
    Libclang,
}

impl Need {
    fn is_met(&self) -> bool {
        let otherwise = match self.stands_in {
            StandsIn::Nothing => false,
            StandsIn::Program(program) => is_on_path(program),
            StandsIn::Libclang => std::fs::read_dir("/usr/lib").is_ok_and(|mut entries| {
                entries.any(|entry| entry.is_ok_and(|entry| entry.path().join("lib/libclang.so").exists()))
            }),
        };
        otherwise || is_installed(&self.package)
    }
}

/// What is to be run; decides which packages that takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building the workspace with the extension, and PHP on the command line.
    Build,
    /// Building the plugin's app.
    App,
    /// Looking at the plugin's source: its coding standard, and its texts.
    Source,
    /// Reading docker-compose.yml.
    Compose,
    /// Laying out Debian packages.
    Dist,
    /// WordPress on MariaDB, PHP-FPM and nginx.
    Site,
    /// The other servers and the test runners.
    Tests,
    /// Installing Debian packages into a folder, and serving from there.
    Packages,
    /// Building a PHP with threads, for Apache too.
    Threads,
    /// Browsers for the tests of the app.
    Browser,
    /// Load generator, instruction counter, and the other web server.
    Bench,
}

/// Whether missing packages may be installed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    Install,
    OnlyCheck,
}

fn needs(purpose: Purpose, php: &str) -> Vec<Need> {
    let need = |package: &str, stands_in| Need { package: package.to_owned(), stands_in };
    let package = |name: &str| need(name, StandsIn::Nothing);
    let or_program = |name: &str, program| need(name, StandsIn::Program(program));
    let of_php = |part: &str| package(&format!("php{php}-{part}"));
    match purpose {
        Purpose::Build => vec![
            or_program("build-essential", "cc"),
            or_program("clang", "clang"),
            need("libclang-dev", StandsIn::Libclang),
            package("libpcre2-dev"),
            or_program("pkg-config", "pkg-config"),
            of_php("cli"),
            of_php("dev"),
        ],
        Purpose::App => vec![or_program("nodejs", "node"), or_program("npm", "npm")],
        Purpose::Source => {
            vec![of_php("xml"), or_program("php-codesniffer", "phpcs"), or_program("gettext", "xgettext")]
        }
        Purpose::Compose => vec![or_program("docker-compose", "docker-compose")],
        Purpose::Dist => vec![or_program("dpkg-dev", "dpkg-shlibdeps"), or_program("git", "git")],
        Purpose::Site => vec![
            or_program("mariadb-server", "mariadbd"),
            or_program("nginx-light", "nginx"),
            of_php("fpm"),
            of_php("mysql"),
            of_php("opcache"),
            of_php("xml"),
            of_php("mbstring"),
            of_php("curl"),
        ],
        Purpose::Tests => vec![
            of_php("cgi"),
            or_program("apache2", "apache2"),
            or_program("openssl", "openssl"),
            package(&format!("libapache2-mod-php{php}")),
            or_program("phpunit", "phpunit"),
            package("libfaketime"),
            or_program("patchelf", "patchelf"),
            or_program("unzip", "unzip"),
        ],
        Purpose::Packages => vec![
            or_program("debootstrap", "debootstrap"),
            or_program("lintian", "lintian"),
            or_program("nginx-light", "nginx"),
        ],
        Purpose::Threads => {
            vec![or_program("dpkg-dev", "dpkg-source"), or_program("apache2-dev", "apxs2"), package("zlib1g-dev")]
        }
        Purpose::Browser => vec![or_program("chromium", "chromium"), or_program("firefox-esr", "firefox-esr")],
        Purpose::Bench => {
            vec![or_program("wrk", "wrk"), or_program("valgrind", "valgrind"), or_program("apache2", "apache2")]
        }
    }
}

/// Makes sure that everything for these purposes is there; says in `remark` what it did.
pub(crate) fn ensure(purposes: &[Purpose], policy: Policy, remark: &mut String) -> Result<()> {
    let php = Php::version_installed_or_offered();
    let mut missing: Vec<String> = Vec::new();
    for need in purposes.iter().flat_map(|&purpose| needs(purpose, &php)) {
        if !missing.contains(&need.package) && !need.is_met() {
            missing.push(need.package);
        }
    }
    if missing.is_empty() {
        *remark = "nothing missing".to_owned();
        return Ok(());
    }
    let list = missing.join(" ");
    let sudo = if is_root() { "" } else { "sudo " };
    let by_hand = format!("{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {list}");
    if policy == Policy::OnlyCheck {
        bail!(
            "these Debian packages are missing: {list}\nYou asked for no installation. To install them:\n  {by_hand}"
        );
    }
    if !is_on_path("apt-get") {
        bail!("these packages are missing, and this system has no apt-get to install them: {list}");
    }
    if !is_root() {
        bail!(
            "these Debian packages are missing: {list}\nInstalling them takes root. Run this command once with sudo, or:\n  {by_hand}"
        );
    }
    install(&missing)?;
    *remark = format!("installed {list}");
    Ok(())
}

fn is_installed(package: &str) -> bool {
    let query = Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]).output();
    query.is_ok_and(|output| output.stdout == b"installed")
}

fn install(packages: &[String]) -> Result<()> {
    println!("      installing with apt, which can take a few minutes: {}", packages.join(" "));
    let _services_stay_off = NoAutostart::hold()?;
    let mut update = Command::new("apt-get");
    // A third-party source that doesn't answer must not keep Debian's own packages away.
    if let Err(error) = run(update.args(["update", "-q"])) {
        println!("      warning: {error:#}");
    }
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]);
    install.args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut install)?;
    println!("      (their services were not started: the servers here are run by this command alone)");
    Ok(())
}

/// Keeps newly installed services from starting: they would take ports and run for nobody.
///
/// Debian's way: maintainer scripts ask `policy-rc.d`, and 101 means "not allowed".
/// Services that were here before stay allowed, they are their owner's;
/// and a policy that is already there is left alone.
struct NoAutostart {
    placed: bool,
}

const POLICY: &str = "/usr/sbin/policy-rc.d";

impl NoAutostart {
    fn hold() -> Result<Self> {
        let path = Path::new(POLICY);
        if path.exists() {
            return Ok(Self { placed: false });
        }
        let mut known = String::new();
        for folder in ["/etc/init.d", "/lib/systemd/system", "/etc/systemd/system"] {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte)) {
                    known += &format!(" {name}");
                }
            }
        }
        shutdown::add_path(path);
        let script = format!("#!/bin/sh\ncase '{known} ' in *\" $1 \"*) exit 0;; esac\nexit 101\n");
        std::fs::write(path, script).with_context(|| format!("can't write {POLICY}"))?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))?;
        Ok(Self { placed: true })
    }
}

impl Drop for NoAutostart {
    fn drop(&mut self) {
        if self.placed {
            if let Err(error) = std::fs::remove_file(POLICY) {
                eprintln!("warning: can't remove {POLICY}, remove it by hand: {error}");
            }
            shutdown::forget_path(Path::new(POLICY));
        }
    }
}
