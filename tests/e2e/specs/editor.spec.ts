import { expectAccessible } from '../support/accessibility';
import { artifacts } from '../support/environment';
import { expect, nobody, test } from '../support/test';

test( 'problems stand beside their fields, and what is empty is none before saving', async ( { page, detour } ) => {
	await detour.add();
	const { editor } = detour;
	await editor.getByLabel( 'Source', { exact: true } ).fill( 'old' );
	const problem = page.locator( '.detour-problem.is-error' );
	await expect( problem ).toHaveCount( 1 );
	await expect( editor.locator( '.detour-field', { has: problem } ).getByRole( 'textbox' ) ).toHaveValue( 'old' );

	await editor.getByLabel( 'Source', { exact: true } ).fill( '/old' );
	await expect( problem ).toHaveCount( 0 );
	await editor.getByRole( 'button', { name: 'Save' } ).click();
	await expect( editor.locator( '.detour-field', { has: problem } ).getByLabel( 'Target', { exact: true } ) ).toHaveValue( '' );
	await expect( editor ).toBeVisible();
} );

test( 'it warns while something odd is typed', async ( { detour } ) => {
	await detour.add();
	const { editor } = detour;
	await editor.getByLabel( 'Match', { exact: true } ).selectOption( 'wildcard' );
	await editor.getByLabel( 'Source', { exact: true } ).fill( '/*' );
	await editor.getByLabel( 'Target', { exact: true } ).fill( 'http://other.example/' );
	await expect( editor.getByText( 'This matches every page of the site.' ) ).toBeVisible();
	await expect( editor.getByText( 'The target is not encrypted.' ) ).toBeVisible();
} );

test( 'an unsaved redirect is tried among the saved ones', async ( { detour } ) => {
	await detour.seed( { source: { value: '/busy' }, then: { redirect: { to: '/first' } }, position: 5 } );
	await detour.add();
	const { editor } = detour;
	await editor.getByLabel( 'Source', { exact: true } ).fill( '/busy' );
	await editor.getByLabel( 'Target', { exact: true } ).fill( '/second' );
	await editor.getByLabel( 'URL to try' ).fill( '/busy?utm_source=mail' );
	await expect( editor.getByText( /307 Temporary redirect → \/first/ ) ).toBeVisible();
	await expect( editor.getByText( /Redirect \d+ answers first/ ) ).toBeVisible();

	await editor.getByLabel( 'Position' ).fill( '3' );
	await expect( editor.getByText( '307 Temporary redirect → /second?utm_source=mail' ) ).toBeVisible();
} );

test( 'it shows which URLs the source takes, and each can be tried', async ( { page, detour } ) => {
	await detour.add();
	const { editor } = detour;
	await editor.getByLabel( 'Source', { exact: true } ).fill( '/Söhne' );
	await editor.getByLabel( 'Target', { exact: true } ).fill( '/familie' );
	const urls = ( name: string ) => editor.getByRole( 'heading', { name } ).locator( 'xpath=following-sibling::ul[1]' ).getByRole( 'listitem' );
	await expect( urls( 'The source takes' ).first() ).toHaveText( '/S%C3%B6hnecompared as /Söhne' );
	await expect( urls( 'The source takes' ).filter( { hasText: '/S%C3%B6hne/' } ).first() ).toBeVisible();
	await expect( urls( 'It does not take' ).filter( { hasText: /SöHNE/ } ) ).toBeVisible();
	await page.screenshot( { path: `${ artifacts }/editor-urls.png` } );

	await editor.getByRole( 'button', { name: 'Try /S%C3%B6hne', exact: true } ).click();
	await expect( editor.getByText( '307 Temporary redirect → /familie' ) ).toBeVisible();

	await editor.getByText( 'How the source is compared' ).click();
	await editor.getByLabel( 'Upper and lower case' ).selectOption( 'ignore' );
	await expect( urls( 'The source takes' ).filter( { hasText: /SöHNE/ } ) ).toBeVisible();
} );

test( 'conditions are built, tried with headers, and kept', async ( { detour } ) => {
	await detour.add();
	const { editor } = detour;
	await editor.getByLabel( 'Source', { exact: true } ).fill( '/welcome' );
	await editor.getByLabel( 'Target', { exact: true } ).fill( '/es/' );
	await editor.getByRole( 'button', { name: 'Conditions' } ).click();
	await editor.getByRole( 'button', { name: 'Add condition' } ).click();
	await editor.getByLabel( 'One of' ).fill( 'es' );
	await editor.getByRole( 'button', { name: 'Add condition' } ).click();
	const second = editor.getByRole( 'group', { name: 'Condition 2' } );
	await second.getByLabel( 'What' ).selectOption( 'cookie' );
	await second.getByLabel( 'Holds' ).selectOption( 'not' );
	await second.getByLabel( 'Name' ).fill( 'lang' );

	await editor.getByLabel( 'URL to try' ).fill( '/welcome' );
	await expect( editor.getByText( 'Goes on to WordPress' ) ).toBeVisible();
	await editor.getByRole( 'button', { name: 'Method, headers, visitor' } ).click();
	const headers = editor.getByRole( 'group', { name: 'Request headers' } );
	await headers.getByRole( 'button', { name: 'Add header' } ).click();
	await headers.getByLabel( 'Name' ).fill( 'Accept-Language' );
	await headers.getByLabel( 'Value' ).fill( 'es-MX' );
	await expect( editor.getByText( '307 Temporary redirect → /es/' ) ).toBeVisible();
	await detour.save();

	const [ rule ] = await detour.call< any[] >( { path: '/detour/v1/rules' } );
	expect( rule.when ).toEqual( [ { language: [ 'es' ] }, { not: { cookie: { name: 'lang' } } } ] );
	await expect( detour.row( '/welcome' ) ).toContainText( 'with conditions' );
} );

test( 'a list of user agents fills the condition', async ( { page, detour } ) => {
	await detour.add();
	const { editor } = detour;
	await editor.getByLabel( 'Source', { exact: true } ).fill( '/for-people' );
	await editor.getByLabel( 'Target', { exact: true } ).fill( '/sample-page/' );
	await editor.getByRole( 'button', { name: 'Conditions' } ).click();
	await editor.getByRole( 'button', { name: 'Add condition' } ).click();
	await editor.getByLabel( 'What' ).selectOption( 'user_agent' );
	await editor.getByLabel( 'Programs' ).selectOption( 'AI crawlers' );
	await expect( editor.getByLabel( 'Comparison' ) ).toHaveValue( 'matches' );
	await expect( editor.getByLabel( 'Value' ) ).toHaveValue( /^\(\?i\)GPTBot\|/ );
	await editor.getByLabel( 'Value' ).scrollIntoViewIfNeeded();
	await page.screenshot( { path: `${ artifacts }/user-agents.png` } );
	await expectAccessible( page, '[role=dialog]' );
	await editor.getByLabel( 'Value' ).fill( '(?i)GPTBot' );
	await expect( editor.getByLabel( 'Programs' ) ).toHaveValue( '' );
	await detour.save();
	const [ rule ] = await detour.call< any[] >( { path: '/detour/v1/rules' } );
	expect( rule.when ).toEqual( [ { user_agent: { matches: '(?i)GPTBot' } } ] );
} );

test( 'a split and a schedule are kept as they were made', async ( { detour } ) => {
	await detour.add();
	const { editor } = detour;
	await editor.getByLabel( 'Source', { exact: true } ).fill( '/test' );
	await editor.getByLabel( 'Answer', { exact: true } ).selectOption( 'split' );
	await editor.getByLabel( 'Target 1' ).fill( '/a' );
	await editor.getByLabel( 'Target 2' ).fill( '/b' );
	await editor.getByLabel( /^Weight 2/ ).fill( '150' );
	await expect( editor.getByLabel( 'Weight 2 (75 %)' ) ).toBeVisible();
	await editor.getByRole( 'button', { name: 'Schedule' } ).click();
	await editor.getByLabel( 'From' ).fill( '2026-11-27T00:00' );
	await detour.save();

	const [ rule ] = await detour.call< any[] >( { path: '/detour/v1/rules' } );
	expect( rule.then ).toEqual( { split: [ { to: '/a', weight: 50 }, { to: '/b', weight: 150 } ], sticky: 'cookie', code: 307 } );
	expect( Date.parse( rule.schedule.from ) ).toBe( Date.parse( '2026-11-27T00:00:00Z' ) );

	await detour.row( '/test' ).getByRole( 'button', { name: 'Edit' } ).click();
	await expect( editor.getByLabel( 'From' ) ).toHaveValue( '2026-11-27T00:00' );
} );

test( 'a condition that is removed takes its words along', async ( { detour } ) => {
	await detour.add();
	const { editor } = detour;
	await editor.getByRole( 'button', { name: 'Conditions' } ).click();
	for ( const [ index, words ] of [ 'es', 'pt, fr,' ].entries() ) {
		await editor.getByRole( 'button', { name: 'Add condition' } ).click();
		await editor.getByLabel( 'One of' ).nth( index ).fill( words );
	}
	await expect( editor.getByLabel( 'One of' ).nth( 1 ) ).toHaveValue( 'pt, fr,' );
	await editor.getByRole( 'group', { name: 'Condition 1' } ).getByRole( 'button', { name: 'Remove' } ).click();
	await expect( editor.getByLabel( 'One of' ) ).toHaveValue( 'pt, fr' );
} );

test( 'a redirect for who has its preview link acts for nobody else', async ( { detour, browser } ) => {
	await detour.add();
	await detour.editor.getByLabel( 'Source', { exact: true } ).fill( '/soon' );
	await detour.editor.getByLabel( 'Target', { exact: true } ).fill( '/sample-page/' );
	await detour.editor.getByRole( 'button', { name: 'Conditions' } ).click();
	await detour.editor.getByRole( 'button', { name: 'Only for who has a preview link' } ).click();
	const link = await detour.editor.getByLabel( 'Preview link' ).inputValue();
	await detour.save();
	await expect( detour.row( '/soon' ) ).toContainText( 'with conditions' );
	await detour.answers( '/soon', { status: 404 } );

	const visitor = await browser.newContext( { storageState: nobody } );
	const page = await visitor.newPage();
	await page.goto( link );
	await expect( page ).toHaveURL( /sample-page/ );

	// Whoever has a cookie of a link that was ended is a visitor as others are.
	await detour.row( '/soon' ).getByRole( 'button', { name: 'Edit' } ).click();
	await detour.editor.getByLabel( 'The link holds for' ).selectOption( 'a day' );
	await detour.editor.getByRole( 'button', { name: 'End all links and make a new one' } ).click();
	const other = await detour.editor.getByLabel( 'Preview link' ).inputValue();
	expect( other ).not.toBe( link );
	await detour.save();
	const status = async () => ( await visitor.request.get( new URL( '/soon', link ).href, { maxRedirects: 0 } ) ).status();
	await expect.poll( status ).toBe( 404 );
	await page.goto( link );
	await expect( page ).toHaveURL( /soon/ );
	await page.goto( other );
	await expect( page ).toHaveURL( /sample-page/ );
	await visitor.close();
} );
