/**
 * The settings of the site: read when they are opened, saved whole.
 */
( function ( wp, detour ) {
	'use strict';

	const { __ } = wp.i18n;
	const PATH = '/detour/v1/settings';

	const byId = ( id ) => document.getElementById( id );

	function show( level, text ) {
		const box = byId( 'detour-settings-notice' );
		box.className = 'notice inline notice-' + level;
		box.firstElementChild.textContent = text;
		box.hidden = false;
	}

	function showError( error ) {
		show( 'error', error.message );
		byId( 'detour-settings-notice' ).focus();
		wp.a11y.speak( error.message, 'assertive' );
	}

	// What the form doesn't show is sent back as it came.
	let known = {};

	function fill( settings ) {
		known = settings;
		byId( 'detour-tracking' ).value = settings.tracking.join( '\n' );
		byId( 'detour-country-header' ).value = settings.country_header;
	}

	async function save( event ) {
		event.preventDefault();
		const names = byId( 'detour-tracking' ).value.split( '\n' );
		const data = {
			...known,
			country_header: byId( 'detour-country-header' ).value.trim(),
			tracking: names.map( ( name ) => name.trim() ).filter( Boolean ),
		};
		try {
			fill( await wp.apiFetch( { path: PATH, method: 'PUT', data } ) );
			const text = __( 'Settings saved.', 'detour' );
			show( 'success', text );
			detour.live.watch( text );
		} catch ( error ) {
			showError( error );
		}
	}

	document.addEventListener( 'DOMContentLoaded', () => {
		const details = byId( 'detour-settings' );
		const form = details.querySelector( 'form' );
		const button = form.querySelector( '[type="submit"]' );
		// Nothing to save before it is known what there is.
		button.disabled = true;
		details.addEventListener( 'toggle', async () => {
			if ( ! details.open || ! button.disabled ) {
				return;
			}
			try {
				fill( await wp.apiFetch( { path: PATH } ) );
				button.disabled = false;
				if ( known.problem ) {
					show( 'error', known.problem );
				}
			} catch ( error ) {
				showError( error );
			}
		} );
		form.addEventListener( 'submit', save );
	} );
} )( window.wp, ( window.detour = window.detour || {} ) );
