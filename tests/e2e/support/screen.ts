import { expect, type Locator, type Page } from '@playwright/test';

interface Call {
	path: string;
	method?: string;
	data?: unknown;
}

/** The screen Tools → Detour. */
export class Screen {
	constructor( readonly page: Page ) {}

	async open( tab = 'redirects' ) {
		await this.page.goto( `/wp-admin/tools.php?page=detour&tab=${ tab }` );
		await expect( this.page.getByRole( 'tablist' ) ).toBeVisible();
	}

	/** Names of all tabs. */
	async tabs(): Promise< string[] > {
		const ids = await this.page.getByRole( 'tab' ).evaluateAll( ( tabs ) => tabs.map( ( { id } ) => id ) );
		return ids.map( ( id ) => id.replace( /^tab-panel-\d+-/, '' ) );
	}

	/** Waits until nothing is asked of the server any more. */
	async settle() {
		await this.page.waitForLoadState( 'networkidle' );
		await expect( this.page.locator( '.detour .components-spinner' ) ).toHaveCount( 0 );
	}

	/** Calls a REST route as the app does. */
	call< T >( call: Call ): Promise< T > {
		return this.page.evaluate(
			( options ) => ( window as any ).wp.apiFetch( options ),
			call
		);
	}

	/** Deletes all rules. */
	async clear() {
		const rules = await this.call< { id: number }[] >( { path: '/detour/v1/rules?per_page=200' } );
		if ( rules.length ) {
			const ids = rules.map( ( { id } ) => id );
			await this.call( { path: '/detour/v1/rules/bulk', method: 'POST', data: { action: 'delete', ids } } );
		}
	}

	/** Deletes what is recorded of visitors, and what was counted. */
	async forget() {
		for ( const path of [ 'detour/v1/not-found', 'detour/v1/not-found?ignored=true', 'detour/v1/log', 'detour-tests/v1/week' ] ) {
			await this.call( { path: `/${ path }`, method: 'DELETE' } );
		}
	}

	/** Asks for paths, one after the other, without following redirects. */
	async visit( ...paths: string[] ) {
		for ( const path of paths ) {
			await this.page.request.get( path, { maxRedirects: 0 } );
		}
	}

	/** Waits until a URL without a page is listed with so many requests. */
	async missed( url: string, hits: number ) {
		const path = `/detour/v1/not-found?search=${ encodeURIComponent( url ) }`;
		await expect.poll( async () => ( await this.call< { hits: number }[] >( { path } ) )[ 0 ]?.hits ).toBe( hits );
	}

	/** Waits until a URL is in the log; gives the entry. */
	async logged( url: string ) {
		const path = `/detour/v1/log?search=${ encodeURIComponent( url ) }`;
		const read = async () => ( await this.call< { entries: object[] } >( { path } ) ).entries[ 0 ];
		await expect.poll( read ).toBeDefined();
		return read();
	}

	/** Adds rules and shows them. */
	async seed( ...rules: object[] ) {
		for ( const data of rules ) {
			await this.call( { path: '/detour/v1/rules', method: 'POST', data } );
		}
		await this.open();
	}

	/** The row of the list that has this source. */
	row( source: string ): Locator {
		const code = this.page.getByText( source, { exact: true } );
		return this.page.getByRole( 'row' ).filter( { has: code } );
	}

	/** The editor. */
	get editor(): Locator {
		return this.page.getByRole( 'dialog' );
	}

	async add() {
		await this.page.getByRole( 'button', { name: 'Add redirect' } ).click();
		await expect( this.editor ).toBeVisible();
	}

	async save() {
		await this.editor.getByRole( 'button', { name: 'Save' } ).click();
		await expect( this.editor ).toBeHidden();
	}

	/** Runs one of the actions that the menu of a row offers. */
	async act( source: string, action: string ) {
		await this.row( source ).getByRole( 'button', { name: 'Actions' } ).click();
		await this.page.getByRole( 'menuitem', { name: action, exact: true } ).click();
	}

	/** Has all rules looked at, and shows what was found. */
	async audit() {
		await this.open( 'audit' );
		await this.page.getByRole( 'button', { name: 'Run audit now' } ).click();
		await expect( this.page.getByText( 'All redirects were looked at.' ).first() ).toBeVisible();
	}

	async undo() {
		await this.page.getByRole( 'button', { name: 'Undo' } ).last().click();
	}

	/**
	 * Waits until the site answers a path as expected, with nobody logged in.
	 *
	 * @param path   Path of the site.
	 * @param answer Status, and the Location's end if it redirects.
	 */
	async answers( path: string, answer: { status: number; location?: string } ) {
		const ask = async () => {
			const response = await this.page.request.get( path, { maxRedirects: 0 } );
			const location = response.headers().location;
			return { status: response.status(), ...( location && answer.location && { location: location.slice( -answer.location.length ) } ) };
		};
		await expect.poll( ask ).toEqual( answer );
	}
}
