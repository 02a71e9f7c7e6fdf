import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { CodeChoice } from '../editor/code-choice';
import { Text } from '../editor/controls';
import { Rows } from '../editor/rows';
import { TargetControl } from '../editor/target-control';
import { Table } from '../table';
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
				required
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
			<CodeChoice
				codes={ [ 302, 307 ] }
				code={ wishes.code }
				onChange={ ( code ) => set( { code } ) }
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
	return (
		<Rows
			legend={ __( 'Versions', 'detour' ) }
			rows={ versions }
			empty={ { language: '', url: '' } }
			help={ sprintf(
				/* translators: %s: x-default. */
				__(
					'A language as en or es-MX; %s for all other languages.',
					'detour'
				),
				DEFAULT
			) }
			fields={ ( version, number, set ) => (
				<>
					<Text
						code
						label={ sprintf(
							/* translators: %d: number in a list. */
							__( 'Language %d', 'detour' ),
							number
						) }
						placeholder="es"
						value={ version.language }
						onChange={ ( text ) =>
							set( { ...version, language: text.trim() } )
						}
					/>
					<TargetControl
						label={ sprintf(
							/* translators: %d: number in a list. */
							__( 'Address %d', 'detour' ),
							number
						) }
						value={ version.url }
						onChange={ ( url ) => set( { ...version, url } ) }
					/>
				</>
			) }
			onChange={ onChange }
		/>
	);
}

function Steps( { steps }: { steps: LanguageStep[] } ) {
	return (
		<Table
			className="detour-outcome"
			caption={ __( 'What visitors get', 'detour' ) }
			heads={ [
				__( 'Visitors who prefer', 'detour' ),
				__( 'What visitors get', 'detour' ),
			] }
		>
			{ steps.map( ( step ) => (
				<tr key={ step.language + step.chosen }>
					<th scope="row">{ visitor( step ) }</th>
					<td>{ describeStep( step ) }</td>
				</tr>
			) ) }
		</Table>
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
