import { Button } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { Choice, Text } from '../editor/controls';
import { removeAt, replaceAt } from '../editor/lists';
import { TargetControl } from '../editor/target-control';
import { codeAdvice, codeName } from '../rule/describe';
import {
	type Languages,
	type LanguageStep,
	redirectByLanguage,
	type Version,
} from './api';
import { Assistant, type AssistantProps } from './assistant';
import { describeStep } from './words';

const DEFAULT = 'x-default';

/**
 * Redirects visitors of a page to the version in their language.
 *
 * @param props
 */
export default function LanguagesAssistant( props: AssistantProps ) {
	const [ wishes, setWishes ] = useState< Languages >( {
		page: '/',
		versions: [
			{ language: DEFAULT, url: '/' },
			{ language: '', url: '' },
		],
		code: 302,
		cookie: '',
	} );
	const set = ( changes: Partial< Languages > ) =>
		setWishes( { ...wishes, ...changes } );
	const asked = {
		...wishes,
		versions: wishes.versions.filter(
			( { language, url } ) => language !== '' || url !== ''
		),
	};
	return (
		<Assistant
			{ ...props }
			title={ __( 'Visitors by language', 'detour' ) }
			isComplete={ asked.versions.length > 0 && wishes.page !== '' }
			call={ ( dryRun ) => redirectByLanguage( asked, dryRun ) }
			show={ ( { steps } ) => <Steps steps={ steps } /> }
			done={ sprintf(
				/* translators: %s: path of a page. */
				__( 'Redirects by language of %s saved.', 'detour' ),
				wishes.page
			) }
		>
			<p>
				{ __(
					'Visitors of a page are led to the version in the language that their browser prefers. While these redirects are enabled, all versions on this site tell search engines of each other (hreflang).',
					'detour'
				) }
			</p>
			<TargetControl
				label={ __( 'Page that everybody asks for', 'detour' ) }
				field="page"
				value={ wishes.page }
				onChange={ ( page ) => set( { page } ) }
			/>
			<Versions
				versions={ wishes.versions }
				onChange={ ( versions ) => set( { versions } ) }
			/>
			<Text
				code
				label={ __( 'Cookie of visitors who have chosen', 'detour' ) }
				help={ __(
					'Whoever has it stays on the page. Polylang calls it pll_language, WPML wp-wpml_current_language.',
					'detour'
				) }
				value={ wishes.cookie }
				onChange={ ( cookie ) => set( { cookie: cookie.trim() } ) }
			/>
			<Choice
				label={ __( 'Code', 'detour' ) }
				help={ codeAdvice( wishes.code ) }
				value={ String( wishes.code ) }
				options={ [ 302, 307 ].map( ( code ) => ( {
					value: String( code ),
					label: codeName( code ),
				} ) ) }
				onChange={ ( code ) => set( { code: Number( code ) } ) }
			/>
		</Assistant>
	);
}

function Versions( {
	versions,
	onChange,
}: {
	versions: Version[];
	onChange: ( versions: Version[] ) => void;
} ) {
	const replace = ( index: number, changes: Partial< Version > ) =>
		onChange(
			replaceAt( versions, index, { ...versions[ index ], ...changes } )
		);
	return (
		<fieldset className="detour-pairs">
			<legend>{ __( 'Versions', 'detour' ) }</legend>
			{ versions.map( ( { language, url }, index ) => (
				<div className="detour-row" key={ index }>
					<Text
						code
						label={ sprintf(
							/* translators: %d: number in a list. */
							__( 'Language %d', 'detour' ),
							index + 1
						) }
						placeholder="es"
						value={ language }
						onChange={ ( text ) =>
							replace( index, { language: text.trim() } )
						}
					/>
					<TargetControl
						label={ sprintf(
							/* translators: %d: number in a list. */
							__( 'Address %d', 'detour' ),
							index + 1
						) }
						field={ `versions[${ index }].url` }
						value={ url }
						onChange={ ( address ) =>
							replace( index, { url: address } )
						}
					/>
					<Button
						__next40pxDefaultSize
						variant="tertiary"
						isDestructive
						onClick={ () =>
							onChange( removeAt( versions, index ) )
						}
					>
						{ __( 'Remove', 'detour' ) }
					</Button>
				</div>
			) ) }
			<Button
				size="compact"
				variant="secondary"
				onClick={ () =>
					onChange( [ ...versions, { language: '', url: '' } ] )
				}
			>
				{ __( 'Add another', 'detour' ) }
			</Button>
			<p className="detour-help">
				{ sprintf(
					/* translators: %s: x-default. */
					__(
						'A language as en or es-MX; %s for all other languages.',
						'detour'
					),
					DEFAULT
				) }
			</p>
		</fieldset>
	);
}

function Steps( { steps }: { steps: LanguageStep[] } ) {
	return (
		<table className="detour-outcome">
			<caption className="screen-reader-text">
				{ __( 'What visitors get', 'detour' ) }
			</caption>
			<thead>
				<tr>
					<th scope="col">
						{ __( 'Visitors who prefer', 'detour' ) }
					</th>
					<th scope="col">{ __( 'What visitors get', 'detour' ) }</th>
				</tr>
			</thead>
			<tbody>
				{ steps.map( ( step ) => (
					<tr key={ step.language + step.chosen }>
						<th scope="row">{ visitor( step ) }</th>
						<td>{ describeStep( step ) }</td>
					</tr>
				) ) }
			</tbody>
		</table>
	);
}

function visitor( { language, chosen }: LanguageStep ): string {
	if ( chosen ) {
		/* translators: %s: language tag. */
		const text = __( '%s, but have chosen', 'detour' );
		return sprintf( text, language );
	}
	return language || __( 'another language', 'detour' );
}
