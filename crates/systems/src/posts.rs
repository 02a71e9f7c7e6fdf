//! Systems that keep rules in posts and their meta values.

use detour_exchange::wordpress::Options;
use detour_exchange::{Import, old_slugs, quick_page_post, safe_redirect_manager, seopress};

use super::permalinks::Posts;
use super::select::{Record, Source};
use super::{ReadError, System};

/// How many rules a system keeps in posts.
pub(super) async fn count(source: &mut Source<'_>, system: System) -> Result<u64, ReadError> {
    let prefix = source.prefix;
    let with_meta =
        |keys: &str| format!("SELECT COUNT(*) FROM `{prefix}postmeta` WHERE meta_key IN ({keys}) AND meta_value <> ''");
    let query = match system {
        System::SafeRedirectManager => {
            format!("SELECT COUNT(*) FROM `{prefix}posts` WHERE post_type = 'redirect_rule'")
        }
        System::SeoPress => with_meta("'_seopress_redirections_type'"),
        System::QuickPagePost => with_meta("'_pprredirect_url'"),
        _ => with_meta("'_wp_old_slug', '_wp_old_date'"),
    };
    Ok(source.count(&query).await?)
}

/// Reads the rules.
pub(super) async fn read(
    source: &mut Source<'_>,
    system: System,
    posts: &Posts,
    options: &Options,
) -> Result<Import, ReadError> {
    match system {
        System::SafeRedirectManager => safe_redirect_manager(source, options).await,
        System::SeoPress => seopress(source, options).await,
        System::QuickPagePost => quick_page_post(source, options).await,
        _ => old_slugs(source, posts, options).await,
    }
}

// A post a row: its id, two columns, and the values of the keys. `which` chooses posts.
async fn with_meta(
    source: &mut Source<'_>,
    columns: &str,
    keys: &[&str],
    which: &str,
) -> Result<Vec<Record>, ReadError> {
    let prefix = source.prefix;
    let value = |key: &&str| format!("MAX(CASE WHEN m.meta_key = '{key}' THEN m.meta_value END)");
    let values = keys.iter().map(value).collect::<Vec<_>>().join(", ");
    let names = keys.iter().map(|key| format!("'{key}'")).collect::<Vec<_>>().join(", ");
    let query = format!(
        "SELECT p.ID, {columns}, {values} FROM `{prefix}posts` p LEFT JOIN `{prefix}postmeta` m \
         ON m.post_id = p.ID AND m.meta_key IN ({names}) WHERE {which} GROUP BY p.ID ORDER BY p.ID"
    );
    source.rows(&query).await
}

async fn safe_redirect_manager(source: &mut Source<'_>, options: &Options) -> Result<Import, ReadError> {
    let keys = [
        "_redirect_rule_from",
        "_redirect_rule_to",
        "_redirect_rule_status_code",
        "_redirect_rule_from_regex",
        "_force_https",
        "_redirect_rule_message",
        "_redirect_rule_notes",
    ];
    let columns = "MAX(p.menu_order), MAX(p.post_status)";
    let row = |mut record: Record| safe_redirect_manager::Row {
        id: record.number(0),
        menu_order: record.take(1).parse().unwrap_or(0),
        post_status: record.take(2),
        from: record.take(3),
        to: record.take(4),
        status_code: record.take(5),
        regex: record.flag(6),
        force_https: record.flag(7),
        message: record.take(8),
        notes: record.take(9),
    };
    let rows = with_meta(source, columns, &keys, "p.post_type = 'redirect_rule'").await?;
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    Ok(safe_redirect_manager::read(&rows, safe_redirect_manager::MOST_RULES, options))
}

async fn seopress(source: &mut Source<'_>, options: &Options) -> Result<Import, ReadError> {
    let prefix = source.prefix;
    let keys = [
        "_seopress_redirections_value",
        "_seopress_redirections_type",
        "_seopress_redirections_enabled",
        "_seopress_redirections_enabled_regex",
        "_seopress_redirections_logged_status",
        "_seopress_redirections_param",
        "seopress_404_count",
    ];
    let category = format!(
        "(SELECT MIN(t.name) FROM `{prefix}term_relationships` r JOIN `{prefix}term_taxonomy` x \
         ON x.term_taxonomy_id = r.term_taxonomy_id AND x.taxonomy = 'seopress_404_cat' \
         JOIN `{prefix}terms` t ON t.term_id = x.term_id WHERE r.object_id = p.ID)"
    );
    let columns =
        format!("MAX(CASE WHEN p.post_type = 'seopress_404' THEN p.post_title END), MAX(p.post_type), {category}");
    let row = |mut record: Record| {
        let id = record.number(0);
        let (title, kind) = (record.take(1), record.take(2));
        let category = record.take(3);
        seopress::Row {
            id,
            title: (kind == "seopress_404").then_some(title),
            value: record.take(4),
            kind: record.take(5),
            enabled: record.take(6),
            regex: record.take(7),
            logged_status: record.take(8),
            param: record.take(9),
            count: record.number(10),
            category,
        }
    };
    let which = format!(
        "p.post_status IN ('publish', 'draft', 'pending', 'private') AND p.ID IN \
         (SELECT post_id FROM `{prefix}postmeta` WHERE meta_key = '_seopress_redirections_type' AND meta_value <> '')"
    );
    let rows = with_meta(source, &columns, &keys, &which).await?;
    // A post of any other type has a value for the type as soon as its editor was opened.
    let rows: Vec<_> = rows.into_iter().map(row).filter(|row| row.title.is_some() || row.enabled == "yes").collect();
    Ok(seopress::read(&rows, options))
}

async fn quick_page_post(source: &mut Source<'_>, options: &Options) -> Result<Import, ReadError> {
    let prefix = source.prefix;
    let text = async |source: &mut Source<'_>, name: &str| {
        source.option(name).await.map(|value| String::from_utf8_lossy(&value.unwrap_or_default()).into_owned())
    };
    let settings = quick_page_post::Settings {
        off: text(source, "ppr_override-active").await? == "1",
        everything_to: text(source, "ppr_override-URL").await?,
        case_sensitive: text(source, "ppr_override-casesensitive").await? == "1",
    };
    let redirects = source.option("quickppr_redirects").await?.unwrap_or_default();
    let keys = ["_pprredirect_active", "_pprredirect_url", "_pprredirect_type"];
    let which = format!(
        "p.post_status = 'publish' AND p.ID IN \
         (SELECT post_id FROM `{prefix}postmeta` WHERE meta_key = '_pprredirect_url' AND meta_value <> '')"
    );
    let row = |mut record: Record| quick_page_post::PostRedirect {
        post_id: record.number(0),
        active: record.flag(2),
        url: record.take(3),
        kind: record.take(4),
    };
    let posts: Vec<_> = with_meta(source, "MAX(p.post_type)", &keys, &which).await?.into_iter().map(row).collect();
    Ok(quick_page_post::read(&redirects, &posts, &settings, options))
}

async fn old_slugs(source: &mut Source<'_>, posts: &Posts, options: &Options) -> Result<Import, ReadError> {
    let query = format!(
        "SELECT post_id, meta_key, meta_value FROM `{}postmeta` \
         WHERE meta_key IN ('_wp_old_slug', '_wp_old_date') AND meta_value <> '' ORDER BY meta_id",
        source.prefix
    );
    let had = source.rows(&query).await?.into_iter().map(|mut record| {
        let post = record.number(0);
        let is_slug = record.take(1) == "_wp_old_slug";
        (post, is_slug, record.take(2))
    });
    Ok(old_slugs::read(&posts.earlier(had), options))
}
