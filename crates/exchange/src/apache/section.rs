//! Sections, and what they mean for the redirects in them.

use super::condition::of_expression;
use super::line::Directive;
use crate::refusal::Refusal;
use crate::rewrite::Condition;

/// What a section means for the directives in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Section {
    /// As if it weren't there.
    Transparent,
    /// They count where the conditions hold.
    If(Vec<Condition>),
    /// A virtual host, for these addresses.
    Host(Vec<String>),
    /// A folder of the file system.
    Folder(String),
    /// Redirects in it can't be carried over.
    Refused(Refusal),
    /// It is switched off.
    Off,
}

impl Section {
    /// The section that a tag opens.
    pub(super) fn of(tag: &Directive) -> Section {
        let argument = tag.words.first().map_or("", String::as_str);
        let refused = |what: &str| {
            Section::Refused(Refusal::new(
                format!("It stands in {what}"),
                "Import it without the section, if it always counts",
            ))
        };
        match tag.keyword().as_str() {
            // The modules that redirect are taken to be there, as are all others.
            "<ifmodule" if argument.starts_with('!') => Section::Off,
            "<ifmodule" | "<requireall" | "<requireany" | "<requirenone" => Section::Transparent,
            "<if" => match of_expression(argument) {
                Ok(conditions) => Section::If(conditions),
                Err(refusal) => Section::Refused(refusal),
            },
            "<virtualhost" => Section::Host(tag.words.clone()),
            "<directory" if !argument.contains(['*', '?', '[', '~']) => Section::Folder(argument.to_owned()),
            "<ifdefine" => refused("<IfDefine>, and only the server knows whether that is defined"),
            "<ifversion" => refused("<IfVersion>, which asks for a version of Apache"),
            "<else" | "<elseif" => refused("<Else>"),
            name => refused(&format!("<{}>", name.trim_start_matches('<'))),
        }
    }
}
