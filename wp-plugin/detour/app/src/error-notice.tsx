import { Notice } from '@wordpress/components';
import { useEffect, useRef } from '@wordpress/element';

/**
 * Why nothing was saved, at the head of a form; nothing while all is well. It is announced, and scrolled to where it would be out of sight.
 *
 * @param props
 * @param props.text Empty if nothing is wrong.
 */
export function ErrorNotice( { text }: { text: string } ) {
	const place = useRef< HTMLDivElement >( null );
	useEffect( () => {
		place.current?.scrollIntoView( { block: 'nearest' } );
	}, [ text ] );
	return text ? (
		<div ref={ place } className="detour-error">
			<Notice status="error" isDismissible={ false }>
				{ text }
			</Notice>
		</div>
	) : null;
}
