//! From the rows of blogs to the rule file of their network.

use std::collections::HashMap;

use detour_engine::Skipped;
use detour_exchange::RowProblem;
use detour_format::{NetworkError, NetworkFile, SiteFile, Stamp, embedded, write_network_of_files};

use super::Blog;
use crate::origins::Served;
use crate::rules_table::{SettingsError, Snapshot};

/// A blog, and its rows if its rules are to be compiled.
#[derive(Debug)]
pub(crate) struct BlogRows {
    pub(crate) blog: Blog,
    /// `None` if the file in place has the rules of this very revision, or the blog has no rules.
    pub(crate) rows: Option<Snapshot>,
}

/// A network's rule file, made now and not yet in place.
#[derive(Debug, Default)]
pub(crate) struct NetworkMade {
    pub(crate) bytes: Vec<u8>,
    /// How many blogs' rules were compiled for it.
    pub(crate) compiled: usize,
    pub(crate) broken: Vec<(u64, RowProblem)>,
    pub(crate) skipped: Vec<(u64, Skipped)>,
    pub(crate) findings: Vec<(u64, Skipped)>,
    /// Rules with patterns that PHP rejects, likewise.
    pub(crate) rejected: Vec<(u64, Skipped)>,
    /// Rules that are left out because others always hide them.
    pub(crate) hidden: Vec<(u64, Skipped)>,
    /// Blogs whose rules stay as they are in the file in place.
    pub(crate) kept: Vec<(u64, SettingsError)>,
    /// What is served of the plugins on each blog that was read. Nobody vouches for rules that stay as they are.
    pub(crate) served: Vec<Served>,
}

/// Compiles the blogs that have rows and takes the others out of `before`, whose seed the stamp must have.
///
/// # Errors
/// When there are too many rules. One blog's mistakes don't keep the others from being published.
pub(crate) fn write<B: AsRef<[u8]>>(
    blogs: &[BlogRows],
    before: Option<&NetworkFile<B>>,
    stamp: &Stamp,
) -> Result<NetworkMade, NetworkError> {
    let before: HashMap<u64, &[u8]> = before.map(|file| file.embedded().collect()).unwrap_or_default();
    let mut made = NetworkMade::default();
    let nothing = embedded(&detour_engine::compile(&[]).program, stamp.seed)?;
    let mut compiled: Vec<Option<Vec<u8>>> = Vec::with_capacity(blogs.len());
    for BlogRows { blog, rows } in blogs {
        compiled.push(match rows {
            Some(rows) => made.compile(blog.id, rows, stamp.seed)?,
            None => None,
        });
    }
    let mut sites = Vec::with_capacity(blogs.len());
    for (BlogRows { blog, .. }, compiled) in blogs.iter().zip(&compiled) {
        let file = match (compiled, blog.revision) {
            (Some(file), _) => file,
            (None, Some(_)) => before.get(&blog.id).copied().unwrap_or(&nothing),
            (None, None) => &nothing,
        };
        sites.extend(blog.places.iter().map(|place| SiteFile {
            blog: blog.id,
            host: &place.host,
            path: &place.path,
            revision: blog.revision.unwrap_or(0),
            file,
        }));
    }
    made.bytes = write_network_of_files(&sites, stamp)?;
    Ok(made)
}

impl NetworkMade {
    fn compile(&mut self, blog: u64, rows: &Snapshot, seed: u64) -> Result<Option<Vec<u8>>, NetworkError> {
        let settings = match rows.settings() {
            Ok(settings) => settings,
            Err(error) => {
                self.kept.push((blog, error));
                self.served.push(Served { blog: Some(blog), ..Served::default() });
                return Ok(None);
            }
        };
        let (rules, settings, broken) = rows.with_origins(settings);
        self.broken.extend(broken.into_iter().map(|row| (blog, row)));
        let compilation = detour_engine::compile_with(&rules, &settings);
        self.served.push(rows.served(Some(blog), &settings, &compilation.skipped));
        self.skipped.extend(compilation.skipped.into_iter().map(|rule| (blog, rule)));
        self.findings.extend(compilation.findings.into_iter().map(|rule| (blog, rule)));
        self.rejected.extend(compilation.rejected.into_iter().map(|rule| (blog, rule)));
        self.hidden.extend(compilation.hidden.into_iter().map(|rule| (blog, rule)));
        self.compiled += 1;
        Ok(Some(embedded(&compilation.program, seed)?))
    }
}
