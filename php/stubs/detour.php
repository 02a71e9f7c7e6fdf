<?php

/**
 * Functions of the PHP extension "detour", for editors and static analysis. Never loaded at run time.
 *
 * A `Problem` says what is wrong, where, and the way out:
 * `array{field: string, value: string, message: string, fix: string, instead?: string}`. `instead` is a value for the field with
 * which it is right, where there is one that needs no thought.
 */

namespace Detour;

/**
 * How Detour is doing in this worker. Looks at the rule file as the next request would.
 *
 * - `file`: path of the rule file that counts for this request, from DETOUR_RULES or detour.rules
 * - `state`: how the newest look at that file went. `untrusted`: others may write it or have put it there, it is no regular file, or
 *   DETOUR_RULES leads out of detour.rules_dir. `unset`: no file is named. `disabled`: detour.enabled is off
 * - `generation`, `revision`, `rules`, `published` (Unix time): of the file in use, which after a failure is the
 *   last good one; 0 when there is none. `revision` of a network is that of the request's blog
 * - `sites`, `blog`: number of sites in the file in use, which is more than 1 for a network only, and the blog of the network
 *   that this request belongs to (null if none)
 * - `origins`: the plugins whose rules the agent has found on this site, each with its `state`: `live`, `off` (by the site's
 *   settings), `disabled` (the plugin redirects nothing either) or `refused`; how many of its `rules` are in the file; how many active ones were `left_out` because they can't be expressed;
 *   the version of its tables (`schema`) and, as `message`, why it is refused or what was left out first; `notes`, what else
 *   its owner should know. `whole`: all of its
 *   active rules are in the file in use, and the agent still looks after them, so {@see settled()} may name it
 * - `error`: what is wrong and the way out, or null
 * - `spool`: the file that events of this site go to, and how the last write to it went; null if detour.spool is not set.
 *   `missing`: the agent has not made it. `untrusted`: somebody else may have. `full`: the agent doesn't read it.
 *   `failing`: the system can't write, as on a full disk
 * - `counters`: what this worker did since it started. `errors` are rule files that could not be used and answers
 *   that could not be sent; `panics` are internal errors, after which the request went on to PHP; `events_lost` could
 *   not be written to the spool
 *
 * @return array{
 *     version: string,
 *     enabled: bool,
 *     sapi: string,
 *     intercepts: bool,
 *     file: ?string,
 *     state: 'ok'|'missing'|'unreadable'|'untrusted'|'truncated'|'corrupt'|'version'|'unset'|'disabled',
 *     generation: int,
 *     revision: int,
 *     rules: int,
 *     published: int,
 *     sites: int,
 *     blog: ?int,
 *     origins: list<array{origin: 'redirection'|'rank-math', state: 'live'|'off'|'disabled'|'refused', rules: int, left_out: int, schema: ?string, message: ?string, notes: list<string>, whole: bool}>,
 *     error: ?string,
 *     spool: ?array{file: string, state: 'unused'|'ok'|'missing'|'unwritable'|'untrusted'|'full'|'failing'},
 *     counters: array{redirects: int, responds: int, rewrites: int, defers: int, passes: int, self_redirects: int, errors: int, panics: int, events: int, events_lost: int}
 * }
 */
function status(): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * What the rules say about a request. Nothing is sent, nothing is counted.
 *
 * `reason` of a pass: `no-match`, `no-site` (of a network), `ignored`, `self-redirect`, `refused`; or, when the site has no usable rule file,
 * its state as in {@see status()}.
 *
 * `needs` of a `defer` names what only WordPress can tell, as in {@see pending()}; with `facts` the request is decided as if
 * that were known.
 *
 * @param array{url: string, method?: string, host?: string, scheme?: 'http'|'https', headers?: array<string, string>,
 *     client_ip?: string, now?: int, facts?: array<string, mixed>} $request `url` is a path with query (`/a?b`) or
 *     absolute; the bytes are taken as a browser would send them. An absolute URL brings its own host and scheme.
 *     `facts` as in {@see resume()}. Defaults: GET, no host, http, no headers, no address, the time it is.
 * @param ?string $file Rule file to ask instead of the site's own; subject to open_basedir.
 *
 * @return array{decision: 'pass'|'redirect'|'respond'|'rewrite'|'defer', rule?: int, origin?: 'redirection'|'rank-math', code?: int,
 *     location?: string, body?: 'bare'|'theme', to?: string, headers?: list<string>, needs?: list<string>, reason?: string,
 *     blog?: int}
 *     `origin`: the plugin that keeps the rule, whose id `rule` is; not there for Detour's own rules
 *     `blog`: the blog of a network whose rules were asked
 *
 * @throws \ValueError for a request that can't be understood, and for a `$file` that can't be used
 */
function decide(array $request, ?string $file = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * As {@see decide()}, with the request as it was understood and every rule that was tried.
 *
 * @param array<string, mixed> $request As for decide().
 *
 * @return array{
 *     decision: 'pass'|'redirect'|'respond'|'rewrite'|'defer',
 *     rule?: int,
 *     origin?: 'redirection'|'rank-math',
 *     code?: int,
 *     location?: string,
 *     body?: 'bare'|'theme',
 *     to?: string,
 *     headers?: list<string>,
 *     needs?: list<string>,
 *     reason?: string,
 *     blog?: int,
 *     request?: array{method: string, scheme: string, host: string, path: string, query: string},
 *     steps: list<array{rule: int, origin?: 'redirection'|'rank-math', kind: string, source: string, matches: bool, why: string}>,
 *     instead_of?: array{target: string, since: int},
 *     text: string
 * }
 *     `instead_of`: the target that the rule's fallback stands in for, because it is known to be broken since this Unix time
 *
 * @throws \ValueError as decide()
 */
function explain(array $request, ?string $file = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * What is wrong with a set of rules: loops, chains, rules that are never reached, patterns that mean something else … each with a
 * repair where there is one. What the codes mean is told in crates/audit/README.md.
 *
 * Rules that aren't enabled are left alone. An element is a rule, as an array or as JSON text, or an array with a `rule` and what
 * is known of it: `origin` (native, redirection or rank-math), `created` and `last_hit` (Unix times). A function gives them piece
 * by piece, and null at the end, so that not all are in PHP's memory at once.
 *
 * Options:
 * - `scheme`, `host`, `folder`, `other_hosts`: the site's address, and further hosts at which it is reached
 * - `settings`: of the site, as for validate()
 * - `broken`: targets that are broken, as the agent has found them: `url` (a path of the site, or a whole URL), `status` and `error`
 *   as in the table of targets, and `since`, a Unix time
 * - `temporary_days` (180), `stale_days` (365): after how many days a redirect is for good, and a rule without a hit stale
 * - `only`: id of a rule; only findings that name it
 * - `most` (1000): how many findings of each code are listed
 * - `now`: the Unix time to go by
 *
 * @param list<array<string, mixed>|string>|callable(): ?list<array<string, mixed>|string> $rules
 * @param ?array<string, mixed> $options
 *
 * @return array{
 *     rules: int,
 *     findings: list<array{
 *         code: string,
 *         severity: 'error'|'warning'|'hint',
 *         rules: list<array{rule: int, origin?: 'redirection'|'rank-math'}>,
 *         source: string,
 *         field: string,
 *         value: string,
 *         message: string,
 *         fix: string,
 *         url?: string,
 *         repair?: array{rule: int, merge?: array<string, mixed>, delete?: true}
 *     }>,
 *     counts: array<string, int>,
 *     not_listed: int,
 *     not_followed: int,
 *     left_out: list<array{index: int, id: int, field: string, value: string, message: string, fix: string}>
 * }
 *
 * @throws \ValueError for rules that are neither an array nor a function, and for options that can't be used
 */
function audit(mixed $rules, ?array $options = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * As {@see explain()}, with these rules instead of the site's: what they would do once they are saved. Rules that are not sound
 * are left out, as the agent leaves them out; rules with the same position are tried in the order of their ids.
 *
 * @param list<array<string, mixed>|string> $rules As canonical JSON, decoded into arrays or as text.
 * @param array<string, mixed> $request As for decide().
 * @param ?array<string, mixed> $settings Of the site, as for validate().
 * @param ?list<array{url: string, status: int, error: string, since: int}> $broken Targets that are broken, as for audit():
 *     redirects lead to their fallback instead.
 *
 * @return array<string, mixed> As explain().
 *
 * @throws \ValueError for a request that can't be understood, and for settings that can't be used
 */
function try_rules(array $rules, array $request, ?array $settings = null, ?array $broken = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * URLs made from a rule, saved or not, and whether its source takes each: its own, and some just beside them. Conditions,
 * schedule and other rules are left aside. At most 24, three of a variant.
 *
 * - `url`: without the site's own address
 * - `variant`: what it is meant to show: `hit`, `near`, `case`, `slash`, `query`, `encoding`, `host`, `scheme`
 * - `read_as`: its path and query as they are compared
 * - `location`: where the rule leads it, if it redirects
 *
 * @param array<string, mixed> $rule Canonical JSON, decoded.
 * @param string $site The site's address, `https://shop.example/blog`.
 * @param ?array<string, mixed> $settings Of the site, as for validate().
 *
 * @return array{urls: list<array{url: string, variant: string, read_as: string, matches: bool, location: ?string}>}
 *
 * @throws \ValueError for a rule that is not sound, and for an address or settings that can't be used
 */
function preview(array $rule, string $site, ?array $settings = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Whether a rule can be saved. `rule` is the rule with all defaults filled in, null when it has errors.
 *
 * @param array<string, mixed> $rule The rule as canonical JSON, decoded into arrays.
 * @param ?array{country_header?: string, tracking?: list<string>, recording?: array<string, mixed>, ignored?: list<string>, origins?: array{redirection?: bool, rank_math?: bool}, redirection?: array<string, mixed>, rank_math?: array<string, mixed>} $settings Settings of the site, with which the rule's
 *     examples are checked. Default: those of a new site.
 *
 * @return array{
 *     valid: bool,
 *     rule: ?array<string, mixed>,
 *     errors: list<array{field: string, value: string, message: string, fix: string, instead?: string}>,
 *     warnings: list<array{field: string, value: string, message: string, fix: string}>
 * }
 *
 * @throws \ValueError for settings that can't be used
 */
function validate(array $rule, ?array $settings = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Whether settings of a site can be saved. `settings` has all defaults filled in, and is null when there are errors.
 *
 * - `country_header`: the request header that holds the visitor's country
 * - `tracking`: names of tracking parameters, `utm_*` for all that begin so. They never keep a rule that compares the query
 *   from matching, and are carried over to its target
 * - `recording`: what is kept of visitors' requests. `hits`, `not_found`: whether they are logged one by one; `ip`: `none`,
 *   `masked` or `full`; `user_agent`, `referrer`; `log_days`, `not_found_days`: for how long
 * - `ignored`: URLs without a page that are neither logged nor listed; `*` stands for anything
 * - `origins`: whether rules of Redirection and Rank Math are served while these plugins are active
 * - `redirection`, `rank_math`: what rules in these dialects depend on; not there without such rules
 *
 * @param array{country_header?: string, tracking?: list<string>, recording?: array<string, mixed>, origins?: array{redirection?: bool, rank_math?: bool}, redirection?: array<string, mixed>, rank_math?: array<string, mixed>} $settings What is left out is as on a new site.
 *
 * @return array{
 *     valid: bool,
 *     settings: ?array{country_header: string, tracking: list<string>, recording: array{hits: bool, not_found: bool, ip: 'none'|'masked'|'full', user_agent: bool, referrer: bool, log_days: int, not_found_days: int}, ignored: list<string>, origins: array{redirection: bool, rank_math: bool}, redirection?: array<string, mixed>, rank_math?: array<string, mixed>},
 *     errors: list<array{field: string, value: string, message: string, fix: string}>
 * }
 */
function validate_settings(array $settings): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Decides the current request and sends the answer. True when an answer is out: the script must end then.
 *
 * For SAPIs that `status()['intercepts']` is false for: name a file as `auto_prepend_file` that holds
 * `<?php if (\Detour\handle()) exit;`. Elsewhere the extension has done this before any script runs.
 */
function handle(): bool
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * What the decision of the current request waits for; null if it doesn't wait.
 *
 * A rule that matches the URL may ask for what only WordPress knows. The request goes on to PHP then, and whoever can tell
 * calls {@see resume()}. `needs` holds `logged_in`, `roles`, `not_found`, `theme` (WordPress can show a page of the theme)
 * and `filter:` with the name of a filter. A rule with an `origin` is its plugin's to decide: leave it alone.
 *
 * @return ?array{rule: int, origin?: 'redirection'|'rank-math', needs: list<string>}
 */
function pending(): ?array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Goes on with the decision that waits, from the rule it stopped at, now that more is known. What is left out of `$facts` is
 * still not known, so the result may be another `defer`.
 *
 * A redirect or a bare status is sent: `sent` is true, and the script must end. A `respond` whose body is `theme` is the
 * caller's to show. Without anything pending the result is a pass for the reason `nothing-pending`, after a failure inside the
 * extension for the reason `internal-error`.
 *
 * @param array{logged_in?: bool, roles?: list<string>, not_found?: bool, theme?: bool, filters?: array<string, bool>} $facts
 *
 * @return array{decision: 'pass'|'redirect'|'respond'|'rewrite'|'defer', sent: bool, rule?: int,
 *     origin?: 'redirection'|'rank-math', code?: int, location?: string, body?: 'bare'|'theme', to?: string, headers?: list<string>, needs?: list<string>, reason?: string}
 *
 * @throws \ValueError for facts that can't be understood
 */
function resume(array $facts): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Records that WordPress found no page for the current request, for the list of such URLs. Never fails a request: true when
 * it was written, false when the site doesn't want it, has no spool, or the event is lost, which is counted.
 *
 * Nothing is to be told: method, host, URL, referrer, user agent and address are the request's, and as much of them is
 * written as the site keeps.
 */
function record_not_found(): bool
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * The plugins that need not look at the current request: it was decided, nothing is left to do by their rules, and these are
 * all in the rule file, which the agent still looks after. Empty when in doubt: without a rule file, without an agent at work,
 * after an internal error, while a decision waits for what stands before their rules, and for a network.
 *
 * @return list<'redirection'|'rank-math'>
 */
function settled(): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Reads rules of another format. What can't be used is reported with its place, and the others are read.
 *
 * `format` is one of `csv`, `json`, `htaccess` (Apache's configuration as well), `nginx`, `netlify`, `cloudflare-pages`
 * (both are `_redirects`), `cloudflare` (bulk redirects), `redirection-csv`, `redirection-json` and `rank-math-csv` (of Rank Math Pro); or a
 * system as {@see import_systems()} names it, for a file that its plugin has written.
 *
 * A place is `line` or `entry` (from 1), `row` (its id), or `index` (from 0) and `id` for a rule in a list, or nothing for
 * the file as a whole. `places` are those of the rules, in words. `dead` rules never acted where they come from, `differs`
 * tells which rules answer otherwise than there. `changes` and `hits` are by the index of the rule: those that `present`
 * has as well or that are behind one of the same source, and how often a rule was used where it comes from, the last time
 * in Unix time.
 *
 * @param array{prefix?: string, hosts?: list<string>, columns?: array<string, string>, json?: bool,
 *     manner?: 'behaved'|'intended', except?: list<int>, present?: list<string>} $options
 *     `prefix`: URL path of the folder an .htaccess file lies in. `hosts`: of the site, for rules whose target is built
 *     from the requested host. `columns`: which column of a CSV list is which field, by its name or its number from 1.
 *     `json`: rules come as JSON text, which takes a tenth of the memory of arrays; for long lists. `manner`: whether rules
 *     of plugins answer as they did there, or as they were meant; `except`: numbers of the rows for which the other holds.
 *     `present`: rules that are there already, as JSON text.
 *
 * @return array{
 *     rules: list<array<string, mixed>|string>,
 *     places: list<string>,
 *     changes: array<int, array{change: 'present'|'behind', id: int}>,
 *     hits: array<int, array{hits: int, last: ?int}>,
 *     skipped: list<array{line?: int, row?: int, entry?: int, index?: int, id?: int, field: string, value: string, message: string, fix: string}>,
 *     warnings: list<array{line?: int, row?: int, entry?: int, index?: int, id?: int, field: string, value: string, message: string, fix: string}>,
 *     dead: list<array{line?: int, row?: int, entry?: int, index?: int, id?: int, field: string, value: string, message: string, fix: string}>,
 *     differs: list<array{line?: int, row?: int, entry?: int, index?: int, id?: int, field: string, value: string, message: string, fix: string}>
 * }
 *
 * @throws \ValueError for an unknown format or option
 */
function import(string $format, string $data, ?array $options = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * The systems of which a site has rules: plugins that keep redirects, and WordPress itself.
 *
 * `refused` says why the rules can't be read.
 *
 * @param callable(string, list<string>): (list<list<?string>>|string) $query Asks the site's database: SQL whose question
 *     marks stand for the arguments; gives the rows, or the database's error message. Only `SELECT`s are asked.
 * @param string $prefix Prefix of the site's tables.
 *
 * @return list<array{system: string, rules: int, active: bool, refused?: string}>
 *
 * @throws \Exception when the database can't be asked
 */
function import_systems(callable $query, string $prefix): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Reads the rules of one system from a site's database.
 *
 * @param callable(string, list<string>): (list<list<?string>>|string) $query As in {@see import_systems()}.
 * @param array{json?: bool, manner?: 'behaved'|'intended', except?: list<int>, present?: list<string>} $options As in
 *     {@see import()}.
 *
 * @return array<string, mixed> As {@see import()}, and `settings`: sections of the site's settings that the rules need.
 *
 * @throws \ValueError for an unknown system or option
 * @throws \Exception when the database can't be asked, or holds what can't be read
 */
function import_system(string $system, callable $query, string $prefix, ?array $options = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Compares a site as it runs with rules that it hasn't got yet: makes requests from the rules (what they take, what lies just
 * beside, other case, slashes, parameters, spellings, visitors), has the site asked, and lists each difference.
 *
 * Goes on until `$ask` gives null, and is called again with the `state` that it gave. Only GET and HEAD are asked for. A
 * difference, and a rule that is not exercised, has the `index` of its rule, or the number `rule` of one that is there.
 * `report` counts requests in all steps; `not_exercised` and `exercised` are known at the end, when `state` is null.
 *
 * @param list<array<string, mixed>|string> $rules The new rules, as canonical JSON, decoded into arrays or as text.
 * @param string $site The site's address. Nothing else is asked for, whatever host a rule names (then `Host` says so).
 * @param callable(string, string, array<string, string>): (array{status: int, location?: string, by?: string, cache?: string,
 *     address?: string}|string|null) $ask Sends one request, without following redirects: method, URL, all headers. Gives the
 *     status and what is in `Location`, `X-Redirect-By`, `Cache-Control`; and the address that the site saw, if it is known.
 *     Text says why there is no answer.
 * @param array{beside?: list<array<string, mixed>|string>, settings?: array<string, mixed>, most?: int, system?: string,
 *     state?: ?string} $options `beside`: rules that are there already, in front of the new ones; they answer, but are not put
 *     to the test. `settings`: of the site. `most`: most requests of a rule, 48 if it is left out. `system`: the plugin that
 *     the rules are from.
 *
 * @return array{
 *     begun: int,
 *     differences: list<array{index?: int, source?: string, variant: string, request: array<string, mixed>, expected: array<string, mixed>, actual: array<string, mixed>, cause: array{id: string, text: string}}>,
 *     report: array<string, mixed>,
 *     state: ?string
 * }
 *
 * @throws \ValueError for an address, an answer, a state or an option that can't be used
 * @throws \Exception when the site answers nothing at all
 */
function verify(array $rules, string $site, callable $ask, ?array $options = null): array
{
    throw new \Error('The extension detour is not loaded.');
}

/**
 * Writes rules in another format; see {@see import()} for the formats. `csv` and `json` lose nothing.
 *
 * `files` holds texts by name: one without a name, or for `nginx` `http.conf` and `server.conf`. A rule in `left_out` is not
 * sound or can't be expressed; one in `widened` takes more URLs there than here.
 *
 * @param list<array<string, mixed>|string> $rules As canonical JSON, decoded into arrays or as text.
 * @param array{hosts?: list<string>} $options `hosts`: of the site, for formats that name it.
 *
 * @return array{
 *     files: array<string, string>,
 *     left_out: list<array{index: int, id: int, field: string, value: string, message: string, fix: string}>,
 *     widened: list<array{index: int, id: int, field: string, value: string, message: string, fix: string}>
 * }
 *
 * @throws \ValueError for an unknown format or option
 */
function export(string $format, array $rules, ?array $options = null): array
{
    throw new \Error('The extension detour is not loaded.');
}
