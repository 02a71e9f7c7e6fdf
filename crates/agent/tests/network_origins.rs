//! Rules of Redirection and Rank Math on the blogs of a network: each blog has its own, and its own troubles.

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use detour_rules::{Lease, Lent, Origin, OriginState};
use detour_spool::{Event, Kind, Writer};
use support::agent::Agent;
use support::network::Network;
use support::{detour, eventually};

const NEVER: u64 = 3_600_000;
/// Tables of WordPress and of the plugins, of the first blog.
const TABLES: &str = include_str!("data/origins.sql");

/// The tables of a blog as they are with both plugins active on it.
fn add_plugins(network: &Network, blog: u64) {
    match blog {
        1 => network.database.load(TABLES),
        _ => network.database.load(&TABLES.replace("wp_", &format!("wp_{blog}_"))),
    }
}

/// Three blogs: two with both plugins, and one that has no tables but Detour's.
fn network(poll_ms: u64) -> Network {
    let network = Network::new(poll_ms);
    add_plugins(&network, 1);
    for blog in [2, 3] {
        network.add_blog("net.test", &format!("/b{blog}/"));
        network.add_tables(blog);
    }
    add_plugins(&network, 2);
    network.database.run("UPDATE wp_2_redirection_items SET url = '/b2/both', match_url = '/b2/both' WHERE id = 7");
    network.database.run("UPDATE wp_2_redirection_items SET action_data = '/b2/new' WHERE id = 7");
    network.save(1, "/ours", "/one");
    network.save(2, "/b2/ours", "/two");
    network.save(3, "/b3/ours", "/three");
    network
}

fn lease(network: &Network) -> Option<Lease> {
    serde_json::from_slice(&std::fs::read(network.directory.path("rules/net.detour.lease")).ok()?).ok()
}

/// Waits until an origin is found on a blog in this state, with this many active rules.
fn found(network: &Network, blog: u64, origin: Origin, state: OriginState, rules: u64) -> Lent {
    eventually(&format!("{rules} rules of {} on {blog}, {}", origin.word(), state.word()), || {
        let lease = lease(network)?;
        let lent = lease.of(Some(blog)).find(|lent| lent.origin == origin)?.clone();
        (lent.state == state && lent.rules + lent.left_out == rules).then_some(lent)
    })
}

fn blogs_with_origins(network: &Network) -> Vec<u64> {
    let mut blogs: Vec<u64> =
        lease(network).into_iter().flat_map(|lease| lease.origins).filter_map(|lent| lent.blog).collect();
    blogs.dedup();
    blogs
}

#[test]
fn every_blogs_plugins_are_served_from_its_own_tables() {
    let network = network(NEVER);
    let agent = Agent::start(&network.config);
    for blog in [1, 2] {
        assert_eq!(found(&network, blog, Origin::Redirection, OriginState::Live, 4).rules, 4);
        assert_eq!(found(&network, blog, Origin::RankMath, OriginState::Live, 2).rules, 2);
    }
    assert_eq!(blogs_with_origins(&network), [1, 2]);
    network.answers("https://net.test/both", "redirect 301 /of-redirection, rule 7 of redirection");
    network.answers("https://net.test/b2/both", "redirect 301 /b2/new, rule 7 of redirection");
    network.answers("https://net.test/b2/ours", "redirect 307 /two");
    network.answers("https://net.test/b3/ours", "redirect 307 /three");
    network.answers("https://net.test/b3/both", "no-match");
    let said = ["net: blog 1: redirection live, 4 rules", "net: blog 2: rank-math live, 2 rules"];
    detour(&[&"status", &"--config", &network.config]).exits(0).says(&said);

    // The revision is that of before: only the plugin's rows have changed.
    network.database.run("UPDATE wp_2_redirection_items SET action_data = '/b2/newer' WHERE id = 7");
    network.nudge();
    eventually("what the plugin changed", || {
        network.answer("https://net.test/b2/both").contains("/b2/newer").then_some(())
    });
    network.answers("https://net.test/both", "redirect 301 /of-redirection, rule 7 of redirection");
    assert_eq!(agent.terminate(), 0);

    let before = detour_format::Identity::of(&network.rules).unwrap();
    let agent = Agent::start(&network.config);
    agent.logs("the newest rules are in place");
    assert_eq!(detour_format::Identity::of(&network.rules).unwrap(), before);
    found(&network, 2, Origin::Redirection, OriginState::Live, 4);
}

#[test]
fn what_is_unknown_is_refused_on_that_blog_alone() {
    let network = network(20);
    let option = |text: &str| {
        let text = format!("UPDATE wp_2_options SET option_value = '{text}' WHERE option_name = 'redirection_options'");
        network.database.run(&text);
    };
    option(r#"a:1:{s:8:"database";s:3:"9.0";}"#);
    let agent = Agent::start(&network.config);
    let lent = found(&network, 2, Origin::Redirection, OriginState::Refused, 0);
    assert!(lent.message.unwrap().contains("are of version 9.0, and 4.2 is the newest that is known"));
    found(&network, 2, Origin::RankMath, OriginState::Live, 2);
    found(&network, 1, Origin::Redirection, OriginState::Live, 4);
    network.answers("https://net.test/both", "rule 7 of redirection");
    network.answers("https://net.test/b2/ours", "redirect 307 /two");
    network.answers("https://net.test/b2/both", "no-match");
    agent.logs("not served: The tables of Redirection are of version 9.0");

    option(r#"a:1:{s:8:"database";s:3:"4.2";}"#);
    found(&network, 2, Origin::Redirection, OriginState::Live, 4);
    // A table that lacks a column keeps no other blog from being looked at.
    network.database.run("ALTER TABLE wp_2_redirection_items DROP COLUMN match_data");
    found(&network, 2, Origin::Redirection, OriginState::Refused, 0);
    network.database.run("UPDATE wp_redirection_items SET status = 'enabled' WHERE id = 9");
    found(&network, 1, Origin::Redirection, OriginState::Live, 5);
    network.answers("https://net.test/b3/ours", "redirect 307 /three");
}

#[test]
fn a_blogs_settings_and_plugins_decide_for_that_blog() {
    let network = network(20);
    let _agent = Agent::start(&network.config);
    found(&network, 2, Origin::Redirection, OriginState::Live, 4);
    let set = |settings: &str| {
        network.database.run(&format!("REPLACE INTO wp_2_detour_settings (name, value) VALUES ('site', '{settings}')"));
        network.database.run("UPDATE wp_2_detour_state SET value = value + 1 WHERE name = 'revision'");
    };
    set(r#"{"origins": {"redirection": false}}"#);
    found(&network, 2, Origin::Redirection, OriginState::Off, 0);
    network.answers("https://net.test/b2/both", "no-match");
    // Its rules stay as they are in the file, which nobody vouches for.
    set(r#"{"trackign": []}"#);
    eventually("only the first blog", || (blogs_with_origins(&network) == [1]).then_some(()));
    network.answers("https://net.test/b2/ours", "redirect 307 /two");
    set("{}");
    found(&network, 2, Origin::Redirection, OriginState::Live, 4);

    network.database.run("UPDATE wp_2_options SET option_value = 'a:0:{}' WHERE option_name = 'active_plugins'");
    eventually("only the first blog", || (blogs_with_origins(&network) == [1]).then_some(()));
    eventually("no rule of the plugin", || {
        network.answer("https://net.test/b2/both").contains("no-match").then_some(())
    });
    network.database.run("CREATE TABLE wp_sitemeta (meta_key varchar(255), meta_value longtext)");
    network.database.run(
        "INSERT INTO wp_sitemeta VALUES ('active_sitewide_plugins', 'a:1:{s:27:\"redirection/redirection.php\";i:1700000000;}')",
    );
    found(&network, 2, Origin::Redirection, OriginState::Live, 4);
    network.database.run("UPDATE wp_blogs SET archived = 1 WHERE blog_id = 2");
    eventually("only the first blog", || (blogs_with_origins(&network) == [1]).then_some(()));
}

#[test]
fn a_blogs_hits_are_written_into_its_own_tables() {
    let network = network(20);
    for table in ["hits", "rule_hits", "log", "not_found", "not_found_days"] {
        network.database.run(&format!("CREATE TABLE wp_2_detour_{table} LIKE wp_detour_{table}"));
    }
    let spool = network.directory.path("spool");
    std::fs::create_dir(&spool).unwrap();
    std::fs::set_permissions(&spool, PermissionsExt::from_mode(0o750)).unwrap();
    let text = std::fs::read_to_string(&network.config).unwrap() + &format!("spool = \"{}\"\n", spool.display());
    std::fs::write(&network.config, text).unwrap();
    let _agent = Agent::start(&network.config);
    let spool = eventually("a spool", || Some(spool.join("net.spool")).filter(|spool| spool.exists()));
    let mut writer = Writer::new(spool);
    for (blog, rule) in [(2, Origin::Redirection.rule(7)), (2, Origin::RankMath.rule(7)), (1, Origin::RankMath.rule(7))]
    {
        let event = Event {
            rule,
            blog,
            code: 301,
            uri: b"/b2/both"[..].into(),
            target: b"/b2/new"[..].into(),
            ..Event::new(Kind::Hit, 1_782_907_200)
        };
        let mut record = Vec::new();
        event.write(&mut record);
        assert!(writer.append(&record, 1_782_907_200, 1 << 30), "{:?}", writer.state());
    }
    let counted = |blog: &str| {
        let query = format!(
            "SELECT CONCAT_WS(' ', (SELECT last_count FROM wp_{blog}redirection_items WHERE id = 7), \
             (SELECT COUNT(*) FROM wp_{blog}redirection_logs), (SELECT hits FROM wp_{blog}rank_math_redirections WHERE id = 7))"
        );
        network.database.column(&query).remove(0)
    };
    eventually("the hits of both blogs", || {
        ((counted("2_"), counted("")) == ("10 1 7".into(), "9 0 7".into())).then_some(())
    });
}

#[test]
fn a_plugin_that_is_disabled_from_outside_is_not_served() {
    let network = network(20);
    let _agent = Agent::start(&network.config);
    found(&network, 1, Origin::Redirection, OriginState::Live, 4);
    let file = network.directory.write("wordpress/wp-content/plugins/redirection/redirection-disable.txt", "");
    for blog in [1, 2] {
        let lent = found(&network, blog, Origin::Redirection, OriginState::Disabled, 0);
        assert!(lent.message.unwrap().ends_with("redirection-disable.txt is there; remove it"));
        found(&network, blog, Origin::RankMath, OriginState::Live, 2);
    }
    network.answers("https://net.test/b2/both", "no-match");
    std::fs::remove_file(file).unwrap();
    found(&network, 2, Origin::Redirection, OriginState::Live, 4);

    let config = network.directory.path("wordpress/wp-config.php");
    let plain = std::fs::read_to_string(&config).unwrap();
    let set = |statement: &str| std::fs::write(&config, format!("{plain}{statement}\n")).unwrap();
    set("define('REDIRECTION_DISABLE', true);");
    let lent = found(&network, 2, Origin::Redirection, OriginState::Disabled, 0);
    assert_eq!(lent.message.as_deref(), Some("REDIRECTION_DISABLE is set in wp-config.php; remove it"));
    set("if ($staging) define('REDIRECTION_DISABLE', true);");
    let lent = found(&network, 2, Origin::Redirection, OriginState::Refused, 0);
    assert!(lent.message.unwrap().contains("known only to PHP; set it without a condition"));
    set("");
    found(&network, 2, Origin::Redirection, OriginState::Live, 4);
}

/// One site answers for all blogs, as a network's web server does.
fn web_server(redirects: &'static [(&str, &str)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
            let first = lines.next().unwrap_or_default();
            lines.for_each(drop);
            let path = first.split([' ', '?']).nth(1).unwrap_or_default();
            let head = match redirects.iter().find(|(from, _)| *from == path) {
                Some((_, to)) => format!("301 Moved Permanently\r\nLocation: {to}"),
                None => "404 Not Found".to_owned(),
            };
            let _ = write!(stream, "HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    address
}

#[test]
fn a_blog_is_verified_by_its_address_or_its_number() {
    let network = network(NEVER);
    let server = web_server(&[("/both", "/of-redirection"), ("/b2/both", "/b2/new")]);
    let wordpress = network.directory.path("wordpress");
    let settings = network.directory.write("settings.json", r#"{"tracking": ["ref"]}"#);
    let verify = |site: &str, further: &[&dyn AsRef<std::ffi::OsStr>]| {
        let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> = vec![
            &"verify",
            &"--site",
            &site,
            &"--connect-to",
            &server,
            &"--from",
            &"redirection",
            &"--wordpress",
            &wordpress,
        ];
        arguments.extend(further);
        arguments.extend([&"--json" as &dyn AsRef<std::ffi::OsStr>, &"--requests", &"1"]);
        detour(&arguments)
    };
    let different = |done: support::Done| -> Vec<u64> {
        let lines = done.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        lines.filter_map(|line| line["difference"]["rule"].as_u64()).collect()
    };
    for (site, further) in [
        ("http://net.test", &[][..]),
        ("http://net.test/b2", &[]),
        ("http://net.test", &[&"--blog" as &dyn AsRef<std::ffi::OsStr>, &"2", &"--settings", &settings]),
    ] {
        // The server knows /both of each blog, which comes second, and nothing of /first and /quiet.
        let rules = different(verify(site, further).exits(1));
        assert!(rules.contains(&1) && rules.contains(&5) && !rules.contains(&2), "{site}: {rules:?}");
    }
    verify("http://else.test/x", &[])
        .exits(1)
        .says(&["the network has no blog at else.test/x/; name one with --blog N"]);
    verify("http://net.test", &[&"--blog", &"0"]).exits(64);
    let own = ["verify", "--site", "http://net.test", "--wordpress"];
    let mut arguments: Vec<&dyn AsRef<std::ffi::OsStr>> =
        own.iter().map(|text| text as &dyn AsRef<std::ffi::OsStr>).collect();
    arguments.extend([&wordpress as &dyn AsRef<std::ffi::OsStr>, &"--settings", &settings]);
    detour(&arguments).exits(1).says(&["--settings goes with --from"]);
}
