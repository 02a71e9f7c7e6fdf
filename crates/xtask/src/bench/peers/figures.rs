//! What the rounds came to.

use super::rules::Size;
use super::variant::{Variant, Work};
use crate::bench::figure::{median, quantile};

/// A figure whose rounds lie further apart than this share of their median is marked.
pub(super) const NOISY: f64 = 0.25;

/// The same figure of several rounds.
#[derive(Clone, Copy)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    rounds: usize,
}

impl Spread {
    /// Of one value for each round; none if there was no round.
    pub(super) fn of(mut rounds: Vec<f64>) -> Option<Self> {
        let median = median(&mut rounds);
        Some(Self { median, least: *rounds.first()?, most: *rounds.last()?, rounds: rounds.len() })
    }

    /// A single round doesn't tell.
    pub(super) fn is_noisy(&self) -> bool {
        self.rounds < 2 || self.most - self.least > NOISY * self.median
    }
}

/// One round of one variant at one work.
#[derive(Clone)]
pub(super) struct Sample {
    pub(super) variant: Variant,
    pub(super) work: Work,
    pub(super) round: usize,
    /// Milliseconds of each answer to one visitor who asks one request after the other.
    pub(super) times: Vec<f64>,
    /// Processor time of all processes, milliseconds a request.
    pub(super) cpu: f64,
    /// Requests per second, of several visitors.
    pub(super) rate: Option<f64>,
}

impl Sample {
    fn p50(&self) -> f64 {
        median(&mut self.times.clone())
    }
}

/// All rounds of one variant at one work.
pub(super) struct Figures {
    pub(super) variant: Variant,
    pub(super) work: Work,
    /// Answers that were timed.
    pub(super) answers: usize,
    /// Milliseconds.
    pub(super) p50: Spread,
    /// Milliseconds, of the answers of all rounds.
    pub(super) p99: f64,
    /// The median's ratio to that of WordPress alone in the same round: at the same work, for a hit at the 404 that
    /// WordPress alone answers there.
    pub(super) against: Spread,
    /// Milliseconds a request.
    pub(super) cpu: Spread,
    /// Its ratio to that of WordPress alone, likewise. Others who use the machine lengthen times more than this.
    pub(super) cpu_against: Spread,
    /// Requests per second.
    pub(super) rate: Option<Spread>,
    /// Statements that the database gets for one request.
    pub(super) queries: Option<u64>,
}

/// Memory that belongs to one process alone, of the largest of its kind, MB.
pub(super) struct Memory {
    pub(super) variant: Variant,
    pub(super) php: f64,
    pub(super) web: f64,
    pub(super) agent: Option<f64>,
}

/// Everything measured with one set of rules.
pub(super) struct Results {
    pub(super) size: Size,
    pub(super) figures: Vec<Figures>,
    pub(super) memory: Vec<Memory>,
}

impl Results {
    pub(super) fn get(&self, variant: Variant, work: Work) -> Option<&Figures> {
        self.figures.iter().find(|figures| (figures.variant, figures.work) == (variant, work))
    }
}

/// Sums all rounds up; `queries` are those of one request.
pub(super) fn sum_up(samples: &[Sample], variant: Variant, work: Work, queries: Option<u64>) -> Option<Figures> {
    let rounds: Vec<&Sample> = samples.iter().filter(|one| (one.variant, one.work) == (variant, work)).collect();
    let base = if work.is_hit() { Work::NotFound } else { work };
    let ratios = |value: fn(&Sample) -> f64| {
        let alone = |one: &Sample| {
            let same =
                |other: &&Sample| (other.variant, other.work, other.round) == (Variant::WordPress, base, one.round);
            samples.iter().find(same).map(value)
        };
        Spread::of(rounds.iter().filter_map(|one| Some(value(one) / alone(one)?)).collect())
    };
    let mut times: Vec<f64> = rounds.iter().flat_map(|one| one.times.iter().copied()).collect();
    Some(Figures {
        variant,
        work,
        answers: times.len(),
        p50: Spread::of(rounds.iter().map(|one| one.p50()).collect())?,
        p99: quantile(&mut times, 0.99),
        against: ratios(Sample::p50)?,
        cpu: Spread::of(rounds.iter().map(|one| one.cpu).collect())?,
        cpu_against: ratios(|one| one.cpu)?,
        rate: Spread::of(rounds.iter().filter_map(|one| one.rate).collect()),
        queries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(variant: Variant, work: Work, round: usize, times: &[f64]) -> Sample {
        Sample { variant, work, round, times: times.to_vec(), cpu: 1.0, rate: None }
    }

    #[test]
    fn a_single_round_proves_nothing() {
        assert!(Spread::of(vec![1.0]).unwrap().is_noisy());
        assert!(!Spread::of(vec![1.0, 1.2]).unwrap().is_noisy());
        assert!(Spread::of(vec![]).is_none());
    }

    #[test]
    fn a_round_is_compared_with_wordpress_in_the_same_round() {
        let samples = [
            sample(Variant::WordPress, Work::NotFound, 0, &[10.0]),
            sample(Variant::WordPress, Work::NotFound, 1, &[20.0]),
            sample(Variant::Detour, Work::Hit, 0, &[1.0]),
            sample(Variant::Detour, Work::Hit, 1, &[2.0]),
        ];
        let figures = sum_up(&samples, Variant::Detour, Work::Hit, None).unwrap();
        assert_eq!((figures.against.least, figures.against.most), (0.1, 0.1));
        assert_eq!((figures.p50.least, figures.p50.most, figures.answers), (1.0, 2.0, 2));
        assert!(figures.p50.is_noisy() && !figures.against.is_noisy());
        assert!(sum_up(&samples, Variant::Detour, Work::Post, None).is_none());
    }
}
