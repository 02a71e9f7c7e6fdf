import { Button, Notice } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { ApiError } from '../api';
import { useNotices } from '../notices';
import { undoChange } from './api';
import { ACTIONS, describeOthers, describeUser, sourceOf } from './describe';
import type { Change } from './types';

interface Props {
	change: Change;
	/** Only what it did to this rule. */
	rule?: number;
	onDone: () => void;
}

/**
 * Takes a change back; asks again if somebody has changed the same since.
 *
 * @param props
 * @param props.change
 * @param props.rule
 * @param props.onDone
 */
export function TakeBack( { change, rule, onDone }: Props ) {
	const notices = useNotices();
	const [ problem, setProblem ] = useState< ApiError | null >( null );
	const [ busy, setBusy ] = useState( false );
	const isConflict = problem?.code === 'detour_history_conflict';

	async function takeBack() {
		setBusy( true );
		try {
			await undoChange( change.batch, rule, isConflict );
			notices.done( __( 'The change was taken back.', 'detour' ) );
			onDone();
		} catch ( error ) {
			setProblem( error as ApiError );
			setBusy( false );
		}
	}

	return (
		<div className="detour-bulk-form">
			<p>
				{ ACTIONS[ change.action ] } ·{ ' ' }
				<code>{ sourceOf( change ) }</code> { describeOthers( change ) }{ ' ' }
				· { describeUser( change ) }
			</p>
			{ problem && (
				<Notice
					status={ isConflict ? 'warning' : 'error' }
					isDismissible={ false }
				>
					{ problem.message }
				</Notice>
			) }
			<Button
				__next40pxDefaultSize
				variant="primary"
				isDestructive={ isConflict }
				isBusy={ busy }
				disabled={ busy }
				accessibleWhenDisabled
				onClick={ takeBack }
			>
				{ isConflict
					? __( 'Take back all the same', 'detour' )
					: __( 'Take back', 'detour' ) }
			</Button>
		</div>
	);
}
