import { __ } from '@wordpress/i18n';

import type { Source } from '../rule/types';
import { Choice } from './controls';

type Matched = Pick< Source, 'slash' | 'case' | 'query' >;

/**
 * How much a URL may differ from a source.
 *
 * @param props
 * @param props.source
 * @param props.set
 */
export function Matching( {
	source,
	set,
}: {
	source: Matched;
	set: ( changes: Partial< Matched > ) => void;
} ) {
	return (
		<>
			<div className="detour-row">
				<Choice
					label={ __( 'Slash at the end', 'detour' ) }
					field="source.slash"
					value={ source.slash }
					options={ [
						{
							value: 'ignore',
							label: __( 'With or without', 'detour' ),
						},
						{
							value: 'exact',
							label: __( 'As in the source', 'detour' ),
						},
					] }
					onChange={ ( slash ) => set( { slash } ) }
				/>
				<Choice
					label={ __( 'Upper and lower case', 'detour' ) }
					field="source.case"
					value={ source.case }
					options={ [
						{
							value: 'exact',
							label: __( 'As in the source', 'detour' ),
						},
						{ value: 'ignore', label: __( 'Either', 'detour' ) },
					] }
					onChange={ ( sensitivity ) => set( { case: sensitivity } ) }
				/>
			</div>
			<Choice
				label={ __( 'Query string (after the ?)', 'detour' ) }
				field="source.query"
				value={ source.query }
				options={ [
					{
						value: 'pass',
						label: __(
							'More parameters are fine, and carried over to the target',
							'detour'
						),
					},
					{
						value: 'ignore',
						label: __(
							'More parameters are fine, and dropped',
							'detour'
						),
					},
					{
						value: 'any-order',
						label: __(
							'Exactly the parameters of the source, in any order',
							'detour'
						),
					},
					{
						value: 'exact',
						label: __( 'Exactly as in the source', 'detour' ),
					},
				] }
				onChange={ ( query ) => set( { query } ) }
			/>
		</>
	);
}
