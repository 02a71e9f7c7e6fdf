import {
	Button,
	CheckboxControl,
	Notice,
	Spinner,
} from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { ApiError } from '../api';
import { Choice, Text, WordList } from '../editor/controls';
import { ErrorNotice } from '../error-notice';
import { useNotices } from '../notices';
import { problemText } from '../rule/describe';
import { fromClock, toClock } from '../rule/clock';
import { site } from '../site';
import {
	type Maintenance,
	readMaintenance,
	turnOff,
	turnOn,
	type Wishes,
} from './calls';

/**
 * The whole site answered with 503 or a redirect for a while, with exceptions.
 *
 * @param props
 * @param props.onChanged Called when the rule of the maintenance has changed.
 */
export default function MaintenanceScreen( {
	onChanged,
}: {
	onChanged: () => void;
} ) {
	const notices = useNotices();
	const [ state, setState ] = useState< Maintenance | null >( null );
	const [ problem, setProblem ] = useState( '' );
	const [ busy, setBusy ] = useState( false );

	useEffect( () => {
		readMaintenance().then( setState, ( error: ApiError ) =>
			setProblem( error.message )
		);
	}, [] );

	async function change( run: () => Promise< Maintenance >, done: string ) {
		setBusy( true );
		setProblem( '' );
		try {
			setState( await run() );
			notices.done( done );
			onChanged();
		} catch ( error ) {
			const { message, data } = error as ApiError;
			setProblem(
				[
					message,
					...( data?.problems ?? [] ).map( problemText ),
				].join( ' ' )
			);
		}
		setBusy( false );
	}

	return (
		<div className="detour-columns">
			<section>
				<h2>{ __( 'Maintenance', 'detour' ) }</h2>
				<ErrorNotice text={ problem } />
				{ ! state && ! problem && <Spinner /> }
				{ state && (
					<>
						<Notice
							status={ state.on ? 'warning' : 'info' }
							isDismissible={ false }
						>
							{ state.on
								? __(
										'Maintenance is on: visitors don’t see the site.',
										'detour'
									)
								: __( 'Maintenance is off.', 'detour' ) }
						</Notice>
						{ state.warning && (
							<Notice status="warning" isDismissible={ false }>
								{ state.warning }
							</Notice>
						) }
						<form
							onSubmit={ ( event ) => {
								event.preventDefault();
								change(
									() => turnOn( wishesOf( state ) ),
									state.on
										? __( 'Maintenance changed.', 'detour' )
										: __( 'Maintenance is on.', 'detour' )
								);
							} }
						>
							{ state.link && (
								<PreviewLink link={ state.link } />
							) }
							<Fields wishes={ state } onChange={ setState } />
							<div className="detour-buttons">
								<Button
									__next40pxDefaultSize
									variant="primary"
									type="submit"
									isDestructive={ ! state.on }
									disabled={ busy }
									accessibleWhenDisabled
								>
									{ state.on
										? __( 'Save changes', 'detour' )
										: __(
												'Turn maintenance on',
												'detour'
											) }
								</Button>
								{ state.on && (
									<Button
										__next40pxDefaultSize
										variant="secondary"
										disabled={ busy }
										accessibleWhenDisabled
										onClick={ () =>
											change(
												turnOff,
												__(
													'Maintenance is off.',
													'detour'
												)
											)
										}
									>
										{ __(
											'Turn maintenance off',
											'detour'
										) }
									</Button>
								) }
							</div>
						</form>
					</>
				) }
			</section>
		</div>
	);
}

function wishesOf( { on, link, warning, ...wishes }: Maintenance ): Wishes {
	return wishes;
}

function PreviewLink( { link }: { link: string } ) {
	return (
		<Text
			code
			label={ __( 'Link for who may see the site', 'detour' ) }
			help={ __(
				'It sets a cookie that lasts until the end of the maintenance, a week at most without one. Turning off ends it too.',
				'detour'
			) }
			readOnly
			value={ link }
			onChange={ () => {} }
		/>
	);
}

function Fields( {
	wishes,
	onChange,
}: {
	wishes: Maintenance;
	onChange: ( wishes: Maintenance ) => void;
} ) {
	const set = ( changes: Partial< Wishes > ) =>
		onChange( { ...wishes, ...changes } );
	return (
		<>
			<Choice
				label={ __( 'Visitors get', 'detour' ) }
				value={ wishes.answer }
				options={ [
					{
						value: 'unavailable',
						label: __(
							'503: come back later; search engines keep the pages',
							'detour'
						),
					},
					{
						value: 'redirect',
						label: __(
							'307: a redirect for the time being',
							'detour'
						),
					},
				] }
				onChange={ ( answer ) => set( { answer } ) }
			/>
			{ wishes.answer === 'redirect' ? (
				<Text
					code
					required
					label={ __( 'Target', 'detour' ) }
					placeholder="/back-soon/"
					value={ wishes.to }
					onChange={ ( to ) => set( { to: to.trim() } ) }
				/>
			) : (
				<div className="detour-row">
					<Text
						type="number"
						min={ 1 }
						label={ __( 'Come back after (seconds)', 'detour' ) }
						value={ String( wishes.retry_after ) }
						onChange={ ( text ) =>
							set( { retry_after: Number( text ) } )
						}
					/>
					<Choice
						label={ __( 'Page', 'detour' ) }
						value={ wishes.page }
						options={ [
							{
								value: 'bare',
								label: __(
									'A line of text, without WordPress',
									'detour'
								),
							},
							{
								value: 'theme',
								label: __(
									'The theme’s page for “not found”',
									'detour'
								),
							},
						] }
						onChange={ ( page ) => set( { page } ) }
					/>
				</div>
			) }
			<Text
				type="datetime-local"
				label={ __( 'Ends by itself', 'detour' ) }
				help={ __(
					'By the clock of this site; empty: when you turn it off.',
					'detour'
				) }
				value={ toClock( wishes.until ?? undefined ) }
				onChange={ ( clock ) =>
					set( { until: fromClock( clock ) ?? null } )
				}
			/>
			<fieldset className="detour-fieldset">
				<legend>{ __( 'Who sees the site as ever', 'detour' ) }</legend>
				{ Object.entries( site.roles ).map( ( [ role, name ] ) => (
					<CheckboxControl
						__nextHasNoMarginBottom
						key={ role }
						label={ name }
						checked={ wishes.roles.includes( role ) }
						onChange={ ( isSpared ) =>
							set( {
								roles: [
									...wishes.roles.filter(
										( one ) => one !== role
									),
									...( isSpared ? [ role ] : [] ),
								],
							} )
						}
					/>
				) ) }
				<WordList
					label={ __( 'Addresses and networks', 'detour' ) }
					placeholder="203.0.113.7, 2001:db8::/32"
					values={ wishes.ips }
					onChange={ ( ips ) => set( { ips } ) }
				/>
				<WordList
					label={ __( 'Paths', 'detour' ) }
					help={ __(
						'A star at the end stands for anything. The admin area and the login are never caught.',
						'detour'
					) }
					placeholder="/imprint/, /api/*"
					values={ wishes.paths }
					onChange={ ( paths ) => set( { paths } ) }
				/>
			</fieldset>
		</>
	);
}
