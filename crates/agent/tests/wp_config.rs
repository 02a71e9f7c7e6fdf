//! Every `tests/data/wp-config/NAME.php` is read and held against `NAME.toml`: the settings it gives, or the error.
//!
//! Fields of a `.toml`: `name`, `user`, `password`, `host`, `prefix`, `nudge` (empty for "unknown"), `tls`, `network` (`yes`, `no`,
//! or part of the message that says why it is unknown), `disabled` (of Redirection, likewise) and `disable_file` — or `error` (part of the message) and `line`. `[environment]` holds the variables that the agent has.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use detour_agent::wp_config::WpConfig;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    name: Option<String>,
    user: Option<String>,
    password: Option<String>,
    host: Option<String>,
    prefix: Option<String>,
    nudge: Option<String>,
    network: Option<String>,
    disabled: Option<String>,
    disable_file: Option<String>,
    #[serde(default)]
    tls: bool,
    error: Option<String>,
    line: Option<usize>,
    #[serde(default)]
    environment: HashMap<String, String>,
}

fn parse(source: &[u8], environment: &HashMap<String, String>) -> Result<WpConfig, String> {
    let site = Path::new("/srv/site");
    WpConfig::parse(source, &site.join("wp-config.php"), site, &|name| environment.get(name).cloned())
        .map_err(|error| error.to_string())
}

fn check(name: &str, source: &[u8], expected: &Expected) {
    let Expected { name: database, user, password, host, prefix, nudge, tls, error, line, environment, .. } = expected;
    match (parse(source, environment), error) {
        (Ok(config), None) => {
            let found = [&config.database, &config.user, config.password.reveal(), &config.host, &config.prefix];
            let wanted =
                [database, user, password, host, prefix].map(|field| field.as_deref().unwrap_or("(not given)"));
            assert_eq!(found, wanted, "{name}");
            if let Some(nudge) = nudge {
                let found = config.nudge.map_or(String::new(), |path| path.to_string_lossy().into_owned());
                assert_eq!(&found, nudge, "{name}");
            }
            assert_eq!(config.tls, *tls, "{name}");
            for (found, wanted) in
                [(config.network, &expected.network), (config.kill_switch.constant, &expected.disabled)]
            {
                let found = match found {
                    Ok(true) => "yes".to_owned(),
                    Ok(false) => "no".to_owned(),
                    Err(error) => error.to_string(),
                };
                let wanted = wanted.as_deref().unwrap_or("no");
                assert!(found.contains(wanted), "{name}: {found}");
            }
            if let Some(file) = &expected.disable_file {
                let found = config.kill_switch.file.map_or(String::new(), |path| path.to_string_lossy().into_owned());
                assert_eq!(&found, file, "{name}");
            }
        }
        (Err(message), Some(error)) => {
            let place = match line {
                None | Some(0) => "/srv/site/wp-config.php: ".to_owned(),
                Some(line) => format!("/srv/site/wp-config.php, line {line}: "),
            };
            assert!(message.starts_with(&place) && message.contains(error.as_str()), "{name}: {message}");
        }
        (found, _) => panic!("{name}: {found:?}"),
    }
}

#[test]
fn every_sample_is_read_as_php_would_or_refused() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/wp-config");
    let mut samples = 0;
    for entry in std::fs::read_dir(&directory).unwrap() {
        let php = entry.unwrap().path();
        if php.extension().is_some_and(|extension| extension == "php") {
            let name = php.file_stem().unwrap().to_string_lossy().into_owned();
            let expected = std::fs::read_to_string(php.with_extension("toml"))
                .unwrap_or_else(|error| panic!("{name}.toml: {error}"));
            let expected = toml::from_str(&expected).unwrap_or_else(|error| panic!("{name}.toml: {error}"));
            check(&name, &std::fs::read(&php).unwrap(), &expected);
            samples += 1;
        }
    }
    assert!(samples >= 45, "only {samples} samples were found in {}", directory.display());
}

#[test]
fn a_megabyte_of_anything_is_read_in_no_time() {
    let megabyte = 1 << 20;
    for (what, source) in [
        ("zeroes", vec![0; megabyte]),
        ("open tags", b"<?php ".repeat(megabyte / 6)),
        ("half tags", b"<?".repeat(megabyte / 2)),
        ("parentheses", [b"<?php if".to_vec(), b"(".repeat(megabyte)].concat()),
        ("ifs", [b"<?php ".to_vec(), b"if (".repeat(megabyte / 4)].concat()),
        ("defines", [b"<?php ".to_vec(), b"define('DB_NAME',".repeat(megabyte / 17)].concat()),
        ("braces", [b"<?php ".to_vec(), b"{".repeat(megabyte)].concat()),
        ("heredocs", [b"<?php ".to_vec(), b"<<<A\n".repeat(megabyte / 5)].concat()),
        ("backslashes", [b"<?php \"".to_vec(), b"\\".repeat(megabyte)].concat()),
        ("quotes", [b"<?php ".to_vec(), b"'\"".repeat(megabyte / 2)].concat()),
        ("line ends", [b"<?php <<<A".to_vec(), b"\n".repeat(megabyte)].concat()),
    ] {
        let started = Instant::now();
        let result = parse(&source, &HashMap::new());
        assert!(result.is_err(), "{what}: {result:?}");
        assert!(started.elapsed() < Duration::from_secs(20), "{what} took {:?}", started.elapsed());
    }
}

#[test]
fn the_file_is_found_one_directory_above_as_wordpress_does() {
    let root = tempfile::tempdir().unwrap();
    let site = root.path().join("public");
    std::fs::create_dir(&site).unwrap();
    let missing = WpConfig::read(&site).unwrap_err().to_string();
    assert!(
        missing.contains("public/wp-config.php: there is no such file, nor one in the directory above"),
        "{missing}"
    );

    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/wp-config/standard.php");
    std::fs::copy(&sample, root.path().join("wp-config.php")).unwrap();
    let config = WpConfig::read(&site).unwrap();
    assert_eq!(config.database, "shop");
    assert_eq!(config.nudge.unwrap(), site.join("wp-content/uploads/detour/nudge"));

    // Above is another WordPress, whose configuration is not ours.
    std::fs::write(root.path().join("wp-settings.php"), "").unwrap();
    assert!(WpConfig::read(&site).is_err());

    let nowhere = WpConfig::read(&root.path().join("gone")).unwrap_err().to_string();
    assert!(nowhere.contains("the site's directory can't be entered"), "{nowhere}");
}

#[test]
fn a_secret_may_come_from_a_file_as_in_the_official_image() {
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "from a file\n").unwrap();
    let docker = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/wp-config/docker.php");
    let name = "WORDPRESS_DB_PASSWORD_FILE".to_owned();
    let mut environment = HashMap::from([(name.clone(), secret.path().to_string_lossy().into_owned())]);
    let config = parse(&std::fs::read(&docker).unwrap(), &environment).unwrap();
    assert_eq!(config.password.reveal(), "from a file");
    environment.insert(name, "/nowhere".to_owned());
    let error = parse(&std::fs::read(&docker).unwrap(), &environment).unwrap_err();
    assert!(error.contains("DB_PASSWORD") && error.contains("/nowhere"), "{error}");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = parse(&[b"<?php ".as_slice(), &bytes].concat(), &HashMap::new());
    }

    #[test]
    fn no_pieces_of_php_make_it_panic(pieces in proptest::collection::vec(proptest::sample::select(&[
        "define", "(", ")", "'DB_NAME'", "\"DB_USER\"", ",", ";", "'x'", "\"", "'", "\\", "\\x", "\\u{", "$", "{", "}",
        "$table_prefix", "=", ".", "<<<A", "<<<'A'", "\nA", "\n", "/*", "*/", "//", "#", "?>", "<?php ", "if", ":", "endif",
        "const", "return", "getenv", "__DIR__", "\u{e9}", "9", "`",
    ][..]), 0..80)) {
        let _ = parse(format!("<?php {}", pieces.concat()).as_bytes(), &HashMap::new());
    }
}

#[test]
fn nobody_is_lent_the_agents_own_name() {
    let own =
        nix::unistd::User::from_uid(nix::unistd::geteuid()).unwrap().expect("whoever runs the tests has a name").name;
    let source = |user: &str, host: &str| {
        format!(
            "<?php define('DB_NAME', 'd'); define('DB_USER', '{user}'); define('DB_PASSWORD', ''); \
             define('DB_HOST', '{host}'); $table_prefix = 'wp_';"
        )
    };
    let credentials =
        |user: &str, host: &str| parse(source(user, host).as_bytes(), &HashMap::new()).unwrap().credentials();
    for local in ["localhost", "localhost:/run/own.sock"] {
        let refusal = credentials(&own, local).unwrap_err().to_string();
        assert!(refusal.contains("the agent's own system user"), "{refusal}");
        assert!(credentials("wp", local).is_ok());
    }
    assert!(credentials(&own, "127.0.0.1").is_ok());
}
