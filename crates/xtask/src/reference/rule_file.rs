//! The tables of crates/format/FORMAT.md, written from the structures and constants that the code reads and writes.
//!
//! A comment in the page says which, and a table takes the place of what is between it and the next `<!-- end -->`:
//! `<!-- src/layout.rs: fields Header -->` the fields of a structure, `bits flag` the masks of a module, `numbers section` its
//! numbers, `numbers` alone those of the file. The meaning of each is its documentation comment.

use std::fmt::Write;

use anyhow::{Context, Result, bail};

use crate::workspace;

/// Below the root of the checkout; sources are named from its folder.
const PAGE: &str = "crates/format/FORMAT.md";
const END: &str = "<!-- end -->";

/// Writes the page; says how many tables it has.
pub(crate) fn write() -> Result<usize> {
    let path = workspace::root().join(PAGE);
    let old = std::fs::read_to_string(&path).with_context(|| format!("can't read {PAGE}"))?;
    let (text, count) = with_tables(&old)?;
    std::fs::write(path, text)?;
    Ok(count)
}

fn with_tables(page: &str) -> Result<(String, usize)> {
    let (mut text, mut rest, mut count) = (String::new(), page, 0);
    while let Some((before, after)) = rest.split_once("<!-- ") {
        let (source, after) =
            after.split_once(" -->\n").with_context(|| format!("{PAGE}: a comment without an end"))?;
        let place = || format!("{PAGE}: {source}");
        let (old, after) = after.split_once(END).with_context(|| format!("{}: no {END} behind it", place()))?;
        if old.contains("<!-- ") {
            bail!("{}: no {END} behind it", place());
        }
        let (file, wanted) = source.split_once(": ").with_context(place)?;
        let path = workspace::root().join(PAGE).with_file_name(file);
        let code = std::fs::read_to_string(&path).with_context(|| format!("{}: can't read {file}", place()))?;
        let _ = write!(text, "{before}<!-- {source} -->\n{}{END}", table(&code, wanted).with_context(place)?);
        rest = after;
        count += 1;
    }
    Ok((text + rest, count))
}

fn table(code: &str, wanted: &str) -> Result<String> {
    let (what, name) = wanted.split_once(' ').unwrap_or((wanted, ""));
    match what {
        "fields" => fields(&items(block(code, "struct", name)?, ""), &items(code, "const ")),
        "bits" => bits(&items(block(code, "mod", name)?, "const ")),
        "numbers" if name.is_empty() => rows(&items(code, "const "), &["u16", "u32", "usize"]),
        // What is of another type counts something for the code alone.
        "numbers" => rows(&items(block(code, "mod", name)?, "const "), &["u8", "u32"]),
        _ => bail!("neither fields, bits nor numbers"),
    }
}

/// The lines between the braces of a structure or a module.
fn block<'a>(code: &'a str, keyword: &str, name: &str) -> Result<&'a str> {
    let (_, rest) = code.split_once(&format!("{keyword} {name} {{\n")).context("not there")?;
    Ok(rest.split_once("\n}").context("no end")?.0)
}

/// A field or a constant with a type, the value of a constant, and the comment before it.
struct Item<'a> {
    name: &'a str,
    shape: &'a str,
    value: &'a str,
    about: String,
}

/// What stands outermost in a piece of code, and begins with the keyword.
fn items<'a>(code: &'a str, keyword: &str) -> Vec<Item<'a>> {
    let outermost = code.lines().map(indent).find(|&indent| indent < usize::MAX).unwrap_or(0);
    let mut items = Vec::new();
    let mut about = String::new();
    for line in code.lines().filter(|line| indent(line) == outermost).map(str::trim) {
        if let Some(comment) = line.strip_prefix("///") {
            about = format!("{about} {}", comment.trim()).trim_start().to_owned();
            continue;
        }
        let bare = line.trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ").trim_start_matches("pub ");
        let declared = bare.strip_prefix(keyword).and_then(|rest| rest.trim_end_matches([',', ';']).split_once(": "));
        if let Some((name, rest)) = declared.filter(|(name, _)| !name.contains(' ')) {
            let (shape, value) = rest.split_once(" = ").unwrap_or((rest, ""));
            items.push(Item { name, shape, value, about: std::mem::take(&mut about) });
        }
        about.clear();
    }
    items
}

/// Blanks before a line; none has as many as an empty one.
fn indent(line: &str) -> usize {
    line.find(|c| c != ' ').unwrap_or(usize::MAX)
}

/// `7`, `0b11`, `0xff`, `1 << 4`
fn number(value: &str) -> Result<u32> {
    if let Some((value, by)) = value.split_once(" << ") {
        return Ok(number(value)? << number(by)?);
    }
    let (digits, radix) = match value.split_at_checked(2) {
        Some(("0b", digits)) => (digits, 2),
        Some(("0x", digits)) => (digits, 16),
        _ => (value, 10),
    };
    u32::from_str_radix(digits, radix).with_context(|| format!("{value} is no number"))
}

impl Item<'_> {
    fn about(&self) -> Result<&str> {
        if self.about.is_empty() {
            bail!("{} has no comment", self.name);
        }
        Ok(&self.about)
    }
}

/// Where each field stands. Nothing stands between two: the structures are of bytes alone, which zerocopy's `Unaligned` asks for.
fn fields(items: &[Item<'_>], constants: &[Item<'_>]) -> Result<String> {
    let mut text = String::from("| at | type | name | |\n|---|---|---|---|\n");
    let mut at = 0;
    for item in items {
        let (shape, bytes) = shape(item.shape, constants)?;
        let _ = writeln!(text, "| {at} | {shape} | `{}` | {} |", item.name, item.about()?);
        at += bytes;
    }
    let _ = write!(text, "\n{at} bytes.\n");
    Ok(text)
}

/// A type as the page names it, and its bytes.
fn shape(shape: &str, constants: &[Item<'_>]) -> Result<(String, u32)> {
    if let Some((of, count)) = shape.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')?.split_once("; ")) {
        let count = number(constants.iter().find(|item| item.name == count).map_or(count, |item| item.value))?;
        let (name, bytes) = self::shape(of, constants)?;
        let name = if name == "u8" { format!("{count} bytes") } else { format!("{name} ×{count}") };
        return Ok((name, bytes * count));
    }
    let bits = shape.trim_start_matches(['u', 'U']).parse::<u32>();
    let bits = bits.ok().filter(|bits| [8, 16, 32, 64].contains(bits));
    Ok((shape.to_lowercase(), bits.with_context(|| format!("{shape}: a type of unknown length"))? / 8))
}

fn bits(items: &[Item<'_>]) -> Result<String> {
    let mut text = String::from("| bits | name | |\n|---|---|---|\n");
    for item in items {
        let mask = number(item.value)?;
        let (first, last) = (mask.trailing_zeros(), mask.checked_ilog2().context("a mask without bits")?);
        let bits = if first == last { first.to_string() } else { format!("{first}–{last}") };
        let _ = writeln!(text, "| {bits} | `{}` | {} |", item.name, item.about()?);
    }
    Ok(text)
}

fn rows(items: &[Item<'_>], types: &[&str]) -> Result<String> {
    let mut text = String::from("| name | number | |\n|---|---|---|\n");
    for item in items.iter().filter(|item| types.contains(&item.shape)) {
        let _ = writeln!(text, "| `{}` | {} | {} |", item.name, number(item.value)?, item.about()?);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> String {
        std::fs::read_to_string(workspace::root().join(name)).unwrap()
    }

    #[test]
    fn the_page_says_what_the_code_says() {
        let page = read(PAGE);
        let (text, count) = with_tables(&page).unwrap();
        assert!(count >= 10, "{count} tables");
        assert!(text == page, "{PAGE} is another: run cargo xtask reference");
        let version = format!("format {}.{}\n", detour_format::MAJOR, detour_format::MINOR);
        assert!(page.lines().next().unwrap().ends_with(version.trim_end()), "{PAGE}: the heading isn't of {version}");
    }

    #[test]
    fn every_structure_of_the_layout_is_in_the_page() {
        let (page, layout) = (read(PAGE), read("crates/format/src/layout.rs"));
        for (keyword, kinds) in [("struct", &["fields"][..]), ("mod", &["bits", "numbers"])] {
            let names = layout.lines().filter_map(|line| {
                line.strip_prefix("pub(crate) ")?.strip_prefix(keyword)?.trim_start().strip_suffix(" {")
            });
            for name in names {
                let is_there = |kind: &&str| page.contains(&format!("<!-- src/layout.rs: {kind} {name} -->"));
                assert!(kinds.iter().any(is_there), "{PAGE}: no table of {name}");
            }
        }
    }

    const CODE: &str = "\
/// Slots.
pub(crate) const SLOTS: usize = 10;
#[repr(C)]
pub(crate) struct Bucket {
    /// Tag of
    /// each slot.
    pub(crate) tags: [U16; SLOTS],
    /// Set.
    pub(crate) set: [u8; 3],
    /// Last.
    pub(crate) last: U32,
}
pub(crate) mod flag {
    /// Kind.
    pub(crate) const KIND: u16 = 0b11;
    /// More.
    pub(crate) const MORE: u16 = 1 << 12;

    pub(crate) const fn number(flags: u16, mask: u16) -> u16 {
        flags
    }
}
";

    #[test]
    fn tables_are_made_of_code() {
        let fields = "| 0 | u16 ×10 | `tags` | Tag of each slot. |\n| 20 | 3 bytes | `set` | Set. |\n| 23 | u32 | `last` | Last. |\n\n27 bytes.\n";
        assert!(table(CODE, "fields Bucket").unwrap().ends_with(fields));
        let bits = "|---|---|---|\n| 0–1 | `KIND` | Kind. |\n| 12 | `MORE` | More. |\n";
        assert!(table(CODE, "bits flag").unwrap().ends_with(bits));
        let numbers = table(&CODE.replace("u16", "u32"), "numbers flag").unwrap();
        assert!(numbers.ends_with("| `KIND` | 3 | Kind. |\n| `MORE` | 4096 | More. |\n"), "{numbers}");
        assert!(table(CODE, "numbers").unwrap().ends_with("|---|---|---|\n| `SLOTS` | 10 | Slots. |\n"));
        for (wanted, complaint) in [("fields Other", "not there"), ("lines flag", "neither")] {
            assert!(format!("{:#}", table(CODE, wanted).unwrap_err()).contains(complaint));
        }
        let silent = CODE.replace("    /// Last.\n", "");
        assert!(table(&silent, "fields Bucket").unwrap_err().to_string().contains("last has no comment"));
    }
}
