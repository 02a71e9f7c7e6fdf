import { CheckboxControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { CodeChoice } from '../editor/code-choice';
import { Choice, Text, WordList } from '../editor/controls';
import { site } from '../site';
import { Table } from '../table';
import { type DomainMove, moveDomain, type MoveStep } from './api';
import { Assistant, type AssistantProps } from './assistant';
import { describeStep } from './words';

/**
 * Redirects a whole domain to another, path by path.
 *
 * @param props
 */
export default function DomainMoveAssistant( props: AssistantProps ) {
	const home = new URL( site.home );
	const [ wishes, setWishes ] = useState< DomainMove >( {
		from: [],
		to: home.hostname,
		www: true,
		scheme: home.protocol === 'http:' ? 'http' : 'https',
		secure: false,
		code: 307,
		except: [],
		samples: [ '/', '/some/page?x=1' ],
	} );
	const set = ( changes: Partial< DomainMove > ) =>
		setWishes( { ...wishes, ...changes } );
	return (
		<Assistant
			{ ...props }
			title={ __( 'Move to another domain, www. or https', 'detour' ) }
			call={ ( dryRun ) => moveDomain( wishes, dryRun ) }
			show={ ( { steps } ) => <Steps steps={ steps } /> }
			done={ sprintf(
				/* translators: %s: name of a domain. */
				__( 'Redirects to %s saved.', 'detour' ),
				wishes.to
			) }
		>
			<p>
				{ __(
					'Every address of the old domain leads to the same path and query at the new one. The old domain has to go on leading to this server, or nobody is here to redirect. The admin area and the login stay.',
					'detour'
				) }
			</p>
			<WordList
				label={ __( 'Old domains', 'detour' ) }
				help={ __(
					'If only a folder moves, with the folder.',
					'detour'
				) }
				required={ ! wishes.secure }
				placeholder="old.example, old.example/shop"
				values={ wishes.from }
				onChange={ ( from ) => set( { from } ) }
			/>
			<CheckboxControl
				__nextHasNoMarginBottom
				id="detour-move-www"
				label={ __( 'With and without www.', 'detour' ) }
				checked={ wishes.www }
				onChange={ ( www ) => set( { www } ) }
			/>
			<div className="detour-row">
				<Choice
					label={ __( 'Scheme', 'detour' ) }
					value={ wishes.scheme }
					options={ [
						{ value: 'https', label: 'https' },
						{ value: 'http', label: 'http' },
					] }
					onChange={ ( scheme ) =>
						set( {
							scheme,
							secure: scheme === 'https' && wishes.secure,
						} )
					}
				/>
				<Text
					code
					label={ __( 'New domain', 'detour' ) }
					required
					placeholder="new.example"
					value={ wishes.to }
					onChange={ ( to ) => set( { to: to.trim() } ) }
				/>
			</div>
			{ wishes.scheme === 'https' && (
				<CheckboxControl
					__nextHasNoMarginBottom
					id="detour-move-secure"
					label={ __(
						'There, from http to https as well',
						'detour'
					) }
					checked={ wishes.secure }
					onChange={ ( secure ) => set( { secure } ) }
				/>
			) }
			<CodeChoice
				codes={ [ 307, 308, 301, 302 ] }
				code={ wishes.code }
				help={
					wishes.code === 307
						? __(
								'To try it: nothing is remembered. When all is well, come back and choose a permanent code; the redirects are replaced then.',
								'detour'
							)
						: undefined
				}
				onChange={ ( code ) => set( { code } ) }
			/>
			<WordList
				label={ __( 'Paths that stay', 'detour' ) }
				help={ __(
					'A star at the end stands for anything.',
					'detour'
				) }
				placeholder="/.well-known/*, /api/*"
				values={ wishes.except }
				onChange={ ( except ) => set( { except } ) }
			/>
			<WordList
				label={ __( 'Addresses to try', 'detour' ) }
				values={ wishes.samples }
				onChange={ ( samples ) => set( { samples } ) }
			/>
		</Assistant>
	);
}

function Steps( { steps }: { steps: MoveStep[] } ) {
	return (
		<Table
			className="detour-outcome"
			caption={ __( 'What visitors get', 'detour' ) }
			heads={ [
				__( 'Address', 'detour' ),
				__( 'What visitors get', 'detour' ),
				__( 'There', 'detour' ),
			] }
		>
			{ steps.map( ( step ) => (
				<tr key={ step.url }>
					<th scope="row">
						<code>{ step.url }</code>
					</th>
					<td>{ describeStep( step ) }</td>
					<td>{ there( step ) }</td>
				</tr>
			) ) }
		</Table>
	);
}

/**
 * What visitors meet where they are led to.
 *
 * @param step          Step.
 * @param step.next
 * @param step.location
 */
function there( { next, location }: MoveStep ): string {
	if ( ! next ) {
		return location ? __( 'Another server', 'detour' ) : '–';
	}
	return next.decision === 'pass'
		? __( 'This site', 'detour' )
		: sprintf(
				/* translators: %s: what visitors get. */
				__( 'A second step: %s', 'detour' ),
				describeStep( next )
			);
}
