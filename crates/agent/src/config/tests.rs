use super::*;
use crate::site::Origin;

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("agent.toml");
    std::fs::write(&file, text).unwrap();
    let lookup = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    Config::load(&file, &lookup)
        .map_err(|error| error.to_string().replace(&directory.path().to_string_lossy().into_owned(), "DIR"))
}

const SITE: &str = "[[site]]\npath = \"/var/www/shop\"\nrules = \"/r/shop.detour\"\n";

// With a key said otherwise, or one more.
fn webserver(key: &str) -> String {
    let name = key.split(' ').next().unwrap();
    let keys = ["kind = \"nginx\"", "hosts = [\"a.test\"]", "file = \"/r/shop.conf\"", "reload = [\"true\"]"];
    let others = keys.iter().filter(|line| name.is_empty() || !line.starts_with(name));
    format!("[site.webserver]\n{key}\n{}\n", others.copied().collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_web_server_is_asked_for_site_by_site() {
    let config = load(&format!("{SITE}{}{}", webserver(""), SITE.replace("shop", "news")), &[]).unwrap();
    let webserver = config.sites[0].webserver.clone().unwrap();
    assert_eq!((webserver.hosts, webserver.test), (vec!["a.test".to_owned()], Vec::new()));
    assert_eq!((webserver.pause, webserver.timeout), (Duration::from_secs(10), Duration::from_secs(30)));
    assert_eq!(config.sites[1].webserver, None);
}

#[test]
fn a_site_and_defaults() {
    let config = load(SITE, &[]).unwrap();
    assert_eq!((config.poll, config.log), (Duration::from_millis(1000), tracing::Level::INFO));
    assert_eq!(config.sites[0].origin, Origin::WordPress("/var/www/shop".into()));
    assert_eq!(config.sites[0].name(), "shop");
}

#[test]
fn the_environment_wins_and_adds_a_site() {
    let environment = [
        ("DETOUR_POLL_MS", "50"),
        ("DETOUR_LOG", "debug"),
        ("DETOUR_SITE_DSN", "mysql://wp:pw@db:3307/shop"),
        ("DETOUR_SITE_PREFIX", "x_"),
        ("DETOUR_SITE_RULES", "/r/second.detour"),
    ];
    let config = load(&format!("poll_ms = 500\nlog = \"warn\"\n{SITE}"), &environment).unwrap();
    assert_eq!((config.poll, config.log), (Duration::from_millis(50), tracing::Level::DEBUG));
    assert_eq!(config.sites.len(), 2);
    assert!(matches!(&config.sites[1].origin, Origin::Database { prefix, .. } if prefix == "x_"));
}

#[test]
fn a_site_from_the_environment_needs_no_file() {
    let environment = |name: &str| match name {
        "DETOUR_SITE_PATH" => Some("/var/www".to_owned()),
        "DETOUR_SITE_RULES" => Some("/r/a.detour".to_owned()),
        _ => None,
    };
    assert_eq!(Config::load(Path::new("/nowhere/agent.toml"), &environment).unwrap().sites.len(), 1);
}

#[test]
fn every_mistake_names_file_key_value_and_way_out() {
    for (text, parts) in [
        ("", &["DIR/agent.toml: site: There is no site", "[[site]]"][..]),
        ("pol_ms = 5", &["DIR/agent.toml, line 1: ", "unknown field `pol_ms`", "`poll_ms`"]),
        ("poll_ms = \"fast\"", &["line 1: poll_ms: ", "\"fast\"", "expected u64"]),
        ("\n\npoll_ms = 5", &["poll_ms = \"5\"", "20 to 3600000"]),
        ("targets_per_minute = 0", &["targets_per_minute = \"0\"", "1 to 6000"]),
        (
            "[[site]]\npath = \"/w\"\nrules = \"/r\"\ntargets = \"all\"",
            &["site[0].targets = \"all\"", "off, public or own-host"],
        ),
        ("log = \"loud\"", &["log = \"loud\"", "error, warn, info"]),
        ("[socket]\npath = \"run/x\"", &["socket.path = \"run/x\"", "Begin it with /"]),
        ("[socket]\nmode = \"rw\"", &["socket.mode = \"rw\"", "0660"]),
        ("[socket]\nmode = \"1777\"", &["socket.mode"]),
        ("[socket]\ngroup = \"no such group\"", &["socket.group = \"no such group\"", "nobody of this name"]),
        ("[socket]\nmod = 1", &["line 2: socket", "unknown field `mod`"]),
        ("[[site]]\nrules = \"/r\"", &["site[0].path: ", "neither path nor dsn", "WordPress directory"]),
        ("[[site]]\npath = \"/w\"", &["site[0].rules: ", "names no rule file", "rules = "]),
        ("[[site]]\npath = \"w\"\nrules = \"/r\"", &["site[0].path = \"w\"", "not absolute"]),
        ("[[site]]\npath = \"/w\"\nrules = \"r\"", &["site[0].rules = \"r\"", "absolute path"]),
        ("[[site]]\npath = \"/w\"\nrules = \"/r\"\nnudge = \"n\"", &["site[0].nudge = \"n\""]),
        ("[[site]]\npath = \"/w\"\nrules = \"/r\"\nspool = \"s\"", &["site[0].spool = \"s\"", "Begin it with /"]),
        (
            "[[site]]\npath = \"/w\"\nrules = \"/a/r\"\nspool = \"/s\"\n[[site]]\npath = \"/v\"\nrules = \"/b/r\"\nspool = \"/s\"",
            &["site[1].spool = \"/s/r.spool\"", "another spool directory"],
        ),
        (
            &format!("{SITE}{}", webserver("kind = \"iis\"")),
            &["site[0].webserver.kind = \"iis\"", "Give nginx or apache"],
        ),
        (
            &format!("{SITE}{}", webserver("hosts = [\"https://A.test\"]")),
            &["site[0].webserver.hosts = \"https://A.test\"", "small letters"],
        ),
        (&format!("{SITE}{}", webserver("hosts = []")), &["site[0].webserver.hosts", "There are none"]),
        (
            &format!("{SITE}{}", webserver("file = \"shop.conf\"")),
            &["site[0].webserver.file = \"shop.conf\"", "Begin it with /"],
        ),
        (
            &format!("{SITE}{}", webserver("file = \"/r/shop.detour\"")),
            &["site[0].webserver.file", "a file of its own"],
        ),
        (&format!("{SITE}{}", webserver("reload = []")), &["site[0].webserver.reload", "systemctl"]),
        (
            &format!("{SITE}{}", webserver("reload = \"systemctl reload nginx\"")),
            &["site[0].webserver", "expected a sequence"],
        ),
        (&format!("{SITE}{}", webserver("pause_s = 0")), &["site[0].webserver.pause_s = \"0\"", "from 1 to 86400"]),
        (&format!("{SITE}{}", webserver("shell = true")), &["site[0].webserver", "unknown field `shell`", "`reload`"]),
        (
            &format!("[[site]]\npath = \"/w/*\"\nrules = \"/r/*.detour\"\n{}", webserver("")),
            &["site[0].webserver", "a [[site]] of its own"],
        ),
        ("[[site]]\npath = \"/w\"\nprefix = \"p_\"\nrules = \"/r\"", &["site[0].prefix = \"p_\"", "Remove the prefix"]),
        ("[[site]]\npath = \"/w\"\ndsn = \"mysql://u:secret@h/d\"\nrules = \"/r\"", &["Keep one of the two"]),
        (
            "[[site]]\ndsn = \"mysql://u:secret@h\"\nrules = \"/r\"",
            &["site[0].dsn: ", "mysql://u:***@h", "names no database"],
        ),
        (
            "[[site]]\ndsn_file = \"mysql://u:secret@h/d\"\nrules = \"/r\"",
            &["site[0].dsn_file: ", "an address", "call it dsn"],
        ),
        (
            "[[site]]\ndsn = \"mysql://u:secret@h/d\"\npassword_file = \"/f\"\nrules = \"/r\"",
            &["site[0].password_file = \"/f\"", "The dsn has a password as well"],
        ),
        (
            "[[site]]\npath = \"/w\"\npassword_file = \"/f\"\nrules = \"/r\"",
            &["site[0].password_file = \"/f\"", "read from wp-config.php"],
        ),
        (
            "[[site]]\ndsn = \"mysql://u@h/d\"\npassword_file = \"/nowhere/f\"\nrules = \"/r\"",
            &["site[0].password_file = \"/nowhere/f\"", "can't be read"],
        ),
        ("[[site]]\ndsn = \"mysql://u:secret@h/d\"\nprefix = \"a`b\"\nrules = \"/r\"", &["a`b", "letters, digits"]),
        ("[[site]]\ndsn = \"mysql://u:secret@h/d\nrules = \"/r\"", &["line 2"]),
        ("[[site]]\ndns = \"mysql://u:secret@h/d\"", &["line 2: site[0]", "unknown field `dns`", "`dsn`"]),
        (&format!("{SITE}{SITE}"), &["site[1].rules = \"/r/shop.detour\"", "of its own"]),
    ] {
        let error = load(text, &[]).unwrap_err();
        for part in parts {
            assert!(error.contains(part), "{text:?}: {error:?} lacks {part:?}");
        }
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn a_password_may_have_a_file_of_its_own() {
    let directory = tempfile::tempdir().unwrap();
    let (config, password) = (directory.path().join("agent.toml"), directory.path().join("password"));
    let site = format!("[[site]]\ndsn = \"mysql://u@h/d\"\npassword_file = {password:?}\nrules = \"/r\"\n");
    let load = |text: &str| {
        std::fs::write(&config, text).unwrap();
        Config::load(&config, &|_| None)
    };
    // WordPress and MariaDB leave out the end of the line as well, and no more.
    for (written, meant) in [("p@ss/word\n", "p@ss/word"), (" p w \r\n", " p w "), ("p", "p")] {
        std::fs::write(&password, written).unwrap();
        let config = load(&site).unwrap();
        let credentials = config.sites[0].access().unwrap().credentials;
        assert_eq!((credentials.user.as_str(), credentials.password.reveal()), ("u", meant));
        assert!(config.warnings.is_empty(), "there is no password in it: {:?}", config.warnings);
    }
    let config = load(&format!("{site}read_dsn = \"mysql://u:secret@replica/d\"\n")).unwrap();
    assert_eq!(config.warnings.len(), 1, "the replica's is in it");
    std::fs::write(&password, "\n").unwrap();
    let error = load(&site).unwrap_err().to_string();
    assert!(error.contains("password_file") && error.contains("it is empty"), "{error}");
}

#[test]
fn mistakes_in_the_environment_name_the_variable() {
    for (name, value) in [("DETOUR_POLL_MS", "0"), ("DETOUR_LOG", "loud")] {
        let error = load(SITE, &[(name, value)]).unwrap_err();
        assert!(error.contains(&format!("environment: {name} = {value:?}")), "{error}");
    }
    let both = [("DETOUR_SITE_PATH", "/w"), ("DETOUR_SITE_DSN", "mysql://u:secret@h/d"), ("DETOUR_SITE_RULES", "/r")];
    let error = load(SITE, &both).unwrap_err();
    assert!(error.contains("DETOUR_SITE_PATH") && error.contains("_DSN") && error.contains("Keep one"), "{error}");
}

#[test]
fn the_socket_belongs_to_whom_it_is_given() {
    let config = load(&format!("[socket]\nowner = \"root\"\ngroup = \"4242\"\nmode = \"0666\"\n{SITE}"), &[]).unwrap();
    let socket = config.socket.unwrap();
    assert_eq!((socket.owner, socket.group, socket.mode), (Some(0), Some(4242), 0o666));
    assert_eq!(load(SITE, &[]).unwrap().socket, None);
}

#[test]
fn a_missing_file_says_how_to_name_another() {
    let error = Config::load(Path::new("/nowhere/agent.toml"), &|_| None).unwrap_err().to_string();
    assert!(
        error.starts_with("/nowhere/agent.toml: The file can't be read: ") && error.contains("--config"),
        "{error}"
    );
}
