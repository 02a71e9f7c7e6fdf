import {
	Button,
	CheckboxControl,
	Notice,
	RadioControl,
	Spinner,
} from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { ApiError } from '../api';
import { CodeChoice } from '../editor/code-choice';
import { TargetControl } from '../editor/target-control';
import { readable } from '../list/url';
import { newRule } from '../rule/new-rule';
import type { Rule } from '../rule/types';
import { site } from '../site';
import { type MissingUrl, suggest, type Suggestion, type Wanted } from './api';

interface Props {
	urls: MissingUrl[];
	onRedirect: ( wanted: Wanted ) => void;
	onEdit: ( rule: Rule ) => void;
}

/**
 * Asks where visitors of some URLs are to go.
 *
 * @param props
 * @param props.urls
 * @param props.onRedirect
 * @param props.onEdit
 */
export function RedirectForm( { urls, onRedirect, onEdit }: Props ) {
	const single = urls.length === 1 ? urls[ 0 ] : null;
	const [ to, setTo ] = useState( '' );
	const [ isEach, setEach ] = useState( false );
	const [ code, setCode ] = useState( site.options.rule_code );
	const [ forget, setForget ] = useState( true );
	const { found, problem } = useSuggestions( single, setTo );

	return (
		<form
			className="detour-bulk-form"
			onSubmit={ ( event ) => {
				event.preventDefault();
				const target = isEach
					? { each: true as const }
					: { to: to.trim() };
				onRedirect( { ...target, code, forget } );
			} }
		>
			<p className="detour-source">
				{ single ? (
					<code>{ readable( single.url ) }</code>
				) : (
					sprintf(
						/* translators: %d: number of URLs. */
						_n( '%d URL', '%d URLs', urls.length, 'detour' ),
						urls.length
					)
				) }
			</p>
			{ problem && (
				<Notice status="error" isDismissible={ false }>
					{ problem }
				</Notice>
			) }
			{ single && ! found && ! problem && <Spinner /> }
			{ found && (
				<Suggestions
					suggestions={ found.suggestions }
					to={ to }
					onChange={ setTo }
				/>
			) }
			{ ! single && (
				<RadioControl
					label={ __( 'Where to', 'detour' ) }
					selected={ isEach ? 'each' : 'one' }
					options={ [
						{
							value: 'one',
							label: __( 'All to the same page', 'detour' ),
						},
						{
							value: 'each',
							label: __(
								'Each to the page that is most like it',
								'detour'
							),
							description: __(
								'URLs that no page is enough like stay on the list.',
								'detour'
							),
						},
					] }
					onChange={ ( value ) => setEach( value === 'each' ) }
				/>
			) }
			{ ! isEach && (
				<TargetControl
					label={ __( 'Target', 'detour' ) }
					required
					help={ __( 'A path as /shop/ or a whole URL.', 'detour' ) }
					value={ to }
					onChange={ setTo }
				/>
			) }
			<CodeChoice code={ code } onChange={ setCode } />
			<CheckboxControl
				__nextHasNoMarginBottom
				// The list behind it has checkboxes of another copy of the components, which counts its own from 0.
				id="detour-not-found-forget"
				label={ __( 'Take off this list', 'detour' ) }
				checked={ forget }
				onChange={ setForget }
			/>
			<div className="detour-row">
				<Button __next40pxDefaultSize variant="primary" type="submit">
					{ __( 'Redirect', 'detour' ) }
				</Button>
				{ found && (
					<Button
						__next40pxDefaultSize
						variant="tertiary"
						onClick={ () =>
							onEdit( prefilled( found.rule, to.trim(), code ) )
						}
					>
						{ __( 'Open in the editor', 'detour' ) }
					</Button>
				) }
			</div>
		</form>
	);
}

interface SuggestionsProps {
	suggestions: Suggestion[];
	to: string;
	onChange: ( to: string ) => void;
}

function Suggestions( { suggestions, to, onChange }: SuggestionsProps ) {
	if ( ! suggestions.length ) {
		return (
			<p className="detour-help">
				{ __( 'No page of this site is like it.', 'detour' ) }
			</p>
		);
	}
	return (
		<RadioControl
			label={ __( 'Pages that are like it', 'detour' ) }
			selected={ to }
			options={ suggestions.map( ( suggestion ) => ( {
				value: suggestion.to,
				label: suggestion.title || suggestion.to,
				description: describe( suggestion ),
			} ) ) }
			onChange={ onChange }
		/>
	);
}

function describe( { to, kind, score, renamed }: Suggestion ): string {
	/* translators: %d: how alike two addresses are, in per cent. */
	const alike = __( '%d %% alike', 'detour' );
	return [
		kind,
		readable( to ),
		renamed
			? __( 'had this address before', 'detour' )
			: sprintf( alike, Math.round( score * 100 ) ),
	].join( ' · ' );
}

function useSuggestions(
	url: MissingUrl | null,
	onBest: ( to: string ) => void
) {
	type Found = Awaited< ReturnType< typeof suggest > >;
	const [ found, setFound ] = useState< Found | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const hash = url?.hash;
	useEffect( () => {
		if ( hash ) {
			suggest( hash ).then(
				( answer ) => {
					setFound( answer );
					onBest( answer.suggestions[ 0 ]?.to ?? '' );
				},
				( error: ApiError ) => setProblem( error.message )
			);
		}
	}, [ hash, onBest ] );
	return { found, problem };
}

function prefilled(
	{ source }: Pick< Rule, 'source' >,
	to: string,
	code: number
): Rule {
	const rule = newRule();
	return {
		...rule,
		source: { ...rule.source, ...source },
		then: { redirect: { to, code } },
	};
}
