//! A chart of what a hit takes: bars on a logarithmic scale, as SVG without scripts or foreign fonts.

use std::fmt::Write as _;

use super::figures::{Figures, Results};
use super::table::{milliseconds, shown};
use super::variant::{Variant, Work};

const WIDTH: f64 = 760.0;
/// Where bars begin and end; names stand before, values behind.
const LEFT: f64 = 210.0;
const RIGHT: f64 = 640.0;
const BAR: f64 = 15.0;
const LINE: f64 = 22.0;
const TOP: f64 = 58.0;

/// Colours that are read on white and on black; a bar is told by its name, not by its colour.
const STYLE: &str = "\
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600; font-size: 15px }
.group { font-weight: 600 }
.quiet { fill: #59636e }
.bar { fill: #8c959f }
.detour { fill: #1a7f4b }
.grid { stroke: #d1d9e0 }
.rounds { stroke: #1f2328; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.quiet { fill: #9198a1 }
.bar { fill: #656c76 }
.detour { fill: #2ea667 }
.grid { stroke: #3d444d }
.rounds { stroke: #f0f6fc }
}
";

/// A scale of powers of ten.
struct Scale {
    first: i32,
    last: i32,
}

impl Scale {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let least = values.clone().fold(f64::INFINITY, f64::min);
        let most = values.fold(0.0, f64::max);
        // A bar of the least value is to be seen as well.
        let first = power(least * 0.8).floor();
        #[expect(clippy::cast_possible_truncation)]
        let (first, last) = (first as i32, power(most).ceil().max(first + 1.0) as i32);
        Self { first, last }
    }

    fn x(&self, value: f64) -> f64 {
        let share = (power(value) - f64::from(self.first)) / f64::from(self.last - self.first);
        LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }
}

fn power(value: f64) -> f64 {
    value.max(1e-6).log10()
}

/// Draws it; nothing if no hits were measured.
pub(super) fn svg(results: &[Results]) -> Option<String> {
    let groups: Vec<(String, Vec<(String, &Figures)>)> =
        results.iter().map(|one| (one.size.title(), bars(one))).filter(|(_, bars)| !bars.is_empty()).collect();
    if groups.is_empty() {
        return None;
    }
    let all = groups.iter().flat_map(|(_, bars)| bars.iter().map(|(_, figures)| *figures));
    let scale = Scale::of(all.flat_map(|figures| [figures.p50.least, figures.p50.most]));
    let mut body = String::new();
    let mut words = String::from("Milliseconds, median, less is better. ");
    let mut y = TOP;
    for (title, bars) in &groups {
        y += LINE;
        let _ = writeln!(body, "<text class=\"group\" x=\"10\" y=\"{}\">{title}</text>", y - 7.0);
        let _ = write!(words, "With {title}: ");
        for (at, (name, figures)) in bars.iter().enumerate() {
            let value = shown(&figures.p50, milliseconds);
            bar(&mut body, &scale, y, name, figures, &value);
            let end = if at + 1 < bars.len() { ", " } else { ". " };
            let _ = write!(words, "{name} {value}{end}");
            y += LINE;
        }
        y += 10.0;
    }
    let mut axis = String::new();
    for exponent in scale.first..=scale.last {
        let x = scale.x(10_f64.powi(exponent));
        let _ = writeln!(axis, "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{y:.1}\"/>");
        let label = 10_f64.powi(exponent);
        let _ = writeln!(
            axis,
            "<text class=\"quiet\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
            TOP - 6.0
        );
    }
    let height = y + 24.0;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" \
         height=\"{height:.0}\" role=\"img\" aria-labelledby=\"title desc\">\n\
         <title id=\"title\">What a redirect takes</title>\n\
         <desc id=\"desc\">{}</desc>\n\
         <style>\n{STYLE}</style>\n\
         <text class=\"title\" x=\"10\" y=\"24\">What a redirect takes: milliseconds, median</text>\n\
         {axis}{body}\
         <text class=\"quiet\" x=\"10\" y=\"{:.0}\">Each grid line is ten times the one before. \
         Thin lines: the quickest and the slowest round; ~ these are far apart.</text>\n\
         </svg>\n",
        words.trim_end(),
        y + 10.0,
    ))
}

/// Everybody's hits, the slowest last.
fn bars(results: &Results) -> Vec<(String, &Figures)> {
    let hits = results.figures.iter().filter(|figures| matches!(figures.work, Work::Hit | Work::FirstHit));
    let mut bars: Vec<(String, &Figures)> = hits
        .map(|figures| match figures.work {
            Work::FirstHit => (format!("{}, first time", figures.variant.name()), figures),
            _ => (figures.variant.name().to_owned(), figures),
        })
        .collect();
    bars.sort_by(|(_, one), (_, other)| one.p50.median.total_cmp(&other.p50.median));
    bars
}

fn bar(body: &mut String, scale: &Scale, y: f64, name: &str, figures: &Figures, value: &str) {
    let class = if figures.variant == Variant::Detour { "bar detour" } else { "bar" };
    let [end, least, most] = [figures.p50.median, figures.p50.least, figures.p50.most].map(|value| scale.x(value));
    let (text, middle) = (y + 12.0, y + BAR / 2.0);
    let _ = writeln!(body, "<text x=\"{:.0}\" y=\"{text:.1}\" text-anchor=\"end\">{name}</text>", LEFT - 8.0);
    let width = (end - LEFT).max(1.0);
    let _ = writeln!(body, "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\"/>");
    let _ = writeln!(
        body,
        "<line class=\"rounds\" x1=\"{least:.1}\" x2=\"{most:.1}\" y1=\"{middle:.1}\" y2=\"{middle:.1}\"/>"
    );
    let _ = writeln!(body, "<text x=\"{:.1}\" y=\"{text:.1}\">{value}</text>", most.max(end) + 8.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_ten_are_as_far_apart() {
        let scale = Scale::of([0.05, 70.0].into_iter());
        assert_eq!((scale.first, scale.last), (-2, 2));
        let steps: Vec<f64> = (-2..=2).map(|power| scale.x(10_f64.powi(power))).collect();
        assert_eq!((steps[0], steps[4]), (LEFT, RIGHT));
        assert!(steps.windows(2).all(|two| ((two[1] - two[0]) - (RIGHT - LEFT) / 4.0).abs() < 1e-9));
    }

    #[test]
    fn without_hits_there_is_no_chart() {
        assert!(svg(&[]).is_none());
    }
}
