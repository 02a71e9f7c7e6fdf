//! Literals by the key they are filed under.

use detour_engine::{Key, Keys, RuleView};
use rapidhash::RapidHashMap;
use smallvec::SmallVec;

/// A key, and the literals that are filed under it, in rule order.
pub(crate) type Group<'v, 'p> = (Key<'p>, SmallVec<[&'v RuleView<'p>; 1]>);

/// Groups literals. One that has a choice of keys goes where fewest others could be.
pub(crate) fn grouped<'v, 'p>(literals: impl ExactSizeIterator<Item = &'v RuleView<'p>>) -> Vec<Group<'v, 'p>> {
    let mut groups = Groups::of(literals.len());
    let mut choosy: Vec<(&RuleView<'p>, Keys<'p>)> = Vec::new();
    let mut choosers: RapidHashMap<Key<'p>, usize> = RapidHashMap::default();
    for view in literals {
        let mut keys = view.keys();
        match (keys.len(), keys.pop()) {
            (1, Some(key)) => groups.add(key, view),
            (_, last) => {
                keys.extend(last);
                keys.iter().for_each(|key| *choosers.entry(key.clone()).or_default() += 1);
                choosy.push((view, keys));
            }
        }
    }
    for (view, keys) in choosy {
        let others = |key: &Key<'p>| groups.len(key) + choosers.get(key).copied().unwrap_or_default();
        if let Some(key) = keys.into_iter().min_by_key(others) {
            groups.add(key, view);
        }
    }
    for (_, members) in &mut groups.all {
        members.sort_by_key(|view| view.order);
    }
    groups.all
}

struct Groups<'v, 'p> {
    all: Vec<Group<'v, 'p>>,
    by_key: RapidHashMap<Key<'p>, usize>,
}

impl<'v, 'p> Groups<'v, 'p> {
    /// For so many literals.
    fn of(literals: usize) -> Groups<'v, 'p> {
        let by_key = RapidHashMap::with_capacity_and_hasher(literals, Default::default());
        Groups { all: Vec::with_capacity(literals), by_key }
    }

    fn add(&mut self, key: Key<'p>, view: &'v RuleView<'p>) {
        let group = *self.by_key.entry(key.clone()).or_insert(self.all.len());
        if group == self.all.len() {
            self.all.push((key, SmallVec::new()));
        }
        self.all[group].1.push(view);
    }

    fn len(&self, key: &Key<'p>) -> usize {
        self.by_key.get(key).map_or(0, |&group| self.all[group].1.len())
    }
}
