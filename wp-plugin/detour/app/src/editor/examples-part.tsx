import { Button } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

import type { Example } from '../rule/types';
import { Choice, Text } from './controls';
import { removeAt, replaceAt } from './lists';
import { ProblemsOf } from './problems';
import { RemoveButton } from './rows';

interface Props {
	examples: Example[];
	onChange: ( examples: Example[] ) => void;
}

/**
 * The rule's own tests.
 *
 * @param props
 * @param props.examples
 * @param props.onChange
 */
export function ExamplesPart( { examples, onChange }: Props ) {
	return (
		<>
			<p className="detour-help">
				{ __(
					'URLs and what is to come of them. They are checked whenever the redirect is saved.',
					'detour'
				) }
			</p>
			{ examples.map( ( example, index ) => (
				<ExampleRow
					key={ index }
					number={ index + 1 }
					field={ `examples[${ index }]` }
					example={ example }
					onChange={ ( changed ) =>
						onChange( replaceAt( examples, index, changed ) )
					}
					onRemove={ () => onChange( removeAt( examples, index ) ) }
				/>
			) ) }
			<ProblemsOf of="examples" />
			<Button
				size="compact"
				variant="secondary"
				onClick={ () => onChange( [ ...examples, { url: '/' } ] ) }
			>
				{ __( 'Add example', 'detour' ) }
			</Button>
		</>
	);
}

interface RowProps {
	number: number;
	field: string;
	example: Example;
	onChange: ( example: Example ) => void;
	onRemove: () => void;
}

function ExampleRow( {
	number,
	field,
	example,
	onChange,
	onRemove,
}: RowProps ) {
	const answers = example.matches !== false;
	return (
		<fieldset className="detour-row">
			<legend className="screen-reader-text">
				{
					/* translators: %d: number of an example. */
					sprintf( __( 'Example %d', 'detour' ), number )
				}
			</legend>
			<Text
				code
				label={ __( 'URL', 'detour' ) }
				field={ field }
				value={ example.url }
				onChange={ ( url ) =>
					onChange( { ...example, url: url.trim() } )
				}
			/>
			<Choice
				label={ __( 'Outcome', 'detour' ) }
				value={ answers ? 'answers' : 'passes' }
				options={ [
					{
						value: 'answers',
						label: __( 'is answered', 'detour' ),
					},
					{
						value: 'passes',
						label: __( 'is left alone', 'detour' ),
					},
				] }
				onChange={ ( outcome ) => {
					const { url, method, headers } = example;
					onChange(
						outcome === 'passes'
							? { url, method, headers, matches: false }
							: { url, method, headers }
					);
				} }
			/>
			{ answers && (
				<Text
					code
					label={ __( 'Leads to (optional)', 'detour' ) }
					value={ example.to ?? '' }
					onChange={ ( to ) =>
						onChange( { ...example, to: to.trim() || undefined } )
					}
				/>
			) }
			<RemoveButton number={ number } onClick={ onRemove } />
		</fieldset>
	);
}
