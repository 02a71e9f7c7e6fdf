//! Measuring several contenders in turn.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

/// A round of a contender takes at most about so long, unless five requests take longer.
const ROUND: Duration = Duration::from_millis(30);
/// Contenders that are faster than this in a round answer it twice, and the second time counts: the caches are theirs then.
const WARMED_UP: Duration = Duration::from_millis(100);
/// Requests come in five shapes, so any number of them is a multiple of five.
const SHAPES: usize = 5;

type Answer<'a> = Box<dyn FnMut(usize) -> Result<(Duration, usize)> + 'a>;

/// Something that answers the same requests as the others.
pub struct Contender<'a> {
    answer: Answer<'a>,
    count: usize,
    best: f64,
}

impl<'a> Contender<'a> {
    /// Answers with a function that is given a request's index and returns whether a rule matched.
    pub fn new(mut matches: impl FnMut(usize) -> bool + 'a) -> Contender<'a> {
        Contender::timed(move |count| {
            let start = Instant::now();
            let found = (0..count).filter(|&index| matches(index)).count();
            Ok((start.elapsed(), found))
        })
    }

    /// Answers the first requests, as many as asked for, and says how long it took and how many rules matched.
    pub fn timed(answer: impl FnMut(usize) -> Result<(Duration, usize)> + 'a) -> Contender<'a> {
        Contender { answer: Box::new(answer), count: 0, best: f64::INFINITY }
    }

    fn calibrate(&mut self, requests: usize) -> Result<()> {
        let few = SHAPES.min(requests);
        (self.answer)(few)?;
        let (time, _) = (self.answer)(few)?;
        let fitting = ROUND.as_nanos() * few as u128 / time.as_nanos().max(1);
        let fitting = usize::try_from(fitting)?.clamp(few, requests);
        self.count = fitting - fitting % few;
        Ok(())
    }

    fn round(&mut self, expected: fn(usize) -> usize) -> Result<()> {
        let (mut time, mut found) = (self.answer)(self.count)?;
        if time < WARMED_UP {
            (time, found) = (self.answer)(self.count)?;
        }
        ensure!(found == expected(self.count), "{found} of {} requests had a rule", self.count);
        self.best = self.best.min(time.as_secs_f64() * 1e9 / self.count as f64);
        Ok(())
    }
}

/// Which answer all contenders must give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Every request has a rule.
    Hits,
    /// None has.
    Misses,
}

/// The best round of each contender: nanoseconds a request.
///
/// # Errors
/// When a contender fails or answers wrongly.
pub fn nanoseconds<const N: usize>(
    requests: usize,
    expect: Expect,
    rounds: usize,
    mut contenders: [Contender<'_>; N],
) -> Result<[f64; N]> {
    let expected: fn(usize) -> usize = match expect {
        Expect::Hits => |count| count,
        Expect::Misses => |_| 0,
    };
    for contender in &mut contenders {
        contender.calibrate(requests)?;
    }
    for round in 0..rounds {
        for place in 0..N {
            // In turn first and last, so that none gains by its place.
            contenders[(round + place) % N].round(expected)?;
        }
    }
    Ok(contenders.map(|contender| contender.best))
}
