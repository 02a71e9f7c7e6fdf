import { CheckboxControl } from '@wordpress/components';
import { lazy, Suspense } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Condition, Test } from '../rule/types';
import { site } from '../site';
import {
	compare,
	type Comparison,
	comparisonOf,
	CONDITION_KINDS,
} from './condition-kinds';
import { Conditions } from './conditions';
import { Choice, Text, WordList } from './controls';
import { ProblemsOf } from './problems';

// Loaded when somebody asks for the user agent.
const UserAgents = lazy(
	() => import( /* webpackChunkName: "user-agents" */ './user-agents' )
);

const COMPARISONS: { value: Comparison; label: string }[] = [
	{ value: 'is', label: __( 'is', 'detour' ) },
	{ value: 'contains', label: __( 'contains', 'detour' ) },
	{ value: 'matches', label: __( 'matches (regular expression)', 'detour' ) },
	{ value: 'there', label: __( 'is there, whatever it is', 'detour' ) },
	{ value: 'missing', label: __( 'is missing', 'detour' ) },
];

interface Props {
	/** Kind of the condition. */
	word: string;
	value: unknown;
	/** Name in the rule's JSON. */
	field: string;
	onChange: ( value: unknown ) => void;
}

/**
 * What a condition asks for, by its shape.
 *
 * @param props
 */
export function ConditionValue( props: Props ) {
	const { word, value, field, onChange } = props;
	const kind = CONDITION_KINDS[ word ];
	switch ( kind?.shape ) {
		case 'named':
		case 'test':
			return <TestValue { ...props } />;
		case 'words':
			return (
				<WordList
					label={ __( 'One of', 'detour' ) }
					field={ field }
					placeholder={ kind.placeholder }
					values={ value as string[] }
					onChange={ onChange }
				/>
			);
		case 'roles':
			return <Roles { ...props } />;
		case 'flag':
			return (
				<Choice
					label={ kind.label }
					field={ field }
					value={ value ? 'yes' : 'no' }
					options={ [
						{ value: 'yes', label: __( 'yes', 'detour' ) },
						{ value: 'no', label: __( 'no', 'detour' ) },
					] }
					onChange={ ( flag ) => onChange( flag === 'yes' ) }
				/>
			);
		case 'text':
			return (
				<Text
					code
					label={ __( 'Name of the filter', 'detour' ) }
					field={ field }
					placeholder={ kind.placeholder }
					value={ String( value ) }
					onChange={ ( text ) => onChange( text.trim() ) }
				/>
			);
		case 'any':
			return (
				<Conditions
					conditions={ value as Condition[] }
					field={ field }
					onChange={ onChange }
				/>
			);
		default:
			// One that belongs to another plugin's way of matching: kept as it is.
			return (
				<p>
					<code>{ JSON.stringify( value ) }</code>
				</p>
			);
	}
}

function TestValue( { word, value, field, onChange }: Props ) {
	const test = value as Test;
	const { shape, placeholder } = CONDITION_KINDS[ word ];
	const comparison = comparisonOf( test );
	const text = test.is ?? test.contains ?? test.matches ?? '';
	return (
		<div className="detour-row">
			{ shape === 'named' && (
				<Text
					code
					label={ __( 'Name', 'detour' ) }
					field={ `${ field }.name` }
					placeholder={ placeholder }
					value={ test.name ?? '' }
					onChange={ ( name ) =>
						onChange( { ...test, name: name.trim() } )
					}
				/>
			) }
			<Choice
				label={ __( 'Comparison', 'detour' ) }
				value={ comparison }
				options={ COMPARISONS }
				onChange={ ( chosen ) =>
					onChange( compare( test, chosen, text ) )
				}
			/>
			{ word === 'user_agent' && (
				<Suspense fallback={ null }>
					<UserAgents value={ text } onChange={ onChange } />
				</Suspense>
			) }
			{ comparison !== 'there' && comparison !== 'missing' && (
				<Text
					code
					label={ __( 'Value', 'detour' ) }
					field={ `${ field }.${ comparison }` }
					value={ text }
					onChange={ ( typed ) =>
						onChange( compare( test, comparison, typed ) )
					}
				/>
			) }
		</div>
	);
}

function Roles( { word, value, field, onChange }: Props ) {
	const chosen = value as string[];
	return (
		<fieldset className="detour-roles">
			<legend className="screen-reader-text">
				{ CONDITION_KINDS[ word ].label }
			</legend>
			{ Object.entries( site.roles ).map( ( [ role, name ] ) => (
				<CheckboxControl
					key={ role }
					__nextHasNoMarginBottom
					id={ `detour-${ field }-${ role }` }
					label={ name }
					checked={ chosen.includes( role ) }
					onChange={ ( checked ) =>
						onChange(
							checked
								? [ ...chosen, role ]
								: chosen.filter( ( one ) => one !== role )
						)
					}
				/>
			) ) }
			<ProblemsOf of={ field } />
		</fieldset>
	);
}
