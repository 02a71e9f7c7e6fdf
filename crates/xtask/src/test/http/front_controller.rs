//! WordPress' own `.htaccess` on Apache. The front controller is reached by an internal redirect there, which
//! renames variables of the first request; the rule file named by `SetEnv` must be found all the same.

use anyhow::{Context, Result, ensure};
use detour_rules::Rule;

use super::requests::{is_redirect, is_script, rule};
use crate::http::Request;
use crate::rule_file;
use crate::stack::apache::{self, Apache};
use crate::stack::php::Ini;
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::test::tally::Tally;
use crate::workspace::{self, Built};

/// What WordPress writes for pretty permalinks.
const HTACCESS: &str = "\
    RewriteEngine On\n\
    RewriteBase /\n\
    RewriteRule ^index\\.php$ - [L]\n\
    RewriteCond %{REQUEST_FILENAME} !-f\n\
    RewriteCond %{REQUEST_FILENAME} !-d\n\
    RewriteRule . /index.php [L]\n";

pub(crate) fn run(built: &Built, tally: &mut Tally) {
    tally.record("Apache + mod_php: WordPress' .htaccess, two virtual hosts", two_hosts(built));
}

fn two_hosts(built: &Built) -> Result<()> {
    let run_dir = RunDir::new()?;
    let site = run_dir.folder("site")?;
    let rules_dir = run_dir.folder("rules")?;
    std::fs::copy(workspace::root().join("tests/stack/index.php"), site.join("index.php"))?;
    run_dir.write("site/.htaccess", HTACCESS)?;
    let extension = run_dir.join("detour.so");
    std::fs::copy(&built.extension, &extension).context("can't copy the extension")?;
    let by_setting = [rule(1, "/old", "/by-setting"), rule(2, "/a/b?c=d", "/by-setting/query")];
    let by_variable = [rule(1, "/old", "/by-variable"), rule(2, "/a/b?c=d", "/by-variable/query")];
    let place = |name: &str, rules: &[Rule]| -> Result<String> {
        let file = rules_dir.join(name);
        detour_format::publish(&file, &rule_file::compile(rules, 1)?)?;
        Ok(file.display().to_string())
    };
    let setting = format!("php_admin_value detour.rules {}", place("setting.detour", &by_setting)?);
    let variable = format!("SetEnv DETOUR_RULES {}", place("variable.detour", &by_variable)?);

    let ini = Ini::new().extension(&extension).opcache(true).set("detour.rules_dir", rules_dir.display().to_string());
    let addresses = [ports::free()?, ports::free()?];
    let hosts =
        apache::folder_host(addresses[0], &site, &setting) + &apache::folder_host(addresses[1], &site, &variable);
    let _apache = Apache::start(&run_dir, &built.php, "apache", &ini, &hosts, &addresses, 1)?;
    for _ in 0..3 {
        for (address, by) in addresses.into_iter().zip(["by-setting", "by-variable"]) {
            is_redirect(&Request::get("/old").send(address)?, &format!("/{by}"))
                .with_context(|| format!("/old, {by}"))?;
            is_redirect(&Request::get("/a/b?c=d").send(address)?, &format!("/{by}/query"))
                .with_context(|| format!("/a/b?c=d, {by}"))?;
            let missed = Request::new("POST", b"/a/b").body("text/plain", b"xyz").send(address)?;
            is_script(&missed)?;
            ensure!(missed.text() == "POST 3", "the script saw {:?}", missed.text());
        }
    }
    Ok(())
}
