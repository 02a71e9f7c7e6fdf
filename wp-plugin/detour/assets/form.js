/**
 * The form for one rule, in a dialog.
 */
( function ( wp, detour ) {
	'use strict';

	const { __, sprintf } = wp.i18n;

	// The rule format's own defaults are strict; for a new rule these are what people expect.
	const NEW_RULE = {
		enabled: true,
		position: 0,
		group: '',
		note: '',
		source: { kind: 'exact', value: '', case: 'exact', slash: 'ignore', query: 'pass', host: 'any', scheme: 'any' },
		then: { redirect: { to: '', code: 307 } },
	};

	const HINTS = {
		exact: __( 'A path on this site, as /old-page.', 'detour' ),
		prefix: __( 'The beginning of a path: /shop also catches /shop/shoes; put $1 into the target for the rest.', 'detour' ),
		wildcard: __( '/blog/* catches /blog/anything; put $1 into the target to use what * stood for.', 'detour' ),
		regex: __( '^/item-([0-9]+)$ without delimiters; put $1 into the target for the first group.', 'detour' ),
	};

	let dialog, form, errorBox;
	let editing = null;
	let onSaved = () => {};

	const inputs = () => Array.from( form.querySelectorAll( '[data-field]' ) );
	const byId = ( id ) => document.getElementById( id );

	function read( object, path ) {
		return path.split( '.' ).reduce( ( part, key ) => ( part ? part[ key ] : undefined ), object );
	}

	function write( object, path, value ) {
		const keys = path.split( '.' );
		const last = keys.pop();
		keys.reduce( ( part, key ) => ( part[ key ] = part[ key ] || {} ), object )[ last ] = value;
	}

	function valueOf( input ) {
		switch ( input.dataset.type ) {
			case 'boolean':
				return input.checked;
			case 'integer': {
				// What is not a number goes out as it was typed, so that the answer can name it.
				const text = input.value.trim() || input.dataset.empty || '';
				return /^-?\d+$/.test( text ) ? parseInt( text, 10 ) : text;
			}
			default:
				return input.value.trim() || input.dataset.empty || '';
		}
	}

	function fill( rule ) {
		inputs().forEach( ( input ) => {
			if ( 'then' === input.dataset.field ) {
				input.value = Object.keys( rule.then )[ 0 ] || 'redirect';
				return;
			}
			const value = read( rule, input.dataset.field );
			if ( 'boolean' === input.dataset.type ) {
				input.checked = !! value;
			} else if ( undefined !== value ) {
				input.value = value;
			} else if ( 'SELECT' === input.tagName ) {
				input.value = 'then.redirect.code' === input.dataset.field ? '307' : input.options[ 0 ].value;
			} else {
				input.value = input.dataset.empty || '';
			}
		} );
		if ( ! rule.then.respond ) {
			byId( 'detour-respond-code' ).value = '410';
		}
	}

	function collect() {
		const action = byId( 'detour-action' ).value;
		const rule = { then: { [ action ]: {} } };
		inputs().forEach( ( input ) => {
			const field = input.dataset.field;
			if ( 'then' !== field && ( ! field.startsWith( 'then.' ) || field.startsWith( 'then.' + action + '.' ) ) ) {
				write( rule, field, valueOf( input ) );
			}
		} );
		return rule;
	}

	function adapt() {
		const action = byId( 'detour-action' ).value;
		form.querySelectorAll( '[data-for-action]' ).forEach( ( part ) => {
			part.hidden = part.dataset.forAction !== action;
		} );
		byId( 'detour-source-hint' ).textContent = HINTS[ byId( 'detour-kind' ).value ];
	}

	function describedBy( input, id, add ) {
		const ids = ( input.getAttribute( 'aria-describedby' ) || '' ).split( ' ' ).filter( ( one ) => one && one !== id );
		if ( add ) {
			ids.push( id );
		}
		if ( ids.length ) {
			input.setAttribute( 'aria-describedby', ids.join( ' ' ) );
		} else {
			input.removeAttribute( 'aria-describedby' );
		}
	}

	function clearProblems() {
		errorBox.hidden = true;
		inputs().forEach( ( input ) => {
			input.removeAttribute( 'aria-invalid' );
			describedBy( input, input.id + '-problem', false );
		} );
		form.querySelectorAll( '.detour-problem' ).forEach( ( node ) => node.remove() );
	}

	function inputFor( field ) {
		// A problem with a part that has no input of its own belongs to the nearest one above it.
		for ( let path = field || ''; path; path = path.substring( 0, path.lastIndexOf( '.' ) ) ) {
			const input = inputs().find( ( one ) => one.dataset.field === path && ! one.closest( '[hidden]' ) );
			if ( input ) {
				return input;
			}
		}
		return null;
	}

	function showProblem( input, problem ) {
		const id = input.id + '-problem';
		const node = byId( id ) || document.createElement( 'p' );
		node.id = id;
		node.className = 'detour-problem';
		node.append( ...detour.sentences( problem ).map( ( text ) => {
			const line = document.createElement( 'span' );
			line.textContent = text + ' ';
			return line;
		} ) );
		input.setAttribute( 'aria-invalid', 'true' );
		describedBy( input, id, true );
		input.closest( '.detour-field' ).append( node );
		const details = input.closest( 'details' );
		if ( details ) {
			details.open = true;
		}
	}

	function showError( error ) {
		clearProblems();
		const problems = ( error.data && error.data.problems ) || [];
		const placed = problems.filter( ( problem ) => {
			const input = inputFor( problem.field );
			if ( input ) {
				showProblem( input, problem );
			}
			return input;
		} );
		const invalid = form.querySelector( '[aria-invalid]' );
		if ( ! invalid || placed.length < problems.length ) {
			errorBox.querySelector( 'p' ).textContent = error.message;
			errorBox.hidden = false;
		}
		( invalid || errorBox ).focus();
		wp.a11y.speak( error.message, 'assertive' );
	}

	async function save( event ) {
		event.preventDefault();
		clearProblems();
		const button = form.querySelector( '[type="submit"]' );
		button.disabled = true;
		try {
			const saved = await wp.apiFetch( {
				path: '/detour/v1/rules' + ( editing ? '/' + editing.id : '' ),
				method: editing ? 'PATCH' : 'POST',
				data: collect(),
			} );
			dialog.close();
			onSaved( saved );
		} catch ( error ) {
			showError( error );
		} finally {
			button.disabled = false;
		}
	}

	/**
	 * What is wrong and the way out, as whole sentences.
	 *
	 * @param {Object} problem Problem or warning of the REST routes.
	 */
	detour.sentences = ( problem ) =>
		[ problem.message, problem.fix ].filter( Boolean ).map( ( text ) => ( /[.!?:]$/.test( text ) ? text : text + '.' ) );

	detour.form = {
		/**
		 * Prepares the form.
		 *
		 * @param {Function} saved Called with the saved rule.
		 */
		start( saved ) {
			onSaved = saved;
			dialog = byId( 'detour-form' );
			form = dialog.querySelector( 'form' );
			errorBox = dialog.querySelector( '.detour-form-error' );
			form.addEventListener( 'submit', save );
			form.addEventListener( 'change', adapt );
			form.querySelector( '[data-close]' ).addEventListener( 'click', () => dialog.close() );
		},
		/**
		 * Opens the form.
		 *
		 * @param {?Object} rule Rule to edit; null for a new one.
		 */
		open( rule ) {
			editing = rule;
			byId( 'detour-form-title' ).textContent = rule
				? /* translators: %d: number of a rule. */ sprintf( __( 'Edit redirect %d', 'detour' ), rule.id )
				: __( 'Add redirect', 'detour' );
			clearProblems();
			fill( rule || NEW_RULE );
			adapt();
			byId( 'detour-more' ).open = false;
			dialog.showModal();
			byId( 'detour-source' ).focus();
		},
	};
} )( window.wp, ( window.detour = window.detour || {} ) );
