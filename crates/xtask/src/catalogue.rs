//! The catalogue of texts (`wp-plugin/detour/languages/detour.pot`), from which translations are made.
//!
//! GNU gettext reads PHP as it is. It can't read TypeScript with types and JSX, so the compiler takes these away first.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::command::run;
use crate::{app, translated, workspace};

/// Functions of WordPress that translate, and which of their arguments are texts (`c`: context).
const KEYWORDS: [&str; 8] =
    ["__:1", "_e:1", "_n:1,2", "_x:1,2c", "_nx:1,2,4c", "esc_html__:1", "esc_html_e:1", "esc_attr__:1"];

/// Where WordPress looks for the translations of a script: by the file that it loads.
const SCRIPT: &str = "build/index.js";

/// Writes the catalogue and says how many texts are in it; fails if one is missing, or can't be translated.
pub(crate) fn write() -> Result<usize> {
    let plugin = workspace::root().join("wp-plugin/detour");
    let work = tempfile::tempdir().context("can't make a directory")?;
    let scripts = work.path().join("scripts");
    app::compile(&scripts)?;
    let from_php = extract(&plugin, "PHP", &sources(&plugin, "php")?, &work.path().join("php.pot"))?;
    let from_scripts = extract(&scripts, "JavaScript", &sources(&scripts, "js")?, &work.path().join("js.pot"))?;
    let (php, scripts) = (without_header(&from_php), with_one_place(without_header(&from_scripts)));
    let parts = [header(), php.to_owned(), scripts];

    let merged = work.path().join("merged.pot");
    std::fs::write(&merged, parts.join("\n"))?;
    let catalogue = plugin.join("languages/detour.pot");
    std::fs::create_dir_all(plugin.join("languages"))?;
    // The same text in both parts becomes one entry.
    run(Command::new("msguniq").args(["--use-first", "--sort-output", "-o"]).arg(&catalogue).arg(&merged))?;
    let text = std::fs::read_to_string(&catalogue)?;
    let count = text.lines().filter(|line| line.starts_with("msgid ")).count().saturating_sub(1);
    ensure!(count > 0, "no text was found in {}", plugin.display());
    check(&plugin, &text)?;
    Ok(count)
}

/// Compares with what is translated in the source, read in another way.
fn check(plugin: &Path, catalogue: &str) -> Result<()> {
    let catalogue = translated::of_catalogue(catalogue);
    let app = plugin.join("app/src");
    let mut problems = Vec::new();
    for (folder, extension) in [(plugin, "php"), (&app, "ts"), (&app, "tsx")] {
        for file in sources(folder, extension)? {
            let found = translated::find(&std::fs::read_to_string(folder.join(&file))?);
            let missing = found.texts.difference(&catalogue).map(|text| format!("not in the catalogue: {text}"));
            let mistakes = found.mistakes.into_iter().chain(missing);
            problems.extend(mistakes.map(|problem| format!("{}, {problem}", file.display())));
        }
    }
    ensure!(problems.is_empty(), "{}", problems.join("\n"));
    Ok(())
}

/// What gettext finds in some files, which are named relative to `folder`.
fn extract(folder: &Path, language: &str, files: &[PathBuf], into: &Path) -> Result<String> {
    let mut xgettext = Command::new("xgettext");
    xgettext.current_dir(folder).args(["--from-code=UTF-8", "--add-comments=translators", "--add-location=file"]);
    xgettext.arg(format!("--language={language}")).arg("--keyword");
    xgettext.args(KEYWORDS.iter().map(|keyword| format!("--keyword={keyword}"))).arg("-o").arg(into);
    run(xgettext.args(files))?;
    std::fs::read_to_string(into).with_context(|| format!("xgettext found no text in {}", folder.display()))
}

/// Files that hold texts, in their order.
fn sources(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).with_context(|| format!("can't read {}", next.display()))? {
            let path = entry?.path();
            let is_left_out = ["app", "build", "tests"].iter().any(|name| path == folder.join(name));
            if path.is_dir() && !is_left_out {
                folders.push(path);
            } else if path.extension().is_some_and(|has| has == extension) {
                found.push(path.strip_prefix(folder).unwrap_or(&path).to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The entries after the first, which is gettext's own.
fn without_header(catalogue: &str) -> &str {
    catalogue.split_once("\n\n").map_or("", |(_, entries)| entries)
}

fn with_one_place(entries: &str) -> String {
    let line = |line: &str| if line.starts_with("#: ") { format!("#: {SCRIPT}\n") } else { format!("{line}\n") };
    entries.lines().map(line).collect()
}

/// Without a date: the same texts make the same file.
fn header() -> String {
    let fields = [
        concat!("Project-Id-Version: Detour ", env!("CARGO_PKG_VERSION")),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        "X-Domain: detour",
    ];
    let fields: String = fields.iter().map(|field| format!("\"{field}\\n\"\n")).collect();
    format!("msgid \"\"\nmsgstr \"\"\n{fields}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_scripts_are_placed_where_wordpress_looks() {
        let catalogue =
            "msgid \"\"\nmsgstr \"\"\n\n#. translators: %s: x\n#: rules/a.js rules/b.js\nmsgid \"A %s\"\nmsgstr \"\"\n";
        assert_eq!(
            with_one_place(without_header(catalogue)),
            "#. translators: %s: x\n#: build/index.js\nmsgid \"A %s\"\nmsgstr \"\"\n"
        );
    }

    #[test]
    fn files_that_hold_no_texts_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["includes/Tests", "tests", "app/node_modules"] {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("a.php"), "").unwrap();
        }
        assert_eq!(sources(folder.path(), "php").unwrap(), [PathBuf::from("includes/Tests/a.php")]);
    }
}
