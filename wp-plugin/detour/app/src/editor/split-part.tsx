import { Button, CheckboxControl } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

import type { Action, Variant } from '../rule/types';
import { CodeChoice } from './code-choice';
import { Text } from './controls';
import { removeAt, replaceAt } from './lists';
import { ProblemsOf } from './problems';
import { RemoveButton } from './rows';
import { TargetControl } from './target-control';

interface Props {
	field: 'then' | 'else';
	action: Action;
	onChange: ( action: Action ) => void;
}

/**
 * Targets with their weights.
 *
 * @param props
 * @param props.field
 * @param props.action
 * @param props.onChange
 */
export function SplitPart( { field, action, onChange }: Props ) {
	const variants = action.split ?? [];
	const total = variants.reduce( ( sum, { weight } ) => sum + weight, 0 );
	const set = ( split: Variant[] ) => onChange( { ...action, split } );
	const replace = ( index: number, changes: Partial< Variant > ) =>
		set(
			replaceAt( variants, index, { ...variants[ index ], ...changes } )
		);
	return (
		<>
			{ variants.map( ( { to, weight }, index ) => (
				<div className="detour-row" key={ index }>
					<TargetControl
						label={ sprintf(
							/* translators: %d: number of a target. */
							__( 'Target %d', 'detour' ),
							index + 1
						) }
						field={ `${ field }.split[${ index }].to` }
						value={ to }
						onChange={ ( target ) =>
							replace( index, { to: target } )
						}
					/>
					<Text
						type="number"
						min={ 1 }
						label={ sprintf(
							/* translators: 1: number of a target, 2: its share of visitors. */
							__( 'Weight %1$d (%2$d %%)', 'detour' ),
							index + 1,
							Math.round( ( 100 * weight ) / ( total || 1 ) )
						) }
						field={ `${ field }.split[${ index }].weight` }
						value={ String( weight ) }
						onChange={ ( text ) =>
							replace( index, { weight: Number( text ) } )
						}
					/>
					<RemoveButton
						number={ index + 1 }
						disabled={ variants.length < 3 }
						onClick={ () => set( removeAt( variants, index ) ) }
					/>
				</div>
			) ) }
			<ProblemsOf of={ `${ field }.split` } />
			<Button
				size="compact"
				variant="secondary"
				onClick={ () => set( [ ...variants, { to: '', weight: 50 } ] ) }
			>
				{ __( 'Add target', 'detour' ) }
			</Button>
			<CheckboxControl
				__nextHasNoMarginBottom
				id={ `detour-${ field }-sticky` }
				label={ __(
					'Visitors keep their target by a cookie',
					'detour'
				) }
				help={ __(
					'Otherwise by their address and browser, as long as these stay the same.',
					'detour'
				) }
				checked={ action.sticky === 'cookie' }
				onChange={ ( sticky ) =>
					onChange( {
						...action,
						sticky: sticky ? 'cookie' : undefined,
					} )
				}
			/>
			<CodeChoice
				field={ `${ field }.code` }
				code={ action.code ?? 307 }
				onChange={ ( code ) => onChange( { ...action, code } ) }
			/>
		</>
	);
}
