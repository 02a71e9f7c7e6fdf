/**
 * Small forms of bulk actions: one value for all rules that are selected.
 */
import { Button, TextControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { CodeChoice } from '../editor/code-choice';

function Form( {
	children,
	onSubmit,
}: {
	children: ReactNode;
	onSubmit: () => void;
} ) {
	return (
		<form
			className="detour-bulk-form"
			onSubmit={ ( event ) => {
				event.preventDefault();
				onSubmit();
			} }
		>
			{ children }
			<Button __next40pxDefaultSize variant="primary" type="submit">
				{ __( 'Apply', 'detour' ) }
			</Button>
		</form>
	);
}

export function CodeForm( { onDone }: { onDone: ( code: number ) => void } ) {
	const [ code, setCode ] = useState( 307 );
	return (
		<Form onSubmit={ () => onDone( code ) }>
			<CodeChoice code={ code } onChange={ setCode } />
		</Form>
	);
}

export function GroupForm( {
	groups,
	onDone,
}: {
	groups: string[];
	onDone: ( group: string ) => void;
} ) {
	const [ group, setGroup ] = useState( '' );
	return (
		<Form onSubmit={ () => onDone( group.trim() ) }>
			<TextControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				label={ __( 'Group', 'detour' ) }
				help={ __(
					'A new name makes a new group; none takes the redirects out of theirs.',
					'detour'
				) }
				list="detour-bulk-groups"
				value={ group }
				onChange={ setGroup }
			/>
			<datalist id="detour-bulk-groups">
				{ groups.map( ( name ) => (
					<option key={ name } value={ name } />
				) ) }
			</datalist>
		</Form>
	);
}

export function ResetForm( { onDone }: { onDone: () => void } ) {
	return (
		<Form onSubmit={ onDone }>
			<p>
				{ __(
					'They are counted from 0 again, and their last hit is forgotten. The insights keep what they have. This can’t be undone.',
					'detour'
				) }
			</p>
		</Form>
	);
}

export function PlaceForm( { onDone }: { onDone: ( place: number ) => void } ) {
	return (
		<NumberForm
			label={ __( 'Place', 'detour' ) }
			help={ __(
				'The redirect at place 1 is tried first. With a number beyond the last place it is tried last.',
				'detour'
			) }
			least={ 1 }
			before={ 1 }
			onDone={ onDone }
		/>
	);
}

export function PositionForm( {
	position,
	onDone,
}: {
	position: number;
	onDone: ( position: number ) => void;
} ) {
	return (
		<NumberForm
			label={ __( 'Position', 'detour' ) }
			help={ __(
				'Redirects with a lower position are tried first.',
				'detour'
			) }
			least={ 0 }
			before={ position }
			onDone={ onDone }
		/>
	);
}

function NumberForm( {
	label,
	help,
	least,
	before,
	onDone,
}: {
	label: string;
	help: string;
	least: number;
	before: number;
	onDone: ( number: number ) => void;
} ) {
	const [ text, setText ] = useState( String( before ) );
	return (
		<Form onSubmit={ () => onDone( Number( text ) ) }>
			<TextControl
				__nextHasNoMarginBottom
				__next40pxDefaultSize
				type="number"
				min={ least }
				required
				label={ label }
				help={ help }
				value={ text }
				onChange={ setText }
			/>
		</Form>
	);
}
