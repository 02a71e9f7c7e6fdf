import { CheckboxControl, PanelBody } from '@wordpress/components';
import { useId } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Rule } from '../rule/types';
import { useGroups } from '../rules/use-rules';
import { Lines, Text } from './controls';

interface Props {
	rule: Rule;
	set: ( changes: Partial< Rule > ) => void;
}

/**
 * Where the rule stands among the others, and what people should know of it.
 *
 * @param props
 * @param props.rule
 * @param props.set
 */
export function PlacePart( { rule, set }: Props ) {
	const id = useId();
	const groups = useGroups( 0 );
	return (
		<PanelBody title={ __( 'Order, group, note', 'detour' ) }>
			<div className="detour-row">
				<Text
					type="number"
					min={ 0 }
					label={ __( 'Position', 'detour' ) }
					help={
						rule.id
							? __( 'Lower ones are tried first.', 'detour' )
							: __(
									'Lower ones are tried first. Left empty, this one comes last.',
									'detour'
								)
					}
					field="position"
					value={ String( rule.position ?? '' ) }
					onChange={ ( text ) =>
						set( {
							position: text === '' ? undefined : Number( text ),
						} )
					}
				/>
				<Text
					label={ __( 'Group', 'detour' ) }
					list={ id }
					field="group"
					value={ rule.group }
					onChange={ ( group ) => set( { group } ) }
				/>
			</div>
			<datalist id={ id }>
				{ groups.map( ( group ) => (
					<option key={ group } value={ group } />
				) ) }
			</datalist>
			<Lines
				label={ __( 'Note', 'detour' ) }
				field="note"
				rows={ 2 }
				value={ rule.note }
				onChange={ ( note ) => set( { note } ) }
			/>
			<CheckboxControl
				__nextHasNoMarginBottom
				id="detour-rule-enabled"
				label={ __( 'Enabled', 'detour' ) }
				checked={ rule.enabled }
				onChange={ ( enabled ) => set( { enabled } ) }
			/>
		</PanelBody>
	);
}
