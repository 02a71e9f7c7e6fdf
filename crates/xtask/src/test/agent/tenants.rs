//! A tenant leads the path of his site to his neighbour's `wp-config.php`, or has it in his directory: he gets none of that
//! site's rules.

use std::os::unix::fs::{lchown, symlink};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::stack::run_dir::RunDir;
use crate::workspace::Built;

/// `nobody`; the neighbour's files are root's.
const TENANT: u32 = 65_534;
const OTHER_TENANT: u32 = 65_533;

const CONFIG: &str = "<?php\ndefine('DB_NAME', 'n');\ndefine('DB_USER', 'n');\ndefine('DB_PASSWORD', 'n');\n\
                      define('DB_HOST', 'localhost');\n$table_prefix = 'wp_';\n";

pub(super) fn run(built: &Built) -> Result<()> {
    let run_dir = RunDir::new()?;
    run_dir.folder("neighbour/htdocs")?;
    let file = run_dir.write("neighbour/wp-config.php", CONFIG)?;
    let (tenant, rules) = (run_dir.folder("tenant")?, run_dir.folder("rules")?);
    let validate_as = |site: &Path, name: &str| -> Result<String> {
        let [site, rules] = [site.display(), rules.display()].map(|path| path.to_string());
        let config =
            run_dir.write("agent.toml", format!("[[site]]\npath = {site:?}\nrules = \"{rules}/{name}.detour\"\n"))?;
        let mut command = Command::new(&built.command);
        let output = command.args(["agent", "--validate", "--config"]).arg(config).output().context("the agent")?;
        Ok(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let validate = |site: &Path| validate_as(site, "t");
    let is_refused = |site: &str| -> Result<()> {
        let said = validate(&run_dir.join(site))?;
        ensure!(said.contains("on the way to it is another user's"), "{site}: {said}");
        Ok(())
    };
    let neighbour = run_dir.join("neighbour");
    let links = [
        ("tenant/wp-config.php", file, "tenant"),
        ("tenant/link", neighbour.clone(), "tenant/link"),
        ("tenant/below", neighbour.join("htdocs"), "tenant/below"),
    ];
    for (link, target, site) in links {
        let link = run_dir.join(link);
        symlink(target, &link)?;
        let said = validate(&run_dir.join(site))?;
        ensure!(said.contains("configuration is fine"), "a link of root's: {said}");
        lchown(&link, Some(TENANT), Some(TENANT))?;
        is_refused(site)?;
    }
    // root's, and on to the tenant's.
    symlink(tenant.join("link"), run_dir.join("current"))?;
    is_refused("current")?;

    // Found by a pattern, all must be one tenant's.
    let site = run_dir.folder("sites/shop")?;
    let config = run_dir.write("sites/shop/wp-config.php", CONFIG)?;
    for (directory, file, is_one) in [(TENANT, TENANT, true), (TENANT, OTHER_TENANT, false), (TENANT, 0, false)] {
        lchown(&site, Some(directory), None)?;
        lchown(&config, Some(file), None)?;
        let said = validate_as(&run_dir.join("sites/*"), "*")?;
        ensure!(said.contains("configuration is fine") == is_one, "{directory} has a file of {file}: {said}");
        ensure!(said.contains("have different owners") != is_one, "{directory} has a file of {file}: {said}");
    }
    Ok(())
}
