/**
 * Kinds of user agents, as words that their `User-Agent` holds. They are what the makers document of their own programs; who lies
 * about it is not found by any list.
 */
export const USER_AGENTS = {
	mobile: [ 'Mobile', 'Android', 'iPhone', 'iPod', 'Opera Mini' ],
	search: [
		'Googlebot',
		'bingbot',
		'DuckDuckBot',
		'YandexBot',
		'Baiduspider',
		'Applebot',
		'Slurp',
		'SeznamBot',
		'Qwantbot',
		'PetalBot',
	],
	ai: [
		'GPTBot',
		'ChatGPT-User',
		'OAI-SearchBot',
		'ClaudeBot',
		'Claude-User',
		'Claude-SearchBot',
		'PerplexityBot',
		'Perplexity-User',
		'CCBot',
		'Bytespider',
		'Amazonbot',
		'meta-externalagent',
		'MistralAI-User',
	],
	feeds: [
		'Feedly',
		'Feedbin',
		'FreshRSS',
		'Inoreader',
		'NewsBlur',
		'NetNewsWire',
		'Miniflux',
		'Tiny Tiny RSS',
		'FeedBurner',
	],
	// Not “bot” alone, which phones have in their names.
	bots: [ 'bot/', 'bot;', 'bot-', 'crawl', 'spider', 'slurp' ],
} as const;

export type UserAgents = keyof typeof USER_AGENTS;

/**
 * The pattern for a kind: any of its words, in upper or lower case.
 *
 * @param kind Which kind.
 */
export function pattern( kind: UserAgents ): string {
	return `(?i)${ USER_AGENTS[ kind ].join( '|' ) }`;
}

/**
 * The kind whose pattern this is; none if it was changed.
 *
 * @param text Pattern.
 */
export function kindOf( text: string ): UserAgents | undefined {
	const kinds = Object.keys( USER_AGENTS ) as UserAgents[];
	return kinds.find( ( kind ) => pattern( kind ) === text );
}
