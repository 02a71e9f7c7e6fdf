//! Who is measured, and with what.

/// A way to have redirects on a WordPress site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    WordPress,
    Detour,
    Redirection,
    RankMath,
    Nginx,
    Apache,
    /// The first one again, at the other end of each round: how far it is from itself is the noise.
    Again,
}

impl Variant {
    pub(super) fn name(self) -> &'static str {
        match self {
            Variant::WordPress => "WordPress alone",
            Variant::Detour => "Detour",
            Variant::Redirection => "Redirection",
            Variant::RankMath => "Rank Math",
            Variant::Nginx => "nginx map",
            Variant::Apache => "Apache .htaccess",
            Variant::Again => "WordPress alone, again",
        }
    }

    /// Whether it has the rules.
    pub(super) fn redirects(self) -> bool {
        !matches!(self, Variant::WordPress | Variant::Again)
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// A URL that a literal redirects.
    Hit,
    /// A URL that a regex redirects.
    PatternHit,
    /// A literal's URL that nobody has asked for since the rules changed: Rank Math remembers what it has found.
    FirstHit,
    Post,
    Home,
    NotFound,
}

impl Work {
    pub(super) const ALL: [Work; 6] =
        [Work::Hit, Work::PatternHit, Work::FirstHit, Work::Post, Work::Home, Work::NotFound];

    pub(super) fn name(self) -> &'static str {
        match self {
            Work::Hit => "hit",
            Work::PatternHit => "hit of a regex",
            Work::FirstHit => "hit, first time for its URL",
            Work::Post => "post",
            Work::Home => "home page",
            Work::NotFound => "404",
        }
    }

    pub(super) fn status(self) -> u16 {
        match self {
            Work::Hit | Work::PatternHit | Work::FirstHit => 301,
            Work::Post | Work::Home => 200,
            Work::NotFound => 404,
        }
    }

    pub(super) fn is_hit(self) -> bool {
        self.status() == 301
    }

    /// Whether it is driven with several connections as well: one kind of hits, and one of pages.
    pub(super) fn is_driven(self) -> bool {
        matches!(self, Work::Hit | Work::Post)
    }
}
