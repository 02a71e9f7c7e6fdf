//! Which plugins act on which blog.

use detour_exchange::rank_math;
use detour_exchange::wordpress::{active_plugins, network_plugins};
use detour_rules::Origin;
use detour_systems::{Source, plugins};

use super::blogs::{Question, ask};
use super::{prefix_of, system};
use crate::database::{Connection, DatabaseError, FailureKind};

/// Options whose values count here.
const WHOLE: &str = "'active_plugins', 'rank_math_modules'";
/// Options that decide how the plugins' rules are read.
const HASHED: &str = "'home', 'permalink_structure', 'redirection_options', 'redirection_version', \
                      'rank-math-options-general', 'rank_math_connect_data', 'rank_math_registration_skip'";

/// What was found of one blog.
#[derive(Debug, Clone, Default)]
pub(super) struct Active {
    /// The origins whose plugins act, in the order of their rules.
    pub(super) origins: Vec<Origin>,
    /// The options that their rules depend on, each as a line.
    pub(super) options: Vec<String>,
}

/// Looks at blogs, in their order: at all of them with as few statements as can be.
///
/// # Errors
/// When the server doesn't answer. What keeps one blog's options from being read is that blog's.
pub(super) async fn active(
    connection: &mut Connection,
    prefix: &str,
    blogs: &[Option<u64>],
) -> Result<Vec<Result<Active, DatabaseError>>, DatabaseError> {
    let questions: Vec<Question> = blogs
        .iter()
        .map(|blog| Question {
            name: "option_name",
            value: format!("IF(option_name IN ({WHOLE}), option_value, MD5(option_value))"),
            from: format!("`{}options` WHERE option_name IN ({WHOLE}, {HASHED})", prefix_of(prefix, *blog)),
        })
        .collect();
    let answers = ask(connection, &questions).await?;
    let in_network = match (Source { connection, prefix }).network_option("active_sitewide_plugins").await {
        Err(error) if error.kind == FailureKind::Unreachable => return Err(error),
        Err(error) => return Ok(vec![Err(error); blogs.len()]),
        Ok(option) => option.map(|option| network_plugins(&option)).unwrap_or_default(),
    };
    let of_blog = |answer: Result<Vec<(String, Vec<u8>)>, DatabaseError>| match answer {
        // A database without WordPress' tables.
        Err(error) if error.kind == FailureKind::NoTables => Ok(Active::default()),
        Err(error) => Err(error),
        Ok(options) => Ok(Active::of(options, &in_network)),
    };
    Ok(answers.into_iter().map(of_blog).collect())
}

impl Active {
    fn of(options: Vec<(String, Vec<u8>)>, in_network: &[String]) -> Active {
        let value = |name: &str| options.iter().find(|(known, _)| known == name).map(|(_, value)| &value[..]);
        let mut folders = value("active_plugins").map(active_plugins).unwrap_or_default();
        folders.extend_from_slice(in_network);
        let acts = |origin: &Origin| {
            let is_active = system(*origin).is_some_and(|system| plugins::is_active(system, &folders));
            // Rank Math's redirections are a module.
            let is_on = *origin != Origin::RankMath || value("rank_math_modules").is_some_and(rank_math::redirects);
            is_active && is_on
        };
        Active {
            origins: Origin::ALL.into_iter().filter(acts).collect(),
            options: options
                .iter()
                .filter(|(name, _)| !WHOLE.contains(&format!("'{name}'")))
                .map(|(name, hash)| format!("{name} {}", String::from_utf8_lossy(hash)))
                .collect(),
        }
    }
}
