/// A row of the table `redirection_items`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Number.
    pub id: u64,
    /// The source as typed, decoded.
    pub url: String,
    /// The key it is found by; `regex` for all regular expressions. Without one it is never found.
    pub match_url: Option<String>,
    /// JSON: flags that differ from the defaults, and options.
    pub match_data: Option<String>,
    /// Counts only where `match_data` has no flags.
    pub regex: bool,
    /// Place in the order; equal ones are in the order of `id`.
    pub position: u32,
    /// Whether `status` is `enabled`.
    pub enabled: bool,
    /// `url`, `random`, `pass`, `error`, `nothing`; empty is `nothing`.
    pub action_type: String,
    /// HTTP status; 0 for `pass` and `nothing`.
    pub action_code: u32,
    /// The target, or a serialized array of what the condition needs.
    pub action_data: Option<Vec<u8>>,
    /// Kind of condition; empty is `url`, which always holds.
    pub match_type: String,
    /// Title.
    pub title: Option<String>,
    /// Group.
    pub group_id: u64,
    /// Hits.
    pub last_count: u64,
    /// When it was hit last, seconds since 1970, if that is known.
    pub last_access: Option<u64>,
}
