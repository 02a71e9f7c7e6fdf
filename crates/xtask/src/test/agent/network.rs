//! The agent on a real WordPress network: all blogs are served, each at its place by its own rules, a new one without a
//! restart, and what happens to requests is counted in each blog's tables.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::http::{Request, Response};
use crate::progress::Progress;
use crate::stack::agent::LOG;
use crate::stack::live_site::{self, LiveSite};
use crate::stack::run_dir::RunDir;
use crate::stack::wordpress::WordPress;
use crate::stack::{php, ports};
use crate::test::tally::Tally;
use crate::workspace::{self, Built};

const DOMAIN: &str = "net.test";
/// A blog with a domain that is mapped to it.
const MAPPED: &str = "three.test";

struct Blog {
    id: u32,
    domain: &'static str,
    path: &'static str,
}

/// In the order in which they are made, the first one with the network.
const BLOGS: [Blog; 4] = [
    Blog { id: 1, domain: DOMAIN, path: "/" },
    Blog { id: 2, domain: DOMAIN, path: "/two/" },
    Blog { id: 3, domain: MAPPED, path: "/" },
    Blog { id: 4, domain: DOMAIN, path: "/four/" },
];

pub(super) fn run(built: &Built, wordpress: &WordPress) -> Result<Tally> {
    let run_dir = RunDir::new()?;
    let mut progress = Progress::new(live_site::STEPS);
    let live = LiveSite::start(&run_dir, built, wordpress, ports::free()?, true, &mut progress)
        .with_context(|| format!("the logs:\n{}", run_dir.log_tails(15)))?;
    let network = Network { live };
    let mut tally = Tally::default();
    network.found().context("WordPress becomes no network")?;
    tally.record("a site becomes a network, whose blogs are served", network.serves(&BLOGS[..3]));
    tally
        .record("a new blog is served without a restart", network.add(&BLOGS[3]).and_then(|()| network.serves(&BLOGS)));
    tally.record("each blog's rules are its own", network.keeps_apart());
    tally.record("what happens is counted in each blog's tables", network.counts());
    let log = std::fs::read_to_string(run_dir.log(LOG))?;
    for line in log.lines().filter(|line| line.contains("ERROR") || line.contains("no events of this site")) {
        tally.fail(format!("the agent logged: {line}"));
    }
    // Later: events on their way to a blog that goes have nowhere to go, which the agent says.
    tally.record("a blog that is deleted is served no more", network.deletes(&BLOGS[3]));
    let log = std::fs::read_to_string(run_dir.log("wordpress-wordpress.log"))?;
    for line in log.lines().filter(|line| line.contains("plugins/detour")).take(10) {
        tally.fail(format!("WordPress logged: {line}"));
    }
    Ok(tally)
}

impl Blog {
    /// The path of a page of this name.
    fn page(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }

    /// How often its pages are asked for; of each blog differently.
    fn visits(&self) -> u64 {
        u64::from(self.id) * 3
    }

    /// One of its tables.
    fn table(&self, name: &str) -> String {
        let number = if self.id == 1 { String::new() } else { format!("{}_", self.id) };
        format!("wordpress.wp_{number}detour_{name}")
    }
}

struct Network {
    live: LiveSite,
}

impl Network {
    fn script(&self, command: &str, domain: &str, arguments: &[&str]) -> Result<()> {
        let root = self.live.site.root.display().to_string();
        let arguments = [&[command, &root, domain], arguments].concat();
        php::script(self.live.site.scan_dir(), &workspace::root().join("tests/stack/network.php"), &arguments)?;
        Ok(())
    }

    // The agent has published the site before, and goes on running.
    fn found(&self) -> Result<()> {
        self.script("found", DOMAIN, &[])?;
        let file = self.live.site.root.join("wp-config.php");
        let constants = format!(
            "<?php\ndefine( 'MULTISITE', true );\ndefine( 'SUBDOMAIN_INSTALL', false );\n\
             define( 'DOMAIN_CURRENT_SITE', '{DOMAIN}' );\ndefine( 'PATH_CURRENT_SITE', '/' );\n\
             define( 'SITE_ID_CURRENT_SITE', 1 );\ndefine( 'BLOG_ID_CURRENT_SITE', 1 );\n"
        );
        std::fs::write(&file, std::fs::read_to_string(&file)?.replacen("<?php\n", &constants, 1))?;
        self.script("activate", DOMAIN, &["detour/detour.php"])?;
        self.add_rules(&BLOGS[0])?;
        BLOGS[1..3].iter().try_for_each(|blog| self.add(blog))
    }

    fn add(&self, blog: &Blog) -> Result<()> {
        self.script("blog", DOMAIN, &[blog.domain, blog.path])?;
        self.add_rules(blog)
    }

    fn add_rules(&self, blog: &Blog) -> Result<()> {
        for name in ["old".to_owned(), format!("only-{}", blog.id)] {
            let rule = json!({"source": {"value": blog.page(&name)}, "then": {"redirect": {"to": blog.page("new")}}});
            self.script("rule", blog.domain, &[blog.path, &rule.to_string()])
                .with_context(|| format!("blog {}: no rule could be added", blog.id))?;
        }
        Ok(())
    }

    fn ask(&self, blog: &Blog, page: &str) -> Result<Response> {
        Request::get(&blog.page(page)).header("Host", blog.domain).send(self.live.address)
    }

    fn serves(&self, blogs: &[Blog]) -> Result<()> {
        for blog in blogs {
            let page = format!("only-{}", blog.id);
            until(&format!("blog {} to be served", blog.id), || Ok(self.ask(blog, &page)?.status == 307))?;
            let answer = self.ask(blog, "old")?;
            let location = answer.location().unwrap_or_default();
            ensure!(location == blog.page("new"), "blog {}: {} {location}", blog.id, answer.status);
        }
        Ok(())
    }

    fn keeps_apart(&self) -> Result<()> {
        for blog in &BLOGS {
            for other in BLOGS.iter().filter(|other| other.id != blog.id) {
                let answer = self.ask(blog, &format!("only-{}", other.id))?;
                ensure!(
                    answer.status == 404,
                    "blog {} follows a rule of blog {}: {}",
                    blog.id,
                    other.id,
                    answer.status
                );
            }
        }
        Ok(())
    }

    fn counts(&self) -> Result<()> {
        // What was asked for until now may still be on its way.
        std::thread::sleep(Duration::from_secs(3));
        let before = BLOGS.iter().map(|blog| self.counted(blog)).collect::<Result<Vec<_>>>()?;
        for blog in &BLOGS {
            for _ in 0..blog.visits() {
                ensure!(self.ask(blog, "old")?.status == 307, "blog {} is not served", blog.id);
                self.ask(blog, "nowhere")?;
            }
        }
        let all_are_there = || {
            let more = |(blog, before): (&Blog, &u64)| Ok(self.counted(blog)? >= before + blog.visits() * 2);
            BLOGS.iter().zip(&before).map(more).collect::<Result<Vec<bool>>>()
        };
        until("hits and missing pages to be counted", || Ok(!all_are_there()?.contains(&false)))?;
        std::thread::sleep(Duration::from_secs(3));
        for (blog, before) in BLOGS.iter().zip(&before) {
            let (counted, visits) = (self.counted(blog)? - before, blog.visits());
            ensure!(
                counted == visits * 2,
                "blog {}: {counted} events are counted for {visits} visits to two pages",
                blog.id
            );
            let days = format!("SELECT SUM(hits) FROM {} WHERE hash = MD5(", blog.table("not_found_days"));
            let missing = self.number(&format!("{days}'{}')", blog.page("nowhere")))?;
            ensure!(missing == visits, "blog {}: {missing} of {visits} missing pages are listed", blog.id);
        }
        Ok(())
    }

    /// Redirects and missing pages of a blog.
    fn counted(&self, blog: &Blog) -> Result<u64> {
        self.number(&format!("SELECT COALESCE(SUM(hits), 0) FROM {}", blog.table("hits")))
    }

    fn number(&self, query: &str) -> Result<u64> {
        let answer = self.live.database.sql(query)?;
        answer.trim().parse().with_context(|| format!("{query}: {answer}"))
    }

    fn deletes(&self, blog: &Blog) -> Result<()> {
        self.script("delete", DOMAIN, &[&blog.id.to_string()])?;
        until("the deleted blog to be served no more", || Ok(self.ask(blog, "old")?.status == 404))?;
        self.serves(&BLOGS[..3])
    }
}

fn until(what: &str, mut condition: impl FnMut() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while !condition()? {
        ensure!(begun.elapsed() < Duration::from_secs(60), "waited a minute in vain for {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}
