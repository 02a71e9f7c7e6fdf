//! The full check: what the publisher proves before a file goes live, so that readers needn't at each request.

use std::sync::OnceLock;

use detour_engine::{
    ActionView, Key, Keys, Parts, RuleStore, RuleView, are_sound_dialects, count_fallbacks, in_stretches,
};
use detour_rules::{Dialect, Template, is_redirect_code, is_respond_code};
use zerocopy::FromBytes;
use zerocopy::byteorder::little_endian::U32;

use crate::file::{Record, header_and_table};
use crate::layout::{Bucket, GateEntry, MORE_POSTINGS, RECORD_UNIT, hash, section};
use crate::{RuleFile, VerifyError};

/// The ids of the rules that have been met, by their place in the order.
type Seen = [OnceLock<u64>];

/// A thread for fewer buckets would cost more than it saves.
const FEWEST_BUCKETS: usize = 4096;

impl<B: AsRef<[u8]> + Sync> RuleFile<B> {
    /// [`RuleFile::verify`] with all cores, for processes that may have threads; a worker of PHP may not.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify_in_parallel(&self) -> Result<(), VerifyError> {
        self.verify_with(|buckets, seen| {
            in_stretches(buckets, FEWEST_BUCKETS, |part| self.verify_buckets(part, seen)).into_iter().sum()
        })
    }
}

impl<B: AsRef<[u8]>> RuleFile<B> {
    /// Checks every hash, offset and record, and that each rule is found where a request would look for it.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(&self) -> Result<(), VerifyError> {
        self.verify_with(|buckets, seen| self.verify_buckets(buckets, seen))
    }

    // `verify_literals` answers how many there are.
    fn verify_with(
        &self,
        verify_literals: impl FnOnce(&[Bucket], &Seen) -> Result<u32, VerifyError>,
    ) -> Result<(), VerifyError> {
        verify_hashes(self.bytes.as_ref())?;
        let room = self.records.len() / RECORD_UNIT;
        if self.rule_count() as usize > room {
            return Err(wrong(format!("{} rules are announced where there is room for {room}", self.rule_count())));
        }
        let seen: Vec<OnceLock<u64>> = (0..self.rule_count()).map(|_| OnceLock::new()).collect();
        let buckets = <[Bucket]>::ref_from_bytes(self.section(&self.buckets)).unwrap_or_default();
        let literals = verify_literals(buckets, &seen)?;
        if literals != self.literal_count() {
            return Err(wrong(format!("{literals} literals where {} are announced", self.literal_count())));
        }
        let mut last = None;
        for number in 0..self.pattern_count() {
            let view = self.pattern(number).ok_or_else(|| wrong(format!("pattern {number} can't be read")))?;
            self.verify_rule(&view, &seen)?;
            // A rule with several sources has several patterns.
            let may_follow = |last: u32| last < view.order || last == view.order && view.dialect == Dialect::RankMath;
            if view.is_literal() || last.is_some_and(|last| !may_follow(last)) {
                return Err(wrong(format!("pattern {number} is out of order")));
            }
            last = Some(view.order);
        }
        self.verify_index()?;
        if !are_sound_dialects(self.dialects()) {
            return Err(wrong("what it says about dialects can't be read".into()));
        }
        if count_fallbacks(self.fallbacks()).is_none() {
            return Err(wrong("what it says about fallbacks can't be read".into()));
        }
        match seen.iter().position(|seen| seen.get().is_none()) {
            Some(order) => Err(wrong(format!("the rule at place {order} is missing"))),
            None => Ok(()),
        }
    }

    fn verify_buckets(&self, buckets: &[Bucket], seen: &Seen) -> Result<u32, VerifyError> {
        let used = buckets.iter().flat_map(|bucket| bucket.tags.iter().zip(&bucket.records));
        used.filter(|(tag, _)| tag.get() != 0).map(|(_, offset)| self.verify_group(offset.get(), seen)).sum()
    }

    // Each pattern is filed, and nothing else is.
    fn verify_index(&self) -> Result<(), VerifyError> {
        let mut filed = vec![false; self.pattern_count() as usize];
        let gates = <[GateEntry]>::ref_from_bytes(self.section(&self.gates)).unwrap_or_default();
        let postings = <[U32]>::ref_from_bytes(self.section(&self.postings)).unwrap_or_default();
        let numbers = postings.iter().map(|posting| posting.get() & !MORE_POSTINGS);
        for number in gates.iter().map(|gate| gate.pattern.get()).chain(numbers) {
            match filed.get_mut(number as usize) {
                Some(filed) => *filed = true,
                None => return Err(wrong(format!("the index names a pattern {number} that is not there"))),
            }
        }
        match filed.iter().position(|filed| !filed) {
            Some(number) => Err(wrong(format!("the index doesn't name the pattern {number}"))),
            None => Ok(()),
        }
    }

    // All records of one key, the first at `offset`. Answers how many there are.
    fn verify_group(&self, offset: u32, seen: &Seen) -> Result<u32, VerifyError> {
        let mut next = Some(offset);
        // Each record leaves those that it could be filed under as well.
        let mut keys: Option<Keys<'_>> = None;
        let mut count = 0;
        while let Some(offset) = next {
            let record = self.record(offset);
            let Record { view, more, next: after, .. } =
                record.ok_or_else(|| wrong(format!("the record at {offset} can't be read")))?;
            self.verify_rule(&view, seen)?;
            if !view.is_literal() {
                return Err(wrong(format!("the record at {offset} is no literal")));
            }
            let own = view.keys();
            let left: Keys<'_> = match keys {
                Some(keys) => keys.into_iter().filter(|key| own.contains(key)).collect(),
                None => own.into_iter().filter(|key| self.finds(key, &view)).collect(),
            };
            if left.is_empty() {
                return Err(wrong(format!("the rule at place {} is not found under its URL", view.order)));
            }
            keys = Some(left);
            count += 1;
            next = more.then_some(after);
        }
        Ok(count)
    }

    // Whether a request with the key would look it up, and find the rule.
    fn finds(&self, key: &Key<'_>, view: &RuleView<'_>) -> bool {
        let whole_query = key.query.is_empty() || view.compares_query();
        (whole_query || self.has_parameter_keys())
            && (!view.has_host_key() || self.has_host_keys())
            && key.query.len() <= self.longest_query_key()
            && self.literals(key).any(|found| found.order == view.order)
    }

    fn verify_rule(&self, view: &RuleView<'_>, seen: &Seen) -> Result<(), VerifyError> {
        let place = view.order;
        match seen.get(place as usize) {
            Some(seen) if seen.set(view.id).is_ok() => {}
            // It has several sources.
            Some(seen) if seen.get() == Some(&view.id) && view.dialect == Dialect::RankMath => {}
            _ => return Err(wrong(format!("two rules, or none, have the place {place}"))),
        }
        let parts = Parts::read(view.parts).filter(|parts| parts.is_sound(view.dialect));
        let parts = parts.ok_or_else(|| wrong(format!("the rule at place {place} has parts that can't be read")))?;
        for action in parts.otherwise.into_iter().chain([view.action]) {
            for (target, constant) in action.targets() {
                let sound = match (view.dialect, constant) {
                    (Dialect::Native, true) => target.iter().all(u8::is_ascii_graphic),
                    // As it was written; what is made of it is cleaned before it is sent.
                    (Dialect::Redirection | Dialect::RankMath, _) => !constant && std::str::from_utf8(target).is_ok(),
                    (Dialect::Native, false) => {
                        std::str::from_utf8(target).is_ok_and(|target| Template::parse(target).is_ok())
                    }
                };
                if !sound {
                    return Err(wrong(format!("the target of the rule at place {place} can't be sent")));
                }
            }
            if !has_sound_code(&action, view.dialect) {
                return Err(wrong(format!("the rule at place {place} has a code that can't be sent")));
            }
        }
        Ok(())
    }
}

/// Checks the hash of each section, and that there is nothing between them.
pub(crate) fn verify_hashes(file: &[u8]) -> Result<(), VerifyError> {
    let (header, table) = header_and_table(file).map_err(|error| wrong(error.to_string()))?;
    let mut end = header.header_length.get() as usize;
    for entry in table {
        let start = entry.offset.get() as usize;
        if file.get(end..start).is_some_and(|gap| gap.iter().any(|&byte| byte != 0)) {
            return Err(wrong(format!("there are bytes before section {}", section::name(entry.kind.get()))));
        }
        end = start + entry.length.get() as usize;
        let bytes = file.get(start..end).unwrap_or_default();
        if hash(bytes) != entry.hash.get() {
            return Err(wrong(format!("the hash of section {} is wrong", section::name(entry.kind.get()))));
        }
    }
    Ok(())
}

fn has_sound_code(action: &ActionView<'_>, dialect: Dialect) -> bool {
    match *action {
        // Rows of Redirection hold any code here.
        ActionView::Respond { code, .. } if dialect == Dialect::Redirection && is_redirect_code(code) => true,
        ActionView::Redirect { code, .. } | ActionView::Split { code, .. } => is_redirect_code(code),
        ActionView::Respond { code, .. } => is_respond_code(code),
        ActionView::Rewrite { .. } | ActionView::Ignore => true,
    }
}

pub(crate) fn wrong(what: String) -> VerifyError {
    VerifyError(what)
}
