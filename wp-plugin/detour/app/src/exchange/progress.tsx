import { ProgressBar } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { readProgress } from './calls';

/** Milliseconds between two looks. */
const PAUSE = 1000;

/**
 * How far the import under way has come.
 *
 * @param props
 * @param props.of Redirects that it adds.
 */
export function Progress( { of }: { of: number } ) {
	const [ added, setAdded ] = useState( 0 );

	useEffect( () => {
		let timer: ReturnType< typeof setTimeout >;
		let isHere = true;
		const look = async () => {
			// The import says itself if something is wrong.
			const count = await readProgress().catch( () => 0 );
			if ( isHere ) {
				setAdded( ( before ) => Math.max( before, count ) );
				timer = setTimeout( look, PAUSE );
			}
		};
		timer = setTimeout( look, PAUSE );
		return () => {
			isHere = false;
			clearTimeout( timer );
		};
	}, [] );

	return (
		<div className="detour-buttons">
			<ProgressBar
				value={
					added ? ( 100 * Math.min( added, of ) ) / of : undefined
				}
			/>
			<span role="status">
				{ added
					? sprintf(
							/* translators: 1: number of redirects that were added, 2: number of all. */
							__( '%1$d of %2$d redirects added.', 'detour' ),
							Math.min( added, of ),
							of
						)
					: __( 'Importing.', 'detour' ) }{ ' ' }
				{ __( 'They come all together, or not at all.', 'detour' ) }
			</span>
		</div>
	);
}
