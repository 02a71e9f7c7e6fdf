/** Redirects of each kind, for screens to show. */
export const RULES = [
	{ source: { value: '/old-page' }, then: { redirect: { to: '/sample-page/' } }, group: 'Relaunch' },
	{ source: { kind: 'wildcard', value: '/blog/*' }, then: { redirect: { to: '/news/$1', code: 301 } }, position: 10, group: 'Relaunch' },
	{ source: { value: '/withdrawn' }, then: { respond: { code: 410 } }, enabled: false },
	{
		source: { value: '/' },
		when: [ { language: [ 'es' ] }, { not: { cookie: { name: 'lang' } } } ],
		then: { redirect: { to: '/es/', code: 302 } },
		schedule: { from: '2026-11-27T00:00:00+01:00' },
		examples: [ { url: '/', headers: { 'Accept-Language': 'es' }, to: '/es/' } ],
	},
	{ source: { value: '/campaign' }, then: { split: [ { to: '/a', weight: 50 }, { to: '/b', weight: 50 } ] } },
];
