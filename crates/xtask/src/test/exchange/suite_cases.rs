//! The rules of the behaviour suite, written for Apache and nginx, each case on a port of its own.

use std::net::SocketAddr;

use anyhow::{Result, anyhow};
use detour_exchange::{Export, apache, nginx};
use detour_rules::{Dialect, RequestScheme};
use detour_suite::{Case, Expect};

use super::answer::Asked;
use super::compare;
use super::servers::{Served, root};
use crate::stack::apache::{Apache, folder_host};
use crate::stack::nginx::Nginx;
use crate::stack::ports;
use crate::stack::run_dir::RunDir;
use crate::test::tally::Tally;

/// Cases in which a server is asked what it takes for something else, by the start of their ids, and why.
const OTHERWISE: &[(&str, &str)] = &[
    ("conditions-request/header-missing-not", "servers take an empty header for none"),
    ("conditions-request/header-not-missing-is-there", "servers take an empty header for none"),
    ("conditions-url/query-string", "servers compare the query as sent"),
    ("exact/double-slash", "servers fold slashes and dots"),
    ("exact/dot-segment", "servers fold slashes and dots"),
    ("encoding/encoded-slash-is-not-a-slash", "servers decode %2F or refuse it"),
    ("slash/", "servers fold slashes and dots"),
    ("host/", "servers send back the host in lower case, or by a name of their own"),
    ("prefix/encoded-rest", "servers refuse or decode %3F"),
    ("targets/question-mark-of-a-capture", "servers refuse or decode %3F"),
    ("query/any-order-only-separators", "servers compare the query as sent"),
    ("query/one-path-without-case", "servers compare the query as sent"),
    ("query/pass-target-wins", "servers hand on what the target sets itself"),
    ("query/pass-before-fragment", "servers put the query behind the fragment"),
    ("regex/catastrophic-for-backtrackers", "servers give up on such patterns"),
    ("tracking/", "servers know no tracking parameters"),
    ("self-redirect/", "servers redirect to the URL that was asked for"),
];

pub(super) fn run(tally: &mut Tally) -> Result<()> {
    let cases = detour_suite::load(&detour_suite::directory()).map_err(|error| anyhow!(error))?;
    let mut chosen = Vec::new();
    for case in &cases {
        let refused = matches!(case.expect, Expect::Invalid { .. } | Expect::Finding { .. });
        match OTHERWISE.iter().find(|(start, _)| case.id.starts_with(start)) {
            _ if of_plugin(case) => tally.skip("no server has the dialects of WordPress' plugins"),
            _ if refused || case.rules.is_empty() => {}
            Some((_, why)) => tally.skip(*why),
            None => chosen.push(case),
        }
    }
    in_apache(&chosen, tally)?;
    in_nginx(&chosen, tally)
}

fn of_plugin(case: &Case) -> bool {
    let has_settings = case.settings.redirection.is_some() || case.settings.rank_math.is_some();
    has_settings || case.rules.iter().any(|rule| rule.dialect != Dialect::Native)
}

fn in_apache(cases: &[&Case], tally: &mut Tally) -> Result<()> {
    let run_dir = RunDir::new()?;
    let (mut hosts, mut served) = (String::new(), Vec::new());
    for (case, export, number, address) in exported("Apache", cases, |case| apache::write(&case.rules), tally)? {
        let root = root(&run_dir, &format!("root{number}"))?;
        for (_, text) in &export.files {
            run_dir.write(&format!("root{number}/.htaccess"), text)?;
        }
        hosts += &folder_host(address, &root, "");
        served.push((case, address));
    }
    let addresses: Vec<SocketAddr> = served.iter().map(|(_, address)| *address).collect();
    let _apache = Apache::start_without_php(&run_dir, "apache", &hosts, &addresses)?;
    ask("Apache", &served, tally)
}

fn in_nginx(cases: &[&Case], tally: &mut Tally) -> Result<()> {
    let run_dir = RunDir::new()?;
    let root = root(&run_dir, "root")?;
    let (mut config, mut served) =
        ("map_hash_bucket_size 512;\nvariables_hash_max_size 65536;\n".to_owned(), Vec::new());
    for (case, export, number, address) in exported("nginx", cases, |case| nginx::write(&case.rules), tally)? {
        // All in one file, so variables need names of their own, and sizes are given once.
        let text = |name: &str| {
            let file = export.files.iter().find(|(known, _)| *known == name);
            let text = file.map_or_else(String::new, |(_, text)| String::from_utf8_lossy(text).into_owned());
            let lines = text.lines().filter(|line| !line.starts_with("map_hash"));
            lines.collect::<Vec<_>>().join("\n").replace("detour_", &format!("detour_{number}x"))
        };
        config += &format!(
            "{}\nserver {{ listen {address}; root {}; {}\nlocation / {{ try_files $uri =404; }} }}\n",
            text("http.conf"),
            root.display(),
            text("server.conf"),
        );
        served.push((case, address));
    }
    let addresses: Vec<SocketAddr> = served.iter().map(|(_, address)| *address).collect();
    let _nginx = Nginx::start(&run_dir, &config, &addresses)?;
    ask("nginx", &served, tally)
}

// Cases whose rules can be written, all of them, each with a number and an address. Most cases must be among them.
fn exported<'c>(
    server: &str,
    cases: &[&'c Case],
    write: impl Fn(&Case) -> Export,
    tally: &mut Tally,
) -> Result<impl Iterator<Item = (&'c Case, Export, usize, SocketAddr)>> {
    let all = cases.iter().map(|case| (*case, write(case)));
    let (written, left_out): (Vec<(&Case, Export)>, Vec<_>) = all.partition(|(_, export)| export.left_out.is_empty());
    tally.skip_many(left_out.len(), format!("{server} can't express a rule of the case"));
    match written.len() * 2 >= cases.len() {
        true => tally.pass(),
        false => tally.fail(format!("{server}: only {} of {} cases could be written", written.len(), cases.len())),
    }
    let addresses = ports::several(written.len())?;
    let numbered = written.into_iter().zip(addresses).enumerate();
    Ok(numbered.map(|(number, ((case, export), address))| (case, export, number, address)))
}

fn ask(server: &str, served: &[(&Case, SocketAddr)], tally: &mut Tally) -> Result<()> {
    let mut all = Tally::default();
    for (case, address) in served {
        let sendable = case.url.starts_with('/') && case.url.bytes().all(|byte| byte.is_ascii_graphic());
        let mut asked = Vec::new();
        if sendable && case.scheme == RequestScheme::Http {
            let url = format!("http://{}{}", case.host, case.url);
            asked.push(Asked { url, method: case.method.clone(), headers: case.visitor.headers.clone() });
        } else {
            all.skip(format!("{server}: the case's own request can't be sent as it is"));
        }
        let served = Served { plain: *address, encrypted: None };
        compare(&format!("{server}, {}", case.id), &case.rules, &asked, served, &mut all)?;
    }
    println!("  suite in {server}: {} cases, {} passed, {} failed", served.len(), all.passed, all.failed);
    tally.add(all);
    Ok(())
}
