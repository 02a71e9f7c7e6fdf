import { Notice, Spinner } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { ApiError } from '../api';
import { Table } from '../table';
import { readOutcome, type Outcome } from './api';
import { describeDecision } from './words';

interface Props {
	/** The campaign. */
	name: string;
	/** Raised when rules have changed. */
	changes: number;
}

/**
 * What visitors get of a campaign while it is on, and afterwards, as the engine says.
 *
 * @param props
 * @param props.name
 * @param props.changes
 */
export function OutcomeTable( { name, changes }: Props ) {
	const [ outcome, setOutcome ] = useState< Outcome[] | null >( null );
	const [ problem, setProblem ] = useState( '' );

	useEffect( () => {
		let isCurrent = true;
		readOutcome( name ).then(
			( found ) => {
				if ( isCurrent ) {
					setOutcome( found );
					setProblem( '' );
				}
			},
			( error: ApiError ) => isCurrent && setProblem( error.message )
		);
		return () => {
			isCurrent = false;
		};
	}, [ name, changes ] );

	if ( problem ) {
		return (
			<Notice status="error" isDismissible={ false }>
				{ problem }
			</Notice>
		);
	}
	if ( ! outcome ) {
		return <Spinner />;
	}
	if ( ! outcome.length ) {
		return (
			<p>
				{ __(
					'Its redirects are disabled, or have patterns, which stand for many addresses: try them in the editor.',
					'detour'
				) }
			</p>
		);
	}
	const others = outcome.some(
		( { rule, during } ) =>
			during.rule !== undefined && during.rule !== rule
	);
	return (
		<>
			{ others && (
				<Notice status="warning" isDismissible={ false }>
					{ __(
						'Another redirect answers first for some of these addresses. Give those of the campaign a lower position.',
						'detour'
					) }
				</Notice>
			) }
			<Table
				className="detour-outcome"
				caption={ __( 'What visitors get', 'detour' ) }
				heads={ [
					__( 'Source', 'detour' ),
					__( 'While it is on', 'detour' ),
					__( 'Afterwards', 'detour' ),
				] }
			>
				{ outcome.map( ( { rule, source, during, after } ) => (
					<tr key={ rule }>
						<th scope="row">
							<code>{ source }</code>
						</th>
						<td>{ describeDecision( during, rule ) }</td>
						<td>
							{ after
								? describeDecision( after, rule )
								: __( 'It never ends', 'detour' ) }
						</td>
					</tr>
				) ) }
			</Table>
		</>
	);
}
