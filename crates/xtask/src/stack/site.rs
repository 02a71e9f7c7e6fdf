//! A WordPress site in the run folder: files, configuration, installation, plugin.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::agent;
use super::mariadb::{Account, MariaDb};
use super::php;
use super::php_fpm::WEB_USER;
use super::run_dir::{RunDir, give_to};
use super::wordpress::WordPress;
use crate::command::run;
use crate::{random, workspace};

/// The administrator's name on every site made here.
pub(crate) const ADMIN: &str = "admin";

/// How many sites one WordPress is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Single,
    /// Each further site in a folder of its own.
    Network,
}

/// An installed site.
pub(crate) struct Site {
    pub(crate) root: PathBuf,
    pub(crate) url: String,
    pub(crate) admin_password: String,
    database: String,
    shape: Shape,
    /// What `PHP_INI_SCAN_DIR` is for PHP on the command line.
    scan_dir: String,
}

impl Site {
    /// Copies WordPress to `<run>/<name>` and installs it for `url`.
    pub(crate) fn install(
        run_dir: &RunDir,
        name: &str,
        wordpress: &WordPress,
        database: &MariaDb,
        url: &str,
        scan_dir: &str,
        debug: bool,
    ) -> Result<Self> {
        let root = run_dir.join(name);
        run(Command::new("cp").arg("-a").arg(&wordpress.dir).arg(&root))?;
        let account = database.create(name, &random::password(20)?)?;
        let debug_log = debug.then(|| run_dir.log(&format!("{name}-wordpress.log")));
        let socket = agent::socket_in(run_dir);
        let config = wp_config(&account, &database.wordpress_host(), &socket, debug_log.as_deref())?;
        std::fs::write(root.join("wp-config.php"), config)?;
        let site = Self {
            root,
            url: url.to_owned(),
            admin_password: random::password(16)?,
            database: account.database,
            shape: Shape::Single,
            scan_dir: scan_dir.to_owned(),
        };
        site.script(&["install", &site.root_text(), url, "Detour", ADMIN, &site.admin_password])
            .context("WordPress can't be installed")?;
        std::fs::create_dir_all(site.root.join("wp-content/uploads"))?;
        site.hand_over()?;
        if let Some(log) = debug_log {
            std::fs::write(&log, "")?;
            give_to(WEB_USER, &log)?;
        }
        Ok(site)
    }

    /// Copies the plugin of this checkout into the site, as a host's deployment does.
    ///
    /// A copy and not a link: PHP's user need not be able to read the checkout.
    pub(crate) fn add_plugin(&self) -> Result<()> {
        let plugin = workspace::root().join("wp-plugin/detour");
        plugin.join("detour.php").metadata().with_context(|| format!("no plugin in {}", plugin.display()))?;
        let into = self.root.join("wp-content/plugins/detour");
        std::fs::create_dir_all(&into)?;
        for entry in std::fs::read_dir(&plugin)? {
            let path = entry?.path();
            // Only the app's source and its tools; what is served is in build/.
            if !path.ends_with("app") {
                run(Command::new("cp").arg("-aL").arg(&path).arg(&into))?;
            }
        }
        self.hand_over()
    }

    /// Makes the site the first of a network.
    pub(crate) fn make_network(&mut self) -> Result<()> {
        self.script(&["network", &self.root_text(), &self.url]).context("WordPress can't become a network")?;
        let path = self.root.join("wp-config.php");
        let config = std::fs::read_to_string(&path).context("can't read wp-config.php")?;
        std::fs::write(&path, config.replacen("<?php\n", &format!("<?php\n{}", network_config(self.host())), 1))?;
        self.shape = Shape::Network;
        Ok(())
    }

    /// Activates the plugin, on a network for all of its sites.
    pub(crate) fn activate_plugin(&self) -> Result<()> {
        let whom = if self.shape == Shape::Network { "network" } else { "site" };
        self.script(&["activate", &self.root_text(), &self.url, "detour/detour.php", whom])
            .context("the plugin can't be activated")?;
        // What activation wrote, it wrote as us.
        self.hand_over()
    }

    /// Adds another plugin, whose folder is at `from` and whose main file is `main`, and does its first steps
    /// (`tests/stack/peers.php`).
    pub(crate) fn add_peer(&self, from: &Path, main: &str) -> Result<()> {
        let folder = main.split('/').next().unwrap_or(main);
        run(Command::new("cp").arg("-aL").arg(from).arg(self.root.join("wp-content/plugins").join(folder)))?;
        self.hand_over()?;
        let root = self.root_text();
        self.script(&["activate", &root, &self.url, main, "site"])
            .with_context(|| format!("{main} can't be activated"))?;
        let first_steps = workspace::root().join("tests/stack/peers.php");
        php::script(&self.scan_dir, &first_steps, &[&root, &self.url, folder])
            .with_context(|| format!("the first steps of {folder}"))?;
        self.hand_over()
    }

    /// Host and port, as a request names them.
    pub(crate) fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// The name of its database.
    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// `PHP_INI_SCAN_DIR` for PHP on the command line, with the extension loaded.
    pub(crate) fn scan_dir(&self) -> &str {
        &self.scan_dir
    }

    /// Gives what the web server's user may write to that user.
    fn hand_over(&self) -> Result<()> {
        give_to(WEB_USER, &self.root.join("wp-content"))
    }

    fn script(&self, arguments: &[&str]) -> Result<String> {
        php::script(&self.scan_dir, &workspace::root().join("tests/stack/site.php"), arguments)
    }

    fn root_text(&self) -> String {
        self.root.display().to_string()
    }
}

fn network_config(host: &str) -> String {
    format!(
        "define( 'WP_ALLOW_MULTISITE', true );\n\
         define( 'MULTISITE', true );\n\
         define( 'SUBDOMAIN_INSTALL', false );\n\
         define( 'DOMAIN_CURRENT_SITE', '{host}' );\n\
         define( 'PATH_CURRENT_SITE', '/' );\n\
         define( 'SITE_ID_CURRENT_SITE', 1 );\n\
         define( 'BLOG_ID_CURRENT_SITE', 1 );\n"
    )
}

fn wp_config(account: &Account, host: &str, socket: &Path, debug_log: Option<&Path>) -> Result<String> {
    let mut config = String::from("<?php\n");
    let constants = [
        ("DB_NAME", account.database.as_str()),
        ("DB_USER", account.user.as_str()),
        ("DB_PASSWORD", account.password.as_str()),
        ("DB_HOST", host),
        ("DB_CHARSET", "utf8mb4"),
        ("DB_COLLATE", ""),
        ("WP_ENVIRONMENT_TYPE", "local"),
        ("DETOUR_SOCKET", &socket.to_string_lossy()),
    ];
    for (name, value) in constants {
        writeln!(config, "define( '{name}', '{value}' );")?;
    }
    for key in ["AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"] {
        writeln!(config, "define( '{key}_KEY', '{}' );", random::password(40)?)?;
        writeln!(config, "define( '{key}_SALT', '{}' );", random::password(40)?)?;
    }
    // Nothing that runs in the background or asks the network may disturb a test.
    for switch in ["DISABLE_WP_CRON", "WP_HTTP_BLOCK_EXTERNAL", "AUTOMATIC_UPDATER_DISABLED"] {
        writeln!(config, "define( '{switch}', true );")?;
    }
    if let Some(log) = debug_log {
        writeln!(config, "define( 'WP_DEBUG', true );\ndefine( 'WP_DEBUG_DISPLAY', false );")?;
        writeln!(config, "define( 'WP_DEBUG_LOG', '{}' );", log.display())?;
    }
    config += "\n$table_prefix = 'wp_';\n\n";
    config += "if ( ! defined( 'ABSPATH' ) ) {\n\tdefine( 'ABSPATH', __DIR__ . '/' );\n}\n";
    config += "require_once ABSPATH . 'wp-settings.php';\n";
    Ok(config)
}
