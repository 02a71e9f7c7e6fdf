/**
 * Started by `cargo xtask test e2e`, which gives the site and the browsers by DETOUR_URL, DETOUR_USER, DETOUR_PASSWORD,
 * DETOUR_CHROMIUM, DETOUR_FIREFOX and DETOUR_ARTIFACTS.
 *
 * Firefox is driven by Puppeteer, for Playwright drives no Firefox but its own.
 */
import { defineConfig } from '@playwright/test';

import { artifacts, required } from './support/environment';

export default defineConfig( {
	outputDir: `${ artifacts }/failures`,
	globalSetup: './support/log-in.ts',
	reporter: [ [ 'list' ], [ 'json' ] ],
	// One site and one set of rules: a test after the other.
	workers: 1,
	retries: 0,
	timeout: 120_000,
	expect: { timeout: 15_000 },
	projects: [
		{ name: 'chromium', testDir: 'specs' },
		{ name: 'firefox', testDir: 'firefox' },
		{ name: 'network', testDir: 'network' },
	],
	use: {
		baseURL: required( 'DETOUR_URL' ),
		storageState: `${ artifacts }/login.json`,
		viewport: { width: 1280, height: 900 },
		contextOptions: { reducedMotion: 'reduce', strictSelectors: true },
		video: 'off',
		trace: 'retain-on-failure',
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: required( 'DETOUR_CHROMIUM' ),
			args: [ '--no-sandbox', '--disable-dev-shm-usage' ],
		},
	},
} );
