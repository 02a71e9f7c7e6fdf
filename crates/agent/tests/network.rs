//! A WordPress network against a real database: all its blogs in one rule file, and what happens when blogs change.

mod support;

use support::agent::Agent;
use support::network::Network;
use support::{detour, eventually, rule_file};

const NEVER: u64 = 3_600_000;

#[test]
fn every_blog_answers_at_its_own_place_with_its_own_rules() {
    let network = Network::new(NEVER);
    network.add_blog("net.test", "/two/");
    network.add_blog("three.test", "/");
    network.add_blog("net.test", "/four/");
    network.database.run(
        "CREATE TABLE wp_domain_mapping (id bigint(20) NOT NULL auto_increment, blog_id bigint(20) NOT NULL, \
         domain varchar(255) NOT NULL, active tinyint(4) default '1', PRIMARY KEY (id)) ENGINE=InnoDB",
    );
    network
        .database
        .run("INSERT INTO wp_domain_mapping (blog_id, domain, active) VALUES (2, 'two.test', 1), (3, 'x.test', 0)");
    for blog in [2, 3] {
        network.add_tables(blog);
    }
    network.save(1, "/old", "/one");
    network.save(1, "/four/old", "/never");
    network.save(2, "/two/old", "/two/new");
    network.save(2, "/old", "/mapped");
    network.save(3, "/old", "/three");
    network.database.run("INSERT INTO wp_3_detour_settings (name, value) VALUES ('site', '{\"tracking\": [\"ref\"]}')");
    let agent = Agent::start(&network.config);
    network.is_published(5);
    network.answers("http://net.test/old", "redirect 307 /one");
    network.answers("http://www.net.test/old", "redirect 307 /one");
    network.answers("http://net.test/two/old", "redirect 307 /two/new");
    network.answers("http://two.test/old", "redirect 307 /mapped");
    network.answers("http://three.test/old?ref=1", "redirect 307 /three?ref=1");
    // The plugin is not active on the fourth blog, and the first one's rules are not for it.
    network.answers("http://net.test/four/old", "no-match");
    network.answers("http://x.test/old", "no-site");
    detour(&[&"status", &"--config", &network.config]).exits(0).says(&["net ", "live"]);
    let file = detour_format::AnyFile::open(std::fs::read(&network.rules).unwrap()).unwrap();
    let revision = |host: &str, url: &str| file.revision_for(&detour_rules::Request::get(host, url));
    assert_eq!([revision("net.test", "/x"), revision("two.test", "/x"), revision("three.test", "/x")], [2, 2, 1]);
    assert_eq!(agent.terminate(), 0);

    let before = detour_format::Identity::of(&network.rules).unwrap();
    let agent = Agent::start(&network.config);
    agent.logs("the newest rules are in place");
    assert_eq!(detour_format::Identity::of(&network.rules).unwrap(), before);
    network.save(3, "/more", "/more3");
    detour(&[&"status", &"--config", &network.config]).exits(1).says(&["behind"]);
    network.nudge();
    network.is_published(6);
    network.answers("http://three.test/more", "redirect 307 /more3");
    network.answers("http://net.test/old", "redirect 307 /one");
}

#[test]
fn blogs_come_move_close_and_go_without_a_restart() {
    let network = Network::new(50);
    let _agent = Agent::start(&network.config);
    network.save(1, "/old", "/one");
    network.is_published(1);
    let eventually_answers =
        |url: &str, answer: &str| eventually(answer, || network.answer(url).contains(answer).then_some(()));

    network.add_blog("net.test", "/two/");
    network.add_tables(2);
    network.save(2, "/two/old", "/two/new");
    eventually_answers("http://net.test/two/old", "redirect 307 /two/new");

    network.database.run("UPDATE wp_blogs SET domain = 'moved.test' WHERE blog_id = 2");
    eventually_answers("http://moved.test/two/old", "redirect 307 /two/new");
    network.answers("http://net.test/two/old", "no-match");

    network.database.run("UPDATE wp_blogs SET archived = 1 WHERE blog_id = 2");
    eventually_answers("http://moved.test/two/old", "no-match");
    network.database.run("UPDATE wp_blogs SET archived = 0 WHERE blog_id = 2");
    eventually_answers("http://moved.test/two/old", "redirect 307 /two/new");

    // Half deleted, it is in nobody's way.
    network.database.run("DROP TABLE wp_2_detour_rules");
    network.database.run("UPDATE wp_2_detour_state SET value = value + 1 WHERE name = 'revision'");
    network.save(1, "/more", "/more1");
    eventually_answers("http://net.test/more", "redirect 307 /more1");
    network.database.run("DELETE FROM wp_blogs WHERE blog_id = 2");
    for table in ["state", "settings"] {
        network.database.run(&format!("DROP TABLE wp_2_detour_{table}"));
    }
    eventually_answers("http://moved.test/two/old", "no-site");
    network.answers("http://net.test/old", "redirect 307 /one");
}

#[test]
fn one_blogs_mistakes_are_its_own() {
    let network = Network::new(NEVER);
    for (blog, domain) in [(2, "two.test"), (3, "three.test")] {
        network.add_blog(domain, "/");
        network.add_tables(blog);
        network.save(blog, "/old", "/new");
    }
    network.add_blog("two.test:8080", "/");
    network.add_blog("no host", "/");
    let agent = Agent::start(&network.config);
    network.is_published(2);
    agent.logs("not served: the blogs 2 and 4 have the same host and path, two.test/");
    agent.logs("not served: blog 5: the host \"no host\" is no host name");

    network.database.run("INSERT INTO wp_2_detour_settings (name, value) VALUES ('site', '{\"trackign\": []}')");
    network.save(2, "/more", "/new");
    network.save(3, "/more", "/new");
    network.database.save_in("wp_3_", "{");
    network.nudge();
    network.is_published(5);
    agent.logs("the blog's rules stay as they are: the site's settings can't be used: trackign");
    agent.logs("Save them again under Tools → Detour site=\"net\" blog=2");
    agent.logs("left out: rule [2] (id 3): rule: The row holds no rule");
    network.answers("http://three.test/more", "redirect 307 /new");
    network.answers("http://two.test/old", "redirect 307 /new");
    network.answers("http://two.test/more", "no-match");
}

#[test]
fn a_file_that_is_lost_is_made_anew_with_the_rules_of_all_blogs() {
    let network = Network::new(50);
    network.add_blog("two.test", "/");
    network.add_tables(2);
    network.save(1, "/old", "/one");
    network.save(2, "/old", "/two");
    let _agent = Agent::start(&network.config);
    network.is_published(2);
    std::fs::remove_file(&network.rules).unwrap();
    network.is_published(2);
    network.save(2, "/more", "/two");
    network.is_published(3);
    network.answers("http://net.test/old", "redirect 307 /one");
    network.answers("http://two.test/more", "redirect 307 /two");
}

/// Not a limit, a figure: `cargo test --release -p detour-agent --test network -- --ignored --nocapture thousand`.
#[test]
#[ignore = "measures, run it on an idle machine"]
fn a_thousand_blogs() {
    let network = Network::new(1000);
    let values: Vec<String> = (0..100)
        .map(|rule| {
            format!(r#"('{{"source": {{"value": "/{rule}"}}, "then": {{"redirect": {{"to": "/new"}}}}}}', '')"#)
        })
        .collect();
    let values = values.join(",");
    for blog in 2..=1000 {
        network.add_blog(&format!("b{blog}.test"), "/");
        network.add_tables(blog);
        network.database.run(&format!("INSERT INTO wp_{blog}_detour_rules (rule, source) VALUES {values}"));
    }
    let started = std::time::Instant::now();
    let agent = Agent::start(&network.config);
    eventually("the rule file", || rule_file(&network.rules));
    println!("1,000 blogs, 100 rules each: first publish {} ms", started.elapsed().as_millis());
    network.nudge();
    let mut millis = Vec::new();
    for revision in 1..=50 {
        network.save(500, &format!("/more{revision}"), "/new");
        let committed = std::time::Instant::now();
        network.nudge();
        network.is_published(revision);
        millis.push(committed.elapsed().as_secs_f64() * 1000.0);
    }
    millis.sort_by(f64::total_cmp);
    println!("commit → rule file: p50 {:.0} ms, max {:.0} ms", millis[25], millis[49]);
    println!("{}", agent.log().lines().rfind(|line| line.contains("published")).unwrap_or_default());
}
