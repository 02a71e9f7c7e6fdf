/**
 * The banner that says whether the saved rules are served.
 */
( function ( wp, detour ) {
	'use strict';

	// Publishing takes milliseconds, so look often at first, then seldom.
	const FAST = 250;
	const SLOW = 5000;
	const FAST_TRIES = 20;

	const LOOKS = {
		live: [ 'notice-success', 'dashicons-yes-alt' ],
		pending: [ 'notice-info', 'dashicons-update' ],
		trouble: [ 'notice-warning', 'dashicons-warning' ],
	};

	let banner, timer;
	let tries = 0;
	let done = '';

	function stateOf( status ) {
		return [ 'live', 'pending' ].includes( status.reason ) ? status.reason : 'trouble';
	}

	function show( state, text ) {
		const [ notice, icon ] = LOOKS[ state ];
		const changed = banner.dataset.state !== state;
		banner.dataset.state = state;
		banner.className = 'notice inline detour-live ' + notice;
		banner.querySelector( '.dashicons' ).className = 'dashicons ' + icon;
		banner.querySelector( '.detour-live-text' ).textContent = text;
		// What was done and how it stands in one message: of two in a row, a screen reader may drop the first.
		if ( changed || done ) {
			wp.a11y.speak( [ done, text ].filter( Boolean ).join( ' ' ) );
			done = '';
		}
	}

	async function check() {
		clearTimeout( timer );
		let state = 'trouble';
		if ( ! document.hidden ) {
			try {
				const status = await wp.apiFetch( { path: '/detour/v1/status' } );
				state = stateOf( status );
				show( state, status.message );
			} catch ( error ) {
				show( 'trouble', error.message );
			}
		}
		clearTimeout( timer );
		if ( 'live' !== state ) {
			tries++;
			timer = setTimeout( check, 'pending' === state && tries < FAST_TRIES ? FAST : SLOW );
		}
	}

	detour.live = {
		/** Begins to watch. */
		start() {
			banner = document.getElementById( 'detour-live' );
			check();
		},
		/**
		 * Watches until what was just saved is served.
		 *
		 * @param {string} text What was done, for screen readers.
		 */
		watch( text ) {
			done = text;
			tries = 0;
			check();
		},
	};
} )( window.wp, ( window.detour = window.detour || {} ) );
