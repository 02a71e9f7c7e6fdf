//! Any bytes as `wp-config.php`: never a panic, and settings are read as PHP would or refused.

use std::path::Path;

use detour_agent::wp_config::WpConfig;

/// Runs the target.
pub fn run(data: &[u8]) {
    for source in [data.to_vec(), [b"<?php ", data].concat()] {
        match parse(&source) {
            Ok(config) => {
                let prefix = &config.prefix;
                assert!(
                    !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'),
                    "{prefix:?}"
                );
                assert!(config.nudge.as_ref().is_none_or(|nudge| nudge.is_absolute()), "{:?}", config.nudge);
                if let Err(error) = config.credentials() {
                    assert!(error.to_string().contains("DB_HOST"), "{error}");
                }
            }
            Err(message) => assert!(message.starts_with("/srv/site/wp-config.php"), "{message}"),
        }
    }
    if let Ok(text) = std::str::from_utf8(data) {
        as_password(text);
        behind(text);
    }
}

fn parse(source: &[u8]) -> Result<WpConfig, String> {
    let site = Path::new("/srv/site");
    let environment = |name: &str| (name == "DB").then(|| "from the environment".to_owned());
    WpConfig::parse(source, &site.join("wp-config.php"), site, &environment).map_err(|error| error.to_string())
}

// Whatever the password is, it comes out as it was put in.
fn as_password(password: &str) {
    let single = password.replace('\\', "\\\\").replace('\'', "\\'");
    let double = password.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
    for quoted in [format!("'{single}'"), format!("\"{double}\"")] {
        let config = parse(config(&quoted).as_bytes()).unwrap_or_else(|error| panic!("{error}: {quoted}"));
        assert_eq!(config.password.reveal(), password, "{quoted}");
    }
}

// What stands in comments, strings, shell commands and outside of PHP sets nothing.
fn behind(text: &str) {
    let hidden = text.replace(['*', '?', '<'], "");
    let line = hidden.replace(['\r', '\n'], "");
    let single = text.replace('\\', "\\\\").replace('\'', "\\'");
    let shell = text.replace('\\', "\\\\").replace('`', "\\`");
    for start in [
        format!("<?php /*{hidden}*/"),
        format!("<?php //{line}\n"),
        format!("<?php $x = '{single}';"),
        format!("<?php $x = `{shell}`;"),
        format!("{hidden}\n<?php "),
    ] {
        let source = start + config("'secret'").trim_start_matches("<?php");
        let config = parse(source.as_bytes()).unwrap_or_else(|error| panic!("{error}: {source}"));
        assert_eq!((config.password.reveal(), config.prefix.as_str()), ("secret", "wp_"), "{source}");
    }
}

fn config(password: &str) -> String {
    format!(
        "<?php define('DB_NAME', 'shop'); define('DB_USER', 'u'); define('DB_HOST', 'localhost'); \
         define('DB_PASSWORD', {password}); $table_prefix = 'wp_';"
    )
}
