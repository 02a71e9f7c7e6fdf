/**
 * The table of rules, and what can be done from it.
 */
( function ( wp, detour ) {
	'use strict';

	const { __, _n, sprintf } = wp.i18n;
	const PER_PAGE = 20;

	const KINDS = {
		exact: __( 'Exact path', 'detour' ),
		prefix: __( 'Starts with', 'detour' ),
		wildcard: __( 'Wildcard', 'detour' ),
		regex: __( 'Regular expression', 'detour' ),
	};

	const view = { page: 1, search: '', enabled: '' };
	let rules = [];
	let pages = 1;
	let request = 0;

	const byId = ( id ) => document.getElementById( id );

	/** Makes an element; text is always text, never markup. */
	function element( tag, properties, ...children ) {
		const node = document.createElement( tag );
		const { dataset, ...rest } = properties || {};
		Object.assign( node, rest );
		Object.assign( node.dataset, dataset );
		node.append( ...children.filter( Boolean ) );
		return node;
	}

	/** Says something above the table: one paragraph for each text. */
	function show( level, ...texts ) {
		const box = byId( 'detour-notice' );
		box.className = 'notice inline notice-' + level;
		box.replaceChildren( ...texts.map( ( text ) => element( 'p', {}, text ) ) );
		box.hidden = false;
	}

	function showError( error ) {
		show( 'error', error.message );
		byId( 'detour-notice' ).focus();
		wp.a11y.speak( error.message, 'assertive' );
	}

	function answerOf( rule ) {
		const { redirect, respond, rewrite, split } = rule.then;
		if ( redirect ) {
			return { target: redirect.to, code: String( redirect.code ) };
		}
		if ( respond ) {
			return { target: __( '(status code only)', 'detour' ), code: String( respond.code ) };
		}
		if ( rewrite ) {
			return { target: rewrite.to, code: '–' };
		}
		if ( split ) {
			return { target: split.map( ( variant ) => variant.to ).join( ', ' ), code: String( rule.then.code || 307 ) };
		}
		return { target: __( '(left to WordPress)', 'detour' ), code: '–' };
	}

	// What the form can show. Other rules are changed through REST or the command line.
	function isSimple( rule ) {
		const actions = Object.keys( rule.then );
		const isShown = actions.every( ( action ) => [ 'redirect', 'respond', 'ignore' ].includes( action ) );
		return isShown && 'native' === rule.dialect && ! rule.else;
	}

	function remarks( rule ) {
		return [
			rule.group,
			rule.when && rule.when.length && __( 'under conditions', 'detour' ),
			rule.schedule && __( 'scheduled', 'detour' ),
			rule.else && __( 'another answer otherwise', 'detour' ),
			/* translators: %s: name of a dialect, such as rank-math. */
			'native' !== rule.dialect && sprintf( __( 'dialect %s', 'detour' ), rule.dialect ),
			rule.note,
		].filter( Boolean );
	}

	function actionLink( rule, action, text, label ) {
		return element( 'button', { type: 'button', className: 'button-link', dataset: { action, id: rule.id }, ariaLabel: label }, text );
	}

	function row( rule ) {
		const source = rule.source.value;
		const { target, code } = answerOf( rule );
		const toggle = rule.enabled ? __( 'Disable', 'detour' ) : __( 'Enable', 'detour' );
		const checkbox = element( 'input', { type: 'checkbox', id: 'detour-select-' + rule.id, value: rule.id } );
		const actions = element(
			'div',
			{ className: 'row-actions visible' },
			/* translators: %s: source of a rule. */
			isSimple( rule ) && actionLink( rule, 'edit', __( 'Edit', 'detour' ), sprintf( __( 'Edit %s', 'detour' ), source ) ),
			isSimple( rule ) && ' | ',
			actionLink( rule, rule.enabled ? 'disable' : 'enable', toggle, toggle + ' ' + source ),
			' | ',
			element(
				'span',
				{ className: 'delete' },
				/* translators: %s: source of a rule. */
				actionLink( rule, 'delete', __( 'Delete', 'detour' ), sprintf( __( 'Delete %s', 'detour' ), source ) )
			)
		);
		const more = element(
			'button',
			{ type: 'button', className: 'toggle-row' },
			element( 'span', { className: 'screen-reader-text' }, __( 'Show more details', 'detour' ) )
		);
		const cell = ( name, label, ...children ) =>
			element( 'td', { className: 'column-' + name, dataset: { colname: label } }, ...children );

		return element(
			'tr',
			{ className: rule.enabled ? '' : 'detour-disabled', dataset: { id: rule.id } },
			element(
				'th',
				{ scope: 'row', className: 'check-column' },
				/* translators: %s: source of a rule. */
				element( 'label', { htmlFor: checkbox.id, className: 'screen-reader-text' }, sprintf( __( 'Select %s', 'detour' ), source ) ),
				checkbox
			),
			element(
				'td',
				{ className: 'column-source column-primary' },
				element( 'code', {}, source ),
				rule.source.host && 'any' !== rule.source.host && element( 'span', { className: 'detour-host' }, rule.source.host ),
				element( 'p', { className: 'description' }, remarks( rule ).join( ' · ' ) ),
				actions,
				more
			),
			cell( 'kind', __( 'Match', 'detour' ), KINDS[ rule.source.kind ] || rule.source.kind ),
			cell( 'target', __( 'Target', 'detour' ), rule.then.redirect ? element( 'code', {}, target ) : target ),
			cell( 'code', __( 'Code', 'detour' ), code ),
			cell(
				'state',
				__( 'State', 'detour' ),
				element( 'span', { className: 'detour-state' }, rule.enabled ? __( 'Enabled', 'detour' ) : __( 'Disabled', 'detour' ) )
			)
		);
	}

	function emptyRow() {
		const text =
			view.search || view.enabled
				? __( 'No redirect matches. Change the search or the filter.', 'detour' )
				: __( 'No redirects yet. Add the first one with the button above.', 'detour' );
		return element( 'tr', { className: 'no-items' }, element( 'td', { className: 'colspanchange', colSpan: 6 }, text ) );
	}

	function render( total ) {
		byId( 'detour-rows' ).replaceChildren( ...( rules.length ? rules.map( row ) : [ emptyRow() ] ) );
		byId( 'detour-select-all' ).checked = false;
		/* translators: %s: number of redirects. */
		byId( 'detour-total' ).textContent = sprintf( _n( '%s redirect', '%s redirects', total, 'detour' ), total.toLocaleString() );
		byId( 'detour-pages' ).hidden = pages < 2;
		/* translators: 1: number of the page, 2: number of pages. */
		byId( 'detour-page-of' ).textContent = sprintf( __( '%1$d of %2$d', 'detour' ), view.page, pages );
		byId( 'detour-pages' ).querySelector( '[data-page="previous"]' ).disabled = view.page <= 1;
		byId( 'detour-pages' ).querySelector( '[data-page="next"]' ).disabled = view.page >= pages;
	}

	async function load() {
		const mine = ++request;
		const table = document.querySelector( '.detour-rules' );
		const query = { page: view.page, per_page: PER_PAGE };
		if ( view.search ) {
			query.search = view.search;
		}
		if ( view.enabled ) {
			query.enabled = view.enabled;
		}
		table.setAttribute( 'aria-busy', 'true' );
		try {
			const response = await wp.apiFetch( { path: wp.url.addQueryArgs( '/detour/v1/rules', query ), parse: false } );
			const list = await response.json();
			// An answer that was overtaken by a later question is of no use.
			if ( mine !== request ) {
				return;
			}
			const total = parseInt( response.headers.get( 'X-WP-Total' ), 10 );
			pages = Math.max( 1, parseInt( response.headers.get( 'X-WP-TotalPages' ), 10 ) );
			if ( view.page > pages ) {
				view.page = pages;
				return load();
			}
			rules = list;
			render( total );
		} catch ( error ) {
			// With parse: false, an error answer comes as the response itself.
			showError( error.json ? await error.json() : error );
		} finally {
			table.setAttribute( 'aria-busy', 'false' );
		}
	}

	function confirmDelete( text ) {
		const dialog = byId( 'detour-confirm' );
		byId( 'detour-confirm-text' ).textContent = text;
		dialog.returnValue = 'cancel';
		dialog.showModal();
		return new Promise( ( resolve ) => {
			dialog.addEventListener( 'close', () => resolve( 'delete' === dialog.returnValue ), { once: true } );
		} );
	}

	const DONE = {
		/* translators: %d: number of redirects. */
		enable: ( count ) => sprintf( _n( '%d redirect enabled.', '%d redirects enabled.', count, 'detour' ), count ),
		/* translators: %d: number of redirects. */
		disable: ( count ) => sprintf( _n( '%d redirect disabled.', '%d redirects disabled.', count, 'detour' ), count ),
		/* translators: %d: number of redirects. */
		delete: ( count ) => sprintf( _n( '%d redirect deleted.', '%d redirects deleted.', count, 'detour' ), count ),
	};

	/** Does one action to some rules, and puts the focus where the user was. */
	async function act( action, ids ) {
		if ( 'delete' === action ) {
			const rule = rules.find( ( one ) => one.id === ids[ 0 ] );
			const question =
				1 === ids.length && rule
					? /* translators: %s: source of a rule. */ sprintf( __( 'Delete the redirect of %s? This can\'t be undone.', 'detour' ), rule.source.value )
					: /* translators: %d: number of redirects. */ sprintf( _n( 'Delete %d redirect? This can\'t be undone.', 'Delete %d redirects? This can\'t be undone.', ids.length, 'detour' ), ids.length );
			if ( ! ( await confirmDelete( question ) ) ) {
				return;
			}
		}
		try {
			await wp.apiFetch( { path: '/detour/v1/rules/bulk', method: 'POST', data: { action, ids } } );
			const text = DONE[ action ]( ids.length );
			show( 'success', text );
			detour.live.watch( text );
			await load();
			const again = document.querySelector( `tr[data-id="${ ids[ 0 ] }"] [data-action="${ 'enable' === action ? 'disable' : 'enable' }"]` );
			( ( 1 === ids.length && again ) || byId( 'detour-add' ) ).focus();
		} catch ( error ) {
			showError( error );
		}
	}

	async function saved( rule ) {
		const texts = [
			/* translators: %s: source of a rule. */
			sprintf( __( 'Saved the redirect of %s.', 'detour' ), rule.source.value ),
			...rule.warnings.map( ( warning ) => detour.sentences( warning ).join( ' ' ) ),
		];
		show( rule.warnings.length ? 'warning' : 'success', ...texts );
		detour.live.watch( texts.join( ' ' ) );
		await load();
		const edit = document.querySelector( `tr[data-id="${ rule.id }"] [data-action="edit"]` );
		( edit || byId( 'detour-add' ) ).focus();
	}

	function selected() {
		return Array.from( byId( 'detour-rows' ).querySelectorAll( 'input:checked' ), ( box ) => parseInt( box.value, 10 ) );
	}

	function applyBulk() {
		const action = byId( 'detour-bulk-action' ).value;
		const ids = selected();
		if ( ! action || ! ids.length ) {
			showError( { message: action ? __( 'Select at least one redirect first.', 'detour' ) : __( 'Choose a bulk action first.', 'detour' ) } );
			return;
		}
		act( action, ids );
	}

	function onRowClick( event ) {
		const button = event.target.closest( '[data-action]' );
		if ( ! button ) {
			return;
		}
		const id = parseInt( button.dataset.id, 10 );
		if ( 'edit' === button.dataset.action ) {
			detour.form.open( rules.find( ( rule ) => rule.id === id ) );
		} else {
			act( button.dataset.action, [ id ] );
		}
	}

	document.addEventListener( 'DOMContentLoaded', () => {
		byId( 'detour-add' ).addEventListener( 'click', () => detour.form.open( null ) );
		byId( 'detour-rows' ).addEventListener( 'click', onRowClick );
		byId( 'detour-bulk-apply' ).addEventListener( 'click', applyBulk );
		byId( 'detour-search' ).addEventListener( 'submit', ( event ) => {
			event.preventDefault();
			view.search = byId( 'detour-search-input' ).value.trim();
			view.page = 1;
			load();
		} );
		byId( 'detour-filter-enabled' ).addEventListener( 'change', ( event ) => {
			view.enabled = event.target.value;
			view.page = 1;
			load();
		} );
		byId( 'detour-pages' ).addEventListener( 'click', ( event ) => {
			const button = event.target.closest( '[data-page]' );
			if ( button ) {
				view.page += 'next' === button.dataset.page ? 1 : -1;
				load();
			}
		} );
		byId( 'detour-select-all' ).addEventListener( 'change', ( event ) => {
			byId( 'detour-rows' )
				.querySelectorAll( 'input[type="checkbox"]' )
				.forEach( ( box ) => ( box.checked = event.target.checked ) );
		} );
		detour.form.start( saved );
		detour.live.start();
		load();
	} );
} )( window.wp, ( window.detour = window.detour || {} ) );
