//! Files that plugins have written.

use detour_exchange::wordpress::Options;
use detour_exchange::{
    Import, betterlinks, encoding, eps, quick_page_post, rank_math, redirection, safe_redirect_manager, seopress,
    simple_301,
};

use crate::System;

impl System {
    /// Reads a file that the plugin has written.
    ///
    /// # Errors
    /// Says how the rules are read instead, if the plugin writes no file of its own kind.
    pub fn read_file(self, file: &[u8], options: &Options) -> Result<Import, String> {
        if let Some(refused) = encoding::refused(file) {
            return Ok(refused);
        }
        let is_json = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file).trim_ascii_start().starts_with(b"{");
        Ok(match self {
            System::Simple301 => simple_301::read_csv(file, true, options),
            System::BetterLinks if is_json => betterlinks::read_json(file, options),
            System::BetterLinks => {
                betterlinks::read_csv(file, betterlinks::Settings { wildcards: true, ..Default::default() }, options)
            }
            System::Eps => eps::read_csv(file, options),
            System::SafeRedirectManager => safe_redirect_manager::read_csv(file, options),
            System::QuickPagePost => quick_page_post::read_file(file, &quick_page_post::Settings::default(), options),
            System::SeoPress => seopress::read_csv(file, options),
            System::Redirection if is_json => redirection::read_json(file, options),
            System::Redirection => return Err("CSV files of Redirection are read with the format csv".into()),
            System::RankMath if is_json => rank_math::read_json(file),
            System::RankMath => rank_math::read_csv(file),
            System::Yoast => return Err("files of Yoast SEO are read with the format csv".into()),
            System::Aioseo | System::OldSlugs => {
                return Err(format!("{} has no files that are known; name the site", self.name()));
            }
        })
    }
}
