import { Button, Notice } from '@wordpress/components';
import type { View } from '@wordpress/dataviews/wp';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { Origin } from '../settings/api';

interface Props {
	origins: Origin[];
	view: View;
	onChange: ( view: View ) => void;
}

/**
 * Tells of redirects that are served but are kept by other plugins, and shows them.
 *
 * @param props
 * @param props.origins
 * @param props.view
 * @param props.onChange
 */
export function Elsewhere( { origins, view, onChange }: Props ) {
	const others = ( view.filters ?? [] ).filter(
		( { field } ) => field !== 'origin'
	);
	const shown = ( view.filters ?? [] ).find(
		( { field } ) => field === 'origin'
	)?.value;
	return (
		<>
			{ origins
				.filter( ( { rules } ) => rules > 0 )
				.map( ( { origin, label, rules, screen } ) => (
					<Notice
						key={ origin }
						className="detour-elsewhere"
						status="info"
						isDismissible={ false }
					>
						{ sprintf(
							/* translators: 1: number of redirects, 2: name of a plugin. */
							_n(
								'%1$d redirect of %2$s is served too, after these.',
								'%1$d redirects of %2$s are served too, after these.',
								rules,
								'detour'
							),
							rules,
							label
						) }{ ' ' }
						{ shown !== origin && (
							<Button
								variant="link"
								onClick={ () =>
									onChange( {
										...view,
										page: 1,
										filters: [
											...others,
											{
												field: 'origin',
												operator: 'is',
												value: origin,
											},
										],
									} )
								}
							>
								{ __( 'Show them', 'detour' ) }
							</Button>
						) }{ ' ' }
						<a href={ screen }>
							{ sprintf(
								/* translators: %s: name of a plugin. */
								__( 'Change them in %s', 'detour' ),
								label
							) }
						</a>
					</Notice>
				) ) }
		</>
	);
}
