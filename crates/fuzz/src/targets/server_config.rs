//! Any bytes as the configuration of Apache or nginx: never a panic, what is imported is sound, and what is said about the
//! rest can be shown.

use detour_exchange::{Format, Options};

use crate::case::Case;

/// Runs the target.
pub fn run(data: &[u8]) {
    for format in [Format::Htaccess, Format::Nginx] {
        let import = format.read(data, &Options::default());
        assert_eq!(import.report.imported, import.rules.len());
        for rule in &import.rules {
            assert_eq!(rule.validate(), [], "an unsound rule is imported: {rule:?}");
        }
        for said in import.report.skipped.iter().chain(&import.report.warnings) {
            super::assert_shown(&said.problem);
        }
        Case::default().file(&import.rules);
    }
}
