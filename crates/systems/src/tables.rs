//! Systems with tables or options of their own.

use detour_exchange::{Import, aioseo, betterlinks, eps, simple_301, yoast};

use super::select::Source;
use super::{ReadError, System};
use detour_exchange::wordpress::Options;

const BETTERLINKS: [&str; 15] = [
    "ID",
    "short_url",
    "target_url",
    "redirect_type",
    "link_status",
    "link_date_gmt",
    "link_title",
    "link_note",
    "param_forwarding",
    "wildcards",
    "nofollow",
    "sponsored",
    "expire",
    "dynamic_redirect",
    "link_modified",
];

/// How many rules a system keeps.
pub(super) async fn count(source: &mut Source<'_>, system: System) -> Result<u64, ReadError> {
    let prefix = source.prefix;
    let (table, columns): (&str, &[&str]) = match system {
        System::Eps => ("redirects", &eps::COLUMNS),
        System::BetterLinks => ("betterlinks", &BETTERLINKS),
        System::Aioseo => ("aioseo_redirects", &aioseo::COLUMNS),
        System::Redirection => return super::redirection::count(source).await,
        System::RankMath => return super::rank_math::count(source).await,
        System::Simple301 => return entries(source, &["301_redirects"]).await,
        System::Yoast => {
            let options = ["wpseo-premium-redirects-base", "wpseo-premium-redirects", "wpseo-premium-redirects-regex"];
            return entries(source, &options).await;
        }
        System::QuickPagePost => {
            let meta = super::posts::count(source, system).await?;
            return Ok(meta + entries(source, &["quickppr_redirects"]).await?);
        }
        System::SafeRedirectManager | System::SeoPress | System::OldSlugs => {
            return super::posts::count(source, system).await;
        }
    };
    match source.has_table(table, columns).await? {
        true => Ok(source.count(&format!("SELECT COUNT(*) FROM `{prefix}{table}`")).await?),
        false => Ok(0),
    }
}

// The first of the options that is there; one that can't be read counts as one, so that it is mentioned.
async fn entries(source: &mut Source<'_>, options: &[&str]) -> Result<u64, ReadError> {
    for option in options {
        if let Some(value) = source.option(option).await? {
            return Ok(detour_exchange::wordpress::entry_count(&value).unwrap_or(1));
        }
    }
    Ok(0)
}

/// Reads the rules.
pub(super) async fn read(source: &mut Source<'_>, system: System, options: &Options) -> Result<Import, ReadError> {
    match system {
        System::Simple301 => {
            let Some(redirects) = source.option("301_redirects").await? else { return Ok(Import::default()) };
            let wildcards = source.option("301_redirects_wildcard").await?.as_deref() == Some(b"true");
            Ok(simple_301::read(&redirects, wildcards, options))
        }
        System::Yoast => {
            let first = async |source: &mut Source<'_>, names: [&str; 2]| match source.option(names[0]).await? {
                None => source.option(names[1]).await,
                found => Ok(found),
            };
            let stored = yoast::Stored {
                base: source.option("wpseo-premium-redirects-base").await?,
                plain: first(source, ["wpseo-premium-redirects-export-plain", "wpseo-premium-redirects"]).await?,
                regex: first(source, ["wpseo-premium-redirects-export-regex", "wpseo-premium-redirects-regex"]).await?,
                settings: source.option("wpseo_redirect").await?,
            };
            Ok(yoast::read(&stored, options))
        }
        System::BetterLinks => betterlinks(source, options).await,
        System::Aioseo => aioseo(source, options).await,
        _ => eps(source, options).await,
    }
}

async fn eps(source: &mut Source<'_>, options: &Options) -> Result<Import, ReadError> {
    if !source.has_table("redirects", &eps::COLUMNS).await? {
        return Ok(Import::default());
    }
    let query = format!("SELECT id, url_from, url_to, status, count FROM `{}redirects` ORDER BY id", source.prefix);
    let row = |mut record: super::select::Record| eps::Row {
        id: record.number(0),
        url_from: record.take(1),
        url_to: record.take(2),
        status: record.take(3),
        count: record.number(4),
    };
    let table: Vec<eps::Row> = source.rows(&query).await?.into_iter().map(row).collect();
    Ok(eps::read(&table, options))
}

async fn betterlinks(source: &mut Source<'_>, options: &Options) -> Result<Import, ReadError> {
    if !source.has_table("betterlinks", &BETTERLINKS).await? {
        return Ok(Import::default());
    }
    let prefix = source.prefix;
    let settings = source.option("betterlinks_links").await?.unwrap_or_default();
    let has = async |source: &mut Source<'_>, table: &str| source.columns(table).await.map(|found| !found.is_empty());
    let clicks = match has(source, "betterlinks_clicks").await? {
        true => format!("(SELECT COUNT(*) FROM `{prefix}betterlinks_clicks` c WHERE c.link_id = l.ID)"),
        false => "0".to_owned(),
    };
    let category = match has(source, "betterlinks_terms_relationships").await?
        && has(source, "betterlinks_terms").await?
    {
        true => format!(
            "(SELECT MIN(t.term_name) FROM `{prefix}betterlinks_terms_relationships` r JOIN `{prefix}betterlinks_terms` t \
             ON t.ID = r.term_id WHERE r.link_id = l.ID AND t.term_type = 'category')"
        ),
        false => "''".to_owned(),
    };
    let columns = BETTERLINKS[..14].iter().map(|name| format!("l.`{name}`")).collect::<Vec<_>>().join(", ");
    let query = format!("SELECT {columns}, {category}, {clicks} FROM `{prefix}betterlinks` l ORDER BY l.ID");
    let link = |mut record: super::select::Record| betterlinks::Link {
        id: record.number(0),
        short_url: record.take(1),
        target_url: record.take(2),
        redirect_type: record.take(3),
        link_status: record.take(4),
        link_date_gmt: record.take(5),
        link_title: record.take(6),
        link_note: record.take(7),
        param_forwarding: record.take(8),
        wildcards: record.take(9),
        nofollow: record.take(10),
        sponsored: record.take(11),
        expire: record.take(12),
        dynamic_redirect: record.take(13),
        category: record.take(14),
        clicks: record.number(15),
    };
    let links: Vec<betterlinks::Link> = source.rows(&query).await?.into_iter().map(link).collect();
    Ok(betterlinks::read(&links, betterlinks::Settings::read(&settings), options))
}

async fn aioseo(source: &mut Source<'_>, options: &Options) -> Result<Import, ReadError> {
    if !source.has_table("aioseo_redirects", &aioseo::COLUMNS).await? {
        return Ok(Import::default());
    }
    let prefix = source.prefix;
    let hits = match source.columns("aioseo_redirects_hits").await?.is_empty() {
        true => "0".to_owned(),
        false => format!("(SELECT SUM(h.count) FROM `{prefix}aioseo_redirects_hits` h WHERE h.redirect_id = r.id)"),
    };
    let columns = aioseo::COLUMNS.iter().map(|name| format!("r.`{name}`")).collect::<Vec<_>>().join(", ");
    let query = format!("SELECT {columns}, {hits} FROM `{prefix}aioseo_redirects` r ORDER BY r.id");
    let row = |mut record: super::select::Record| aioseo::Row {
        id: record.number(0),
        source_url: record.take(1),
        target_url: record.take(2),
        code: u16::try_from(record.number(3)).unwrap_or(u16::MAX),
        query_param: record.take(4),
        custom_rules: record.take(5),
        group: record.take(6),
        regex: record.flag(7),
        ignore_slash: record.flag(8),
        ignore_case: record.flag(9),
        enabled: record.flag(10),
        hits: record.number(11),
    };
    let table: Vec<aioseo::Row> = source.rows(&query).await?.into_iter().map(row).collect();
    Ok(aioseo::read(&table, options))
}
