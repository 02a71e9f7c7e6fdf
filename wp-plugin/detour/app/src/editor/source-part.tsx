import { PanelBody } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { KIND_EXAMPLES, KINDS, options } from '../rule/describe';
import type { Source } from '../rule/types';
import { Choice, Text } from './controls';
import { Matching } from './matching';

interface Props {
	source: Source;
	onChange: ( source: Source ) => void;
}

/**
 * What a URL must look like.
 *
 * @param props
 * @param props.source
 * @param props.onChange
 */
export function SourcePart( { source, onChange }: Props ) {
	const set = ( changes: Partial< Source > ) =>
		onChange( { ...source, ...changes } );
	// What only Rank Math compares is not for new rules.
	const kinds = options( KINDS ).filter(
		( { value } ) =>
			value === source.kind ||
			! [ 'contains', 'suffix' ].includes( value )
	);
	return (
		<>
			<div className="detour-row">
				<Text
					code
					label={ __( 'Source', 'detour' ) }
					field="source.value"
					placeholder="/old-page"
					value={ source.value }
					onChange={ ( value ) => set( { value: value.trim() } ) }
				/>
				<Choice
					label={ __( 'Match', 'detour' ) }
					field="source.kind"
					value={ source.kind }
					options={ kinds }
					onChange={ ( kind ) => set( { kind } ) }
				/>
			</div>
			<p className="detour-help">{ KIND_EXAMPLES[ source.kind ] }</p>
			<PanelBody
				title={ __( 'How the source is compared', 'detour' ) }
				initialOpen={ false }
			>
				<Comparison source={ source } set={ set } />
			</PanelBody>
		</>
	);
}

function Comparison( {
	source,
	set,
}: {
	source: Source;
	set: ( changes: Partial< Source > ) => void;
} ) {
	return (
		<>
			<Matching source={ source } set={ set } />
			<div className="detour-row">
				<Text
					code
					label={ __( 'Host', 'detour' ) }
					field="source.host"
					help={ __( 'any, example.com or *.example.com', 'detour' ) }
					value={ source.host }
					onChange={ ( host ) => set( { host: host.trim() } ) }
				/>
				<Choice
					label={ __( 'Scheme', 'detour' ) }
					field="source.scheme"
					value={ source.scheme }
					options={ [
						{ value: 'any', label: __( 'Any', 'detour' ) },
						{ value: 'http', label: 'http' },
						{ value: 'https', label: 'https' },
					] }
					onChange={ ( scheme ) => set( { scheme } ) }
				/>
			</div>
		</>
	);
}
