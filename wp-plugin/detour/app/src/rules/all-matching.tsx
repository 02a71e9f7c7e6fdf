import { Button, DropdownMenu, Modal } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { BulkChange } from './api';
import { CodeForm, GroupForm } from './forms';

interface Props {
	/** How many redirects the list shows, on all its pages. */
	count: number;
	groups: string[];
	onChange: ( change: BulkChange ) => void;
}

type Word = Exclude< BulkChange[ 'action' ], 'position' | 'reset-hits' >;

const WORDS: Record< Word, string > = {
	enable: __( 'Enable', 'detour' ),
	disable: __( 'Disable', 'detour' ),
	code: __( 'Change code', 'detour' ),
	group: __( 'Move to a group', 'detour' ),
	delete: __( 'Delete', 'detour' ),
};

/**
 * The menu of what can be done to everything that the list shows, on whatever page.
 *
 * @param props
 * @param props.count
 * @param props.groups
 * @param props.onChange
 */
export function AllMatching( { count, groups, onChange }: Props ) {
	const [ asking, setAsking ] = useState< Word | null >( null );
	const all = sprintf(
		/* translators: %s: number of redirects. */
		_n( 'Change %s', 'Change all %s', count, 'detour' ),
		count.toLocaleString()
	);
	const close = () => setAsking( null );
	const change = ( wanted: BulkChange ) => {
		close();
		onChange( wanted );
	};
	return (
		<>
			<DropdownMenu
				icon={ null }
				text={ all }
				label={ all }
				toggleProps={ {
					size: 'compact',
					variant: 'tertiary',
					showTooltip: false,
				} }
				popoverProps={ { placement: 'bottom-end' } }
				controls={ ( Object.keys( WORDS ) as Word[] ).map(
					( word ) => ( {
						title: WORDS[ word ],
						onClick: () => setAsking( word ),
					} )
				) }
			/>
			{ asking && (
				<Modal
					title={ WORDS[ asking ] }
					size="small"
					onRequestClose={ close }
				>
					<p>
						{ sprintf(
							/* translators: %s: number of redirects. */
							_n(
								'This is done to the %s redirect that the list shows.',
								'This is done to all %s redirects that the list shows, on whatever page.',
								count,
								'detour'
							),
							count.toLocaleString()
						) }
					</p>
					{ asking === 'code' && (
						<CodeForm
							onDone={ ( code ) =>
								change( { action: 'code', code } )
							}
						/>
					) }
					{ asking === 'group' && (
						<GroupForm
							groups={ groups }
							onDone={ ( group ) =>
								change( { action: 'group', group } )
							}
						/>
					) }
					{ asking !== 'code' && asking !== 'group' && (
						<div className="detour-row">
							<Button
								__next40pxDefaultSize
								variant="primary"
								isDestructive={ asking === 'delete' }
								onClick={ () => change( { action: asking } ) }
							>
								{ WORDS[ asking ] }
							</Button>
							<Button
								__next40pxDefaultSize
								variant="tertiary"
								onClick={ close }
							>
								{ __( 'Cancel', 'detour' ) }
							</Button>
						</div>
					) }
				</Modal>
			) }
		</>
	);
}
