//! Redirects of single posts and pages.

use detour_rules::{QueryMode, Slash, Source};
use serde::Deserialize;

use super::Settings;
use crate::refusal::Refusal;
use crate::shape::canonical;
use crate::wordpress::{Draft, Options, decoded, target_text};

/// What the meta values of a post say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PostRedirect {
    /// The post.
    pub post_id: u64,
    /// `_pprredirect_active`
    pub active: bool,
    /// `_pprredirect_url`: a target, or the number of a post.
    pub url: String,
    /// `_pprredirect_type`: 301, 302, 307 or meta.
    pub kind: String,
}

impl PostRedirect {
    pub(super) fn draft(&self, settings: &Settings, options: &Options) -> Result<Draft, Refusal> {
        let site = &options.site;
        let path = site.permalinks.get(&self.post_id).ok_or_else(|| {
            Refusal::new(
                format!("The address of post {} is not known", self.post_id),
                "Enter the rule by hand, if the post is still there",
            )
        })?;
        let folder = site.folder();
        let to = if settings.everything_to.is_empty() { self.url.trim() } else { settings.everything_to.trim() };
        let to = match to.parse::<u64>() {
            Ok(post) => match site.permalinks.get(&post) {
                Some(permalink) => format!("{folder}{}", target_text(permalink)),
                None => format!("{folder}/?p={post}"),
            },
            Err(_) if to.starts_with("www.") => format!("http://{}", target_text(to)),
            Err(_) => target_text(to),
        };
        let code = match self.kind.as_str() {
            "301" => 301,
            "302" | "meta" => 302,
            "307" => 307,
            other => {
                let message = format!("Its type \"{other}\" is none; visitors of the post get an error");
                return Err(Refusal::new(message, "Choose 301, 302 or 307"));
            }
        };
        let value = format!("{folder}{}", canonical(&decoded(path, false)));
        let source = Source { value, slash: Slash::Ignore, query: QueryMode::Ignore, ..Source::default() };
        let mut draft = Draft::redirect(source, to, code);
        draft.rule.enabled = self.active && !settings.off;
        if self.kind == "meta" {
            draft.differs(
                "The post was shown for a while, and left by a refresh of the page",
                "Nothing; it is a 302 now",
            );
        }
        Ok(draft)
    }
}
