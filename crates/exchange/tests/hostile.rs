//! Files that are broken or meant to do harm: each is refused with a reason and a way out, and none makes a reader panic.

use detour_exchange::wordpress::Options as Wordpress;
use detour_exchange::{
    Format, Import, Options, betterlinks, eps, quick_page_post, rank_math, redirection, safe_redirect_manager,
    seopress, simple_301,
};

fn assert_refused(what: &str, import: &Import) {
    assert_eq!(import.rules, [], "{what}");
    let first = import.report.skipped.first().unwrap_or_else(|| panic!("{what} is refused without a reason"));
    assert!(!first.problem.message.is_empty() && !first.problem.fix.is_empty(), "{what}: {first}");
}

fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
    let unit = |unit: u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}

#[test]
fn utf_16_is_told_once() {
    for (name, format) in Format::NAMES {
        for big_endian in [false, true] {
            let import = format.read(&utf16("source,target\n/a,/b\n/c,/d\n", big_endian), &Options::default());
            assert_refused(name, &import);
            assert_eq!(import.report.skipped.len(), 1, "{name}");
        }
    }
}

#[test]
fn truncated_and_deep_json() {
    let deep = "[".repeat(200_000);
    let nested = format!("{{\"redirects\":{deep}");
    for text in ["{\"rules\": [{\"source\"", "{\"redirects\": [{\"url\": \"/a", "{", "", &deep, &nested] {
        let options = Wordpress::default();
        assert_refused("json", &Format::Json.read(text.as_bytes(), &Options::default()));
        assert_refused("redirection", &redirection::read_json(text.as_bytes(), &options));
        assert_refused("rank math", &rank_math::read_json(text.as_bytes()));
        assert_refused("betterlinks", &betterlinks::read_json(text.as_bytes(), &options));
    }
}

#[test]
fn serialized_bombs() {
    let nested = format!("{}{}", "a:1:{i:0;".repeat(100_000), "}".repeat(100_000));
    let counted = "a:2147483647:{i:0;s:1:\"x\";}".to_owned();
    let long = "s:9999999999:\"x\";".to_owned();
    let referring = "a:2:{i:0;R:1;i:1;R:1;}".to_owned();
    let object = "O:8:\"stdClass\":1:{s:1:\"a\";i:1;}".to_owned();
    for bomb in [nested, counted, long, referring, object] {
        let options = Wordpress::default();
        assert_refused("simple 301", &simple_301::read(bomb.as_bytes(), true, &options));
        let row = rank_math::Row { id: 1, sources: bomb.clone(), status: "active".into(), ..rank_math::Row::default() };
        assert_refused("rank math", &rank_math::read(&[row]));
        let settings = quick_page_post::Settings::default();
        assert_refused("quick page/post", &quick_page_post::read(bomb.as_bytes(), &[], &settings, &options));
    }
}

#[test]
fn cells_without_an_end_and_zeros() {
    let open = format!("source,target\n\"/a,/b\n{}", "/c,/d\n".repeat(50_000));
    let zeros = vec![0; 100_000];
    let options = Wordpress::default();
    for text in [open.as_bytes(), &zeros] {
        for (name, format) in Format::NAMES {
            assert_eq!(format.read(text, &Options::default()).rules, [], "{name}");
        }
        for import in [
            simple_301::read_csv(text, true, &options),
            eps::read_csv(text, &options),
            safe_redirect_manager::read_csv(text, &options),
            seopress::read_csv(text, &options),
            rank_math::read_csv(text),
        ] {
            drop(import);
        }
    }
}
