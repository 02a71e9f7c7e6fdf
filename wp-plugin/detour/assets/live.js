/**
 * The banner that says whether the saved rules are served.
 */
( function ( wp, detour ) {
	'use strict';

	const { __ } = wp.i18n;

	// Publishing takes milliseconds, so look often at first, then seldom.
	const FAST = 250;
	const SLOW = 5000;
	const FAST_TRIES = 20;

	const STATES = {
		live: { word: __( 'Live.', 'detour' ), notice: 'notice-success', icon: 'dashicons-yes-alt' },
		pending: { word: __( 'Not live yet.', 'detour' ), notice: 'notice-info', icon: 'dashicons-update' },
		trouble: { word: __( 'Not live.', 'detour' ), notice: 'notice-warning', icon: 'dashicons-warning' },
	};

	let banner, timer;
	let tries = 0;
	let wanted = 0;

	function stateOf( status ) {
		if ( 'pending' === status.reason || ( status.live && status.revision < wanted ) ) {
			return 'pending';
		}
		return 'live' === status.reason ? 'live' : 'trouble';
	}

	function show( state, text ) {
		const { word, notice, icon } = STATES[ state ];
		const changed = banner.dataset.state !== state;
		banner.dataset.state = state;
		banner.className = 'notice inline detour-live ' + notice;
		banner.querySelector( '.dashicons' ).className = 'dashicons ' + icon;
		banner.querySelector( '.detour-live-word' ).textContent = word;
		banner.querySelector( '.detour-live-text' ).textContent = text;
		if ( changed ) {
			wp.a11y.speak( word + ' ' + text );
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
		 * Watches until a revision is served.
		 *
		 * @param {number} revision Revision that was saved.
		 */
		waitFor( revision ) {
			wanted = Math.max( wanted, revision );
			tries = 0;
			check();
		},
	};
} )( window.wp, ( window.detour = window.detour || {} ) );
