/**
 * WordPress' controls, with the problems of their field below them.
 */
import { SelectControl, TextControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import type { ReactNode } from 'react';

import { ProblemsOf } from './problems';

interface Common {
	label: string;
	help?: ReactNode;
	/** Name of the field in the rule's JSON; without it, problems are shown elsewhere. */
	field?: string;
	hideLabelFromVision?: boolean;
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
	code?: boolean;
}

export function Text( { field, code, ...props }: TextProps ) {
	return (
		<div className={ code ? 'detour-field is-code' : 'detour-field' }>
			<TextControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				autoComplete="off"
				spellCheck={ false }
				{ ...props }
			/>
			{ field !== undefined && <ProblemsOf of={ field } /> }
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
	options,
	onChange,
	...props
}: ChoiceProps< T > ) {
	return (
		<div className="detour-field">
			<SelectControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				{ ...props }
				options={ [ ...options ] }
				onChange={ ( value ) => onChange( value as T ) }
			/>
			{ field !== undefined && <ProblemsOf of={ field } /> }
		</div>
	);
}

interface ListProps extends Common {
	values: string[];
	onChange: ( values: string[] ) => void;
	placeholder?: string;
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
