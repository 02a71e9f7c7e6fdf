//! What is shown to whoever sets the agent up is true: examples of configurations, man pages, completions.

mod support;

use std::collections::HashMap;
use std::path::Path;

use support::{Playground, detour};

/// Below the crate.
fn read(name: impl AsRef<Path>) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The pages for whoever runs Detour, and the README, with their names.
fn pages() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let names = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}")).collect();
    assert!(names.len() >= 9, "{names:?}");
    names.extend(["README.md".to_owned(), "../../README.md".to_owned(), "../../.github/CONTRIBUTING.md".to_owned()]);
    names.into_iter().map(|name| (read(&name), name)).map(|(text, name)| (name, text)).collect()
}

/// The indented lines from the first with `[[site]]` to the first that is less indented.
fn block(text: &str) -> String {
    let start = text.lines().skip_while(|line| !line.trim_start().starts_with("[[site]]"));
    let indent = |line: &str| line.len() - line.trim_start().len();
    let width = start.clone().next().map_or(0, indent);
    let lines = start.take_while(|line| indent(line) >= width);
    lines.map(|line| format!("{}\n", line.trim_start())).collect()
}

#[test]
fn every_configuration_that_is_shown_is_one() {
    let directory = Playground::new();
    let password = directory.write("password", "secret\n");
    let load = |name: &str, text: &str| {
        let here = |text: String, file: &str| text.replace(file, &password.to_string_lossy());
        let text =
            ["/run/secrets/database_password", "/etc/detour/shop.password"].into_iter().fold(text.to_owned(), here);
        let file = directory.write("agent.toml", &text);
        let config = detour_agent::config::Config::load(&file, &|_| None);
        assert!(config.is_ok(), "{name}: {config:?}\n{text}");
    };
    let mut shown = 0;
    for (name, page) in pages() {
        for block in page.split("```toml\n").skip(1) {
            load(&name, block.split("```").next().unwrap());
            shown += 1;
        }
    }
    assert!(shown >= 4, "{shown} configurations");
    load("php/containers/agent.toml", &read("../../php/containers/agent.toml"));
    load("WEBSERVER.md", &block(&read("WEBSERVER.md")));
    let help = detour(&[&"agent", &"--help"]).exits(0).stdout;
    load("detour agent --help", &block(help.split("All keys").next().unwrap()));
}

/// What is written as code in a page: lines of blocks, and what stands in back ticks.
fn code(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut is_block = false;
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            is_block = !is_block;
        } else if is_block || line.starts_with("    ") {
            found.push(line.trim());
        } else {
            found.extend(line.split('`').skip(1).step_by(2));
        }
    }
    found
}

#[test]
fn every_command_that_is_shown_is_understood() {
    let mut helps: HashMap<String, String> = HashMap::new();
    let mut shown = 0;
    for (name, page) in pages() {
        for line in code(&page) {
            for command in line.split(" && ").flat_map(|part| part.split(" | ")) {
                let command = command.split(" #").next().unwrap().trim().trim_start_matches("sudo -u detour ");
                let Some(arguments) = command.strip_prefix("detour ") else { continue };
                let (words, is_command) = (arguments.split_whitespace(), |word: &&str| !word.starts_with('-'));
                let subcommand = words.clone().next().filter(is_command).unwrap_or_default().to_owned();
                let help = helps.entry(subcommand.clone()).or_insert_with(|| {
                    let asked: [&dyn AsRef<std::ffi::OsStr>; 2] = [&subcommand, &"--help"];
                    detour(&asked[usize::from(subcommand.is_empty())..]).exits(0).stdout
                });
                for option in words.filter(|word| word.starts_with("--")) {
                    let option = option.split('=').next().unwrap();
                    let is_known =
                        option == "--version" || help.split([' ', '\n', ',', '=', ']']).any(|word| word == option);
                    assert!(is_known, "{name}: {command}: there is no {option}");
                }
                shown += 1;
            }
        }
    }
    assert!(shown > 40, "{shown} commands");
}

#[test]
fn the_example_configuration_is_one() {
    let directory = Playground::new();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/agent.toml");
    let text = std::fs::read_to_string(example).unwrap();
    let load = |text: &str| {
        let file = directory.write("agent.toml", text);
        detour_agent::config::Config::load(&file, &|_| None).map_err(|error| error.to_string())
    };
    // Fresh from the package there is no site, and nothing else to complain of.
    assert!(load(&text).unwrap_err().contains("There is no site"));
    let shipped = load(&format!("{text}[[site]]\npath = \"/w\"\nrules = \"/r\"")).unwrap();
    // It has every key: the message of an unknown one lists them.
    for unknown in ["x = 1\n", "[[site]]\nx = 1\n", "[socket]\nx = 1\n", "[[site]]\n[site.webserver]\nx = 1\n"] {
        let message = load(unknown).unwrap_err();
        let keys: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
        assert!(keys.len() >= 5, "{message}");
        for key in keys {
            // A password is better kept in a file of its own.
            let ways = [
                format!("{key} ="),
                format!("{key}_file ="),
                format!("[[{key}]]"),
                format!("[{key}]"),
                format!(".{key}]"),
            ];
            assert!(ways.iter().any(|way| text.contains(way)), "{key} is missing");
        }
    }
    // What is commented out is right as well, and the defaults are those that it names.
    let credentials = directory.write("c", "mysql://u:p@h/d");
    let ca = directory.write("ca.pem", "");
    let uncommented: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if key.starts_with("metrics") => String::new(),
            Some(key) if key.starts_with(|first: char| first.is_ascii_lowercase() || first == '[') => {
                format!("{key}\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let uncommented = uncommented
        .replace("\"news.dsn\"", &format!("{:?}", credentials))
        .replace("\"news-replica.dsn\"", &format!("{:?}", credentials))
        .replace("\"/etc/detour/database-ca.pem\"", &format!("{:?}", ca));
    let all = load(&uncommented).unwrap();
    assert_eq!(all.sites.len(), 2);
    assert_eq!(
        (all.poll, all.polls_per_second, all.connections),
        (shipped.poll, shipped.polls_per_second, shipped.connections)
    );
    assert_eq!((all.log, all.log_format), (shipped.log, shipped.log_format));
    let (bare, socket) =
        (load("[socket]\n[[site]]\npath = \"/w\"\nrules = \"/r\"").unwrap().socket.unwrap(), all.socket.unwrap());
    assert_eq!((bare.path, bare.mode, bare.trusted_proxies), (socket.path, socket.mode, socket.trusted_proxies));
}

#[test]
fn man_pages_and_completions_know_every_command() {
    let directory = Playground::new();
    detour(&[&"man", &directory.path("")]).exits(0);
    for page in ["detour.1", "detour-agent.1", "detour-rollback.1", "detour-status.1"] {
        let text = std::fs::read_to_string(directory.path(page)).unwrap_or_else(|error| panic!("{page}: {error}"));
        assert!(text.contains(".SH NAME"), "{page}");
    }
    for shell in ["bash", "zsh", "fish"] {
        detour(&[&"completions", &shell]).exits(0).says(&["rollback", "validate"]);
    }
    detour(&[&"man", &"/nowhere"]).exits(1).says(&["/nowhere: the man pages can't be written"]);
}

#[test]
fn the_unit_is_skipped_only_without_a_site() {
    let directory = Playground::new();
    let packaging = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging");
    let unit = std::fs::read_to_string(packaging.join("detour.service")).unwrap();
    let condition = unit.lines().find_map(|line| line.strip_prefix("ExecCondition=/bin/grep -qsE ")).unwrap();
    // systemd reads \\ as one.
    let pattern = condition.split('"').nth(1).unwrap().replace(r"\\", r"\");
    let fresh = std::fs::read_to_string(packaging.join("agent.toml")).unwrap();
    for (text, has_site) in [
        (fresh.as_str(), false),
        ("poll_ms = 500\n#[[ site ]]\n# site = []", false),
        ("poll_ms = 500\n[[site]]\npath = \"/w\"", true),
        ("  [[ site ]]\npath = \"/w\"", true),
        ("site = [{path = \"/w\"}]", true),
        ("DETOUR_SITE_PATH=/w", true),
        ("DETOUR_CONFIG=/etc/other.toml", true),
    ] {
        let file = directory.write("agent.toml", text);
        let found = std::process::Command::new("grep").args(["-qE", &pattern]).arg(&file).status().unwrap();
        assert_eq!(found.success(), has_site, "{text}");
    }
}
