import { Button } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

import type { Likeness } from './api';
import { chosen } from './likenesses';

interface Props {
	urls: Likeness[];
	onTry: ( url: string ) => void;
}

/**
 * By way of example, which URLs the source takes and which not. Each can be tried.
 *
 * @param props
 * @param props.urls
 * @param props.onTry
 */
export function LikenessList( { urls, onTry }: Props ) {
	if ( ! urls.length ) {
		return null;
	}
	return (
		<div className="detour-likenesses">
			<List
				title={ __( 'The source takes', 'detour' ) }
				urls={ chosen( urls, true ) }
				onTry={ onTry }
			/>
			<List
				title={ __( 'It does not take', 'detour' ) }
				urls={ chosen( urls, false ) }
				onTry={ onTry }
			/>
		</div>
	);
}

function List( { title, urls, onTry }: Props & { title: string } ) {
	if ( ! urls.length ) {
		return null;
	}
	return (
		<>
			<h3>{ title }</h3>
			<ul>
				{ urls.map( ( { url, read_as: readAs } ) => (
					<li key={ url }>
						<Button
							size="small"
							variant="link"
							/* translators: %s: a URL. */
							label={ sprintf( __( 'Try %s', 'detour' ), url ) }
							showTooltip={ false }
							onClick={ () => onTry( url ) }
						>
							<code>{ url }</code>
						</Button>
						{ ! url.endsWith( readAs ) && (
							<span className="detour-help">
								{ sprintf(
									/* translators: %s: path and query, decoded. */
									__( 'compared as %s', 'detour' ),
									readAs
								) }
							</span>
						) }
					</li>
				) ) }
			</ul>
		</>
	);
}
