//! The functions in `php/` against PHP's own, on generated inputs. Each line to PHP is one call, each line back its result.

use std::io::Write;
use std::process::{Command, Stdio};

use detour_engine::php::{self, Value, Variables};
use detour_pcre::Pattern;

const CALLS: &str = r#"
function dump($value) {
    if (!is_array($value)) return bin2hex($value);
    $parts = [];
    foreach ($value as $key => $inner) $parts[] = (is_int($key) ? 'i' : 's') . bin2hex($key) . '=' . dump($inner);
    return '{' . implode(',', $parts) . '}';
}
while (($line = fgets(STDIN)) !== false) {
    [$call, $a, $b, $c] = array_pad(explode(' ', rtrim($line, "\n")), 4, '');
    [$a, $b, $c] = [hex2bin($a), hex2bin($b), hex2bin($c)];
    echo match ($call) {
        'urldecode' => bin2hex(urldecode($a)),
        'rawurldecode' => bin2hex(rawurldecode($a)),
        'urlencode' => bin2hex(urlencode($a)),
        'rawurlencode' => bin2hex(rawurlencode($a)),
        'lower' => bin2hex(mb_strtolower($a, 'UTF-8')),
        'parse' => (function ($query) { parse_str($query, $found); return dump($found); })($a),
        'build' => (function ($query) { parse_str($query, $found); return bin2hex(http_build_query($found)); })($a),
        'match' => json_encode(@preg_match($a, $b)),
        'replace' => is_string($found = @preg_replace($a, $b, $c)) ? bin2hex($found) : 'null',
        'strip' => bin2hex(strip_tags($a)),
        'addslashes' => bin2hex(addslashes($a)),
        'stripslashes' => bin2hex(stripslashes($a)),
        'trim' => bin2hex(trim($a)),
        'front' => ($parts = parse_url($a)) === false ? 'false' : implode(' ', array_map(
            fn($part) => isset($parts[$part]) ? bin2hex($parts[$part]) . '.' : '-', ['scheme', 'user', 'pass', 'host', 'port'])),
        'str_replace' => bin2hex(str_replace($a, $b, $c)),
        'ip' => ($packed = @inet_pton($a)) ? bin2hex(inet_ntop($packed)) : '',
    }, "\n";
}
"#;

/// Splitmix64: the same inputs in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }

    /// Up to `most` pieces one behind the other.
    fn text(&mut self, pieces: &[&[u8]], most: usize) -> Vec<u8> {
        (0..self.below(most + 1)).flat_map(|_| pieces[self.below(pieces.len())].to_vec()).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn dump(variables: &Variables) -> String {
    let parts = variables.iter().map(|(key, value)| {
        let kind = if matches!(key, php::Key::Int(_)) { 'i' } else { 's' };
        let value = match value {
            Value::Null => String::new(),
            Value::Text(text) => hex(text),
            Value::Variables(inner) => dump(inner),
        };
        format!("{kind}{}={value}", hex(&key.to_bytes()))
    });
    format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
}

/// Calls PHP with each input, and compares.
fn compare(call: &str, inputs: &[Vec<Vec<u8>>], ours: impl Fn(&[Vec<u8>]) -> String) {
    let mut child = Command::new("php")
        .args(["-d", "display_errors=0", "-d", "log_errors=0", "-r", CALLS])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("php is needed: apt-get install php-cli php-mbstring");
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = inputs
        .iter()
        .map(|input| format!("{call} {}\n", input.iter().map(|a| hex(a)).collect::<Vec<_>>().join(" ")))
        .collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let theirs = String::from_utf8(output.stdout).unwrap();
    assert_eq!(theirs.lines().count(), inputs.len(), "{call}");
    for (input, theirs) in inputs.iter().zip(theirs.lines()) {
        let shown: Vec<_> = input.iter().map(|a| a.escape_ascii().to_string()).collect();
        assert_eq!(ours(input), theirs, "{call} {shown:?}");
    }
}

fn generated(seed: u64, count: usize, pieces: &[&[u8]], most: usize) -> Vec<Vec<Vec<u8>>> {
    let mut random = Random(seed);
    (0..count).map(|_| vec![random.text(pieces, most)]).collect()
}

const URL: &[&[u8]] = &[
    b"%",
    b"+",
    b"a",
    b"Z",
    b"0",
    b"2",
    b"f",
    b"F",
    b"%2",
    b"%2f",
    b"%E9",
    b" ",
    b"~",
    b"-",
    b"/",
    b"\0",
    b"\xe9",
    b"\xc3\xa9",
];

const QUERY: &[&[u8]] = &[
    b"a",
    b"b",
    b"=",
    b"=",
    b"&",
    b"&",
    b"[",
    b"]",
    b"[]",
    b"[k]",
    b"[ ",
    b".",
    b" ",
    b"+",
    b"%20",
    b"%5B",
    b"%5D",
    b"%00",
    b"1",
    b"-1",
    b"0",
    b"9223372036854775807",
    b"%e9",
    b"[[",
    b"][",
    b"\t",
    b"~",
    b"%26",
];

#[test]
fn urls() {
    let inputs = generated(1, 2000, URL, 12);
    compare("urldecode", &inputs, |a| hex(&php::urldecode(&a[0])));
    compare("rawurldecode", &inputs, |a| hex(&php::rawurldecode(&a[0])));
    compare("urlencode", &inputs, |a| hex(&php::urlencode(&a[0])));
    compare("rawurlencode", &inputs, |a| hex(&php::rawurlencode(&a[0])));
}

#[test]
fn queries() {
    let inputs = generated(2, 6000, QUERY, 14);
    compare("parse", &inputs, |a| dump(&php::parse_str(&a[0])));
    compare("build", &inputs, |a| hex(&php::http_build_query(&php::parse_str(&a[0]))));
}

#[test]
fn lower_case() {
    // PHP 8.3 changed the final sigma, and newer Unicode has more letters than PHP 8.2 knows.
    let letters: Vec<Vec<Vec<u8>>> = (0..0x1_f000_u32)
        .filter_map(char::from_u32)
        .filter(|&c| c != 'Σ' && !is_newer(c))
        .map(|c| vec![c.to_string().into_bytes()])
        .collect();
    compare("lower", &letters, |a| hex(&php::mb_strtolower(&a[0])));
    let pieces: &[&[u8]] = &[
        b"A", b"\xe2", b"\x82", b"\xac", b"\xf0", b"\x9f", b"\xc3", b"\xc0", b"\xed", b"\xa0", b"\xff", b"\xf4",
        b"\x90", b"\xe0",
    ];
    compare("lower", &generated(3, 4000, pieces, 8), |a| hex(&php::mb_strtolower(&a[0])));
}

fn is_newer(c: char) -> bool {
    matches!(c, '\u{a7cb}'..='\u{a7dc}' | '\u{10d50}'..='\u{10d65}' | '\u{1c89}' | '\u{16ea0}'..='\u{16eb8}')
}

#[test]
fn patterns() {
    let pieces: &[&[u8]] = &[
        b"a", b"b", b"/", b".", b"*", b"+", b"?", b"(", b")", b"(?:", b"|", b"^", b"$", b"[ab]", b"[^a]", b"[", b"]",
        b"\\", b"\\d", b"\\K", b"\\b", b"{2}", b"{,5}", b"(?i)", b"\xe9", b"\\@", b"\\y", b"(*UTF)", b"(?=", b"(?<!",
        b"\\1", b"\\Q", b"\\E", b"\n",
    ];
    let subjects: &[&[u8]] = &[b"a", b"b", b"/", b"A", b"\n", b"1", b"\xe9", b"", b"y", b"ab"];
    let targets: &[&[u8]] = &[b"$", b"\\", b"1", b"0", b"{", b"}", b"${1}", b"$1", b"\\1", b"x", b"$12", b"$0"];
    let ends: &[&[u8]] = &[b"@", b"@s", b"@si", b"@i", b"@m", b"@Ux", b"@ s\n", b"@q", b""];
    let mut random = Random(4);
    let inputs: Vec<Vec<Vec<u8>>> = (0..12_000)
        .map(|_| {
            let pattern = [b"@", &random.text(pieces, 7)[..], ends[random.below(ends.len())]].concat();
            vec![pattern, random.text(targets, 6), random.text(subjects, 8)]
        })
        // PHP reads past the end of such a subject.
        .filter(|input| input[2].is_ascii() || !input[0].windows(6).any(|window| window == b"(*UTF)"))
        .collect();
    compare("replace", &inputs, |a| {
        let replaced = Pattern::new(&a[0]).ok().and_then(|pattern| php::preg_replace(&pattern, &a[1], &a[2]).ok());
        replaced.map_or("null".to_owned(), |replaced| hex(&replaced))
    });
    let inputs: Vec<Vec<Vec<u8>>> =
        inputs.into_iter().map(|mut input| vec![input.remove(0), input.remove(1)]).collect();
    compare("match", &inputs, |a| {
        let matched = Pattern::new(&a[0]).ok().and_then(|pattern| php::preg_match(&pattern, &a[1]).ok());
        matched.map_or("false".to_owned(), |matched| u8::from(matched).to_string())
    });
}

#[test]
fn addresses() {
    let texts: [&[u8]; 8] = [
        b"1.2.3.4",
        b"01.2.3.4",
        b"1.2.3",
        b"2001:DB8::0:1",
        b"::ffff:1.2.3.4",
        b"::1.2.3.4",
        b"fe80::1%eth0",
        b" 1.2.3.4",
    ];
    let inputs: Vec<Vec<Vec<u8>>> = texts.iter().map(|text| vec![text.to_vec()]).collect();
    compare("ip", &inputs, |a| php::normal_ip(&a[0]).map_or(String::new(), |ip| hex(ip.as_bytes())));
}

#[test]
fn tags() {
    let pieces: &[&[u8]] = &[
        b"<",
        b">",
        b"a",
        b" ",
        b"!",
        b"-",
        b"--",
        b"?",
        b"\"",
        b"'",
        b"\\",
        b"\0",
        b"<!--",
        b"-->",
        b"<?xml",
        b"?>",
        b"<!doctype",
        b"<b>",
        b"<?",
        b"<a b=\"",
    ];
    compare("strip", &generated(5, 8000, pieces, 9), |a| hex(&php::strip_tags(&a[0])));
}

#[test]
fn slashes() {
    let pieces: &[&[u8]] = &[b"\\", b"'", b"\"", b"\0", b"0", b"a"];
    let inputs = generated(6, 2000, pieces, 8);
    compare("addslashes", &inputs, |a| hex(&php::addslashes(&a[0])));
    compare("stripslashes", &inputs, |a| hex(&php::stripslashes(&a[0])));
}

#[test]
fn fronts_of_urls() {
    let pieces: &[&[u8]] = &[
        b"http:",
        b"file:",
        b"a",
        b"://",
        b"//",
        b"/",
        b":",
        b"@",
        b"?",
        b"#",
        b"[",
        b"]",
        b"::1",
        b"80",
        b"08",
        b"0",
        b"99999",
        b"123456",
        b"+1",
        b"-1",
        b" ",
        b".",
        b"-",
        b"\xc3\xa9",
        b"%41",
    ];
    compare("front", &generated(7, 60_000, pieces, 9), |a| match php::front(&a[0]) {
        None => "false".to_owned(),
        Some(front) => {
            let port = front.port.map(|port| port.to_string().into_bytes());
            let parts = [front.scheme, front.user, front.password, front.host, port.as_deref()];
            parts.map(|part| part.map_or("-".to_owned(), |part| hex(part) + ".")).join(" ")
        }
    });
}

#[test]
fn ends_and_replacements() {
    let pieces: &[&[u8]] = &[b" ", b"\t", b"\n", b"\r", b"\0", b"\x0b", b"\x0c", b"a", b"\xa0"];
    compare("trim", &generated(8, 2000, pieces, 8), |a| hex(php::trim(&a[0], php::BLANKS)));
    let (pieces, mut random): (&[&[u8]], _) = (&[b"a", b"b", b"ab"], Random(9));
    let inputs: Vec<Vec<Vec<u8>>> =
        (0..2000).map(|_| vec![random.text(pieces, 2), random.text(pieces, 2), random.text(pieces, 9)]).collect();
    compare("str_replace", &inputs, |a| hex(&php::str_replace(&a[2], &a[0], &a[1])));
}
