//! Rules written for servers, and asked for there.

use anyhow::{Context, Result};
use detour_exchange::{Export, Place, apache, json, nginx};
use detour_rules::Rule;

use super::answer::Asked;
use super::servers::{Served, certificate, root};
use super::{compare, corpus, suite_cases};
use crate::stack::apache::{Apache, folder_host};
use crate::stack::nginx::Nginx;
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::test::tally::Tally;
use crate::workspace;

/// Rules of `rules.json` whose note says so are none that a server can take, or one of them: `left out of export.nginx`.
const LEFT_OUT: &str = "left out";

pub(super) fn run(tally: &mut Tally) -> Result<()> {
    suite_cases::run(tally)?;
    let folder = workspace::root().join("tests/exchange");
    let import = json::read(&std::fs::read(folder.join("rules.json"))?);
    anyhow::ensure!(import.report.skipped.is_empty(), "{}", import.report);
    let requests = corpus::requests(&folder.join("rules.requests"))?;
    let rules = import.rules;
    in_apache(&rules, &requests, tally).context("Apache")?;
    in_nginx(&rules, &requests, tally).context("nginx")
}

fn in_nginx(rules: &[Rule], requests: &[Asked], tally: &mut Tally) -> Result<()> {
    let run_dir = RunDir::new()?;
    let export = nginx::write(rules);
    let free = ports::several(2)?;
    let (address, encrypted) = (free[0], free[1]);
    let root = root(&run_dir, "root")?;
    let text = |name: &str| {
        let file = export.files.iter().find(|(known, _)| *known == name);
        file.map(|(_, text)| String::from_utf8_lossy(text)).with_context(|| format!("no {name} was written"))
    };
    let (http, server) = (text("http.conf")?, text("server.conf")?);
    certificate(&run_dir)?;
    let tls = format!(
        "listen {encrypted} ssl; ssl_certificate {0}/certificate.pem; ssl_certificate_key {0}/key.pem;",
        run_dir.path().display()
    );
    let servers = format!(
        "{http}\nserver {{ listen {address}; {tls} root {}; {server}\nlocation / {{ try_files $uri =404; }} }}\n",
        root.display()
    );
    let _nginx = Nginx::start(&run_dir, &servers, &[address, encrypted])?;
    let mut part = Tally::default();
    let written = written(rules, &export, "export.nginx", &mut part);
    compare("export.nginx", &written, requests, Served { plain: address, encrypted: Some(encrypted) }, &mut part)?;
    println!("  export.nginx: {} rules, {} passed, {} failed", written.len(), part.passed, part.failed);
    tally.add(part);
    Ok(())
}

fn in_apache(rules: &[Rule], requests: &[Asked], tally: &mut Tally) -> Result<()> {
    let run_dir = RunDir::new()?;
    let export = apache::write(rules);
    let free = ports::several(2)?;
    let (address, encrypted) = (free[0], free[1]);
    let root = root(&run_dir, "root")?;
    let (_, text) = export.files.first().context("no file was written")?;
    run_dir.write("root/.htaccess", text)?;
    let hosts = folder_host(address, &root, "") + &folder_host(encrypted, &root, &certificate(&run_dir)?);
    let _apache = Apache::start_without_php(&run_dir, "apache", &hosts, &[address, encrypted])?;
    let mut part = Tally::default();
    let written = written(rules, &export, "export.htaccess", &mut part);
    compare("export.htaccess", &written, requests, Served { plain: address, encrypted: Some(encrypted) }, &mut part)?;
    println!("  export.htaccess: {} rules, {} passed, {} failed", written.len(), part.passed, part.failed);
    if part.failed > 0 {
        println!("{}", run_dir.log_tails(10));
    }
    tally.add(part);
    Ok(())
}

// The rules that are in the file. Those left out must be those that say so.
fn written(rules: &[Rule], export: &Export, name: &str, tally: &mut Tally) -> Vec<Rule> {
    let left_out: Vec<u64> = export
        .left_out
        .iter()
        .map(|row| match row.place {
            Place::Rule { id, .. } => id,
            _ => 0,
        })
        .collect();
    for rule in rules {
        let expected = rule.note == LEFT_OUT || rule.note == format!("{LEFT_OUT} of {name}");
        match left_out.contains(&rule.id) == expected {
            true => tally.pass(),
            false => tally.fail(format!(
                "{name}: rule {} ({}) should {} left out",
                rule.id,
                rule.source.value,
                if expected { "be" } else { "not be" }
            )),
        }
    }
    rules.iter().filter(|rule| !left_out.contains(&rule.id)).cloned().collect()
}
