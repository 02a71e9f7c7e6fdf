//! One redirect.

use detour_rules::{Action, Body, Case, Condition, Respond, Slash, Source, Test, is_redirect_code};

use crate::refusal::Refusal;
use crate::shape::canonical;
use crate::wordpress::{Draft, Manner, Options, Pattern, References, decoded, local, path_pattern, target_text};

pub(super) struct Redirect<'s> {
    pub(super) origin: &'s str,
    pub(super) to: &'s str,
    pub(super) code: i64,
    /// That of its place.
    pub(super) manner: Manner,
}

impl Redirect<'_> {
    pub(super) fn plain(&self, options: &Options) -> Result<Draft, Refusal> {
        let origin = self.origin.trim_matches('/');
        let dead = (decoded(origin, false) != origin).then(|| {
            Refusal::new(
                "It never acted, because the plugin decodes the request and not what is stored",
                "Enable it to have it compared decoded",
            )
        });
        let (path, query) = match origin.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (origin, None),
        };
        let path = if dead.is_some() { decoded(path, false) } else { path.to_owned() };
        let value = format!("{}/{}", options.site.folder(), canonical(&path));
        // The slash at the end of the request, which is behind the query if there is one.
        let source = match query {
            Some(query) => Source { value: format!("{value}?{query}"), ..Source::default() },
            None => Source { value, slash: Slash::Ignore, ..Source::default() },
        };
        let path = self.slashed(options);
        let to = self.location(&target_text(&path), options);
        let mut draft = Draft::new(source, self.action(to)?);
        draft.dead = dead;
        Ok(draft)
    }

    pub(super) fn pattern(&self, options: &Options) -> Result<Draft, Refusal> {
        let pattern = Pattern::new(self.origin)?;
        let mut source = pattern.source(Case::Exact);
        if let Some(rest) = source.value.strip_prefix('^') {
            source.value = format!("^{}{rest}", path_pattern(options.site.folder()));
        }
        let template = |to: &str| self.location(&pattern.target(to, References::Text, 0), options);
        let slashed = self.slashed(options);
        if !self.ends_with_group() || slashed == self.to {
            return Ok(Draft::new(source, self.action(template(&slashed))?));
        }
        if pattern.has_optional_groups() {
            let mut draft = Draft::new(source, self.action(template(self.to))?);
            draft.differs("The target gets no slash at its end where it had one", "Write it as several rules");
            return Ok(draft);
        }
        // Whether the target gets its slash depends on what is put in: not behind a query, a file name or another slash.
        let mut draft = Draft::new(source, self.action(template(&slashed))?);
        let test = |matches: &str| Test { matches: Some(matches.into()), ..Test::default() };
        let unfit =
            Condition::Any(vec![Condition::QueryString(test(".")), Condition::Path(test(r"/$|\.[A-Za-z0-9]+$"))]);
        draft.rule.when = vec![Condition::Not(Box::new(unfit))];
        draft.rule.otherwise = Some(self.action(template(self.to))?);
        Ok(draft)
    }

    fn action(&self, to: String) -> Result<Action, Refusal> {
        match u16::try_from(self.code) {
            Ok(code @ (410 | 451)) => Ok(Action::Respond(Respond { code, body: Body::Theme, ..Respond::default() })),
            Ok(code) if is_redirect_code(code) => {
                Ok(Action::Redirect(detour_rules::Redirect { to, code, ..detour_rules::Redirect::default() }))
            }
            _ => Err(Refusal::new(format!("Its type {} is none that is known", self.code), "Use 301, 302, 307 or 410")),
        }
    }

    fn is_local(&self) -> bool {
        !self.to.contains("://") && !self.to.starts_with("//")
    }

    fn ends_with_group(&self) -> bool {
        self.to.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('$')
    }

    // A slash is added where permalinks have one and the target is a plain path.
    fn slashed(&self, options: &Options) -> String {
        let last = self.to.rsplit('/').next().unwrap_or_default();
        match self.is_local() && options.site.trailing_slash && !self.to.contains(['?', '#']) && !last.contains('.') {
            true => options.site.slashed(self.to),
            false => self.to.to_owned(),
        }
    }

    fn location(&self, template: &str, options: &Options) -> String {
        match self.is_local() {
            true => {
                let manner = if options.site.home.is_some() { self.manner } else { Manner::Intended };
                local(&options.site, &format!("/{}", template.trim_start_matches('/')), manner)
            }
            false if template.starts_with("//") => format!("https:{template}"),
            false => template.to_owned(),
        }
    }
}
