//! Numbers and words that are the same on every machine.

const WORDS: &[&str] = &[
    "about", "account", "article", "autumn", "bike", "blog", "blue", "book", "brand", "camera", "campaign", "cart",
    "category", "city", "coffee", "contact", "course", "dark", "deal", "design", "download", "event", "family",
    "fashion", "festival", "food", "garden", "gift", "green", "guide", "health", "help", "home", "hotel", "house",
    "idea", "image", "index", "jacket", "kitchen", "lamp", "landing", "leather", "legacy", "light", "list", "local",
    "magazine", "market", "media", "member", "mobile", "museum", "music", "news", "night", "office", "old", "online",
    "order", "page", "paper", "partner", "photo", "planet", "poster", "press", "price", "product", "project", "recipe",
    "red", "report", "review", "river", "sale", "school", "season", "service", "shirt", "shoes", "shop", "show",
    "sport", "spring", "staff", "store", "story", "street", "summer", "support", "table", "tag", "team", "theme",
    "ticket", "tour", "travel", "video", "vintage", "water", "weather", "white", "winter", "women", "wood", "work",
    "world", "yoga",
];

/// SplitMix64.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The generator of this seed.
    pub fn seeded(seed: u64) -> Random {
        Random(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^= word >> 31;
        ((u128::from(word) * end as u128) >> 64) as usize
    }

    /// A word as it stands in URLs.
    pub fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }
}
