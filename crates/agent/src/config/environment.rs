//! `DETOUR_…` variables: settings that win over the file, and one more site (a container has no need for a file).

use std::path::PathBuf;
use std::time::Duration;

use super::{ConfigError, LOG_LEVELS, POLL_RANGE, SiteDraft, poll_from_millis};

#[derive(Debug, Default)]
pub(super) struct Overrides {
    pub(super) poll: Option<Duration>,
    pub(super) log: Option<tracing::Level>,
    pub(super) site: Option<SiteDraft>,
}

pub(super) fn read(environment: &dyn Fn(&str) -> Option<String>) -> Result<Overrides, ConfigError> {
    let get = |name: &str| environment(name).filter(|value| !value.is_empty());
    let mut overrides = Overrides::default();
    if let Some(value) = get("DETOUR_POLL_MS") {
        let poll = value.parse().ok().and_then(poll_from_millis);
        let wrong =
            || ConfigError::new("environment", "DETOUR_POLL_MS", &value, "This is no number in range", POLL_RANGE);
        overrides.poll = Some(poll.ok_or_else(wrong)?);
    }
    if let Some(value) = get("DETOUR_LOG") {
        let wrong = |_| ConfigError::new("environment", "DETOUR_LOG", &value, "There is no such log level", LOG_LEVELS);
        overrides.log = Some(value.parse().map_err(wrong)?);
    }
    let path = |name: &str| get(name).map(PathBuf::from);
    let network = match get("DETOUR_SITE_NETWORK") {
        None => None,
        Some(value) => Some(value.parse().map_err(|_| {
            let message = "This is neither of the two words";
            ConfigError::new("environment", "DETOUR_SITE_NETWORK", &value, message, "Give true or false")
        })?),
    };
    let draft = SiteDraft {
        source: "environment, DETOUR_SITE_PATH, _DSN, _DSN_FILE, _PASSWORD_FILE, _PREFIX, _TLS, _TLS_CA, _TLS_NAME, _RULES, _NUDGE, _SPOOL, _NETWORK"
            .to_owned(),
        key: String::new(),
        path: path("DETOUR_SITE_PATH"),
        dsn: get("DETOUR_SITE_DSN"),
        dsn_file: get("DETOUR_SITE_DSN_FILE"),
        password_file: get("DETOUR_SITE_PASSWORD_FILE"),
        prefix: get("DETOUR_SITE_PREFIX"),
        tls: get("DETOUR_SITE_TLS"),
        tls_ca: path("DETOUR_SITE_TLS_CA"),
        tls_name: get("DETOUR_SITE_TLS_NAME"),
        rules: path("DETOUR_SITE_RULES"),
        nudge: path("DETOUR_SITE_NUDGE"),
        spool: path("DETOUR_SITE_SPOOL"),
        network,
        ..SiteDraft::default()
    };
    let given = draft.path.is_some() || draft.dsn.is_some() || draft.dsn_file.is_some() || draft.rules.is_some();
    overrides.site = given.then_some(draft);
    Ok(overrides)
}
