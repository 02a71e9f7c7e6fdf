import { CheckboxControl, PanelBody } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type { Redirect } from '../rule/types';
import { Choice, Text, WordList } from './controls';
import { Pairs } from './pairs';
import { ProblemsOf } from './problems';
import { TargetControl } from './target-control';

interface Props {
	/** `then.redirect` or `else.redirect`. */
	field: string;
	redirect: Redirect;
	onChange: ( redirect: Redirect ) => void;
}

/** An hour, to begin with. */
const SECONDS = 3600;

/**
 * Fallback, caching, headers of the answer and of the pages it is about, and hosts that captures may lead to.
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
			title={ __(
				'Fallback, caching, headers and search engines',
				'detour'
			) }
			initialOpen={ false }
		>
			<TargetControl
				label={ __( 'Fallback', 'detour' ) }
				help={ __(
					'Where visitors are led while the target is broken. For this, targets have to be checked: see the settings.',
					'detour'
				) }
				field={ `${ field }.fallback` }
				value={ redirect.fallback ?? '' }
				onChange={ ( fallback ) =>
					set( { fallback: fallback || undefined } )
				}
			/>
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
			<CheckboxControl
				__nextHasNoMarginBottom
				id={ `${ field }-canonical` }
				label={ __(
					'The source stays the canonical address',
					'detour'
				) }
				help={ __(
					'While this redirect is there, the target page, if it is on this site, tells search engines to keep the source (canonical). For temporary redirects from one address.',
					'detour'
				) }
				checked={ redirect.canonical ?? false }
				onChange={ ( canonical ) =>
					set( { canonical: canonical || undefined } )
				}
			/>
			<ProblemsOf of={ `${ field }.canonical` } />
			<Pairs
				legend={ __( 'Language versions of the page', 'detour' ) }
				field={ `${ field }.alternates` }
				name={ __( 'Language', 'detour' ) }
				value={ __( 'Address', 'detour' ) }
				add={ __( 'Add version', 'detour' ) }
				help={ __(
					'While this redirect is there, those on this site tell search engines of each other (hreflang). x-default is for all other languages.',
					'detour'
				) }
				pairs={ redirect.alternates ?? {} }
				onChange={ ( alternates ) => set( { alternates } ) }
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
