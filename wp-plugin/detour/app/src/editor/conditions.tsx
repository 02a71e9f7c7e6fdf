import { Button } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

import type { Condition } from '../rule/types';
import { close, CONDITION_KINDS, emptyValue, open } from './condition-kinds';
import { ConditionValue } from './condition-value';
import { Choice } from './controls';
import { removeAt, replaceAt } from './lists';
import { ProblemsOf } from './problems';
import { RemoveButton } from './rows';

interface ListProps {
	conditions: Condition[];
	/** Name of the list in the rule's JSON. */
	field: string;
	onChange: ( conditions: Condition[] ) => void;
}

/**
 * A list of conditions.
 *
 * @param props
 * @param props.conditions
 * @param props.field
 * @param props.onChange
 */
export function Conditions( { conditions, field, onChange }: ListProps ) {
	return (
		<div className="detour-conditions">
			{ conditions.map( ( condition, index ) => (
				<ConditionRow
					// Rows of one kind keep their inputs; another kind begins anew.
					key={ `${ index } ${ open( condition ).word }` }
					condition={ condition }
					number={ index + 1 }
					field={ `${ field }[${ index }]` }
					onChange={ ( changed ) =>
						onChange( replaceAt( conditions, index, changed ) )
					}
					onRemove={ () => onChange( removeAt( conditions, index ) ) }
				/>
			) ) }
			<ProblemsOf of={ field } />
			<Button
				size="compact"
				variant="secondary"
				onClick={ () =>
					onChange( [ ...conditions, { language: [] } ] )
				}
			>
				{ __( 'Add condition', 'detour' ) }
			</Button>
		</div>
	);
}

interface RowProps {
	condition: Condition;
	number: number;
	field: string;
	onChange: ( condition: Condition ) => void;
	onRemove: () => void;
}

function ConditionRow( {
	condition,
	number,
	field,
	onChange,
	onRemove,
}: RowProps ) {
	const opened = open( condition );
	const kinds = Object.entries( CONDITION_KINDS ).map(
		( [ value, { label } ] ) => ( { value, label } )
	);
	return (
		<fieldset className="detour-condition">
			<legend className="screen-reader-text">
				{
					/* translators: %d: number of a condition in a list. */
					sprintf( __( 'Condition %d', 'detour' ), number )
				}
			</legend>
			<div className="detour-row">
				<Choice
					label={ __( 'What', 'detour' ) }
					value={ opened.word }
					options={ kinds }
					onChange={ ( word ) =>
						onChange(
							close( {
								...opened,
								word,
								value: emptyValue( word ),
							} )
						)
					}
				/>
				<Choice
					label={ __( 'Holds', 'detour' ) }
					value={ opened.negated ? 'not' : 'yes' }
					options={ [
						{ value: 'yes', label: __( 'must hold', 'detour' ) },
						{
							value: 'not',
							label: __( 'must not hold', 'detour' ),
						},
					] }
					onChange={ ( holds ) =>
						onChange(
							close( { ...opened, negated: holds === 'not' } )
						)
					}
				/>
				<RemoveButton number={ number } onClick={ onRemove } />
			</div>
			<ConditionValue
				word={ opened.word }
				value={ opened.value }
				field={ `${ field }${ opened.negated ? '.not' : '' }.${
					opened.word
				}` }
				onChange={ ( value ) =>
					onChange( close( { ...opened, value } ) )
				}
			/>
			<ProblemsOf of={ field } />
		</fieldset>
	);
}
