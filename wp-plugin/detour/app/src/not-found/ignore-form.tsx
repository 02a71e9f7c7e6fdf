import { Button, TextControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

interface Props {
	/** URL to begin with. */
	url: string;
	onDone: ( pattern: string ) => void;
}

/**
 * Asks which URLs are not worth being recorded.
 *
 * @param props
 * @param props.url
 * @param props.onDone
 */
export function IgnoreForm( { url, onDone }: Props ) {
	const [ pattern, setPattern ] = useState( () => likeThis( url ) );
	return (
		<form
			className="detour-bulk-form"
			onSubmit={ ( event ) => {
				event.preventDefault();
				onDone( pattern.trim() );
			} }
		>
			<TextControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				required
				label={ __( 'Pattern', 'detour' ) }
				help={ __(
					'* stands for anything, as in /wp-*.php or *.env. What is like it is counted, but neither listed nor logged any more. The patterns are kept in the settings.',
					'detour'
				) }
				spellCheck={ false }
				value={ pattern }
				onChange={ setPattern }
			/>
			<Button __next40pxDefaultSize variant="primary" type="submit">
				{ __( 'Ignore', 'detour' ) }
			</Button>
		</form>
	);
}

/**
 * The files of the same kind, or what lies in the same folder.
 *
 * @param url URL.
 */
export function likeThis( url: string ): string {
	const path = url.replace( /[?#].*$/, '' );
	const ending = /\.[a-z0-9]{1,8}$/i.exec( path );
	return ending
		? `*${ ending[ 0 ] }`
		: `${ path.replace( /[^/]*\/?$/, '' ) }*`;
}
