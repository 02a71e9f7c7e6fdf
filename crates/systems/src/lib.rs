//! Rules that other plugins keep in a site's database, over whatever connection there is. Nothing is ever written.
#![forbid(unsafe_code)]

mod database;
mod file;
mod permalinks;
pub mod plugins;
mod posts;
mod rank_math;
mod redirection;
mod select;
mod tables;

use std::collections::BTreeSet;

use detour_exchange::Import;
use detour_exchange::wordpress::{Manner, Options, Site};
use serde_json::{Map, Value};

pub use database::{Answer, Database, DatabaseError, FailureKind, Query, Rows};
pub use select::Source;

/// A system whose rules can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Yoast SEO Premium.
    Yoast,
    /// BetterLinks.
    BetterLinks,
    /// Simple 301 Redirects.
    Simple301,
    /// 301 Redirects, once EPS 301 Redirects.
    Eps,
    /// Quick Page/Post Redirect.
    QuickPagePost,
    /// Redirection.
    Redirection,
    /// All in One SEO, paid.
    Aioseo,
    /// Safe Redirect Manager.
    SafeRedirectManager,
    /// SEOPress.
    SeoPress,
    /// Rank Math.
    RankMath,
    /// WordPress' own old slugs.
    OldSlugs,
}

impl System {
    /// All of them by name, in the order in which they answer a request.
    pub const ALL: [(&str, System); 11] = [
        ("yoast", System::Yoast),
        ("betterlinks", System::BetterLinks),
        ("simple-301", System::Simple301),
        ("eps", System::Eps),
        ("qppr", System::QuickPagePost),
        ("redirection", System::Redirection),
        ("aioseo", System::Aioseo),
        ("srm", System::SafeRedirectManager),
        ("seopress", System::SeoPress),
        ("rank-math", System::RankMath),
        ("old-slugs", System::OldSlugs),
    ];

    /// The system of this name.
    pub fn of(name: &str) -> Option<System> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, system)| *system)
    }

    /// Whether its redirects are never sent in the name of WordPress: they have their own in `X-Redirect-By`, or none.
    pub fn is_named(self) -> bool {
        matches!(
            self,
            System::Redirection
                | System::RankMath
                | System::SafeRedirectManager
                | System::Simple301
                | System::Eps
                | System::Aioseo
        )
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, system)| *system == self).map_or("", |(name, _)| name)
    }
}

/// What was found of a system.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    /// Its name on the command line.
    pub system: &'static str,
    /// How many rules it keeps.
    pub rules: u64,
    /// Whether its plugin is active, so that they act.
    pub active: bool,
    /// Why they can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// Why a system's rules can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// What it holds.
    #[error("{0}")]
    Refused(String),
}

/// Rules that were read, and the settings that they depend on.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The rules.
    pub import: Import,
    /// Sections of the site's settings that rules of a dialect depend on.
    pub settings: Map<String, Value>,
}

impl From<Import> for Rules {
    fn from(import: Import) -> Rules {
        Rules { import, settings: Map::new() }
    }
}

/// How rules are read.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The way for all rows but those in `except`.
    pub manner: Manner,
    /// Numbers of the rows that go the other way.
    pub except: BTreeSet<u64>,
    /// Leaves out what the plugin has switched off, where its tables tell.
    pub only_active: bool,
}

/// The systems of which the site has rules.
pub async fn find(connection: &mut dyn Database, prefix: &str) -> Result<Vec<Found>, DatabaseError> {
    let mut source = Source { connection, prefix };
    let active = plugins::active(&mut source).await?;
    let mut all = Vec::new();
    for (name, system) in System::ALL {
        let (rules, refused) = match tables::count(&mut source, system).await {
            Ok(0) => continue,
            Ok(rules) => (rules, None),
            Err(ReadError::Refused(why)) => (0, Some(why)),
            Err(ReadError::Database(error)) => return Err(error),
        };
        all.push(Found { system: name, rules, active: plugins::is_active(system, &active), refused });
    }
    Ok(all)
}

/// Reads the rules of a system.
pub async fn read(
    connection: &mut dyn Database,
    prefix: &str,
    system: System,
    wanted: &Wanted,
) -> Result<Rules, ReadError> {
    let mut source = Source { connection, prefix };
    let home = source.option("home").await?.unwrap_or_default();
    let home = String::from_utf8_lossy(&home).parse().map_err(ReadError::Refused)?;
    let structure = source.option("permalink_structure").await?.unwrap_or_default();
    let structure = String::from_utf8_lossy(&structure).into_owned();
    let needs_posts = matches!(system, System::Eps | System::QuickPagePost | System::SeoPress | System::OldSlugs);
    let posts = if needs_posts { permalinks::Posts::read(&mut source, &structure).await? } else { Default::default() };
    let site = Site { home: Some(home), trailing_slash: structure.ends_with('/'), permalinks: posts.paths() };
    let options = Options { site, manner: wanted.manner, except: wanted.except.clone() };
    let import = match system {
        System::Redirection => return redirection::read(&mut source, &options, wanted.only_active).await,
        System::RankMath => return rank_math::read(&mut source, wanted.only_active).await,
        System::SafeRedirectManager | System::SeoPress | System::OldSlugs | System::QuickPagePost => {
            posts::read(&mut source, system, &posts, &options).await?
        }
        _ => tables::read(&mut source, system, &options).await?,
    };
    Ok(import.into())
}
