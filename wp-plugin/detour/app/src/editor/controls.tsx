/**
 * WordPress' controls, with the problems of their field below them, and read out with it.
 */
import {
	SelectControl,
	TextareaControl,
	TextControl,
} from '@wordpress/components';
import { useState } from '@wordpress/element';
import type { ReactNode } from 'react';

import { ProblemLines, useProblemsAt } from './problems';

interface Common {
	label: string;
	help?: ReactNode;
	/** Name of the field in the rule's JSON; without it, problems are shown elsewhere. */
	field?: string;
	hideLabelFromVision?: boolean;
}

/**
 * What a control says of its field: the help and the problems, which it has as its description.
 *
 * @param field Name of the field in the rule's JSON.
 * @param help  Help, if there is any.
 */
function useDescription( field?: string, help?: ReactNode ) {
	const problems = useProblemsAt( field );
	const isInvalid = problems.errors.length > 0;
	if ( ! isInvalid && ! problems.warnings.length ) {
		return { help };
	}
	return {
		help: (
			<>
				{ help }
				<ProblemLines problems={ problems } />
			</>
		),
		'aria-invalid': isInvalid || undefined,
	};
}

interface TextProps extends Common {
	value: string;
	onChange: ( value: string ) => void;
	type?: 'text' | 'number' | 'datetime-local';
	placeholder?: string;
	/** Suggestions. */
	list?: string;
	min?: number;
	required?: boolean;
	/** Shown to be copied. */
	readOnly?: boolean;
	code?: boolean;
}

export function Text( { field, code, help, ...props }: TextProps ) {
	const description = useDescription( field, help );
	return (
		<div className={ code ? 'detour-field is-code' : 'detour-field' }>
			<TextControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				autoComplete="off"
				spellCheck={ false }
				{ ...props }
				{ ...description }
			/>
		</div>
	);
}

interface LinesProps extends Common {
	value: string;
	onChange: ( value: string ) => void;
	rows: number;
}

/**
 * A text of several lines.
 *
 * @param props
 * @param props.field
 * @param props.help
 */
export function Lines( { field, help, ...props }: LinesProps ) {
	const description = useDescription( field, help );
	return (
		<div className="detour-field">
			<TextareaControl
				__nextHasNoMarginBottom
				{ ...props }
				{ ...description }
			/>
		</div>
	);
}

interface ChoiceProps< T extends string > extends Common {
	value: T;
	options: readonly { value: T; label: string }[];
	onChange: ( value: T ) => void;
}

export function Choice< T extends string >( {
	field,
	help,
	options,
	onChange,
	...props
}: ChoiceProps< T > ) {
	const description = useDescription( field, help );
	return (
		<div className="detour-field">
			<SelectControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				{ ...props }
				{ ...description }
				options={ [ ...options ] }
				onChange={ ( value ) => onChange( value as T ) }
			/>
		</div>
	);
}

interface ListProps extends Common {
	values: string[];
	onChange: ( values: string[] ) => void;
	placeholder?: string;
	required?: boolean;
}

/**
 * A list of words, separated by commas or spaces.
 *
 * @param props
 * @param props.values
 * @param props.onChange
 */
export function WordList( { values, onChange, ...props }: ListProps ) {
	// Kept as it is typed, for what is between two commas may still be empty; unless other words have come in its place.
	const [ typed, setTyped ] = useState( '' );
	const isTyped = words( typed ).join() === values.join();
	return (
		<Text
			{ ...props }
			code
			value={ isTyped ? typed : values.join( ', ' ) }
			onChange={ ( text ) => {
				setTyped( text );
				onChange( words( text ) );
			} }
		/>
	);
}

function words( text: string ): string[] {
	return text.split( /[\s,]+/ ).filter( Boolean );
}
