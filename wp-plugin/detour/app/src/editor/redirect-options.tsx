import { PanelBody } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type { Redirect } from '../rule/types';
import { Choice, Text, WordList } from './controls';
import { Pairs } from './pairs';

interface Props {
	/** `then.redirect` or `else.redirect`. */
	field: string;
	redirect: Redirect;
	onChange: ( redirect: Redirect ) => void;
}

/** An hour, to begin with. */
const SECONDS = 3600;

/**
 * Caching, further headers, and hosts that captures may lead to.
 *
 * @param props
 * @param props.field
 * @param props.redirect
 * @param props.onChange
 */
export function RedirectOptions( { field, redirect, onChange }: Props ) {
	const { cache } = redirect;
	const set = ( changes: Partial< Redirect > ) =>
		onChange( { ...redirect, ...changes } );
	let caching: 'default' | 'none' | 'seconds' = 'default';
	if ( cache !== undefined ) {
		caching = cache === 'none' ? 'none' : 'seconds';
	}
	return (
		<PanelBody
			title={ __( 'Caching and headers', 'detour' ) }
			initialOpen={ false }
		>
			<div className="detour-row">
				<Choice
					label={ __( 'Browsers and proxies', 'detour' ) }
					field={ `${ field }.cache` }
					value={ caching }
					options={ [
						{
							value: 'default',
							label: __( 'As the code has it', 'detour' ),
						},
						{
							value: 'none',
							label: __( 'Keep nothing', 'detour' ),
						},
						{
							value: 'seconds',
							label: __( 'Keep it for a time', 'detour' ),
						},
					] }
					onChange={ ( chosen ) =>
						set( {
							cache: {
								default: undefined,
								none: 'none' as const,
								seconds: SECONDS,
							}[ chosen ],
						} )
					}
				/>
				{ typeof cache === 'number' && (
					<Text
						type="number"
						min={ 0 }
						label={ __( 'Seconds', 'detour' ) }
						value={ String( cache ) }
						onChange={ ( text ) =>
							set( { cache: Number( text ) } )
						}
					/>
				) }
			</div>
			<Pairs
				legend={ __( 'Response headers', 'detour' ) }
				field={ `${ field }.headers` }
				pairs={ redirect.headers ?? {} }
				onChange={ ( headers ) => set( { headers } ) }
			/>
			<WordList
				label={ __( 'Allowed hosts', 'detour' ) }
				field={ `${ field }.allow_hosts` }
				help={ __(
					'Needed only if the host of the target is taken from the visitor’s URL.',
					'detour'
				) }
				values={ redirect.allow_hosts ?? [] }
				onChange={ ( hosts ) => set( { allow_hosts: hosts } ) }
			/>
		</PanelBody>
	);
}
