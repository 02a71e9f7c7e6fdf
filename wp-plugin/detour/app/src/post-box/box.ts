import { speak } from '@wordpress/a11y';

import type { ApiError } from '../api';
import {
	disable,
	type PostRedirects,
	readRedirects,
	redirect,
	type Summary,
} from './api';

/** Texts by name, as PHP prints them; `%s`, `%1$s` … stand for values. */
type Texts = Readonly< Record< string, string > >;

/**
 * A text with its values.
 *
 * @param text   Text.
 * @param values What its places stand for.
 */
export function filled( text: string, ...values: string[] ): string {
	return text.replace(
		/%(?:(\d)\$)?s/g,
		( _, place ) => values[ Number( place ?? 1 ) - 1 ] ?? ''
	);
}

/** Shows the redirects of one page, and changes the one that leads away from it. */
export class PostBox {
	private readonly texts: Texts;
	private readonly target: HTMLInputElement;
	private readonly code: HTMLSelectElement;
	/** The code that new redirects begin with. */
	private readonly usual: string;
	private shown: PostRedirects | null = null;

	constructor( private readonly root: HTMLElement ) {
		this.texts = JSON.parse( root.dataset.texts ?? '{}' );
		this.target = root.querySelector( 'input' )!;
		this.code = root.querySelector( 'select' )!;
		this.usual = this.code.value;
		this.part( 'save' ).addEventListener( 'click', () => this.save() );
		this.part( 'disable' ).addEventListener( 'click', () => this.stop() );
		this.target.addEventListener( 'keydown', ( event ) => {
			if ( event.key === 'Enter' ) {
				// It would send the post's own form.
				event.preventDefault();
				this.save();
			}
		} );
	}

	/** Reads the redirects anew and shows them. */
	async load() {
		try {
			this.show(
				await readRedirects( Number( this.root.dataset.post ) )
			);
		} catch ( error ) {
			this.part( 'state' ).textContent = `${ this.texts.failed } ${
				( error as ApiError ).message
			}`;
		}
	}

	private save() {
		const { path, rule } = this.shown!;
		const to = this.target.value.trim();
		if ( ! to ) {
			this.say( 'error', this.texts.noTarget );
			this.target.focus();
			return;
		}
		void this.change(
			redirect( path!, rule, to, Number( this.code.value ) ),
			this.texts.saved
		);
	}

	private stop() {
		void this.change( disable( this.shown!.rule! ), this.texts.stopped );
		// The button is about to go.
		this.target.focus();
	}

	/**
	 * Waits for a change, says what came of it and shows what is there now.
	 *
	 * @param saving The change.
	 * @param done   What it did.
	 */
	private async change(
		saving: ReturnType< typeof redirect >,
		done: string
	) {
		try {
			const { warnings } = await saving;
			const words = warnings.map(
				( { message, fix } ) => `${ message } ${ fix ?? '' }`
			);
			this.say(
				words.length ? 'warning' : 'success',
				[ done, ...words ].join( ' ' )
			);
			await this.load();
		} catch ( error ) {
			this.say( 'error', ( error as ApiError ).message );
		}
	}

	private show( redirects: PostRedirects ) {
		const { path, rule, others, leading, total } = redirects;
		const before = this.shown;
		this.shown = redirects;
		this.part( 'form' ).hidden = path === null;
		this.part( 'state' ).textContent = this.state( redirects );
		this.part( 'disable' ).hidden = ! rule?.enabled;
		// What somebody is typing stays when the post is saved.
		if ( ! before || before.rule?.target !== rule?.target ) {
			this.target.value = rule?.target ?? '';
		}
		if ( ! before || before.rule?.code !== rule?.code ) {
			this.code.value = String( rule?.code ?? this.usual );
		}
		this.part( 'others' ).hidden = others.length === 0;
		this.list( 'others', others );
		this.list( 'leading', leading );
		this.part( 'more' ).textContent = this.more( leading.length, total );
	}

	private more( listed: number, total: number ): string {
		if ( total === 0 ) {
			return this.texts.nobody;
		}
		return total > listed ? filled( this.texts.more, String( total ) ) : '';
	}

	private state( { path, rule }: PostRedirects ): string {
		if ( path === null ) {
			return this.texts.noPath;
		}
		if ( ! rule ) {
			return filled( this.texts.none, path );
		}
		return filled(
			rule.enabled ? this.texts.away : this.texts.disabled,
			path,
			rule.target ?? '',
			String( rule.code )
		);
	}

	private list( part: string, rules: Summary[] ) {
		const items = rules.map( ( { source, code, enabled, edit } ) => {
			const link = document.createElement( 'a' );
			link.href = edit;
			link.textContent = source;
			link.setAttribute(
				'aria-label',
				filled( this.texts.edit, source )
			);
			const item = document.createElement( 'li' );
			const marks = [ code, ! enabled && this.texts.isOff ];
			item.append( link, ` ${ marks.filter( Boolean ).join( ' · ' ) }` );
			return item;
		} );
		this.part( part )
			.querySelector( 'ul' )!
			.replaceChildren( ...items );
	}

	private say( kind: 'success' | 'warning' | 'error', text: string ) {
		const notice = document.createElement( 'p' );
		notice.textContent = text;
		const box = document.createElement( 'div' );
		box.className = `notice notice-${ kind } notice-alt inline`;
		box.append( notice );
		this.part( 'said' ).replaceChildren( box );
		if ( kind === 'error' ) {
			speak( text, 'assertive' );
		}
	}

	private part( name: string ): HTMLElement {
		return this.root.querySelector( `[data-part="${ name }"]` )!;
	}
}
