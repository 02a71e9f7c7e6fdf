//! A WordPress network without WordPress: its tables and its configuration.

use std::path::PathBuf;

use super::mariadb::{BLOGS, MariaDb};
use super::{Playground, detour, eventually, rule_file};

pub(crate) struct Network {
    pub(crate) database: MariaDb,
    pub(crate) directory: Playground,
    pub(crate) config: PathBuf,
    pub(crate) rules: PathBuf,
}

impl Network {
    /// With the blog 1, at net.test.
    pub(crate) fn new(poll_ms: u64) -> Self {
        let database = MariaDb::start();
        database.run(BLOGS);
        let directory = Playground::new();
        directory.write(
            "wordpress/wp-config.php",
            format!(
                "<?php\ndefine('DB_NAME', 'shop');\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', 's3cret');\n\
                 define('DB_HOST', 'localhost:{}');\ndefine( 'MULTISITE', true );\ndefine( 'SUBDOMAIN_INSTALL', false );\n\
                 $table_prefix = 'wp_';\n",
                database.socket().display()
            ),
        );
        std::fs::create_dir(directory.path("rules")).unwrap();
        let rules = directory.path("rules/net.detour");
        let path = directory.path("wordpress");
        let text =
            format!("poll_ms = {poll_ms}\n[[site]]\npath = \"{}\"\nrules = \"{}\"\n", path.display(), rules.display());
        let config = directory.write("agent.toml", text);
        let network = Network { database, directory, config, rules };
        network.add_blog("net.test", "/");
        network
    }

    pub(crate) fn add_blog(&self, domain: &str, path: &str) {
        self.database.run(&format!("INSERT INTO wp_blogs (domain, path) VALUES ('{domain}', '{path}')"));
    }

    /// What the plugin does with the first request of a new blog.
    pub(crate) fn add_tables(&self, blog: u64) {
        for table in ["rules", "state", "settings"] {
            self.database.run(&format!("CREATE TABLE wp_{blog}_detour_{table} LIKE wp_detour_{table}"));
        }
        self.database.run(&format!("INSERT INTO wp_{blog}_detour_state VALUES ('revision', 0), ('changed_at', 0)"));
    }

    pub(crate) fn save(&self, blog: u64, from: &str, to: &str) {
        let prefix = if blog == 1 { "wp_".to_owned() } else { format!("wp_{blog}_") };
        let rule = format!(r#"{{"source": {{"value": "{from}"}}, "then": {{"redirect": {{"to": "{to}"}}}}}}"#);
        self.database.save_in(&prefix, &rule);
    }

    pub(crate) fn nudge(&self) {
        self.directory.write("wordpress/wp-content/uploads/detour/nudge", "1\n");
    }

    pub(crate) fn is_published(&self, revision: u64) {
        eventually(&format!("revision {revision} in the rule file"), || {
            rule_file(&self.rules).filter(|file| file.1 == revision)
        });
    }

    pub(crate) fn answer(&self, url: &str) -> String {
        detour(&[&"explain", &url, &"--rules", &self.rules]).exits(0).stdout
    }

    pub(crate) fn answers(&self, url: &str, answer: &str) {
        let found = self.answer(url);
        assert!(found.contains(answer), "{url}: {found}");
    }
}
