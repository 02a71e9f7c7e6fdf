//! The life of the packages in one installation, step by step: each stands on those before it.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::Packages;
use super::contents;
use super::root::Root;
use super::site::Site;
use crate::dist::VERSION;
use crate::stack::debian::Release;
use crate::stack::run_dir::RunDir;
use crate::test::tally::Tally;

/// Notes what maintainer scripts want done to services, and forbids it: they are ours to run. Where there is no runlevel the
/// action is in parentheses.
const POLICY: &str = "#!/bin/sh\necho \"$1 $2\" | tr -d '()' >> /tmp/policy.log\nexit 101\n";

const AGENT_TOML: &str = r#"
[[site]]
dsn_file = "/etc/detour/site.dsn"
rules = "/var/lib/detour/rules/site.detour"
spool = "/var/lib/detour/spool"
"#;

/// One installation on its way.
pub(super) struct Life<'a> {
    release: &'a Release,
    older: &'a Packages,
    newer: &'a Packages,
    root: Root,
    run_dir: RunDir,
    before: BTreeMap<String, String>,
    site: Option<Site>,
}

/// What is done, and what it is called.
type Step<L> = (&'static str, fn(&mut L) -> Result<()>);

impl<'a> Life<'a> {
    const STEPS: [Step<Self>; 9] = [
        ("install", Self::install),
        ("a fresh service is skipped until it has a site", Self::service_waits_for_a_site),
        ("PHP-FPM redirects", Self::serve),
        ("upgrade without a reload", Self::upgrade),
        ("downgrade with a reload", Self::downgrade),
        ("remove", Self::remove),
        ("install again", Self::install_again),
        ("an administrator's choice stays", Self::choice_stays),
        ("purge", Self::purge),
    ];

    /// Goes through all steps, up to the first that fails.
    pub(super) fn run(
        release: &'a Release,
        base: &Path,
        older: &'a Packages,
        newer: &'a Packages,
        tally: &mut Tally,
    ) -> Result<()> {
        let run_dir = RunDir::new()?;
        let root = Root::copy(base, run_dir.join("root"))?;
        Site::prepare(&root)?;
        root.write("/usr/sbin/policy-rc.d", POLICY)?;
        root.shell("chmod 755 /usr/sbin/policy-rc.d")?;
        let before = contents::snapshot(&root)?;
        let mut life = Life { release, older, newer, root, run_dir, before, site: None };
        for (name, step) in Self::STEPS {
            let outcome = step(&mut life);
            let failed = outcome.is_err();
            tally.record(&format!("packages on {}: {name}", release.name), outcome);
            if failed {
                println!("{}", life.run_dir.log_tails(10));
                break;
            }
        }
        Ok(())
    }

    fn install(&mut self) -> Result<()> {
        self.dpkg_install(self.older)?;
        let api = self.root.shell(&format!("php{} -i | sed -n 's/^PHP API => //p'", self.release.php))?;
        contents::check(&self.root, &contents::expected(self.release, &api))?;
        ensure!(self.wanted_of_services()?.contains(&self.restart()), "PHP-FPM was not to be restarted");
        self.modules_say_detour(true)?;
        let said = self.root.shell("detour --version")?;
        ensure!(said == format!("detour {VERSION}"), "{said}");
        self.root.shell("man_page=$(zcat /usr/share/man/man1/detour.1.gz); test -n \"$man_page\"").map(drop)
    }

    fn service_waits_for_a_site(&mut self) -> Result<()> {
        let unit = self.root.read("/usr/lib/systemd/system/detour.service")?;
        let condition =
            unit.lines().find_map(|line| line.strip_prefix("ExecCondition=")).context("no ExecCondition")?;
        // systemd reads \\ as one.
        let condition = condition.replace(r"\\", r"\").replace('"', "'");
        let is_met = |root: &Root| root.shell(&condition).is_ok();
        ensure!(!is_met(&self.root), "the configuration of the package counts as one with a site");
        self.root.said(self.root.command("systemd-analyze").args(["verify", "--man=no", "detour.service"]))?;

        let example = self.root.read("/etc/detour/agent.toml")?;
        self.root.write("/etc/detour/agent.toml", &(example + AGENT_TOML))?;
        self.root.write("/etc/detour/site.dsn", "mysql://detour:secret@127.0.0.1/shop\n")?;
        self.root.shell("chown root:detour /etc/detour/site.dsn; chmod 640 /etc/detour/site.dsn")?;
        ensure!(is_met(&self.root), "a configuration with a site doesn't count as one");
        let validate = "setpriv --reuid detour --regid detour --clear-groups detour agent --validate";
        let said = self.root.said(self.root.command("sh").args(["-c", validate]))?;
        ensure!(said.contains("The configuration is fine: 1 sites.") && !said.contains("warning"), "{said}");
        Ok(())
    }

    fn serve(&mut self) -> Result<()> {
        self.root.write("/tmp/rules.json", &Site::rules())?;
        let compile = "detour compile /tmp/rules.json -o /var/lib/detour/rules/site.detour";
        self.root.shell(&format!("setpriv --reuid detour --regid detour --clear-groups {compile}"))?;
        let ini = self.ini();
        let shipped = self.root.read(&ini)?;
        self.root.write(&ini, &(shipped + "detour.rules = /var/lib/detour/rules/site.detour\n"))?;
        let site = Site::start(&self.root, self.release, &self.run_dir)?;
        site.redirects()?;
        self.site = Some(site);
        Ok(())
    }

    fn upgrade(&mut self) -> Result<()> {
        self.site()?.under_load(|| {
            let said = self.dpkg_install(self.newer)?;
            ensure!(said.contains("PHP goes on with the version that it has loaded"), "{said}");
            Ok(())
        })?;
        let wanted = self.wanted_of_services()?;
        ensure!(wanted.is_empty(), "services were to be disturbed: {wanted:?}");
        self.is_installed(self.newer)
    }

    fn downgrade(&mut self) -> Result<()> {
        let config = format!("/etc/php/{}/fpm/php-fpm.conf", self.release.php);
        let limited = self.root.read(&config)?.replace(";process_control_timeout = 0", "process_control_timeout = 10s");
        self.root.write(&config, &limited)?;
        // It counts from the next start on.
        self.site = None;
        self.site = Some(Site::start(&self.root, self.release, &self.run_dir)?);
        self.site()?.under_load(|| {
            self.dpkg_install(self.older)?;
            let wanted = self.wanted_of_services()?;
            ensure!(wanted == [format!("php{}-fpm reload", self.release.php)], "services: {wanted:?}");
            self.site()?.reload()
        })?;
        self.is_installed(self.older)?;
        self.site()?.redirects()
    }

    fn remove(&mut self) -> Result<()> {
        self.site = None;
        self.root.shell(&format!("dpkg --remove {}", self.names()))?;
        ensure!(self.wanted_of_services()?.contains(&self.restart()), "PHP-FPM was not to be restarted");
        self.modules_say_detour(false)?;
        for kept in ["/etc/detour/agent.toml", &self.ini(), "/var/lib/detour/rules/site.detour"] {
            ensure!(self.root.at(kept).exists(), "{kept} is gone");
        }
        Ok(())
    }

    fn install_again(&mut self) -> Result<()> {
        self.dpkg_install(self.newer)?;
        ensure!(self.wanted_of_services()?.contains(&self.restart()), "PHP-FPM was not to be restarted");
        self.modules_say_detour(true)?;
        let site = Site::start(&self.root, self.release, &self.run_dir)?;
        site.redirects()
    }

    fn choice_stays(&mut self) -> Result<()> {
        self.root.shell(&format!("phpdismod -v {} detour", self.release.php))?;
        self.dpkg_install(self.older)?;
        self.modules_say_detour(false)
    }

    fn purge(&mut self) -> Result<()> {
        self.root.shell(&format!("dpkg --purge {}", self.names()))?;
        let kept = [
            "/etc/detour",
            "/etc/detour/site.dsn",
            "/var/lib/detour",
            "/var/lib/detour/rules",
            "/var/lib/detour/rules/site.detour",
        ];
        contents::is_left(&self.before, &contents::snapshot(&self.root)?, &kept)
    }

    fn site(&self) -> Result<&Site> {
        self.site.as_ref().context("the site was not started")
    }

    fn ini(&self) -> String {
        format!("/etc/php/{}/mods-available/detour.ini", self.release.php)
    }

    fn names(&self) -> String {
        format!("php{}-detour detour", self.release.php)
    }

    fn restart(&self) -> String {
        format!("php{}-fpm restart", self.release.php)
    }

    fn dpkg_install(&self, packages: &Packages) -> Result<String> {
        self.root.dpkg("--install", &[&packages.agent, &packages.extension])
    }

    fn is_installed(&self, packages: &Packages) -> Result<()> {
        let query = format!("dpkg-query -W -f '${{db:Status-Status}} ${{Version}}\\n' {}", self.names());
        let said = self.root.shell(&query)?;
        let wanted = format!("installed {}", packages.version);
        ensure!(said.lines().count() == 2 && said.lines().all(|line| line == wanted), "{said}");
        Ok(())
    }

    /// What maintainer scripts have wanted done since the last time, of services that this is about.
    fn wanted_of_services(&self) -> Result<Vec<String>> {
        let log = self.root.at("/tmp/policy.log");
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        if log.exists() {
            std::fs::remove_file(&log)?;
        }
        Ok(text.lines().filter(|line| line.starts_with("php")).map(str::to_owned).collect())
    }

    /// Whether PHP has loaded the extension, or starts without a word about it.
    fn modules_say_detour(&self, wanted: bool) -> Result<()> {
        let said = self.root.said(self.root.command(&format!("php{}", self.release.php)).arg("-m"))?;
        let loaded = said.lines().any(|line| line == "detour");
        ensure!(loaded == wanted && !said.contains("Warning"), "php -m says: {said}");
        Ok(())
    }
}
